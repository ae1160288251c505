//! Joining and sessions: how a device proves who it is, and what the hub answers.
//!
//! Both ends use this file: the phone builds and signs, the hub checks. It is pure: no clock, no
//! randomness, no network; nonces, times and keys are arguments.
//!
//! Every message is one CBOR array with numbered places, so that a reader skips what a newer writer
//! appended. Byte strings are CBOR byte strings, identities 16 bytes, keys 32, signatures 64, times
//! milliseconds since 1970-01-01 UTC.
//!
//! **Signed bytes.** A signature is Ed25519 over: the domain tag in ASCII, one zero byte, then the
//! fields in the order given here. Fields of fixed length stand as they are; the others are preceded
//! by their length in bytes as two bytes, big endian. The hub's key is always the first field, so a
//! signature made for one hub is worth nothing at another.
//!
//! | tag | fields |
//! |---|---|
//! | `zhijia/1/join` | hub key (32), nonce (length, bytes), device key (32), invitation code as sent (length, UTF-8) |
//! | `zhijia/1/session` | hub key (32), nonce (length, bytes), device id (16) |
//! | `zhijia/1/device` | hub key (32), certificate contents (length, CBOR) |

use minicbor::{Decode, Encode};
use ring::digest::{SHA256, digest};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

pub mod code;

/// The version of the protocol that this crate speaks; it also stands in the path (`/v1/`).
pub const PROTOCOL: u8 = 1;

/// Version of the device certificate's contents.
const CERTIFICATE: u8 = 1;

/// The longest nonce a phone signs, in bytes. The hub of this version sends 40.
pub const NONCE_MAX: usize = 128;

/// The longest invitation code as typed, in bytes, with all its spaces and hyphens.
pub const CODE_MAX: usize = 64;

const TAG_JOIN: &[u8] = b"zhijia/1/join";
const TAG_SESSION: &[u8] = b"zhijia/1/session";
const TAG_DEVICE: &[u8] = b"zhijia/1/device";

/// What `GET /v1/hello` answers: who the hub is, and a fresh nonce to sign.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SessionHello {
    /// The newest protocol version that the hub speaks.
    #[n(0)]
    pub protocol: u8,
    /// Identity of the ledger's history; another one means that the hub was restored from a backup.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub epoch: [u8; 16],
    /// The hub's Ed25519 public key. A phone that has joined compares it with the one it knows.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub hub_key: [u8; 32],
    /// To be signed once, within two minutes of the hub's clock.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub nonce: Vec<u8>,
    /// The hub's clock. The phone takes its own clock's error from it; the hub does not care.
    #[n(4)]
    pub now_ms: i64,
}

/// `POST /v1/join`: an invitation code binds a new device key to a member.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct JoinRequest {
    /// The invitation code as the person typed it; the hub normalises it ([`code::InvitationCode`]).
    #[n(0)]
    pub code: String,
    /// The device's new Ed25519 public key.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub device_key: [u8; 32],
    /// The nonce of a hello.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub nonce: Vec<u8>,
    /// By the device key over [`join_bytes`].
    #[cbor(n(3), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// The answer to a join. The same device that repeats its join (a lost answer) gets it again.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct JoinAnswer {
    /// A [`SignedCertificate`], as its bytes.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub certificate: Vec<u8>,
    /// The member record's header, opaque here.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub member_header: Vec<u8>,
    /// The union that the member is at home in.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub home: [u8; 16],
    /// The first session's token, so that joining costs no further round trip.
    #[n(3)]
    pub token: String,
    /// When the token ends, by the hub's clock.
    #[n(4)]
    pub expires_ms: i64,
}

/// `POST /v1/session`: a device that has joined proves that it still holds its key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SessionRequest {
    /// [`device_id`] of the device's key.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub device: [u8; 16],
    /// The nonce of a hello.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub nonce: Vec<u8>,
    /// By the device key over [`session_bytes`].
    #[cbor(n(2), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// The answer to a session request.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SessionAnswer {
    /// Sent as `Authorization: Bearer TOKEN` with sync and live; opaque to the phone.
    #[n(0)]
    pub token: String,
    /// When the token ends, by the hub's clock.
    #[n(1)]
    pub expires_ms: i64,
}

