//! zstd on both ends: one frame a message or batch, with a limit on what it may become.

use std::io::Read;

use zstd::bulk::Compressor;

use crate::wire::Malformed;

/// The level that bodies are compressed with: what a phone's processor does not notice.
pub const LEVEL: i32 = 3;

/// Compresses `bytes` into one zstd frame. A `Compressor` is reused by callers that compress often.
///
/// # Errors
/// Where zstd fails; it does not on bytes in memory.
pub fn compress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    Compressor::new(LEVEL)?.compress(bytes)
}

/// Decompresses all zstd frames in `bytes`, refusing to become larger than `max`.
///
/// # Errors
/// [`Malformed`] where the bytes are no zstd frame, or more than `max` bytes come out.
pub fn decompress(bytes: &[u8], max: usize) -> Result<Vec<u8>, Malformed> {
    let malformed = |_| Malformed("not zstd".to_owned());
    let decoder = zstd::stream::read::Decoder::with_buffer(bytes).map_err(malformed)?;
    let mut out = Vec::new();
    decoder.take(max as u64 + 1).read_to_end(&mut out).map_err(malformed)?;
    if out.len() > max { Err(Malformed("larger than allowed once decompressed".to_owned())) } else { Ok(out) }
}

/// Cuts a stream of bytes into whole zstd frames, however chunks split them.
#[derive(Debug, Default)]
pub struct Splitter {
    buffer: Vec<u8>,
}

impl Splitter {
    /// Takes a chunk and gives the contents of every frame that is complete now.
    ///
    /// # Errors
    /// [`Malformed`] where a frame is longer than `max`, or cannot be decompressed.
    pub fn push(&mut self, chunk: &[u8], max: usize) -> Result<Vec<Vec<u8>>, Malformed> {
        self.buffer.extend_from_slice(chunk);
        let mut out = Vec::new();
        loop {
            let size = match zstd::zstd_safe::find_frame_compressed_size(&self.buffer) {
                Ok(size) if size > 0 && size <= self.buffer.len() => size,
                _ if self.buffer.len() > max => return Err(Malformed("a frame is larger than allowed".to_owned())),
                // Not whole yet, or not zstd: the first four bytes tell.
                _ => {
                    const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
                    let differs = self.buffer.iter().zip(MAGIC).any(|(have, want)| *have != want);
                    return if differs { Err(Malformed("not zstd".to_owned())) } else { Ok(out) };
                }
            };
            let rest = self.buffer.split_off(size);
            let whole = std::mem::replace(&mut self.buffer, rest);
            out.push(decompress(&whole, max)?);
            if self.buffer.is_empty() {
                return Ok(out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    #[test]
    fn frames_survive_any_split() {
        let messages: Vec<Vec<u8>> = (0..5_u8).map(|n| vec![n; usize::from(n) * 300 + 1]).collect();
        let stream: Vec<u8> = messages.iter().flat_map(|message| compress(message).unwrap()).collect();
        for step in [1, 2, 7, 64, stream.len()] {
            let mut splitter = Splitter::default();
            let mut out = Vec::new();
            for chunk in stream.chunks(step) {
                out.extend(splitter.push(chunk, 1 << 20).unwrap());
            }
            assert_eq!(out, messages);
        }
    }

    #[test]
    fn a_bomb_and_rubbish_are_refused() {
        let bomb = compress(&vec![0; 1 << 22]).unwrap();
        assert!(decompress(&bomb, 1 << 20).is_err());
        assert!(Splitter::default().push(&bomb, 1 << 20).is_err());
        assert!(Splitter::default().push(b"hello", 1 << 20).is_err());
        assert!(decompress(b"hello", 1 << 20).is_err());
    }
}
