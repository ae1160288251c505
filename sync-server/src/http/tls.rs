//! TLS from a certificate and a key file (PEM), on ring.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::failure::Failure;

/// Reads certificate chain and private key. HTTP/2 is offered, HTTP/1.1 is the other choice.
///
/// Sessions are resumed by tickets that the phones keep. What rustls would do otherwise is remember the last 256 tickets
/// itself, two for each handshake: of the phones that all come back after an outage it would know none.
///
/// # Errors
/// [`Failure`] names the file that cannot be used.
pub fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, Failure> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| bad("--tls-cert", certificate, &error))?;
    if chain.is_empty() {
        return Err(bad("--tls-cert", certificate, &"no certificate in it"));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| bad("--tls-key", key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret))
        .map_err(|error| bad("--tls-cert/--tls-key", certificate, &error))?;
    config.ticketer =
        rustls::crypto::ring::Ticketer::new().map_err(|error| bad("--tls-cert/--tls-key", certificate, &error))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn bad(field: &str, path: &Path, why: &dyn std::fmt::Display) -> Failure {
    let shown = path.display();
    Failure::new(
        "bad-certificate",
        format!(
            "{shown} cannot be used ({why}): give a PEM file with the certificate chain, and one with its private key"
        ),
        format!("无法使用 {shown}({why}):请提供 PEM 格式的证书链文件及其私钥文件"),
    )
    .at(field)
}
