//! What idle live followers cost the hub in memory.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::http::Wire;
use super::phone::Phone;
use super::{ANY, Figure, Ground, runtime};
use crate::process::Hub;

const FOLLOWERS: u32 = 1000;

/// Each follower is a member of the union with a phone and a connection of its own.
pub(crate) fn plain(ground: &Ground) -> Vec<Figure> {
    measure(ground, Figure::new("followers", "MB", 18.0), false)
}

/// The same over TLS 1.3.
pub(crate) fn tls(ground: &Ground) -> Vec<Figure> {
    measure(ground, Figure::new("followers_tls", "MB", 24.0), true)
}

fn measure(ground: &Ground, mut figure: Figure, tls: bool) -> Vec<Figure> {
    let runtime = runtime(1);
    let place = ground.place();
    let (config, options) = certificate(place.path().join("cert.pem"), place.path().join("key.pem"));
    let options: Vec<&str> = if tls { options.iter().map(String::as_str).collect() } else { Vec::new() };
    let config = tls.then_some(config);
    let hub = Hub::init(&place.path().join("hub"));
    let phones: Vec<Phone> = runtime.block_on(async {
        let serving = hub.serve(ANY);
        let mut wire = Wire::plain(&serving.address()).await;
        let mut phones = Vec::new();
        for n in 0..FOLLOWERS {
            let code = hub.invite(&[]);
            phones.push(Phone::join(&mut wire, &code, n).await);
        }
        phones
    });
    for _ in 0..ground.runs {
        let serving = hub.serve_with(ANY, &options, None);
        let added = runtime.block_on(async {
            let mut wire = connect(&serving.address(), config.as_ref()).await;
            let mut phones = phones.clone();
            for phone in &mut phones {
                phone.session(&mut wire).await;
                // Idle followers stand at the head.
                phone.sync(&mut wire, &[]).await;
            }
            let before = serving.resident_mb();
            let mut open = Vec::new();
            for phone in &phones {
                let mut wire = connect(&serving.address(), config.as_ref()).await;
                wire.open(&phone.live()).await;
                assert!(!wire.chunk().await.is_empty(), "a live stream begins with an answer");
                open.push(wire);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
            serving.resident_mb() - before
        });
        figure.add(added);
    }
    vec![figure]
}

async fn connect(address: &str, config: Option<&Arc<rustls::ClientConfig>>) -> Wire {
    match config {
        Some(config) => Wire::tls(address, Arc::clone(config)).await,
        None => Wire::plain(address).await,
    }
}

/// A certificate for this computer: what trusts it, and the hub's options that name it.
fn certificate(certificate: PathBuf, key: PathBuf) -> (Arc<rustls::ClientConfig>, [String; 4]) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    std::fs::write(&certificate, made.cert.pem()).expect("a file");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("a file");
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let text = |path: PathBuf| path.to_str().expect("a path in UTF-8").to_owned();
    let options = ["--tls-cert".to_owned(), text(certificate), "--tls-key".to_owned(), text(key)];
    (Arc::new(config), options)
}
