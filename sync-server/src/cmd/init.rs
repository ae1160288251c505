//! `zhijia-hub init`: a new hub.

use std::path::PathBuf;

use ring::rand::{SecureRandom, SystemRandom};
use zhijia_model::intents::named;

use crate::access::Lifetimes;
use crate::admin::draw_code;
use crate::assemble::{Assemble, Opened};
use crate::clock::Clock;
use crate::data_dir::DataDir;
use crate::db;
use crate::failure::Failure;
use crate::identity::Id;
use crate::identity::members::Founding;
use crate::identity::sqlite::FirstStart;
use crate::key::{HubKey, KeyError};

use super::invite::person_name;
use super::{day, explain, say};

#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// The directory for database and keys; it is made if it does not exist.
    #[arg(long, env = "ZHIJIA_DATA", value_name = "DIR")]
    data: PathBuf,
    /// The first union's name.
    #[arg(long, value_name = "NAME")]
    union_name: String,
    /// The first administrator's name.
    #[arg(long, value_name = "NAME")]
    admin_name: String,
    /// How long the administrator's invitation counts, in days.
    #[arg(long, value_name = "N", default_value_t = 14, allow_negative_numbers = true,
          value_parser = clap::value_parser!(u32).range(1..=366))]
    days: u32,
}

impl Init {
    pub(super) async fn run(self, assemble: &dyn Assemble) -> Result<(), Failure> {
        let union_name = union_name(&self.union_name)?;
        let admin_name = person_name("--admin-name", &self.admin_name)?;
        let dir = DataDir::create(&self.data)?;
        let clock = Clock::system();
        let now_ms = clock.now_ms();
        let code = draw_code()?;
        let mut epoch = [0; 16];
        SystemRandom::new().fill(&mut epoch).map_err(|_| KeyError::NoRandomness)?;
        let start = FirstStart {
            founding: Founding { union_name: union_name.clone(), now_ms },
            epoch,
            code,
            admin_name,
            expires_ms: now_ms.saturating_add(i64::from(self.days) * 86_400_000),
        };
        let expires_ms = start.expires_ms;
        let key = HubKey::create(&dir.key())?;
        let (key_path, database) = (dir.key(), dir.database());
        let union = match found(dir, key, assemble, clock, start).await {
            Ok(union) => union,
            Err(failure) => {
                // Nothing half done: what this run has made goes away again.
                for made in
                    [key_path, database.clone(), database.with_extension("db-wal"), database.with_extension("db-shm")]
                {
                    let _may_not_be_there = std::fs::remove_file(made);
                }
                return Err(failure);
            }
        };
        explain(&format!(
            "the hub is ready in {0}\nthe union {2} has the id {3}\nthe administrator's invitation code, valid until {1} (UTC+8):\n服务器已建立,工会“{2}”的编号见上。管理员邀请码(有效期至 {1}):",
            self.data.display(),
            day(expires_ms),
            union_name,
            data_encoding::HEXLOWER.encode(&union),
        ));
        say(&code.to_string())
    }
}

async fn found(
    dir: DataDir,
    key: HubKey,
    assemble: &dyn Assemble,
    clock: Clock,
    start: FirstStart,
) -> Result<Id, Failure> {
    let connection = db::create(&dir.database())?;
    let opened = Opened::start(dir, connection, key, assemble, clock, Lifetimes::default())?;
    let founded = opened.identities.found(start).await;
    opened.close().await?;
    Ok(founded?.union)
}

/// The union's name, by the rule for the names of things.
fn union_name(given: &str) -> Result<String, Failure> {
    let kept = named(given, "name", 200).map(str::to_owned);
    kept.map_err(|_| {
        let (en, zh) = ("a name is one line of up to 66 Chinese characters", "名称须为一行文字,最多 66 个汉字");
        Failure::new("bad-name", en, zh).at("--union-name")
    })
}