/// What the hub certifies of a device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Certificate {
    /// 1.
    #[n(0)]
    pub version: u8,
    /// [`device_id`] of `device_key`.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub device: [u8; 16],
    /// The device's Ed25519 public key.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub device_key: [u8; 32],
    /// The record id of the member whose device it is.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub member: [u8; 16],
    /// When it was issued, by the hub's clock.
    #[n(4)]
    pub issued_ms: i64,
}

/// A certificate as it travels: the contents' exact bytes, and the hub's signature over them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedCertificate {
    /// A [`Certificate`], encoded.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub contents: Vec<u8>,
    /// By the hub's key over [`certificate_bytes`].
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// Why a message of this file was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The bytes are not the message: not CBOR, a field missing or of a wrong length, bytes after it.
    #[error("the message is not well formed")]
    Malformed,
    /// A field is longer than this version allows.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// The signature does not belong to these bytes and this key.
    #[error("the signature does not fit")]
    BadSignature,
    /// The certificate is of a version that this reader does not know.
    #[error("the certificate is of an unknown version")]
    UnknownVersion,
    /// The certificate names another device than its key belongs to.
    #[error("the certificate's device is not its key's")]
    WrongDevice,
}

/// Encodes one message of this file.
pub fn to_bytes<T: Encode<()>>(message: &T) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    // A vector takes every byte, and the messages have no fallible encoder.
    let written = minicbor::encode(message, &mut out);
    debug_assert!(written.is_ok(), "encoding into memory cannot fail");
    out
}

/// Decodes one message of this file; bytes after it are an error.
///
/// # Errors
/// [`SessionError`] where the bytes are another message, or none.
pub fn from_bytes<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, SessionError> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let message = decoder.decode().map_err(|_| SessionError::Malformed)?;
    if decoder.position() == bytes.len() { Ok(message) } else { Err(SessionError::Malformed) }
}

/// A device's identity: the first 16 bytes of SHA-256 of its Ed25519 public key.
pub fn device_id(device_key: &[u8; 32]) -> [u8; 16] {
    let hash = digest(&SHA256, device_key);
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    id
}

/// The bytes that a joining device signs.
///
/// # Errors
/// [`SessionError`] for a nonce or code that is too long.
pub fn join_bytes(
    hub_key: &[u8; 32],
    nonce: &[u8],
    device_key: &[u8; 32],
    code: &str,
) -> Result<Vec<u8>, SessionError> {
    let mut out = begin(TAG_JOIN, hub_key);
    push_long(&mut out, nonce, NONCE_MAX, "nonce")?;
    out.extend_from_slice(device_key);
    push_long(&mut out, code.as_bytes(), CODE_MAX, "code")?;
    Ok(out)
}

/// The bytes that a device signs for a session.
///
/// # Errors
/// [`SessionError`] for a nonce that is too long.
pub fn session_bytes(hub_key: &[u8; 32], nonce: &[u8], device: &[u8; 16]) -> Result<Vec<u8>, SessionError> {
    let mut out = begin(TAG_SESSION, hub_key);
    push_long(&mut out, nonce, NONCE_MAX, "nonce")?;
    out.extend_from_slice(device);
    Ok(out)
}

/// The bytes that the hub signs in a device certificate.
///
/// # Errors
/// [`SessionError`] where the certificate is too long.
pub fn certificate_bytes(hub_key: &[u8; 32], contents: &[u8]) -> Result<Vec<u8>, SessionError> {
    let mut out = begin(TAG_DEVICE, hub_key);
    push_long(&mut out, contents, usize::from(u16::MAX), "certificate")?;
    Ok(out)
}

/// Checks an Ed25519 signature over bytes made by one of the functions above.
///
/// # Errors
/// [`SessionError::BadSignature`] where the key did not sign this.
pub fn verify(key: &[u8; 32], signed: &[u8], signature: &[u8; 64]) -> Result<(), SessionError> {
    UnparsedPublicKey::new(&ED25519, key).verify(signed, signature).map_err(|_| SessionError::BadSignature)
}

/// Signs bytes made by one of the functions above.
pub fn sign(keys: &Ed25519KeyPair, signed: &[u8]) -> [u8; 64] {
    let mut out = [0; 64];
    for (to, from) in out.iter_mut().zip(keys.sign(signed).as_ref()) {
        *to = *from;
    }
    out
}

/// The public half of a key pair, as it travels.
pub fn public_key(keys: &Ed25519KeyPair) -> [u8; 32] {
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(keys.public_key().as_ref()) {
        *to = *from;
    }
    out
}

