//! Bytes on their way to somewhere, counted and digested.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use crate::feed::native::hex;

/// Counts and digests what goes through.
pub(super) struct Measured<W> {
    inner: W,
    bytes: u64,
    hasher: Sha256,
}

impl<W> Measured<W> {
    pub(super) fn new(inner: W) -> Self {
        Self {
            inner,
            bytes: 0,
            hasher: Sha256::new(),
        }
    }

    /// Returns where the bytes went, how many there were, and their SHA-256.
    pub(super) fn into_parts(self) -> (W, u64, String) {
        (self.inner, self.bytes, hex(&self.hasher.finalize()))
    }

    /// Returns how many bytes there were, and their SHA-256.
    pub(super) fn end(self) -> (u64, String) {
        (self.bytes, hex(&self.hasher.finalize()))
    }
}

impl<W: Write> Write for Measured<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
