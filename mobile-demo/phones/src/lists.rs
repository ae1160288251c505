//! What each phone shows: its core's watches, told to the board as they come.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::MissedTickBehavior;
use zhijia_client::events::EventPhase;
use zhijia_client::organise::OrganisedEvent;
use zhijia_client::{ListUpdate, Op, RecordId, Row, Watch};

use crate::answer::value;
use crate::board::{Change, Item};
use crate::town::{Phone, Role, Town};

/// How often the page hears what travelled. Bytes move without anything else changing, so nobody tells of them.
const TRAFFIC: Duration = Duration::from_millis(500);

/// Tells every list from now on, until the phones are closed.
pub fn tell(town: &Arc<Town>) {
    town.board.set(0, "hub", vec![hub_item(true)]);
    town.imports.tell(&town.board);
    for phone in &town.phones {
        let client = &phone.client;
        follow(town, phone, "status", client.watch_status());
        follow(town, phone, "not_sent", client.watch_not_sent());
        if matches!(phone.role, Role::Member | Role::Keeper) {
            follow(town, phone, "events", client.watch_events());
            follow(town, phone, "signups", client.watch_sign_ups());
            follow(town, phone, "notices", client.watch_notices());
            follow(town, phone, "houses", client.watch_houses());
        }
        match phone.role {
            Role::Member => {
                follow(town, phone, "profile", client.watch_profile());
                follow(town, phone, "loans", client.watch_my_loans());
                follow(town, phone, "holds", client.watch_holds(None));
                follow(town, phone, "plans", client.watch_plans());
                follow(town, phone, "enrolments", client.watch_enrolments());
                follow(town, phone, "claims", client.watch_claims());
            }
            Role::Keeper => {
                follow(town, phone, "loans", client.watch_house_loans(town.house));
                follow(town, phone, "holds", client.watch_holds(Some(town.house)));
                follow(town, phone, "cards", client.watch_lending_cards(town.house));
            }
            Role::Organiser => {
                follow_events(town, phone);
                follow(town, phone, "names", client.watch_names_asked());
            }
            Role::Reviewer => follow(town, phone, "reviews", client.watch_claims_to_review()),
            Role::Payer => follow(town, phone, "payouts", client.watch_payouts()),
        }
    }
    tokio::spawn(tell_traffic(Arc::downgrade(town)));
}

/// The hub's switch as the page shows it.
pub fn hub_item(running: bool) -> Item {
    Item { id: "hub".to_owned(), body: json!({ "running": running }) }
}

fn item<T: Row + Serialize>(row: &T) -> Item {
    Item { id: row.id().to_owned(), body: value(row) }
}

/// Tells one list of one phone.
fn follow<T: Row + Serialize>(town: &Arc<Town>, phone: &Phone, list: impl Into<String>, watch: Watch<T>) {
    follow_with(town, phone, list.into(), watch, |_| {});
}

/// Tells one list, and shows each row to `seen` first.
fn follow_with<T: Row + Serialize>(
    town: &Arc<Town>,
    phone: &Phone,
    list: String,
    mut watch: Watch<T>,
    seen: impl Fn(&T) + Send + 'static,
) {
    let (n, board) = (phone.n, Arc::clone(&town.board));
    tokio::spawn(async move {
        while let Some(news) = watch.next().await {
            match news {
                Ok(ListUpdate::Snapshot(rows)) => {
                    rows.iter().for_each(&seen);
                    board.set(n, &list, rows.iter().map(item).collect());
                }
                Ok(ListUpdate::Diff(ops)) => {
                    let changes = ops.iter().map(|op| match op {
                        Op::Insert { item: row } => {
                            seen(row);
                            Change::Insert(item(row))
                        }
                        Op::Update { item: row } => {
                            seen(row);
                            Change::Update(item(row))
                        }
                        Op::Remove { id } => Change::Remove(id.clone()),
                    });
                    board.apply(n, &list, changes.collect());
                }
                Err(error) => tracing::warn!(phone = n, list, code = %error.code, "a list could not be read"),
            }
        }
    });
}

/// The organiser's events, and for each that is no draft its roster.
fn follow_events(town: &Arc<Town>, phone: &Phone) {
    let followed = Mutex::new(HashSet::new());
    let (shared, n) = (Arc::downgrade(town), phone.n);
    let seen = move |event: &OrganisedEvent| {
        let event = &event.event;
        if event.phase == EventPhase::Draft
            || !followed.lock().unwrap_or_else(PoisonError::into_inner).insert(event.id.clone())
        {
            return;
        }
        let Some(town) = shared.upgrade() else { return };
        if let (Ok(id), Ok(phone)) = (event.id.parse::<RecordId>(), town.phone(n)) {
            follow(&town, phone, format!("roster:{}", event.id), phone.client.watch_roster(id));
            follow(&town, phone, format!("day:{}", event.id), phone.client.watch_event_day(id));
        }
    };
    follow_with(town, phone, "events".to_owned(), phone.client.watch_organised_events(), seen);
}

async fn tell_traffic(town: Weak<Town>) {
    let mut ticks = tokio::time::interval(TRAFFIC);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let Some(town) = town.upgrade() else { return };
        let items = town.phones.iter().map(|phone| {
            let body: Value = value(&phone.client.travelled());
            Item { id: phone.n.to_string(), body }
        });
        town.board.set(0, "traffic", items.collect());
    }
}
