//! zstd for bodies, with reused contexts and a hard limit on what a body may become.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use zstd::bulk::Compressor;
use zstd::zstd_safe::{DCtx, DParameter, InBuffer, OutBuffer, ResetDirective};

/// What a busy hub can afford for every answer.
const LEVEL: i32 = zhijia_sync::frame::LEVEL;

/// From this many bytes on an answer is a keeper's cold start, which is rare and paid for by the phone's network:
/// a twentieth less to carry is worth some milliseconds more.
const LARGE: usize = 512 * 1024;
const LARGE_LEVEL: i32 = 12;

/// The largest window a sender may ask the hub to keep, as a power of two: 8 MiB.
const WINDOW_LOG_MAX: u32 = 23;

/// Contexts kept for the next request; a context is more than a megabyte.
const KEPT: usize = 8;

/// What is larger than this is packed, unpacked, read and written apart from the I/O workers, so that it holds up nobody.
pub const MUCH: usize = 64 * 1024;

/// Runs what would hold up others apart from the I/O workers; `None` where it panicked.
pub(crate) async fn apart<T: Send + 'static>(much: bool, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    if much { tokio::task::spawn_blocking(work).await.ok() } else { Some(work()) }
}

/// Why a body could not be decompressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The body would be larger than allowed.
    #[error("the decompressed body is too large")]
    TooLarge,
    /// The bytes are not zstd, damaged, or end in the middle of a frame.
    #[error("the body is not valid zstd")]
    Damaged,
}

/// Pools of zstd contexts, shared by all requests.
#[derive(Default)]
pub struct Codec {
    packers: Mutex<Vec<Compressor<'static>>>,
    unpackers: Mutex<Vec<DCtx<'static>>>,
}

impl Codec {
    /// Compresses what may be much.
    pub async fn pack(self: &Arc<Self>, plain: Vec<u8>) -> Bytes {
        let codec = Arc::clone(self);
        apart(plain.len() > MUCH, move || codec.frame(&plain)).await.unwrap_or_default()
    }

    /// Compresses into one complete frame.
    pub fn frame(&self, plain: &[u8]) -> Bytes {
        let frame = if plain.len() >= LARGE {
            // Such a context is large and not kept.
            Compressor::new(LARGE_LEVEL).and_then(|mut packer| packer.compress(plain))
        } else {
            let mut packer = pop(&self.packers).or_else(|| Compressor::new(LEVEL).ok()).unwrap_or_default();
            let frame = packer.compress(plain);
            push(&self.packers, packer);
            frame
        };
        match frame {
            Ok(frame) => Bytes::from(frame),
            Err(error) => {
                // Compressing from memory into a buffer of the bound's size cannot fail for its data.
                tracing::error!(%error, "zstd failed");
                Bytes::new()
            }
        }
    }

    /// Decompresses one or more frames to at most `limit` bytes, without ever holding more than that.
    ///
    /// # Errors
    /// [`CodecError`] where the bytes are not packed so, or more than `limit` bytes come out.
    pub fn unpack(&self, packed: &[u8], limit: usize) -> Result<Bytes, CodecError> {
        let mut unpacker = pop(&self.unpackers).unwrap_or_else(DCtx::create);
        let plain = unpack(&mut unpacker, packed, limit);
        if unpacker.reset(ResetDirective::SessionOnly).is_ok() {
            push(&self.unpackers, unpacker);
        }
        plain.map(Bytes::from)
    }
}

fn unpack(unpacker: &mut DCtx<'_>, packed: &[u8], limit: usize) -> Result<Vec<u8>, CodecError> {
    unpacker.set_parameter(DParameter::WindowLogMax(WINDOW_LOG_MAX)).map_err(|_| CodecError::Damaged)?;
    let mut plain = Vec::with_capacity(packed.len().saturating_mul(4).clamp(256, limit.max(256)));
    let mut input = InBuffer::around(packed);
    loop {
        if plain.len() == plain.capacity() {
            // One byte above the limit is enough to know that it is exceeded.
            let room = (limit + 1).saturating_sub(plain.len());
            plain.reserve_exact(plain.capacity().min(room).max(1));
        }
        let (done, before) = (plain.len(), input.pos());
        let mut output = OutBuffer::around_pos(&mut plain, done);
        let hint = unpacker.decompress_stream(&mut output, &mut input).map_err(|_| CodecError::Damaged)?;
        if plain.len() > limit {
            return Err(CodecError::TooLarge);
        }
        let consumed = input.pos() == packed.len();
        if hint == 0 && consumed {
            return Ok(plain);
        }
        let stuck = plain.len() == done && input.pos() == before;
        if consumed && plain.len() < plain.capacity() || stuck && plain.len() < plain.capacity() {
            return Err(CodecError::Damaged);
        }
    }
}

fn pop<T>(pool: &Mutex<Vec<T>>) -> Option<T> {
    pool.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn push<T>(pool: &Mutex<Vec<T>>, item: T) {
    let mut kept = pool.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() < KEPT {
        kept.push(item);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn what_was_packed_comes_back_and_series_of_frames_too() {
        let codec = Codec::default();
        let plain: Vec<u8> = (0..100_000_u32).flat_map(u32::to_be_bytes).collect();
        let mut packed = codec.frame(&plain).to_vec();
        packed.extend_from_slice(&codec.frame(b"second"));
        packed.extend_from_slice(&codec.frame(b""));
        let back = codec.unpack(&packed, 1 << 20).unwrap();
        assert_eq!(back.len(), plain.len() + 6);
        assert!(back.starts_with(&plain) && back.ends_with(b"second"));
        assert_eq!(codec.unpack(&codec.frame(b""), 0).unwrap(), Bytes::new());
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let codec = Codec::default();
        let bomb = codec.frame(&vec![0; 64 << 20]);
        assert!(bomb.len() < 16 << 10);
        assert_eq!(codec.unpack(&bomb, 1 << 20), Err(CodecError::TooLarge));
        let exact = codec.frame(&[1; 1000]);
        assert_eq!(codec.unpack(&exact, 1000).unwrap().len(), 1000);
        assert_eq!(codec.unpack(&exact, 999), Err(CodecError::TooLarge));
        // Many small frames in a row are the same bomb.
        let series = codec.frame(&vec![0; 100_000]).repeat(20);
        assert_eq!(codec.unpack(&series, 1 << 20), Err(CodecError::TooLarge));
    }

    #[test]
    fn what_is_not_zstd_or_cut_short_is_damaged() {
        let codec = Codec::default();
        let packed = codec.frame(&[7; 5000]);
        for cut in 1..packed.len() {
            assert_eq!(codec.unpack(&packed[..cut], 10_000), Err(CodecError::Damaged), "{cut}");
        }
        assert_eq!(codec.unpack(b"plain text", 10_000), Err(CodecError::Damaged));
        let mut trailing = packed.to_vec();
        trailing.push(0);
        assert_eq!(codec.unpack(&trailing, 10_000), Err(CodecError::Damaged));
        // The context that failed serves the next request.
        assert_eq!(codec.unpack(&packed, 10_000).unwrap().len(), 5000);
        assert_eq!(codec.unpack(b"", 10_000), Err(CodecError::Damaged));
    }
}
