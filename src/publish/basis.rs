//! What was published is proved before anything is built on it.
//!
//! Whoever can write to the published tree and has no key can change an old release and every digest that names it; the signatures then
//! do not hold any more. A run that signed the manifest of such a tree anew would vouch for the change. So a run continues only what the
//! key that signs now has signed before. What another key signed (the day a successor takes over), and what was never signed, is made
//! again from the history, and must be the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::error::PublishError;
use super::keys::{FOLDER, key_path};
use super::manifest::{FILE_NAME, FileFacts};
use super::measured::digest_of;
use super::minisign::{EXTENSION, PublicKey, signed_by};
use super::published::{Published, PublishedRelease};

/// How the published tree is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// Nothing is published yet, or the new publication is not signed: the digests of the manifest must hold.
    Digests,
    /// The key that signs now signed it: what has the digests of its manifest is proved.
    Signed,
    /// The key that signs now did not sign it: its releases are made again from the history.
    History,
}

/// Finds out how the published tree can be proved for a run that signs with `key`.
///
/// # Errors
///
/// Fails if a signature is missing or does not hold.
pub(super) fn prove(out: &Path, published: &Published, key: Option<&PublicKey>) -> Result<Basis, PublishError> {
    let Some(line) = &published.key else {
        return match published.trace_of_a_signature() {
            Some(path) => Err(PublishError::SignatureLost { path }),
            None if key.is_some() && !published.lists.is_empty() => Ok(Basis::History),
            None => Ok(Basis::Digests),
        };
    };
    let before = PublicKey::parse(line).map_err(|source| PublishError::PublishedKey { source })?;
    verify(out, FILE_NAME, &published.content, &before)?;
    let releases: Vec<&PublishedRelease> = published.lists.values().flatten().collect();
    releases
        .into_par_iter()
        .try_for_each(|release| release_is_signed(out, release, &before))?;
    Ok(match key {
        None => Basis::Digests,
        Some(key) if *key == before => Basis::Signed,
        Some(_) => Basis::History,
    })
}

/// A release that the signed manifest names with a signature must have one that holds, by the key of that day.
fn release_is_signed(out: &Path, release: &PublishedRelease, newest: &PublicKey) -> Result<(), PublishError> {
    let path = release.path();
    let signature = format!("{path}.{EXTENSION}");
    if !release.own_files.iter().any(|file| file.path == signature) {
        // A release of the days before the publication was signed; it is signed when it is taken over.
        return Ok(());
    }
    let text = read_signature(out, path)?;
    let broken = |source| PublishError::SignatureBroken {
        path: path.to_owned(),
        source,
    };
    let id = signed_by(&text).map_err(broken)?;
    if id == newest.id() {
        return newest.verify(&release.content, &text).map(drop).map_err(broken);
    }
    let file = fs::read_to_string(out.join(key_path(id))).unwrap_or_default();
    let key = PublicKey::parse(&file).map_err(broken)?;
    key.verify(&release.content, &text).map(drop).map_err(broken)
}

fn verify(out: &Path, path: &str, content: &[u8], key: &PublicKey) -> Result<(), PublishError> {
    let text = read_signature(out, path)?;
    let verified = key.verify(content, &text);
    verified.map(drop).map_err(|source| PublishError::SignatureBroken {
        path: path.to_owned(),
        source,
    })
}

fn read_signature(out: &Path, path: &str) -> Result<String, PublishError> {
    let path = format!("{path}.{EXTENSION}");
    fs::read_to_string(out.join(&path)).map_err(|_| PublishError::SignatureLost { path })
}

/// Returns the files that a run may take over and that do not have the digest of the manifest, in order.
pub(super) fn damaged(out: &Path, files: &[&FileFacts]) -> BTreeSet<String> {
    let is_good = |file: &FileFacts| {
        digest_of(&out.join(&file.path)).is_ok_and(|digest| digest == (file.bytes, file.sha256.clone()))
    };
    let damaged = files.par_iter().filter(|file| !is_good(file));
    damaged.map(|file| file.path.clone()).collect()
}

/// Returns the error for a file that is damaged.
pub(super) fn damage(out: &Path, path: &str) -> PublishError {
    let is_there = fs::symlink_metadata(out.join(path)).is_ok();
    let reason = if is_there {
        "is not what its manifest says"
    } else {
        "is missing"
    };
    PublishError::Damaged {
        path: path.to_owned(),
        reason: reason.to_owned(),
    }
}

/// Returns true for a path of which the file is taken over as it is, and is not written anew in every run.
pub(super) fn may_be_taken_over(path: &str) -> bool {
    let mut parts = path.split('/');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    first == FOLDER || first == super::dataset::ARTIFACTS || matches!(second, "releases" | "snapshots" | "entries")
}
