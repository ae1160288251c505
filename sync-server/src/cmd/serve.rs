//! `zhijia-hub serve`: phones are let in.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::admin;
use crate::assemble::{Assemble, Opened};
use crate::clock::Clock;
use crate::config::{LogFormat, Settings};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::http::{AppState, router, serve as accept, tls};

use super::say;

const LISTEN: &str = "127.0.0.1:8750";

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    settings: Settings,
    /// A TOML file with these settings (without the dashes); environment and options go over it.
    #[arg(long, env = "ZHIJIA_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Serve {
    pub(super) async fn run(self, assemble: &dyn Assemble) -> Result<(), Failure> {
        let settings = match &self.config {
            Some(path) => self.settings.over(Settings::read(path)?),
            None => self.settings,
        };
        start_log(&settings)?;
        let clock = Clock::system();
        if !clock.is_set() {
            return Err(Failure::new(
                "clock",
                "the clock of this computer stands before 2025: set it, then start the hub",
                "本机时钟早于 2025 年:请先校准时间再启动服务器",
            ));
        }
        let data = settings.data.clone().ok_or_else(|| {
            Failure::new(
                "data-not-given",
                "say which data directory: --data DIR, ZHIJIA_DATA, or data in the settings file",
                "请指定数据目录:--data DIR、ZHIJIA_DATA 或配置文件中的 data",
            )
            .at("--data")
        })?;
        let tls = match (&settings.tls_cert, &settings.tls_key) {
            (Some(certificate), Some(key)) => Some(tls::acceptor(certificate, key)?),
            (None, None) => None,
            (Some(_), None) => return Err(half_tls("--tls-key")),
            (None, Some(_)) => return Err(half_tls("--tls-cert")),
        };
        let limits = settings.limits()?;
        let opened = Opened::open(DataDir::open(&data)?, assemble, clock, settings.lifetimes())?;
        let listener = bind(settings.listen.as_deref().unwrap_or(LISTEN)).await?;
        let address = listener.local_addr().map_err(|error| Failure::io("--listen", &error))?;
        let socket = opened.dir.socket();
        let commands = bind_socket(&socket)?;
        let shutdown = stop_on_signal()?;
        let hub = AppState::new(opened.parts(limits, shutdown.clone()))
            .await
            .map_err(|problem| Failure::new("start", problem.to_string(), problem.to_string()))?;
        let hub = Arc::new(hub);
        let scheme = if tls.is_some() { "https" } else { "http" };
        say(&format!("listening on {scheme}://{address}"))?;
        tracing::info!(%address, tls = tls.is_some(), "started");

        let serving = accept::run(listener, tls, router(Arc::clone(&hub)), settings.options(), shutdown);
        // Commands are heard as long as phones are served, and not after.
        let cut = tokio::select! {
            cut = serving => cut,
            () = hear(commands, &hub, &opened) => 0,
        };
        drop(hub);
        let _may_be_gone = std::fs::remove_file(&socket);
        opened.close().await?;
        tracing::info!(cut, "stopped");
        Ok(())
    }
}

/// Commands from the same computer. Never ends: without its socket the hub still serves.
async fn hear(commands: UnixListener, hub: &AppState, opened: &Opened) {
    admin::listen(commands, opened.identities.as_ref(), &hub.access, &opened.ground.clock).await;
    std::future::pending::<()>().await;
}

/// What is logged unless told otherwise. automerge opens a span for every change that it applies.
const LOG: &str = "info,automerge=off";

fn start_log(settings: &Settings) -> Result<(), Failure> {
    let filter = settings.log.as_deref().unwrap_or(LOG);
    let filter = EnvFilter::try_new(filter).map_err(|error| {
        Failure::new(
            "bad-log-filter",
            format!("\"{filter}\" is no log filter ({error}): try \"info\" or \"zhijia_hub=debug\""),
            format!("“{filter}”不是有效的日志过滤条件:可用 info 或 zhijia_hub=debug"),
        )
        .at("--log")
    })?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first one's log.
    let _already = match settings.log_format.unwrap_or_default() {
        LogFormat::Text => log.with_ansi(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    Ok(())
}

async fn bind(listen: &str) -> Result<TcpListener, Failure> {
    let address: SocketAddr = listen.parse().map_err(|_| {
        Failure::new(
            "bad-address",
            format!("\"{listen}\" is no address with a port: write it like 127.0.0.1:8750 or [::]:8750"),
            format!("“{listen}”不是带端口的地址:请写成 127.0.0.1:8750 或 [::]:8750"),
        )
        .at("--listen")
    })?;
    TcpListener::bind(address).await.map_err(|error| {
        let failure = match error.kind() {
            std::io::ErrorKind::AddrInUse => Failure::new(
                "port-in-use",
                format!("{address} is in use: stop the other program, or choose another port (0 takes a free one)"),
                format!("{address} 已被占用:请停止占用的程序,或换一个端口(0 表示任选空闲端口)"),
            ),
            std::io::ErrorKind::PermissionDenied => Failure::new(
                "port-forbidden",
                format!("the system does not allow {address}: choose a port above 1023"),
                format!("系统不允许使用 {address}:请选择 1023 以上的端口"),
            ),
            _ => Failure::io(&address.to_string(), &error),
        };
        failure.at("--listen")
    })
}

fn bind_socket(path: &std::path::Path) -> Result<UnixListener, Failure> {
    // The directory is locked, so a socket that lies there belongs to nobody.
    let _may_not_be_there = std::fs::remove_file(path);
    UnixListener::bind(path).map_err(|error| {
        Failure::new(
            "socket",
            format!("{} cannot be made ({error}): choose a data directory with a shorter path", path.display()),
            format!("无法建立 {}({error}):请使用路径较短的数据目录", path.display()),
        )
        .at("--data")
    })
}

/// Cancelled by SIGTERM or ctrl-c. A second signal ends the process at once.
fn stop_on_signal() -> Result<CancellationToken, Failure> {
    let io = |error: std::io::Error| Failure::io("signal", &error);
    let mut terminate = signal(SignalKind::terminate()).map_err(io)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(io)?;
    let shutdown = CancellationToken::new();
    let cancel = shutdown.clone();
    tokio::spawn(async move {
        for first in [true, false] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if first {
                tracing::info!("stopping: running requests are finished first");
                cancel.cancel();
            } else {
                std::process::exit(130);
            }
        }
    });
    Ok(shutdown)
}

fn half_tls(missing: &str) -> Failure {
    Failure::new(
        "half-tls",
        "TLS needs both files: --tls-cert and --tls-key",
        "启用 TLS 须同时提供 --tls-cert 和 --tls-key",
    )
    .at(missing)
}
