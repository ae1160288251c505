//! The town's hub: a real one over HTTP, in this process, so that the page's switch can stop and start it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ring::rand::{SecureRandom, SystemRandom};
use tokio::net::{TcpListener, UnixListener};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use zhijia_hub::access::Lifetimes;
use zhijia_hub::admin::{self, AdminRequest, Granted};
use zhijia_hub::assemble::Opened;
use zhijia_hub::data_dir::{self, DataDir};
use zhijia_hub::db;
use zhijia_hub::failure::Failure;
use zhijia_hub::http::{AppState, Limits, router, serve};
use zhijia_hub::hub::server::Ledgered;
use zhijia_hub::identity::members::Founding;
use zhijia_hub::identity::sqlite::FirstStart;
use zhijia_hub::key::{HubKey, KeyError};
use zhijia_model::RecordId;

use crate::clock::TownClock;
use crate::error::DemoError;

/// How long running requests may take to end when the switch is turned off.
const DRAIN: std::time::Duration = std::time::Duration::from_secs(5);

/// The hub of the town, running or not.
pub struct TownHub {
    data: PathBuf,
    clock: TownClock,
    address: SocketAddr,
    running: tokio::sync::Mutex<Option<Running>>,
}

struct Running {
    shutdown: CancellationToken,
    task: JoinHandle<Result<(), Failure>>,
}

/// A new hub: its first union, and the administrator's invitation.
pub struct FirstUnion {
    /// The first union.
    pub union: RecordId,
    /// The administrator's invitation code.
    pub code: String,
}

impl TownHub {
    /// A hub in this data directory, which [`TownHub::init`] was run in. It keeps its port through every restart.
    pub async fn new(data: PathBuf, clock: TownClock) -> Result<Self, DemoError> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let address = free.and_then(|free| free.local_addr()).map_err(|error| DemoError::io("127.0.0.1:0", error))?;
        Ok(Self { data, clock, address, running: tokio::sync::Mutex::default() })
    }

    /// The address that phones are given.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A new hub with its first union, as `zhijia-hub init` makes it, at an hour of the town's clock.
    pub async fn init(data: &Path, clock: &TownClock, union: &str, admin: &str) -> Result<FirstUnion, DemoError> {
        let dir = DataDir::create(data)?;
        let code = admin::draw_code()?;
        let mut epoch = [0; 16];
        SystemRandom::new().fill(&mut epoch).map_err(|_| Failure::from(KeyError::NoRandomness))?;
        let now_ms = clock.now();
        let start = FirstStart {
            founding: Founding { union_name: union.to_owned(), now_ms },
            epoch,
            code,
            admin_name: admin.to_owned(),
            expires_ms: now_ms + 14 * 86_400_000,
        };
        let key = HubKey::create(&dir.key()).map_err(Failure::from)?;
        let connection = db::create(&dir.database()).map_err(Failure::from)?;
        let opened = Opened::start(dir, connection, key, &Ledgered::default(), clock.for_hub(), Lifetimes::default())?;
        let founded = opened.identities.found(start).await;
        opened.close().await?;
        let founded = founded.map_err(Failure::from)?;
        Ok(FirstUnion { union: RecordId(founded.union), code: code.to_string() })
    }

    /// Lets phones in; nothing where it runs already.
    pub async fn start(&self) -> Result<(), DemoError> {
        let mut running = self.running.lock().await;
        if running.is_some() {
            return Ok(());
        }
        let opened =
            Opened::open(DataDir::open(&self.data)?, &Ledgered::default(), self.clock.for_hub(), Lifetimes::default())?;
        let listener = TcpListener::bind(self.address).await.map_err(|error| DemoError::io(self.address, error))?;
        let socket = opened.dir.socket();
        // The directory is locked, so a socket that lies there belongs to nobody.
        let _may_not_be_there = std::fs::remove_file(&socket);
        let commands = UnixListener::bind(&socket).map_err(|error| DemoError::io(socket.display(), error))?;
        let shutdown = CancellationToken::new();
        let hub = AppState::new(opened.parts(Limits::default(), shutdown.clone()))
            .await
            .map_err(|problem| Failure::new("start", problem.to_string(), problem.to_string()))?;
        let task = tokio::spawn(serve_until(shutdown.clone(), listener, commands, Arc::new(hub), opened));
        *running = Some(Running { shutdown, task });
        Ok(())
    }

    /// Lets running requests end and closes; nothing where it does not run.
    pub async fn stop(&self) -> Result<(), DemoError> {
        let mut running = self.running.lock().await;
        if let Some(Running { shutdown, task }) = running.take() {
            shutdown.cancel();
            let ended = task.await.map_err(|error| DemoError::io("hub", std::io::Error::other(error)))?;
            ended?;
        }
        Ok(())
    }

    /// Whether phones are let in.
    pub async fn is_running(&self) -> bool {
        self.running.lock().await.is_some()
    }

    /// An invitation code, as `zhijia-hub invite` gives it: through the running hub's socket.
    pub async fn invite(&self, union: RecordId, name: &str, roles: &[&str]) -> Result<String, DemoError> {
        let roles = roles.iter().map(|role| ((*role).to_owned(), None)).collect();
        let wish = AdminRequest::Invite {
            union: union.to_string(),
            name: Some(name.to_owned()),
            roles,
            member: None,
            days: 14,
        };
        match admin::ask(&self.data, &Ledgered::default(), &wish).await? {
            Granted::Invited { code, .. } => Ok(code),
            _ => Err(DemoError::Data("the hub gave no invitation".to_owned())),
        }
    }
}

async fn serve_until(
    shutdown: CancellationToken,
    listener: TcpListener,
    commands: UnixListener,
    hub: Arc<AppState>,
    opened: Opened,
) -> Result<(), Failure> {
    let options = serve::Options { drain: DRAIN, ..serve::Options::default() };
    let serving = serve::run(listener, None, router(Arc::clone(&hub)), options, shutdown);
    let hearing = async {
        admin::listen(commands, opened.identities.as_ref(), &opened.ground.access, &opened.ground.clock).await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        _ = serving => {}
        () = hearing => {}
    }
    drop(hub);
    let _may_be_gone = std::fs::remove_file(data_dir::socket(opened.dir.path()));
    opened.close().await
}
