//! Joining a hub with an invitation code, once.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use zhijia_model::intents::members::Join;
use zhijia_model::{Audience, Code, Header, Kind, RecordId, Refusal, Scope};
use zhijia_sync::engine::Store as _;
use zhijia_sync::session::{Certificate, JoinRequest};
use zhijia_sync::wire::Entitlements;

use crate::error::Error;
use crate::exchange::blocking;
use crate::exchange::http::HttpError;
use crate::inner::Inner;
use crate::session::device::{HUB_FILE, write_whole};
use crate::session::{Token, revoked};
use crate::{Client, asked};

impl Client {
    /// Joins with an invitation code. This needs the hub; everything after it works without. The name (and mobile
    /// number) are the person's own part of the profile, and can be changed later. Roles and lists come with the first
    /// exchange. Repeating a join whose answer was lost gives the same membership; another code is refused with
    /// `device-known` on a phone that has joined.
    ///
    /// # Errors
    /// [`Error`] where the code is not taken, a field is wrong, the hub cannot be reached, or the store cannot be written.
    pub async fn join(&self, code: &str, name: &str, mobile: Option<&str>) -> Result<RecordId, Error> {
        let own = Join { name: name.to_owned(), mobile: mobile.unwrap_or_default().to_owned() };
        own.check_typed()?;
        if code.trim().is_empty() {
            return Err(Refusal::about(Code::EmptyField, "code").into());
        }
        let inner = &self.0;
        // A device that was revoked stays so: the next opening is another one.
        if revoked::is_spent(&inner.store, inner.device())? {
            inner.has_access()?;
        }
        let hello = inner.session.http.hello().await.map_err(unjoined)?;
        let malformed = |_| Error::from(Refusal::about(Code::BadField, "code"));
        let request =
            JoinRequest::signed(&inner.session.keys, &hello.hub_key, &hello.nonce, code).map_err(malformed)?;
        let answer = inner.session.http.join(&request).await.map_err(unjoined)?;
        let bad = || Error::from(HttpError::Answer);
        let certificate = Certificate::open(&answer.certificate, &hello.hub_key).map_err(|_| bad())?;
        let header = Header::from_bytes(&answer.member_header).ok_or_else(bad)?;
        let member = header.id();
        if header.kind() != Some(Kind::Member) || certificate.member != member.0 {
            return Err(bad());
        }
        let home = RecordId(answer.home);
        *inner.session.token.lock().await = Some(Token { text: answer.token.clone() });
        let shared = std::sync::Arc::clone(inner);
        blocking(move || shared.joined_as(own, &header, home, &hello.hub_key)).await?;
        inner.link.wake.notify_one();
        inner.link.online.send_modify(|_| ());
        Ok(member)
    }

    /// The member who uses this phone; `None` before joining.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn member(&self) -> Result<Option<RecordId>, Error> {
        Ok(self.0.me().ok().map(|me| me.member))
    }
}

/// A join that did not reach the hub is not kept, unlike all else that waits for a connection.
fn unjoined(error: HttpError) -> Error {
    match error {
        HttpError::Unreachable | HttpError::Broken => Code::JoinNeedsHub.into(),
        other => other.into(),
    }
}

impl Inner {
    /// Remembers who uses this phone, before the first exchange says the rest, and what the person wrote of themself:
    /// both or neither.
    pub(crate) fn joined_as(&self, own: Join, header: &Header, home: RecordId, hub: &[u8; 32]) -> Result<(), Error> {
        write_whole(&self.session.dir, HUB_FILE, hub).map_err(Error::disk)?;
        let write = own.write(header.clone())?;
        let action = asked::action(&own.into(), self.intent(), write, None);
        let member = header.id();
        let mine = Scope::new(member, Audience::Mine);
        let first = Entitlements { hash: Vec::new(), member, home: Some(home), scopes: vec![mine.into()] };
        let now = self.now();
        self.store.write(|tx| {
            tx.clear_revoked()?;
            tx.put_header(header)?;
            tx.set_entitlements(&first, now)?;
            tx.act(&action, now)
        })?;
        *self.session.revoked.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.session.joined.store(true, Ordering::Release);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::Options;

    #[tokio::test]
    async fn before_joining_every_list_is_empty_and_every_action_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let hub = "http://127.0.0.1:9".to_owned();
        let client =
            Client::open(Options { dir: dir.path().into(), key: [5; 32], hub, ca: None, clock: None }).unwrap();
        let nothing = RecordId([1; 16]);
        let lengths = [
            client.events().unwrap().len(),
            client.sign_ups().unwrap().len(),
            client.organised_events().unwrap().len(),
            client.roster(nothing).unwrap().len(),
            client.houses().unwrap().len(),
            client.house_loans(nothing).unwrap().len(),
            client.my_loans().unwrap().len(),
            client.plans().unwrap().len(),
            client.enrolments().unwrap().len(),
            client.not_sent().unwrap().len(),
            client.notices().unwrap().len(),
            client.names_asked().unwrap().len(),
            client.lending_cards(nothing).unwrap().len(),
        ];
        assert_eq!(lengths, [0; 13]);
        assert!(client.profile().unwrap().is_none() && client.who().unwrap().is_none());
        assert!(
            client.watch_sign_ups().next().await.unwrap().is_ok(),
            "a watch that is begun now goes on after joining"
        );
        for refused in [client.sign_up(nothing), client.found_union(nothing, "东湖区总工会")] {
            assert_eq!(refused.unwrap_err().code, "not-joined");
        }
    }
}
