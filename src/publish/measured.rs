//! Bytes on their way to somewhere, counted and digested.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

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

/// Returns the size and the SHA-256 of a file, which must not be a link.
pub(super) fn digest_of(path: &Path) -> io::Result<(u64, String)> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    let mut measured = Measured::new(io::sink());
    io::copy(&mut File::open(path)?, &mut measured)?;
    Ok(measured.end())
}
