//! COSE_Sign1 with Ed25519, by `coset`: one protected header with algorithm and key id, nothing unprotected.

use coset::{CborSerializable as _, CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable as _, iana};
use ring::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};

use crate::refusal::Code;

/// What was signed, before the signature is looked at.
pub(super) struct Sealed {
    pub(super) key_id: Vec<u8>,
    pub(super) payload: Vec<u8>,
    message: CoseSign1,
}

/// Signs a payload.
pub(super) fn sign(key: &Ed25519KeyPair, key_id: &[u8], payload: Vec<u8>) -> Vec<u8> {
    let header = HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(key_id.to_vec()).build();
    let message = CoseSign1Builder::new()
        .protected(header)
        .payload(payload)
        .create_signature(&[], |bytes| key.sign(bytes).as_ref().to_vec())
        .build();
    // Integers and bytes always have a form.
    message.to_tagged_vec().unwrap_or_default()
}

/// Reads the form.
pub(super) fn read(bytes: &[u8]) -> Result<Sealed, Code> {
    let message = CoseSign1::from_tagged_slice(bytes).map_err(|_| Code::NotAPass)?;
    let header = &message.protected.header;
    let algorithm = coset::RegisteredLabelWithPrivate::Assigned(iana::Algorithm::EdDSA);
    // What is marked critical and not understood would change what the rest means.
    if header.alg.as_ref() != Some(&algorithm) || !header.crit.is_empty() {
        return Err(Code::NotAPass);
    }
    let payload = message.payload.clone().ok_or(Code::NotAPass)?;
    Ok(Sealed { key_id: header.key_id.clone(), payload, message })
}

impl Sealed {
    /// The payload, where the signature is this key's.
    pub(super) fn open(&self, key: &[u8; 32]) -> Result<Vec<u8>, Code> {
        let key = UnparsedPublicKey::new(&ED25519, key);
        let signed = self.message.verify_signature(&[], |signature, bytes| key.verify(bytes, signature));
        signed.map(|()| self.payload.clone()).map_err(|_| Code::PassForged)
    }
}

/// A claims set as bytes.
pub(super) fn claims_bytes(claims: coset::cwt::ClaimsSet) -> Vec<u8> {
    claims.to_vec().unwrap_or_default()
}
