#!/usr/bin/env bash
# rustls: of 300 clients that come back to a server with default settings, none resumes its session.
#
# A rustls server remembers what it needs for resumption itself, 256 entries by default, and gives two TLS 1.3 tickets at
# each handshake, of which each takes an entry. 300 clients write 600 entries: by the time the first one returns, its
# two are gone, and while they return in the same order each pushes out what the next ones need. Not a part of them
# resumes, but none. With stateless tickets (`Ticketer`) all do.
#
# Handshakes in memory, no network. Counted by `handshake_kind()` on the client's side.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "rustls-tickets"
version = "0.0.0"
edition = "2024"

[dependencies]
rustls = { version = "=0.23.46", default-features = false, features = ["std", "ring"] }
rcgen = { version = "=0.14.10", default-features = false, features = ["ring"] }

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
opt-level = 1
debug = false
TOML
cat > src/main.rs <<'RUST'
use rustls::crypto::ring::{Ticketer, default_provider};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, HandshakeKind, RootCertStore, ServerConfig, ServerConnection};
use std::sync::Arc;

/// One connection, until nothing more is to be said; what kind of handshake it was.
fn connect(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>) -> HandshakeKind {
    let name = ServerName::try_from("localhost").unwrap();
    let mut client = ClientConnection::new(Arc::clone(client), name).unwrap();
    let mut server = ServerConnection::new(Arc::clone(server)).unwrap();
    while client.wants_write() || server.wants_write() {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire).unwrap();
        }
        let mut bytes = wire.as_slice();
        while !bytes.is_empty() {
            server.read_tls(&mut bytes).unwrap();
            server.process_new_packets().unwrap();
        }
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        let mut bytes = wire.as_slice();
        while !bytes.is_empty() {
            client.read_tls(&mut bytes).unwrap();
            client.process_new_packets().unwrap();
        }
    }
    client.handshake_kind().unwrap()
}

/// How many of so many clients resume when they come back in the same order.
fn resumed(clients: usize, tickets: bool) -> usize {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let certificate: CertificateDer<'static> = made.cert.der().clone();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
    let mut server = builder.with_no_client_auth().with_single_cert(vec![certificate.clone()], key).unwrap();
    if tickets {
        server.ticketer = Ticketer::new().unwrap();
    }
    let server = Arc::new(server);
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let clients: Vec<_> = (0..clients)
        .map(|_| {
            let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
            let builder = builder.with_safe_default_protocol_versions().unwrap();
            Arc::new(builder.with_root_certificates(roots.clone()).with_no_client_auth())
        })
        .collect();
    clients.iter().for_each(|client| assert_eq!(connect(client, &server), HandshakeKind::Full));
    clients.iter().filter(|client| connect(client, &server) == HandshakeKind::Resumed).count()
}

fn main() {
    println!("rustls 0.23.46");
    let (few, many, stateless) = (resumed(100, false), resumed(300, false), resumed(300, true));
    println!("default: {few} of 100 clients resume, {many} of 300; with a Ticketer {stateless} of 300");
    if (few, many, stateless) != (100, 0, 300) {
        println!("this has changed");
        std::process::exit(1);
    }
}
RUST
cargo run --quiet
