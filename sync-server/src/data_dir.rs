//! The data directory: `hub.db`, `hub.key`, `hub.lock`, `hub.sock`. One process at a time works in it.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A data directory that this process has locked.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// The system lets go of the lock when the process ends, however it ends.
    lock: File,
}

impl DataDir {
    /// Locks an existing directory that `init` has been run in.
    ///
    /// # Errors
    /// [`Failure`] where the directory is not there, holds no hub, or is in use.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        if !path.is_dir() {
            let shown = path.display();
            return Err(Failure::new(
                "data-missing",
                format!(
                    "the directory {shown} does not exist: check the path, or run `zhijia-hub init --data {shown}`"
                ),
                format!("目录 {shown} 不存在:请检查路径,或运行 zhijia-hub init --data {shown}"),
            )
            .at("--data"));
        }
        if !database(path).is_file() {
            let shown = path.display();
            return Err(Failure::new(
                "not-initialised",
                format!("there is no hub in {shown}: run `zhijia-hub init --data {shown}` first"),
                format!("{shown} 尚未初始化:请先运行 zhijia-hub init --data {shown}"),
            )
            .at("--data"));
        }
        Self::lock(path)
    }

    /// Makes and locks a directory for a new hub.
    ///
    /// # Errors
    /// [`Failure`] where the directory cannot be made, holds a hub already, or is in use.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(|error| Failure::io(&path.display().to_string(), &error).at("--data"))?;
        let dir = Self::lock(path)?;
        if dir.database().exists() {
            let shown = path.display();
            return Err(Failure::new(
                "already-initialised",
                format!("there is a hub in {shown} already: choose another directory, or start it with `zhijia-hub serve --data {shown}`"),
                format!("{shown} 已经初始化:请换一个目录,或运行 zhijia-hub serve --data {shown}"),
            )
            .at("--data"));
        }
        Ok(dir)
    }

    fn lock(path: &Path) -> Result<Self, Failure> {
        let name = path.join("hub.lock");
        let io = |error: &std::io::Error| Failure::io(&name.display().to_string(), error).at("--data");
        let file =
            OpenOptions::new().create(true).write(true).truncate(false).open(&name).map_err(|error| io(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock: file }),
            Err(TryLockError::WouldBlock) => Err(Failure::new(
                "data-in-use",
                format!("another hub is working in {}: stop it first, or choose another directory", path.display()),
                format!("另一个服务器正在使用 {}:请先停止它,或换一个目录", path.display()),
            )
            .at("--data")),
            Err(TryLockError::Error(error)) => Err(io(&error)),
        }
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        database(&self.path)
    }

    /// The key file.
    pub fn key(&self) -> PathBuf {
        self.path.join("hub.key")
    }

    /// The socket on which the running hub takes commands.
    pub fn socket(&self) -> PathBuf {
        socket(&self.path)
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        // Closing alone would not let go while a child of this process is being started: until it
        // executes its program, it holds the file too.
        let _closing_lets_go_too = self.lock.unlock();
    }
}

/// The socket of the hub that works in a directory.
pub fn socket(path: &Path) -> PathBuf {
    path.join("hub.sock")
}

fn database(path: &Path) -> PathBuf {
    path.join("hub.db")
}
