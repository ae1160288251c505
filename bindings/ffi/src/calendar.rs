//! What a member may take into the phone's own calendar.

use zhijia_client::calendar::CalendarFile;

use crate::error::optional_id;
use crate::{ZhijiaClient, ZhijiaError};

#[uniffi::export]
impl ZhijiaClient {
    /// One event as a calendar file (`.ics`), signed up for or not; without an event all that the person takes part in,
    /// has to bring back or may fetch. A file that is taken again corrects what an earlier one said.
    #[uniffi::method(default(event = None))]
    pub async fn calendar_file(&self, event: Option<String>) -> Result<CalendarFile, ZhijiaError> {
        self.ask(move |phone| phone.calendar_file(optional_id("event", event.as_deref())?)).await
    }
}
