//! `phones`: a hub and three phones in one browser page.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use phones::error::DemoError;
use phones::{api, start};
use tokio::net::TcpListener;

/// A hub and three phones in one browser page.
#[derive(Debug, Parser)]
#[command(name = "phones", version)]
struct Options {
    /// Where the page is served; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8740")]
    listen: SocketAddr,
    /// A folder that keeps the town for the next time [default: a temporary one, removed at the end].
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("RUST_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _closed = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), DemoError> {
    // Before the town is founded, so that a port in use costs nobody ten seconds.
    let listener = TcpListener::bind(options.listen).await.map_err(|error| in_use(options.listen, error))?;
    let address = listener.local_addr().map_err(|error| DemoError::io(options.listen, error))?;
    // Removed when it is dropped, at the end.
    let temporary = match &options.dir {
        Some(_) => None,
        None => Some(tempfile::tempdir().map_err(|error| DemoError::io("temporary folder", error))?),
    };
    let root = match (&options.dir, &temporary) {
        (Some(dir), _) => dir.clone(),
        (None, Some(temporary)) => temporary.path().to_owned(),
        (None, None) => PathBuf::from("."),
    };
    say("a moment: the town is being set up / 请稍候,正在准备")?;
    let town = start::open(&root).await?;
    say(&format!("open http://{address}/ in a browser, end with Ctrl-C / 请用浏览器打开 http://{address}/"))?;
    let stop = async {
        let _unheard = tokio::signal::ctrl_c().await;
    };
    tokio::select! {
        ended = axum::serve(listener, api::router(&town)) => {
            ended.map_err(|error| DemoError::io(address, error))?;
        }
        () = stop => {}
    }
    town.close().await?;
    drop(town);
    drop(temporary);
    Ok(())
}

fn in_use(address: SocketAddr, error: std::io::Error) -> DemoError {
    if error.kind() == std::io::ErrorKind::AddrInUse {
        return DemoError::Folder(format!(
            "{address} is in use: stop the other program, or choose another port with --listen\n\
             {address} 已被占用:请停止占用的程序,或用 --listen 换一个端口"
        ));
    }
    DemoError::io(address, error)
}

fn say(line: &str) -> Result<(), DemoError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| DemoError::io("stdout", error))
}
