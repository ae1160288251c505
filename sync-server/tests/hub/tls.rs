//! TLS: files, both protocols, and what is wrong with bad files.

use std::path::PathBuf;

use reqwest::{Certificate, Client, Version};
use tempfile::TempDir;
use zhijia_hub::tls::acceptor;

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