impl JoinRequest {
    /// A request signed with the device's new key, for the hub whose hello gave key and nonce.
    ///
    /// # Errors
    /// [`SessionError`] where the message would be too long.
    pub fn signed(keys: &Ed25519KeyPair, hub_key: &[u8; 32], nonce: &[u8], code: &str) -> Result<Self, SessionError> {
        let device_key = public_key(keys);
        let signed = join_bytes(hub_key, nonce, &device_key, code)?;
        Ok(Self { code: code.to_owned(), device_key, nonce: nonce.to_vec(), signature: sign(keys, &signed) })
    }

    /// That the sender holds the key which it wants bound. Says nothing of the nonce's freshness.
    ///
    /// # Errors
    /// [`SessionError::BadSignature`] where the key did not sign this.
    pub fn verify(&self, hub_key: &[u8; 32]) -> Result<(), SessionError> {
        let signed = join_bytes(hub_key, &self.nonce, &self.device_key, &self.code)?;
        verify(&self.device_key, &signed, &self.signature)
    }
}

impl SessionRequest {
    /// A request signed with the device's key, for the hub whose hello gave key and nonce.
    ///
    /// # Errors
    /// [`SessionError`] where the message would be too long.
    pub fn signed(keys: &Ed25519KeyPair, hub_key: &[u8; 32], nonce: &[u8]) -> Result<Self, SessionError> {
        let device = device_id(&public_key(keys));
        let signed = session_bytes(hub_key, nonce, &device)?;
        Ok(Self { device, nonce: nonce.to_vec(), signature: sign(keys, &signed) })
    }

    /// That the sender holds the device's key, which the hub has on file.
    ///
    /// # Errors
    /// [`SessionError::BadSignature`] where the key did not sign this.
    pub fn verify(&self, hub_key: &[u8; 32], device_key: &[u8; 32]) -> Result<(), SessionError> {
        let signed = session_bytes(hub_key, &self.nonce, &self.device)?;
        verify(device_key, &signed, &self.signature)
    }
}

impl Certificate {
    /// The certificate of a device key that now belongs to a member.
    pub fn new(device_key: [u8; 32], member: [u8; 16], issued_ms: i64) -> Self {
        Self { version: CERTIFICATE, device: device_id(&device_key), device_key, member, issued_ms }
    }

    /// As it travels, signed by the hub.
    ///
    /// # Errors
    /// [`SessionError`] where the certificate is too long.
    pub fn sign(&self, hub: &Ed25519KeyPair) -> Result<Vec<u8>, SessionError> {
        let contents = to_bytes(self);
        let signature = sign(hub, &certificate_bytes(&public_key(hub), &contents)?);
        Ok(to_bytes(&SignedCertificate { contents, signature }))
    }

    /// Reads a certificate that this hub signed, and checks that its parts belong together.
    ///
    /// # Errors
    /// [`SessionError`] where the bytes are no certificate, or not one of this hub.
    pub fn open(bytes: &[u8], hub_key: &[u8; 32]) -> Result<Self, SessionError> {
        let signed: SignedCertificate = from_bytes(bytes)?;
        let over = certificate_bytes(hub_key, &signed.contents)?;
        verify(hub_key, &over, &signed.signature)?;
        let contents: Self = from_bytes(&signed.contents)?;
        if contents.version != CERTIFICATE {
            return Err(SessionError::UnknownVersion);
        }
        if contents.device != device_id(&contents.device_key) {
            return Err(SessionError::WrongDevice);
        }
        Ok(contents)
    }
}

// The code and the token open doors, so they stay out of every log.
impl std::fmt::Debug for JoinRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JoinRequest").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for JoinAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JoinAnswer").field("expires_ms", &self.expires_ms).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SessionAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionAnswer").field("expires_ms", &self.expires_ms).finish_non_exhaustive()
    }
}

fn begin(tag: &[u8], hub_key: &[u8; 32]) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    out.extend_from_slice(tag);
    out.push(0);
    out.extend_from_slice(hub_key);
    out
}

fn push_long(out: &mut Vec<u8>, bytes: &[u8], max: usize, field: &'static str) -> Result<(), SessionError> {
    let length = u16::try_from(bytes.len()).ok().filter(|_| bytes.len() <= max).ok_or(SessionError::TooLong(field))?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

#[cfg(test)]
mod tests;
