//! The door: a member's pass as a code, and who scans it.

use zhijia_client::door::{PassCode, Scanned};

use crate::error::id;
use crate::{ZhijiaClient, ZhijiaError};

#[uniffi::export]
impl ZhijiaClient {
    /// The pass of the own place at an event, as a code to show; none where there is none (yet).
    pub async fn pass_code(&self, event: String) -> Result<Option<PassCode>, ZhijiaError> {
        self.ask(move |phone| phone.pass(id("event", &event)?)).await
    }

    /// Records who shows a pass at the door of an event, at one of its check-in lists (empty where there is one). A pass
    /// that the hub signed is enough, also where this phone does not know the person.
    pub async fn scan_pass(&self, event: String, list: String, text: String) -> Result<Scanned, ZhijiaError> {
        self.ask(move |phone| phone.scan_pass(id("event", &event)?, &list, &text)).await
    }
}
