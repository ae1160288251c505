//! Founding a town, through the real paths only: the hub's `init`, invitations, and what people do on their phones.
//! Ten weeks are played in a few seconds on the town's clock, so that loans are old and rosters have grown.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt, TryStreamExt, stream};
use ring::rand::{SecureRandom, SystemRandom};
use zhijia_client::{Client, RecordId};
use zhijia_model::calendar::{china_date, start_of_day_ms};

use crate::clock::{TownClock, system_now};
use crate::data::{self, Person};
use crate::error::DemoError;
use crate::hub::TownHub;
use crate::town::{Role, Saved, SavedPhone, on, open_phone, put_down};

mod story;

use story::{Step, story};

/// The city's union and the county's below it: real places.
pub const CITY_UNION: &str = "盐城市总工会";
/// The union that the three phones belong to.
pub const COUNTY_UNION: &str = "阜宁县总工会";
const HOUSE: &str = "阜宁县总工会职工书屋";
const HOUSE_ADDRESS: &str = "县工人文化宫二楼";
/// Closed on Mondays.
const HOUSE_CLOSED: &str = "1";

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
/// When the town begins.
const BEGAN_DAYS_AGO: i64 = 75;
/// Townspeople beside the three phones and the officers.
const TOWNSPEOPLE: usize = 40;
/// Phones that join at the same time.
const AT_ONCE: usize = 8;

/// A phone in someone's hand.
struct Hand {
    client: Client,
    member: RecordId,
    name: String,
    employer: String,
    key: [u8; 32],
}

/// The town while it is founded.
struct Founding<'a> {
    root: &'a Path,
    clock: &'a TownClock,
    hub: &'a TownHub,
    /// Joined so far, for numbers of their own.
    county: RecordId,
}

/// Founds a town in an empty folder. Hub and the three phones' folders stay, all others are closed and removed.
pub async fn found(root: &Path, hub_dir: &Path, clock: &TownClock) -> Result<(TownHub, Saved), DemoError> {
    let today = start_of_day_ms(china_date(system_now()));
    clock.begin_at(today - BEGAN_DAYS_AGO * DAY + 8 * HOUR);
    let people = data::people()?;
    let mut people = people.into_iter();
    let mut next = || people.next().ok_or_else(|| DemoError::Data("too few people".to_owned()));
    let admin = next()?;
    let founded = TownHub::init(hub_dir, clock, CITY_UNION, &admin.name).await?;
    let hub = TownHub::new(hub_dir.to_owned(), clock.clone()).await?;
    hub.start().await?;

    let mut founding = Founding { root, clock, hub: &hub, county: founded.union };
    let admin = founding.joined(helper(root, 900), admin, &founded.code, 900).await?;
    founding.county = found_county(&admin, founded.union).await?;

    let office = founding.invited(phone_dir(root, 7), next()?, founded.union, &["office", "organiser"], 901).await?;
    let county = founding.county;
    let desk = founding.invited(helper(root, 902), next()?, county, &["desk"], 902).await?;
    let member = founding.invited(phone_dir(root, 1), next()?, county, &[], 1).await?;
    let keeper = founding.invited(phone_dir(root, 2), next()?, county, &["keeper"], 2).await?;
    let organiser = founding.invited(phone_dir(root, 3), next()?, county, &["organiser", "desk"], 3).await?;
    let city = founded.union;
    let reviewers = [
        founding.invited(phone_dir(root, 5), next()?, city, &["reviewer"], 903).await?,
        founding.invited(phone_dir(root, 6), next()?, city, &["reviewer"], 904).await?,
    ];
    let others = (0..TOWNSPEOPLE).map(|_| next()).collect::<Result<Vec<_>, _>>()?;
    let joins = others.into_iter().enumerate().map(|(n, person)| {
        let founding = &founding;
        async move { founding.invited(helper(founding.root, n), person, county, &[], 100 + n).await }
    });
    let mut hands: Vec<Hand> = vec![member];
    let house = async {
        let house = set_up_house(&keeper, county).await?;
        Ok::<_, DemoError>(house)
    };
    let (others, house) = tokio::try_join!(stream::iter(joins).buffered(AT_ONCE).try_collect::<Vec<_>>(), house)?;
    hands.extend(others);
    name_employers(&desk, hands.iter().chain([&keeper, &organiser])).await?;

    let mut players =
        Players { hands, keeper, organiser, office, house, county, city: founded.union, made: Made::default() };
    for (at, step) in story(today) {
        clock.go_to(at);
        players.play(step).await?;
    }
    clock.go_to_present();
    let Players { hands, keeper, organiser, office, .. } = players;
    for hand in [&keeper, &organiser, &office].into_iter().chain(&reviewers).chain(hands.first()) {
        hand.client.sync().await?;
    }
    let mut saved = saved(&hands, &keeper, &organiser, county, house)?;
    let [one, two] = &reviewers;
    for (n, role, hand) in [(5, Role::Reviewer, one), (6, Role::Reviewer, two), (7, Role::Payer, &office)] {
        saved.phones.push(SavedPhone { n, ..saved_phone(role, hand, CITY_UNION) });
    }
    for hand in hands.iter().chain([&admin, &office, &desk, &keeper, &organiser]).chain(&reviewers) {
        put_down(&hand.client)?;
    }
    drop((hands, keeper, organiser, admin, office, desk, reviewers));
    let helpers = root.join(HELPERS);
    std::fs::remove_dir_all(&helpers).map_err(|error| DemoError::io(helpers.display(), error))?;
    Ok((hub, saved))
}

