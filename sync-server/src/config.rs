//! Settings of `serve`: a TOML file, over it the environment (`ZHIJIA_…`), over that the options.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipnet::IpNet;
use serde::Deserialize;

use crate::access::Lifetimes;
use crate::failure::Failure;
use crate::http::Limits;
use crate::http::budget::Allowance;
use crate::http::serve::Options;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for machines.
    Json,
}

/// What may be set. Everything is optional here; [`Settings::over`] puts layers together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, clap::Args)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// The data directory that `init` made.
    #[arg(long, env = "ZHIJIA_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8750].
    #[arg(long, env = "ZHIJIA_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// The TLS certificate chain, a PEM file; without it the hub stands behind a proxy.
    #[arg(long, env = "ZHIJIA_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key, a PEM file.
    #[arg(long, env = "ZHIJIA_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// How log lines look [default: text].
    #[arg(long, env = "ZHIJIA_LOG_FORMAT", value_enum)]
    pub log_format: Option<LogFormat>,
    /// What is logged, such as "info" or "zhijia_hub=debug" [default: info].
    #[arg(long, env = "ZHIJIA_LOG", value_name = "FILTER")]
    pub log: Option<String>,
    /// How long a session token lasts, in minutes [default: 10].
    #[arg(long, env = "ZHIJIA_TOKEN_MINUTES", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub token_minutes: Option<u32>,
    /// Connections that are open at once [default: 20000].
    #[arg(long, env = "ZHIJIA_MAX_CONNECTIONS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_connections: Option<u32>,
    /// Syncs that are worked on at once; more are told to come back [default: 512].
    #[arg(long, env = "ZHIJIA_MAX_SYNCS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_syncs: Option<u32>,
    /// Exchanges that one device may ask for in a minute; more are told when to come back [default: 600].
    #[arg(long, env = "ZHIJIA_DEVICE_REQUESTS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub device_requests: Option<u32>,
    /// Requests that may come from one address in a minute [default: 6000]. Addresses of this computer have no limit.
    #[arg(long, env = "ZHIJIA_ADDRESS_REQUESTS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub address_requests: Option<u32>,
    /// Unknown invitation codes that may come from one address, and with one beginning, in an hour [default: 30].
    #[arg(long, env = "ZHIJIA_CODE_GUESSES", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub code_guesses: Option<u32>,
    /// Proxies that are believed when they say, by Forwarded or X-Forwarded-For, which address a request comes from:
    /// addresses or networks, such as 127.0.0.1 or 10.0.0.0/8, separated by commas [default: none].
    #[arg(long, env = "ZHIJIA_TRUSTED_PROXIES", value_name = "ADDRESS,…", value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<String>>,
    /// How long running requests may take to end when the hub stops, in seconds [default: 30].
    #[arg(long, env = "ZHIJIA_DRAIN_SECONDS", value_name = "N")]
    pub drain_seconds: Option<u32>,
}

