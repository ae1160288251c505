//! Joining a hub with an invitation code, once; and the sessions of a phone that has joined.

use zhijia_model::intents::members::Join;
use zhijia_model::{Code, Header, Kind, RecordId, Refusal};
use zhijia_sync::session::{Certificate, JoinRequest, SessionRequest};

use crate::error::Error;
use crate::exchange::blocking;
use crate::http::HttpError;
use crate::inner::Inner;
use crate::session::Token;
use crate::{Client, revoked};

impl Client {
    /// Joins with an invitation code. This needs the hub; everything after it works without. The name (and mobile
    /// number) are the person's own part of the profile, and can be changed later. Repeating a join whose answer
    /// was lost gives the same membership.
    ///
    /// # Errors
    /// [`Error`] where the code is not taken, a field is wrong, the hub cannot be reached, or the store cannot be written.
    pub async fn join(&self, code: &str, name: &str, mobile: Option<&str>) -> Result<RecordId, Error> {
        let own = Join { name: name.to_owned(), mobile: mobile.unwrap_or_default().to_owned() };
        own.check_typed()?;
        let inner = &self.0;
        // A device that was revoked stays so: the next opening is another one.
        if revoked::is_spent(&inner.store, inner.device())? {
            inner.has_access()?;
        }
        let hello = inner.session.http.hello().await?;
        let malformed = |_| Error::from(Refusal::about(Code::BadField, "code"));
        let request =
            JoinRequest::signed(&inner.session.keys, &hello.hub_key, &hello.nonce, code).map_err(malformed)?;
        let answer = inner.session.http.join(&request).await?;
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

impl Inner {
    /// A token for this session: the one at hand, or a new one.
    pub(crate) async fn token(&self) -> Result<String, Error> {
        let mut slot = self.session.token.lock().await;
        if let Some(token) = &*slot {
            return Ok(token.text.clone());
        }
        let joined = self.hub_key().ok_or_else(Error::not_joined)?;
        let hello = self.session.http.hello().await?;
        if hello.hub_key != joined {
            return Err(HttpError::Impostor.into());
        }
        let request = SessionRequest::signed(&self.session.keys, &hello.hub_key, &hello.nonce);
        let answer = self.session.http.session(&request.map_err(|_| HttpError::Answer)?).await?;
        *slot = Some(Token { text: answer.token.clone() });
        Ok(answer.token)
    }

    /// Forgets a token that the hub did not take.
    pub(crate) async fn drop_token(&self, text: &str) {
        let mut slot = self.session.token.lock().await;
        if slot.as_ref().is_some_and(|token| token.text == text) {
            *slot = None;
        }
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