/// The folder of the phones that are gone when the town stands.
const HELPERS: &str = "townspeople";

fn helper(root: &Path, n: usize) -> PathBuf {
    root.join(HELPERS).join(n.to_string())
}

/// The folder of one of the phones that stay.
pub fn phone_dir(root: &Path, n: u8) -> PathBuf {
    root.join(format!("phone-{n}"))
}

async fn found_county(admin: &Hand, city: RecordId) -> Result<RecordId, DemoError> {
    admin.client.sync().await?;
    let county = on(&admin.client, move |client| client.found_union(city, COUNTY_UNION)).await?;
    admin.client.sync().await?;
    Ok(county)
}

async fn set_up_house(keeper: &Hand, county: RecordId) -> Result<RecordId, DemoError> {
    keeper.client.sync().await?;
    let house = on(&keeper.client, move |client| {
        let house = client.create_house(county, HOUSE, HOUSE_ADDRESS, HOUSE_CLOSED)?;
        client.import_catalogue(house, data::CATALOGUE, |_, _| true)?;
        Ok(house)
    })
    .await?;
    keeper.client.sync().await?;
    Ok(house)
}

/// The desk writes where each member works: it stands on cards and rosters.
async fn name_employers<'a>(desk: &Hand, all: impl Iterator<Item = &'a Hand>) -> Result<(), DemoError> {
    desk.client.sync().await?;
    let all: Vec<_> = all.map(|hand| (hand.member, hand.employer.clone())).collect();
    on(&desk.client, move |client| {
        all.iter().try_for_each(|(member, employer)| client.set_employer(*member, employer))
    })
    .await?;
    Ok(desk.client.sync().await?)
}

impl Founding<'_> {
    async fn invited(
        &self,
        dir: PathBuf,
        person: Person,
        union: RecordId,
        roles: &[&str],
        number: usize,
    ) -> Result<Hand, DemoError> {
        let code = self.hub.invite(union, &person.name, roles).await?;
        self.joined(dir, person, &code, number).await
    }

    async fn joined(&self, dir: PathBuf, person: Person, code: &str, number: usize) -> Result<Hand, DemoError> {
        let key = fresh_key()?;
        let client = open_phone(&dir, key, self.hub, self.clock)?;
        let member = client.join(code, &person.name, Some(&data::mobile(number))).await?;
        client.sync().await?;
        Ok(Hand { client, member, name: person.name, employer: person.employer, key })
    }
}

fn fresh_key() -> Result<[u8; 32], DemoError> {
    let mut key = [0; 32];
    let filled = SystemRandom::new().fill(&mut key);
    filled.map_err(|_| DemoError::Data("the system gives no random numbers".to_owned()))?;
    Ok(key)
}

fn saved(
    hands: &[Hand],
    keeper: &Hand,
    organiser: &Hand,
    county: RecordId,
    house: RecordId,
) -> Result<Saved, DemoError> {
    let member = hands.first().ok_or_else(|| DemoError::Data("no member".to_owned()))?;
    let phone = |role, hand: &Hand| saved_phone(role, hand, COUNTY_UNION);
    Ok(Saved {
        union: county.to_string(),
        house: house.to_string(),
        phones: vec![phone(Role::Member, member), phone(Role::Keeper, keeper), phone(Role::Organiser, organiser)],
    })
}

fn saved_phone(role: Role, hand: &Hand, union: &str) -> SavedPhone {
    SavedPhone {
        n: 0,
        role,
        name: hand.name.clone(),
        union_name: union.to_owned(),
        key: data_encoding::HEXLOWER.encode(&hand.key),
    }
}

