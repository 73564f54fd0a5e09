//! The publication's manifest, before it is believed: it is held on disk and not parsed until its signature is found to hold.

use std::fs::File;
use std::io::{BufReader, Read, Seek};

use serde::Deserialize;

use crate::publish::manifest::FILE_NAME;
use crate::publish::measured::Measured;
use crate::publish::minisign::{EXTENSION, KeyError, PublicKey};
use crate::publish::source::{Source, SourceError};

use super::trust::{TrustError, trusted_key};
use super::{Fault, LONGEST_MANIFEST, LONGEST_SIGNATURE, VerifyError};

/// Without a key that the reader trusts, a manifest with more bytes is not read: anybody may have made it.
const LONGEST_UNTRUSTED: u64 = 1 << 26;

/// The bytes of a manifest that may be anybody's.
pub(super) struct Unproved {
    file: File,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    /// How long its signature is, once it was fetched.
    pub(super) signature_bytes: Option<u64>,
}

/// A manifest of which it is known who made it, or that nobody signed it.
pub(super) struct Proved {
    pub(super) content: Vec<u8>,
    /// The key that signed it; nothing if it is not signed.
    pub(super) key: Option<PublicKey>,
    /// What is wrong with it all the same.
    pub(super) faults: Vec<Fault>,
}

/// What is read of a manifest before its signature is checked: the key that it names. It is believed only if the signature holds.
#[derive(Default, Deserialize)]
struct Claim {
    key: Option<String>,
}

impl Unproved {
    /// Fetches the manifest of a publication.
    pub(super) fn fetch(source: &dyn Source) -> Result<Self, VerifyError> {
        let failed = |source: SourceError| VerifyError::Source {
            path: FILE_NAME.to_owned(),
            source,
        };
        let file = tempfile::tempfile().map_err(|error| failed(error.into()))?;
        let mut out = Measured::new(file);
        if !source.read(FILE_NAME, LONGEST_MANIFEST, 0, &mut out).map_err(failed)? {
            return Err(VerifyError::NoPublication);
        }
        let (file, bytes, sha256) = out.into_parts();
        Ok(Self {
            file,
            bytes,
            sha256,
            signature_bytes: None,
        })
    }

    /// Finds out who signed it: the pinned key or one that follows from it, else the key that it names itself.
    ///
    /// # Errors
    ///
    /// Fails if it is not signed and must be, and if the signature does not hold, with what is wrong.
    pub(super) fn prove(&mut self, source: &dyn Source, pinned: Option<&PublicKey>) -> Result<Proved, Vec<Fault>> {
        let path = format!("{FILE_NAME}.{EXTENSION}");
        if pinned.is_none() && self.bytes > LONGEST_UNTRUSTED {
            let what = format!(
                "it has more than {LONGEST_UNTRUSTED} bytes and is read only if it is signed by a key that you give with `--key`"
            );
            return Err(fault(FILE_NAME, what));
        }
        let claimed = self.claimed();
        let signature = source.get(&path, LONGEST_SIGNATURE);
        let Some(signature) = signature.map_err(|error| fault(&path, error.to_string()))? else {
            if pinned.is_some() || claimed.is_some() {
                return Err(fault(&path, "it is missing: the manifest is not signed"));
            }
            return Ok(Proved {
                content: self.content()?,
                key: None,
                faults: Vec::new(),
            });
        };
        self.signature_bytes = Some(signature.len() as u64);
        let key = match (pinned, &claimed) {
            (Some(pinned), _) => trusted_key(source, pinned, &signature),
            (None, Some(claimed)) => PublicKey::parse(claimed).map_err(TrustError::from),
            (None, None) => return Err(fault(FILE_NAME, "it is signed and does not name its key")),
        };
        let key = key.map_err(|error| fault(&path, error.to_string()))?;
        let mut faults = Vec::new();
        if claimed.as_deref() != Some(key.line()) {
            faults.extend(fault(FILE_NAME, "it names another key than the one that signed it"));
        }
        if let Err(error) = self.verify(&key, &signature) {
            // It cannot be known which of the two was changed.
            faults.extend(fault(FILE_NAME, error.to_string()));
            faults.extend(fault(&path, error.to_string()));
            return Err(faults);
        }
        Ok(Proved {
            content: self.content()?,
            key: Some(key),
            faults,
        })
    }

    fn claimed(&mut self) -> Option<String> {
        self.file.rewind().ok()?;
        let claim: Claim = serde_json::from_reader(BufReader::new(&self.file)).unwrap_or_default();
        claim.key
    }

    fn verify(&mut self, key: &PublicKey, signature: &[u8]) -> Result<(), KeyError> {
        let unreadable = |error: std::io::Error| KeyError::NoSignature {
            reason: format!("the signed file cannot be read: {error}"),
        };
        self.file.rewind().map_err(unreadable)?;
        key.verify_reader(&mut self.file, text_of(signature)?).map(drop)
    }

    fn content(&mut self) -> Result<Vec<u8>, Vec<Fault>> {
        let mut content = Vec::new();
        let read = self.file.rewind().and_then(|()| self.file.read_to_end(&mut content));
        read.map_err(|error| fault(FILE_NAME, error.to_string()))?;
        Ok(content)
    }
}

fn fault(path: &str, what: impl Into<String>) -> Vec<Fault> {
    vec![Fault {
        path: path.to_owned(),
        what: what.into(),
    }]
}

/// Checks that a key signed these bytes.
pub(super) fn verify_text(key: &PublicKey, content: &[u8], signature: &[u8]) -> Result<(), KeyError> {
    key.verify(content, text_of(signature)?).map(drop)
}

fn text_of(signature: &[u8]) -> Result<&str, KeyError> {
    std::str::from_utf8(signature).map_err(|_| KeyError::NoSignature {
        reason: "it is not text".to_owned(),
    })
}
