//! The town as the page knows it: a hub, three phones, and the board that says what they show.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use zhijia_client::{Client, Done, Intent, Options, RecordId};
use zhijia_model::{Code, Refusal};

use crate::board::Board;
use crate::clock::TownClock;
use crate::error::DemoError;
use crate::hub::TownHub;
use crate::imports::Imports;

/// Who holds a phone, and what the page shows on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A member.
    Member,
    /// A book-house's keeper.
    Keeper,
    /// An organiser of events.
    Organiser,
    /// A reviewer of claims.
    Reviewer,
    /// Whoever pays claims out.
    Payer,
}

impl Role {
    /// Whether the page shows the phone only where somebody asks for it.
    pub const fn is_on_request(self) -> bool {
        matches!(self, Self::Reviewer | Self::Payer)
    }
}

/// One of the phones.
pub struct Phone {
    /// 1, 2 or 3; from 5 on for those that are shown on request.
    pub n: u8,
    /// Whose it is.
    pub role: Role,
    /// The name of the person, as the union invited it.
    pub name: String,
    /// The union that the person is at home in.
    pub union_name: String,
    /// The phone's core.
    pub client: Client,
    /// Its folder.
    pub dir: PathBuf,
}

/// Stands in a phone's folder while its airplane mode is on: the switch keeps its place over a restart.
const AIRPLANE: &str = "airplane";

impl Phone {
    /// Sets the airplane switch.
    pub fn set_airplane(&self, on: bool) -> Result<(), DemoError> {
        let mark = self.dir.join(AIRPLANE);
        let kept = if on { std::fs::write(&mark, []) } else { std::fs::remove_file(&mark) };
        self.client.set_online(!on);
        match kept {
            Err(error) if on || error.kind() != std::io::ErrorKind::NotFound => {
                Err(DemoError::io(mark.display(), error))
            }
            _ => Ok(()),
        }
    }

    /// Keeps in touch with the hub from now on, unless the switch stands on airplane mode.
    pub fn start(&self) {
        self.client.set_online(!self.dir.join(AIRPLANE).exists());
        self.client.start();
    }
}

/// What the program remembers of a town between two runs, beside what hub and phones keep themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The union that keeper and organiser work in.
    pub union: String,
    /// Its book-house.
    pub house: String,
    /// The phones, in order.
    pub phones: Vec<SavedPhone>,
}

/// One phone between two runs. A real phone keeps the key in Keystore or Keychain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedPhone {
    /// Its number; the first ones go by their place.
    #[serde(default)]
    pub n: u8,
    /// Whose it is.
    pub role: Role,
    /// The person's name.
    pub name: String,
    /// The home union's name.
    pub union_name: String,
    /// The database's key, in hexadecimal digits.
    pub key: String,
}

/// Hub, phones and board.
pub struct Town {
    /// The hub.
    pub hub: TownHub,
    /// The three phones.
    pub phones: Vec<Phone>,
    /// What the page is told.
    pub board: Arc<Board>,
    /// The keeper's imports.
    pub imports: Imports,
    /// The union that keeper and organiser work in.
    pub union: RecordId,
    /// The book-house.
    pub house: RecordId,
}

impl Town {
    /// The phone of this number.
    pub fn phone(&self, n: u8) -> Result<&Phone, zhijia_client::Error> {
        let phone = self.phones.iter().find(|phone| phone.n == n);
        phone.ok_or_else(|| Refusal::about(Code::NotFound, "phone").into())
    }

    /// Ends the phones' work and the hub.
    pub async fn close(&self) -> Result<(), DemoError> {
        for phone in &self.phones {
            put_down(&phone.client)?;
        }
        self.hub.stop().await
    }
}

/// Ends a phone's work and lets go of its database, whoever still holds a clone of the core.
pub fn put_down(client: &Client) -> Result<(), DemoError> {
    client.close();
    Ok(client.pause()?)
}

/// Opens a phone in its folder, on the town's clock.
pub fn open_phone(dir: &Path, key: [u8; 32], hub: &TownHub, clock: &TownClock) -> Result<Client, DemoError> {
    let options = Options { dir: dir.to_owned(), key, hub: hub.url(), ca: None, clock: Some(clock.for_phone()) };
    Ok(Client::open(options)?)
}

/// Does on a phone what a command asks for, off the async threads.
pub async fn perform(town: &Town, n: u8, intent: impl Into<Intent>) -> Result<Done, zhijia_client::Error> {
    let intent = intent.into();
    on(&town.phone(n)?.client, move |client| client.perform(intent)).await
}

/// Runs a question or an action of a core off the async threads: it reads and writes a database.
pub async fn on<T: Send + 'static>(
    client: &Client,
    work: impl FnOnce(&Client) -> Result<T, zhijia_client::Error> + Send + 'static,
) -> Result<T, zhijia_client::Error> {
    let client = client.clone();
    match tokio::task::spawn_blocking(move || work(&client)).await {
        Ok(done) => done,
        Err(_) => Err(Code::Unfinished.into()),
    }
}
