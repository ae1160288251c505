//! A union's desk: founding the unions below, and what the desk keeps of a member.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::desk::NameAsked;

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(NameAskedWatch, NameAskedUpdate, NameAsked);

#[uniffi::export]
impl ZhijiaClient {
    /// Founds a union below another (`space` is its id), as the desk there, and gives the new union's id. Its first
    /// desk is invited by the hub's administrator.
    pub async fn found_union(&self, space: String, name: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.found_union(id("space", &space)?, &name)?.to_string())).await
    }

    /// Writes a member's employer, as the desk of the home union. It stands on the card and on rosters.
    pub async fn set_employer(&self, member: String, employer: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.set_employer(id("member", &member)?, &employer)).await
    }

    /// The names that members ask for and this desk decides about, those that wait first.
    pub async fn names_asked(&self) -> Result<Vec<NameAsked>, ZhijiaError> {
        self.ask(Client::names_asked).await
    }

    /// Watches [`ZhijiaClient::names_asked`].
    pub fn watch_names_asked(&self) -> Result<Arc<NameAskedWatch>, ZhijiaError> {
        Ok(NameAskedWatch::new(self.follow(Client::watch_names_asked)?))
    }

    /// Takes or declines the name that a member asks for.
    pub async fn decide_name(&self, member: String, take: bool) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.decide_name(id("member", &member)?, take)).await
    }
}
