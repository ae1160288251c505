//! The token of a session: opened when an exchange needs one, and forgotten where the hub does not take it.

use std::fs;

use zhijia_sync::session::SessionRequest;

use crate::error::Error;
use crate::exchange::http::HttpError;
use crate::inner::Inner;
use crate::session::Token;
use crate::session::device::HUB_FILE;

impl Inner {
    /// The hub's key as it was when this phone joined.
    pub(crate) fn hub_key(&self) -> Option<[u8; 32]> {
        fs::read(self.session.dir.join(HUB_FILE)).ok()?.try_into().ok()
    }

    /// A token for this session: the one at hand, or a new one.
    pub(crate) async fn token(&self) -> Result<String, Error> {
        let mut slot = self.session.token.lock().await;
        if let Some(token) = &*slot {
            return Ok(token.text.clone());
        }
        let joined = self.hub_key().ok_or_else(Error::not_joined)?;
        let hello = self.session.http.hello().await?;
        if hello.hub_key != joined {
            return Err(HttpError::Impostor.into());
        }
        let request = SessionRequest::signed(&self.session.keys, &hello.hub_key, &hello.nonce);
        let answer = self.session.http.session(&request.map_err(|_| HttpError::Answer)?).await?;
        *slot = Some(Token { text: answer.token.clone() });
        Ok(answer.token)
    }

    /// Forgets a token that the hub did not take.
    pub(crate) async fn drop_token(&self, text: &str) {
        let mut slot = self.session.token.lock().await;
        if slot.as_ref().is_some_and(|token| token.text == text) {
            *slot = None;
        }
    }
}
