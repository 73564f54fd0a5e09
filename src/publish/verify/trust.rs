//! From the key that a reader knows to the one that signs today.

use thiserror::Error;

use crate::publish::keys::{statement_path, successor};
use crate::publish::minisign::{EXTENSION, KeyError, KeyId, PublicKey, signed_by};
use crate::publish::source::{Source, SourceError};

use super::LONGEST_SIGNATURE;

/// No publication changes its key more often: a chain that is longer is somebody's trap.
const MOST_KEYS: usize = 100;

/// Why a signature is not by a key that can be trusted.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TrustError {
    /// The signature or the key is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The key is another and nothing leads to it.
    #[error("it is signed by the key {found}; you trust {pinned}, and {last} names no other as its successor")]
    Foreign {
        /// The key that signed.
        found: KeyId,
        /// The key that was asked for.
        pinned: KeyId,
        /// The last key to which statements lead.
        last: KeyId,
    },
    /// A statement could not be had.
    #[error("the statement of the key {key} cannot be had: {source}")]
    Source {
        /// The key.
        key: KeyId,
        /// Why.
        source: SourceError,
    },
}

/// Returns the key that made a signature: the pinned one, or one to which signed statements lead from it. The signature itself is
/// not checked.
///
/// # Errors
///
/// Fails where nothing leads from the pinned key to that which signed.
pub fn trusted_key(source: &dyn Source, pinned: &PublicKey, signature: &[u8]) -> Result<PublicKey, TrustError> {
    let found = signed_by(&String::from_utf8_lossy(signature))?;
    let mut key = pinned.clone();
    for _ in 0..MOST_KEYS {
        if key.id() == found {
            return Ok(key);
        }
        match next(source, &key)? {
            Some(next) => key = next,
            None => break,
        }
    }
    Err(TrustError::Foreign {
        found,
        pinned: pinned.id(),
        last: key.id(),
    })
}

fn next(source: &dyn Source, key: &PublicKey) -> Result<Option<PublicKey>, TrustError> {
    let get = |path: &str| {
        let content = source.get(path, LONGEST_SIGNATURE);
        content.map_err(|source| TrustError::Source { key: key.id(), source })
    };
    let path = statement_path(key.id());
    let (Some(statement), Some(signature)) = (get(&path)?, get(&format!("{path}.{EXTENSION}"))?) else {
        return Ok(None);
    };
    Ok(successor(key, &statement, &String::from_utf8_lossy(&signature)))
}
