//! What a person should look at, and what was not sent.

use serde::Serialize;
use zhijia_model::{Code, RecordId, Refusal};

use crate::error::Error;
use crate::history::kept_text;
use crate::inner::Inner;
use crate::words::{self, State};
use crate::{Client, Row, Watch};

/// A refused action: what was asked, why it was not sent, and what the user wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotSent {
    /// The entry's id.
    pub id: String,
    /// The action, such as `sign-up`.
    pub action: String,
    /// The action in words.
    pub what_zh: String,
    /// The action in words.
    pub what_en: String,
    /// When it was refused, in milliseconds.
    pub at_ms: i64,
    /// Why, and what to do.
    pub state: State,
    /// The code of the refusal.
    pub code: String,
    /// What the user wrote, key by key.
    pub kept: std::collections::BTreeMap<String, String>,
    /// The record that it was about.
    pub record: String,
    /// Whether a person should still look at it.
    pub attention: bool,
}

impl Row for NotSent {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Client {
    /// What was not sent, newest first. Nothing in it is ever deleted by the app itself.
    pub fn not_sent(&self) -> Result<Vec<NotSent>, Error> {
        not_sent(&self.0)
    }

    /// Watches [`Client::not_sent`].
    pub fn watch_not_sent(&self) -> Watch<NotSent> {
        self.0.watch(not_sent)
    }

    /// The remedies of an entry: `again` does the same once more, `seen` puts the card away and keeps the entry.
    pub fn remedy(&self, entry: &str, remedy: &str) -> Result<(), Error> {
        let inner = &self.0;
        let n: i64 = entry.parse().map_err(|_| Error::from(Code::NotFound))?;
        match remedy {
            "seen" => inner.put_away(n),
            "again" => {
                let now = inner.now();
                let intent = inner.intent();
                inner.do_again(n, intent, now)?;
                inner.wake.notify_one();
                Ok(())
            }
            _ => Err(Refusal::about(Code::BadField, "remedy").into()),
        }
    }
}

fn not_sent(inner: &Inner) -> Result<Vec<NotSent>, Error> {
    let mut items = Vec::new();
    for entry in inner.drawer()? {
        let (code, field) = match entry.why {
            zhijia_store::NotSent::Refused { code, field } => (code, field),
            zhijia_store::NotSent::Forgotten | zhijia_store::NotSent::Erased => (String::new(), None),
        };
        let refusal = Refusal { code: Code::from_code(&code).unwrap_or(Code::BadForm), field };
        let action = entry.intent.map(|intent| intent.code).unwrap_or_default();
        let (what_zh, what_en) = action_words(&action);
        items.push(NotSent {
            id: entry.number.to_string(),
            what_zh: what_zh.to_owned(),
            what_en: what_en.to_owned(),
            action,
            at_ms: entry.at,
            state: words::refused(&refusal),
            code,
            kept: kept_text(&entry.puts),
            record: RecordId::to_string(&entry.record),
            attention: entry.attention,
        });
    }
    Ok(items)
}

/// An action in words.
pub fn action_words(action: &str) -> (&'static str, &'static str) {
    match action {
        "join" => ("登记", "Joining"),
        "edit-profile" => ("修改个人资料", "Editing the profile"),
        "sign-up" => ("活动报名", "Signing up"),
        "withdraw" => ("退出报名", "Withdrawing"),
        "create-event" => ("新建活动", "Creating an event"),
        "edit-event" => ("修改活动", "Editing an event"),
        "publish-event" => ("发布活动", "Publishing an event"),
        "close-event" => ("截止报名", "Closing sign-up"),
        "cancel-event" => ("取消活动", "Cancelling an event"),
        "check-in" => ("签到", "Checking in"),
        "undo-check-in" => ("撤销签到", "Undoing a check-in"),
        "remove-sign-up" => ("取消报名人", "Removing a sign-up"),
        "walk-in" => ("现场参加", "Recording a walk-in"),
        "lend" => ("借出", "Lending"),
        "take-back" | "take-back-copy" => ("还书", "Taking back"),
        "renew" => ("续借", "Renewing"),
        "ask-renewal" => ("申请续借", "Asking for a renewal"),
        "undo" => ("撤销", "Undoing"),
        "import" => ("导入书目", "Importing the catalogue"),
        "create-house" => ("新建书屋", "Founding a book-house"),
        "enrol" => ("参保", "Enrolling"),
        "withdraw-enrolment" => ("撤回参保", "Withdrawing an enrolment"),
        "create-plan" => ("新建互助计划", "Setting up a plan"),
        "record-payment" => ("登记缴费", "Recording a payment"),
        "found-union" => ("新建工会", "Founding a union"),
        "set-employer" => ("登记单位", "Recording an employer"),
        _ => ("一项操作", "An action"),
    }
}