/// What the story has made so far.
#[derive(Default)]
struct Made {
    events: HashMap<&'static str, RecordId>,
    plans: HashMap<&'static str, RecordId>,
    sign_ups: HashMap<(&'static str, usize), RecordId>,
    loans: HashMap<&'static str, RecordId>,
}

/// Everyone who acts in the story. The first of `hands` is the member of phone 1.
struct Players {
    hands: Vec<Hand>,
    keeper: Hand,
    organiser: Hand,
    office: Hand,
    house: RecordId,
    county: RecordId,
    city: RecordId,
    made: Made,
}

impl Players {
    fn hand(&self, who: usize) -> Result<&Hand, DemoError> {
        self.hands.get(who).ok_or_else(|| missing("person", &who.to_string()))
    }

    /// One thing that someone does: with the news first, and sent at once.
    async fn play(&mut self, step: Step) -> Result<(), DemoError> {
        match step {
            Step::Lend { title, who } => {
                let (card, name) = (self.hand(who)?.member, title);
                let house = self.house;
                let loan = acted(&self.keeper, move |client| {
                    let found = client.titles(house, name, 0, 20)?;
                    let title = found.items.into_iter().find(|one| one.title.starts_with(name));
                    let title = title.and_then(|one| one.id.parse().ok()).unwrap_or_default();
                    let copies = client.copies(title)?;
                    let copy = copies.into_iter().find(|copy| copy.loan.is_none()).map(|copy| copy.id);
                    let borrower = zhijia_client::lending::Borrower::Card(card);
                    client.lend(title, &copy.unwrap_or_default(), &borrower, false)
                })
                .await?;
                let loan = loan.record.parse().map_err(|_| missing("loan", title))?;
                self.made.loans.insert(title, loan);
            }
            Step::TakeBack { title } => {
                let loan = *self.made.loans.get(title).ok_or_else(|| missing("loan", title))?;
                acted(&self.keeper, move |client| client.take_back(loan)).await?;
            }
            Step::Event { key, city, draft, publish } => {
                let (by, union) = if city { (&self.office, self.city) } else { (&self.organiser, self.county) };
                let event = acted(by, move |client| client.create_event(union, &draft, publish)).await?;
                self.made.events.insert(key, event);
            }
            Step::SignUp { event, who } => {
                let id = self.event(event)?;
                let sign_up = acted(self.hand(who)?, move |client| client.sign_up(id)).await?;
                self.made.sign_ups.insert((event, who), sign_up);
            }
            Step::Withdraw { event, who } => {
                let id = self.event(event)?;
                acted(self.hand(who)?, move |client| client.withdraw(id)).await?;
            }
            Step::CheckIn { event, who } => {
                let sign_up = *self.made.sign_ups.get(&(event, who)).ok_or_else(|| missing("sign-up", event))?;
                acted(&self.organiser, move |client| client.check_in(sign_up)).await?;
            }
            Step::Plan { key, draft } => {
                let city = self.city;
                let plan = acted(&self.office, move |client| client.create_plan(city, &draft)).await?;
                self.made.plans.insert(key, plan);
            }
            Step::Claim { plan, who, draft } => {
                let plan = *self.made.plans.get(plan).ok_or_else(|| missing("plan", plan))?;
                acted(self.hand(who)?, move |client| {
                    let claim = client.file_claim(plan, &draft)?;
                    client.give_account(claim, "农业银行阜宁支行", "0412")?;
                    client.submit_claim(claim, true)
                })
                .await?;
            }
            Step::Enrol { plan, who } => {
                let id = *self.made.plans.get(plan).ok_or_else(|| missing("plan", plan))?;
                acted(self.hand(who)?, move |client| client.enrol(id)).await?;
            }
        }
        Ok(())
    }

    fn event(&self, key: &str) -> Result<RecordId, DemoError> {
        self.made.events.get(key).copied().ok_or_else(|| missing("event", key))
    }
}

async fn acted<T: Send + 'static>(
    hand: &Hand,
    work: impl FnOnce(&Client) -> Result<T, zhijia_client::Error> + Send + 'static,
) -> Result<T, DemoError> {
    hand.client.sync().await?;
    let done = on(&hand.client, work).await?;
    hand.client.sync().await?;
    Ok(done)
}

fn missing(what: &str, which: &str) -> DemoError {
    DemoError::Data(format!("the story names a {what} ({which}) before there is one"))
}
