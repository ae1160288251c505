//! What was not sent, and what can be done about it.

use zhijia_model::intents::StoredIntent;
use zhijia_model::{Code, Intent, IntentId, Refusal};
use zhijia_store::Tx;

use crate::error::Error;
use crate::lists::phone::not_sent::Drawer;
pub use crate::lists::phone::not_sent::NotSent;
use crate::perform::perform;
use crate::phone::history::kept_text;
use crate::{Client, Watch, asked};

impl Client {
    /// What was not sent, newest first. Nothing in it is ever deleted by the app itself.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn not_sent(&self) -> Result<Vec<NotSent>, Error> {
        self.0.list(Drawer)
    }

    /// Watches [`Client::not_sent`].
    pub fn watch_not_sent(&self) -> Watch<NotSent> {
        self.0.watch(Drawer)
    }

    /// The remedies of an entry: `again` asks for the same once more, by the rules and upon the records of now, and
    /// `seen` puts the card away and keeps the entry. What is refused at once leaves the card as it is.
    ///
    /// # Errors
    /// [`Error`] where there is no such entry or remedy; else as [`Client::perform`].
    pub fn remedy(&self, entry: &str, remedy: &str) -> Result<(), Error> {
        let inner = &self.0;
        let n: i64 = entry.parse().map_err(|_| Error::from(Code::NotFound))?;
        match remedy {
            "seen" => inner.store.write(|tx| tx.put_away(n))?,
            "again" => {
                let (id, now) = (inner.intent(), inner.now());
                inner.store.write(|tx| again(tx, n, id, now))?;
                inner.link.wake.notify_one();
            }
            _ => return Err(Refusal::about(Code::BadField, "remedy").into()),
        }
        Ok(())
    }
}

/// Asks for the same once more, or records it as it was; in one transaction with the card.
fn again(tx: &mut Tx<'_>, n: i64, id: IntentId, now: i64) -> Result<(), Error> {
    let all = tx.dao().drawer()?;
    let item = all.into_iter().find(|item| item.number == n).ok_or_else(|| Error::from(Code::NotFound))?;
    let intent = item.intent.as_ref().and_then(|kept| {
        Intent::read_to_ask_again(&StoredIntent {
            code: &kept.code,
            version: kept.version,
            input: &asked::input(&kept.input),
            header: item.header.as_ref(),
            puts: &kept_text(&item.puts),
        })
    });
    match intent {
        Some(intent) => {
            perform(tx, &intent, id, now)?;
            Ok(tx.put_away(n)?)
        }
        None => Ok(tx.do_again(n, id, now)?),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use zhijia_model::intents::members::Join;
    use zhijia_model::{Audience, Header, Kind, RecordId, Scope};
    use zhijia_sync::engine::{self, Store as _};
    use zhijia_sync::wire::{Answer, Fate, Frame, decode_request};

    use crate::{Client, Options};

    const T: i64 = 1_772_409_600_000;

    /// A phone of a member and an event that is open, without a hub.
    fn phone(dir: &std::path::Path) -> (Client, RecordId) {
        let clock: crate::Clock = std::sync::Arc::new(|| T);
        let hub = "http://127.0.0.1:9".to_owned();
        let client =
            Client::open(Options { dir: dir.into(), key: [5; 32], hub, ca: None, clock: Some(clock) }).unwrap();
        let member = Header::new(Kind::Member, RecordId::CITY, None, [2; 16]);
        let union = RecordId([1; 16]);
        let own = Join { name: "王小明".to_owned(), mobile: String::new() };
        client.0.joined_as(own, &member, union, &[7; 32]).unwrap();
        let event = Header::new(Kind::Event, union, None, [3; 16]);
        let mut view = zhijia_model::PartState::default();
        view.set("title", "篮球决赛");
        view.set("published", T - 1);
        let view = zhijia_model::view::encode(zhijia_model::kinds::view_keys(Kind::Event, Audience::Public), &view);
        let entry = zhijia_sync::wire::Entry { view: Some(view), seq: 1, ..Default::default() };
        let scope = Scope::new(union, Audience::Public);
        client
            .0
            .store
            .write::<_, zhijia_store::Error>(|tx| {
                tx.put_header(&event)?;
                tx.put_values(scope, event.id(), &entry)?;
                tx.enter(scope, event.id(), 1)
            })
            .unwrap();
        (client, event.id())
    }

    /// The hub refuses the last that is pending.
    fn refuse(client: &Client, code: &str) {
        let mut request = client.0.store.write(|tx| engine::request(tx, false, T)).unwrap();
        let offers = decode_request(&request.body).unwrap().1;
        let change = zhijia_model::Decoded::read(&offers.last().unwrap().change).unwrap().hash;
        let fate = Fate { change, answer: Answer::Refused { code: code.to_owned(), field: None } };
        client
            .0
            .store
            .write_fetched(|tx| engine::receive(tx, &mut request.answering, &Frame::Fates(vec![fate]), T))
            .unwrap();
    }

    #[test]
    fn a_refused_sign_up_keeps_what_was_asked_and_can_be_asked_again() {
        let dir = tempfile::tempdir().unwrap();
        let (client, event) = phone(dir.path());
        client.sign_up(event).unwrap();
        refuse(&client, "no-authority");
        let card = client.not_sent().unwrap().remove(0);
        assert_eq!((card.action.as_str(), card.attention), ("sign-up", true));
        assert_eq!(card.input, [("event".to_owned(), event.to_string())].into());
        assert!(card.seen.is_empty(), "an ask replaces nothing");

        // Meanwhile the person has signed up by hand: the rule of now refuses, and the card stays.
        client.sign_up(event).unwrap();
        assert_eq!(client.remedy(&card.id, "again").unwrap_err().code, "already-signed-up");
        assert!(client.not_sent().unwrap()[0].attention);
        client.withdraw(event).unwrap();
        client.remedy(&card.id, "again").unwrap();
        assert!(!client.not_sent().unwrap()[0].attention);
        // A new ask of its own, not the refused one once more.
        let record = client.0.record(client.sign_ups().unwrap()[0].id.parse().unwrap()).unwrap().unwrap();
        assert_eq!(zhijia_model::kinds::sign_up::member(&record).asks().len(), 3);
    }

    #[test]
    fn a_refused_edit_keeps_what_was_typed_and_what_stood_there() {
        let dir = tempfile::tempdir().unwrap();
        let (client, _) = phone(dir.path());
        client.edit_profile(Some("王晓明"), Some("138 1234 5678")).unwrap();
        refuse(&client, "bad-form");
        let card = client.not_sent().unwrap().remove(0);
        assert_eq!(card.action, "edit-profile");
        assert_eq!((card.input["name"].as_str(), card.input["mobile"].as_str()), ("王晓明", "138 1234 5678"));
        assert_eq!(card.kept["mobile"], "13812345678");
        assert_eq!(card.seen, [("name".to_owned(), vec!["王小明".to_owned()])].into());
        assert_eq!(client.profile().unwrap().unwrap().name, "王小明");
        client.remedy(&card.id, "again").unwrap();
        assert_eq!(client.profile().unwrap().unwrap().name, "王晓明");
    }
}