impl Settings {
    /// Reads a file. A name or value that is not understood is reported with its line.
    ///
    /// # Errors
    /// [`Failure`] names the line that is wrong.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::io(&path.display().to_string(), &error).at("--config"))?;
        let mut read: Self = toml::from_str(&text).map_err(|error| {
            let shown = path.display();
            Failure::new(
                "bad-config",
                format!("{shown} is not understood, correct the line shown here:\n{error}"),
                format!("无法读懂配置文件 {shown}:请改正上面所示的那一行"),
            )
            .at("--config")
        })?;
        // Paths in the file are meant from where the file is.
        let base = path.parent().unwrap_or(Path::new(""));
        for path in [&mut read.data, &mut read.tls_cert, &mut read.tls_key].into_iter().flatten() {
            *path = base.join(&path);
        }
        read.check(path)?;
        Ok(read)
    }

    /// The same limits that the options have, for the file.
    fn check(&self, path: &Path) -> Result<(), Failure> {
        let limits = [
            ("token-minutes", self.token_minutes, 1440),
            ("max-connections", self.max_connections, 1_000_000),
            ("max-syncs", self.max_syncs, 1_000_000),
            ("device-requests", self.device_requests, 1_000_000),
            ("address-requests", self.address_requests, 1_000_000),
            ("code-guesses", self.code_guesses, 1_000_000),
        ];
        for (field, value, most) in limits {
            if value.is_some_and(|value| value == 0 || value > most) {
                let shown = path.display();
                return Err(Failure::new(
                    "bad-config",
                    format!("{field} in {shown} must be from 1 to {most}: correct it, or leave it out for the default"),
                    format!("{shown} 中的 {field} 须在 1 到 {most} 之间:请改正,或删去以使用默认值"),
                )
                .at(field));
            }
        }
        Ok(())
    }

    /// These settings, and where they are silent, those below.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        Self {
            data: self.data.or(below.data),
            listen: self.listen.or(below.listen),
            tls_cert: self.tls_cert.or(below.tls_cert),
            tls_key: self.tls_key.or(below.tls_key),
            log_format: self.log_format.or(below.log_format),
            log: self.log.or(below.log),
            token_minutes: self.token_minutes.or(below.token_minutes),
            max_connections: self.max_connections.or(below.max_connections),
            max_syncs: self.max_syncs.or(below.max_syncs),
            device_requests: self.device_requests.or(below.device_requests),
            address_requests: self.address_requests.or(below.address_requests),
            code_guesses: self.code_guesses.or(below.code_guesses),
            trusted_proxies: self.trusted_proxies.or(below.trusted_proxies),
            drain_seconds: self.drain_seconds.or(below.drain_seconds),
        }
    }

    /// How long nonces and tokens last.
    pub fn lifetimes(&self) -> Lifetimes {
        let default = Lifetimes::default();
        Lifetimes {
            token_ms: self.token_minutes.map_or(default.token_ms, |minutes| i64::from(minutes) * 60_000),
            ..default
        }
    }

    /// How much a request may be, and how often one may come.
    ///
    /// # Errors
    /// [`Failure`] names the proxy that is neither an address nor a network.
    ///
    /// # Errors
    /// [`Failure`] names the limit that is wrong.
    pub fn limits(&self) -> Result<Limits, Failure> {
        let default = Limits::default();
        let often = default.allowance;
        let allowance = Allowance {
            device: self.device_requests.unwrap_or(often.device),
            address: self.address_requests.unwrap_or(often.address),
            guesses: self.code_guesses.unwrap_or(often.guesses),
            trusted_proxies: self
                .trusted_proxies
                .iter()
                .flatten()
                .map(|given| network(given))
                .collect::<Result<_, _>>()?,
        };
        Ok(Limits { syncs: number(self.max_syncs).unwrap_or(default.syncs), allowance, ..default })
    }

    /// How connections are handled.
    pub fn options(&self) -> Options {
        let default = Options::default();
        Options {
            connections: number(self.max_connections).unwrap_or(default.connections),
            drain: self.drain_seconds.map_or(default.drain, |s| Duration::from_secs(u64::from(s))),
        }
    }
}

/// A network, or an address as the network of one.
fn network(given: &str) -> Result<IpNet, Failure> {
    let given = given.trim();
    given.parse().or_else(|_| given.parse::<IpAddr>().map(IpNet::from)).map_err(|_| {
        Failure::new(
            "bad-proxy",
            format!("\"{given}\" is neither an address nor a network: write it like 127.0.0.1 or 10.0.0.0/8"),
            format!("“{given}”不是地址也不是网段:请写成 127.0.0.1 或 10.0.0.0/8"),
        )
        .at("--trusted-proxies")
    })
}

fn number(value: Option<u32>) -> Option<usize> {
    value.and_then(|value| usize::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn options_stand_over_the_file_and_paths_are_meant_from_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hub.toml");
        std::fs::write(&path, "data = \"d\"\nlisten = \"[::1]:1\"\ntoken-minutes = 3\n").unwrap();
        let file = Settings::read(&path).unwrap();
        let given = Settings { listen: Some("127.0.0.1:2".into()), ..Settings::default() };
        let both = given.over(file);
        assert_eq!(both.data, Some(dir.path().join("d")));
        assert_eq!(both.listen.as_deref(), Some("127.0.0.1:2"));
        assert_eq!(both.lifetimes().token_ms, 180_000);
    }

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        let given = |proxies: &[&str]| Settings {
            trusted_proxies: Some(proxies.iter().map(|&proxy| proxy.to_owned()).collect()),
            ..Settings::default()
        };
        let limits = given(&["127.0.0.1", "10.0.0.0/8"]).limits().unwrap();
        assert_eq!(limits.allowance.trusted_proxies, ["127.0.0.1/32", "10.0.0.0/8"].map(|net| net.parse().unwrap()));
        assert_eq!(given(&["nginx"]).limits().unwrap_err().field, "--trusted-proxies");
    }

    #[test]
    fn a_mistake_in_the_file_is_named_with_its_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hub.toml");
        std::fs::write(&path, "data = \"d\"\nlissen = \"x\"\n").unwrap();
        let failure = Settings::read(&path).unwrap_err();
        assert!(failure.en.contains("line 2") && failure.en.contains("lissen"), "{failure}");
        std::fs::write(&path, "max-syncs = 0\n").unwrap();
        assert_eq!(Settings::read(&path).unwrap_err().field, "max-syncs");
        std::fs::write(&path, "token-minutes = 1441\n").unwrap();
        let failure = Settings::read(&path).unwrap_err();
        assert_eq!(failure.field, "token-minutes");
        assert!(failure.en.contains("from 1 to 1440") && failure.en.contains("hub.toml"), "{failure}");
        let missing = Settings::read(&dir.path().join("none.toml")).unwrap_err();
        assert_eq!(missing.field, "--config");
    }
}
