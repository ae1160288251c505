//! TLS: files, both protocols, and what is wrong with bad files.

use std::path::PathBuf;
use std::sync::Arc;

use reqwest::{Certificate, Client, Version};
use rustls::{ClientConfig, HandshakeKind, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use zhijia_hub::http::tls::acceptor;

use crate::rig::{Phone, Rig, Wanted, plain_client};

struct Files {
    dir: TempDir,
    certificate: PathBuf,
    key: PathBuf,
    pem: String,
}

fn files() -> Files {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (certificate, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    let pem = made.cert.pem();
    std::fs::write(&certificate, &pem).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    Files { dir, certificate, key, pem }
}

#[tokio::test]
async fn a_phone_speaks_http2_or_http1_over_tls() {
    let files = files();
    let tls = Some(acceptor(&files.certificate, &files.key).unwrap());
    let rig = Rig::start_with(Wanted { tls, ..Wanted::default() }).await;
    drop(plain_client());
    let trusted = || {
        let root = Certificate::from_pem(files.pem.as_bytes()).unwrap();
        Client::builder().no_proxy().tls_certs_only([root])
    };
    let mut phone = Phone::new(&rig.url, trusted().build().unwrap());
    phone.join(&rig.admin_code).await.unwrap();
    assert_eq!(phone.sync(b"over h2").await.unwrap().len(), 39);
    let response = phone.get("/v1/hello").send().await.unwrap();
    assert_eq!(response.version(), Version::HTTP_2);

    phone.client = trusted().http1_only().build().unwrap();
    assert_eq!(phone.sync(b"over h1").await.unwrap().len(), 39);
    let response = phone.get("/v1/hello").send().await.unwrap();
    assert_eq!(response.version(), Version::HTTP_11);

    rig.shutdown.cancel();
    assert_eq!(rig.served.await.unwrap(), 0);
}

/// Says hello over a connection of its own; gives whether the phone had to prove everything anew.
async fn says_hello(phone: &Arc<ClientConfig>, address: &str) -> HandshakeKind {
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    let mut stream = TlsConnector::from(Arc::clone(phone)).connect(name, stream).await.unwrap();
    stream.write_all(b"GET /v1/hello HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
    stream.get_ref().1.handshake_kind().unwrap()
}

#[tokio::test]
async fn three_hundred_phones_that_come_back_all_resume_their_sessions() {
    let files = files();
    let tls = Some(acceptor(&files.certificate, &files.key).unwrap());
    let rig = Rig::start_with(Wanted { tls, ..Wanted::default() }).await;
    let address = rig.url.strip_prefix("https://").unwrap();
    let phone = || {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(files.pem.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        Arc::new(builder.with_root_certificates(roots).with_no_client_auth())
    };
    let phones: Vec<_> = (0..300).map(|_| phone()).collect();
    for phone in &phones {
        assert_eq!(says_hello(phone, address).await, HandshakeKind::Full);
    }
    let mut resumed = 0;
    for phone in &phones {
        resumed += usize::from(says_hello(phone, address).await == HandshakeKind::Resumed);
    }
    assert_eq!(resumed, phones.len());
}

#[test]
fn a_bad_file_is_named() {
    let files = files();
    let missing = files.dir.path().join("none.pem");
    let failure = |certificate, key| acceptor(certificate, key).err().unwrap();
    assert_eq!(failure(&missing, &files.key).field, "--tls-cert");
    assert_eq!(failure(&files.certificate, &missing).field, "--tls-key");
    let empty = files.dir.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    assert_eq!(failure(&empty, &files.key).field, "--tls-cert");
    assert_eq!(failure(&files.certificate, &empty).field, "--tls-key");
    let other = self::files();
    assert_eq!(failure(&files.certificate, &other.key).code, "bad-certificate");
}
