//! Why a command could not be carried out: told in English and Chinese, with the field and the way out.

use serde::{Deserialize, Serialize};

use zhijia_model::Role;

use crate::db::DbError;
use crate::identity::IdentityError;
use crate::identity::members::What;
use crate::key::KeyError;

/// A failed command. It also travels from the running hub to the command that asked it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Stable, for scripts.
    pub code: String,
    /// The option, file or line that is wrong; empty where none is.
    pub field: String,
    /// What is wrong and what to do, in English.
    pub en: String,
    /// The same in Chinese.
    pub zh: String,
}

impl Failure {
    /// A failure with its sentences.
    pub fn new(code: &str, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { code: code.to_owned(), field: String::new(), en: en.into(), zh: zh.into() }
    }

    /// Names the option, file or line.
    #[must_use]
    pub fn at(self, field: impl Into<String>) -> Self {
        Self { field: field.into(), ..self }
    }

    /// There is no room for what was to be written.
    fn disk_full() -> Self {
        Self::new("disk-full", "the disk is full: free some space and try again", "磁盘已满:请清理后重试")
    }

    /// What an operation on a file or socket met.
    pub fn io(what: &str, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            return Self::disk_full().at(what);
        }
        Self::new("io", format!("{what}: {error}"), format!("{what}:{error}"))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "error[{}]", self.code)?;
        if !self.field.is_empty() {
            write!(f, " {}", self.field)?;
        }
        write!(f, ": {}\n错误:{}", self.en, self.zh)
    }
}

impl std::error::Error for Failure {}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        let en = error.to_string();
        match error {
            DbError::Missing => Self::new(
                "not-initialised",
                "there is no hub here: run `zhijia-hub init` first",
                "此目录尚未初始化:请先运行 zhijia-hub init",
            ),
            DbError::Foreign => Self::new(
                "foreign-database",
                "hub.db is not a hub's database: check --data",
                "hub.db 不是本程序的数据库:请检查 --data",
            ),
            DbError::Newer { found, known } => Self::new(
                "newer-database",
                en,
                format!("数据库版本为 {found},本程序只认识到 {known}:请安装新版 zhijia-hub,文件未被改动"),
            ),
            DbError::Busy => Self::new(
                "database-locked",
                "the database is locked by another process: close it and try again",
                "数据库被其他进程占用:请关闭后重试",
            ),
            DbError::Full => Self::disk_full(),
            DbError::Damaged => Self::new(
                "damaged-database",
                "hub.db is damaged: restore it from the last backup",
                "hub.db 已损坏:请从最近的备份恢复",
            ),
            DbError::Overloaded | DbError::Closed | DbError::Panicked | DbError::Other(_) => {
                let zh = format!("数据库出错:{en}");
                Self::new("database", en, zh)
            }
        }
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let en = error.to_string();
        match error {
            KeyError::Missing(path) => Self::new(
                "key-missing",
                format!(
                    "there is no key file {path}: restore it from the backup, or run `zhijia-hub init` for a new hub"
                ),
                format!("缺少密钥文件 {path}:请从备份恢复,新建服务器请运行 zhijia-hub init"),
            ),
            KeyError::Exists(path) => Self::new(
                "key-exists",
                format!(
                    "{path} is there without a database: restore hub.db from the backup, or move the key away to start anew"
                ),
                format!("有密钥 {path} 而没有数据库:请从备份恢复 hub.db,或移走密钥后重新初始化"),
            ),
            KeyError::TooOpen(path) => {
                Self::new("key-open", en, format!("其他用户可以读取密钥文件 {path}:请执行 chmod 600"))
            }
            KeyError::Damaged(path) => Self::new("key-damaged", en, format!("密钥文件 {path} 已损坏:请从备份恢复")),
            KeyError::Io(path, error) => Self::io(&path, &error),
            KeyError::NoRandomness => Self::new("no-randomness", en, "操作系统无法提供随机数"),
        }
    }
}

impl From<IdentityError> for Failure {
    fn from(error: IdentityError) -> Self {
        let en = error.to_string();
        match error {
            IdentityError::UnknownDevice => Self::new(
                "unknown-device",
                "there is no such device: `zhijia-hub devices` lists them",
                "没有这台设备:可用 zhijia-hub devices 查看",
            ),
            IdentityError::UnknownMember => Self::new(
                "unknown-member",
                "there is no such member: `zhijia-hub people` lists them",
                "没有这名会员:可用 zhijia-hub people 查看",
            ),
            IdentityError::UnknownSpace => Self::new(
                "unknown-space",
                "there is no such union, house or event: `zhijia-hub unions`, `houses` and `events` list them",
                "没有这个工会、书屋或活动:可用 zhijia-hub unions、houses、events 查看",
            ),
            IdentityError::UnknownRole(role) => Self::new(
                "unknown-role",
                format!("there is no role {role}: choose one of {}", role_names()),
                format!("没有“{role}”这个角色:请从 {} 中选择", role_names()),
            )
            .at("--role"),
            IdentityError::MisplacedRole { role, space } => {
                let (en, zh, only) = match space {
                    Some(What::House) => ("a house", "书屋", Role::Keeper.name()),
                    Some(What::Event) => ("an event", "活动", Role::Organiser.name()),
                    _ => ("the city", "全市", Role::Desk.name()),
                };
                Self::new(
                    "misplaced-role",
                    format!("the role {role} is none of {en}, which has {only} alone: give {role} in a union, --role {role}=UNION"),
                    format!("{zh}只有 {only} 角色,{role} 须在工会中任命:--role {role}=工会"),
                )
                .at("--role")
            }
            IdentityError::RevokedMember => Self::new(
                "revoked-member",
                "this member was revoked and can get no further device",
                "该会员已被停用,不能再添加设备",
            ),
            IdentityError::UnknownCode
            | IdentityError::UsedCode
            | IdentityError::ExpiredCode
            | IdentityError::KnownDevice
            | IdentityError::RevokedDevice => Self::new("identity", en.clone(), en),
            IdentityError::Db(error) => error.into(),
        }
    }
}

/// The roles that exist.
fn role_names() -> String {
    Role::ALL.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ")
}
