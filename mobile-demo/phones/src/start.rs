//! Opening the town: founded where the folder is empty, as it was left otherwise.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use zhijia_client::RecordId;

use crate::clock::TownClock;
use crate::error::DemoError;
use crate::hub::TownHub;
use crate::imports::Imports;
use crate::lists;
use crate::seed;
use crate::town::{Phone, Saved, Town, open_phone};

/// What the program remembers; it is written last, so a town without it was not finished.
const SAVED: &str = "town.json";
/// The results of the keeper's imports.
const IMPORTS: &str = "imports.json";

/// The town in this folder: hub running, phones in touch with it, lists told.
pub async fn open(root: &Path) -> Result<Arc<Town>, DemoError> {
    std::fs::create_dir_all(root).map_err(|error| {
        DemoError::Folder(format!(
            "{0} cannot be a folder ({error}): choose another one with --dir\n\
             {0} 不能用作文件夹({error}):请用 --dir 换一个文件夹",
            root.display()
        ))
    })?;
    let file = root.join(SAVED);
    let clock = TownClock::default();
    let (hub, saved) = if file.is_file() {
        let saved = read(&file)?;
        let hub = TownHub::new(hub_dir(root), clock.clone()).await?;
        hub.start().await?;
        (hub, saved)
    } else {
        found(root, &file, &clock).await?
    };
    let mut phones = Vec::new();
    for (place, one) in (1..).zip(&saved.phones) {
        let n = if one.n == 0 { place } else { one.n };
        let key = data_encoding::HEXLOWER.decode(one.key.as_bytes()).ok().and_then(|key| key.try_into().ok());
        let key = key.ok_or_else(|| unreadable(&file, "a key is damaged"))?;
        let dir = seed::phone_dir(root, n);
        let client = open_phone(&dir, key, &hub, &clock)?;
        if client.member()?.is_none() {
            // The store has put a file that it cannot read aside and begun anew: the page would stand empty.
            return Err(unreadable(&dir, "the phone's database is damaged, or of another version of this program"));
        }
        let (name, union_name) = (one.name.clone(), one.union_name.clone());
        let phone = Phone { n, role: one.role, name, union_name, client, dir };
        phone.start();
        phones.push(phone);
    }
    let id = |text: &str| text.parse::<RecordId>().map_err(|_| unreadable(&file, "an id is damaged"));
    let (union, house) = (id(&saved.union)?, id(&saved.house)?);
    let town =
        Arc::new(Town { hub, phones, board: Arc::default(), imports: Imports::open(root.join(IMPORTS)), union, house });
    lists::tell(&town);
    Ok(town)
}

fn hub_dir(root: &Path) -> PathBuf {
    root.join("hub")
}

async fn found(root: &Path, file: &Path, clock: &TownClock) -> Result<(TownHub, Saved), DemoError> {
    let mut entries = std::fs::read_dir(root).map_err(|error| DemoError::io(root.display(), error))?;
    if entries.next().is_some() {
        return Err(DemoError::Folder(format!(
            "{0} holds other files, or a town that was not finished: choose an empty folder with --dir\n\
             {0} 里有别的文件,或者上次没有建完:请用 --dir 指定一个空文件夹",
            root.display()
        )));
    }
    let (hub, saved) = seed::found(root, &hub_dir(root), clock).await?;
    let text = serde_json::to_vec_pretty(&saved).map_err(|error| DemoError::io(file.display(), error.into()))?;
    std::fs::write(file, text).map_err(|error| DemoError::io(file.display(), error))?;
    Ok((hub, saved))
}

fn read(file: &Path) -> Result<Saved, DemoError> {
    let text = std::fs::read(file).map_err(|error| DemoError::io(file.display(), error))?;
    serde_json::from_slice(&text).map_err(|error| unreadable(file, &error.to_string()))
}

fn unreadable(file: &Path, why: &str) -> DemoError {
    DemoError::Folder(format!(
        "{0} is not readable ({why}): choose an empty folder with --dir\n{0} 无法读取:请用 --dir 指定一个空文件夹",
        file.display()
    ))
}
