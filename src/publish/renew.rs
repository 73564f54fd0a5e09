//! A publication signed again with a later day of expiry: nothing else of it changes, and no release is made.
//!
//! A list may rest for months. A subscriber cannot tell a resting list from one whose news is withheld, so a manifest expires. Whoever
//! holds the key renews it, for example by a scheduled job. Nothing but the published tree is read: a repository that cannot be
//! published at the moment does not let the publication expire.

use std::fs;
use std::path::Path;

use jiff::civil::Date;

use super::basis::{self, Basis};
use super::error::PublishError;
use super::head::HEAD;
use super::manifest::{FILE_NAME, FileFacts, Head, PublicationManifest, canonical, sums};
use super::minisign::PublicKey;
use super::published::Published;
use super::run::{expiry, write_signed};
use super::sign::Signer;
use super::stage::Stage;

/// What a renewal did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The day from which the publication must no longer be taken for the newest.
    pub expires: Date,
    /// The day before the renewal.
    pub expired: String,
    /// True if manifests are signed.
    pub signed: bool,
}

/// Signs the publication in `out` again on the day `on`; it then expires `expires_after` days later.
///
/// # Errors
///
/// Fails if nothing is published in `out`, if the tree is damaged, and if the key is not the one that signed it. Then nothing of
/// `out` has changed.
pub fn renew(
    out: &Path,
    on: Date,
    expires_after: Option<u64>,
    signer: Option<&dyn Signer>,
    durable: bool,
) -> Result<Renewal, PublishError> {
    let stage = Stage::begin(out)?;
    let published = Published::read(stage.out())?;
    if published.lists.is_empty() {
        return Err(PublishError::NothingToPublish);
    }
    let mut manifest: PublicationManifest = read(&stage, FILE_NAME)?;
    let mut head: Head = read(&stage, HEAD)?;
    require_key(manifest.key.as_deref(), signer)?;
    if basis::prove(stage.out(), &published, signer.and_then(Signer::key))? == Basis::History {
        return Err(PublishError::UnsignedRenewal);
    }
    if let Some(path) = basis::damaged(stage.out(), &published.files().collect::<Vec<_>>()).pop_first() {
        return Err(basis::damage(stage.out(), &path));
    }
    let expired = manifest.expires.clone();
    let expires = expired.parse().map_or_else(
        |_| expiry(on, expires_after),
        |old: Date| old.max(expiry(on, expires_after)),
    );
    for (until, renewed) in [
        (&mut manifest.expires, &mut manifest.renewed),
        (&mut head.expires, &mut head.renewed),
    ] {
        *until = expires.to_string();
        *renewed = Some(on.to_string());
    }
    let mut files = keep_all_but_the_head(&stage, std::mem::take(&mut manifest.files))?;
    let comment = format!("gazette head serial={} release={}", head.serial, head.release);
    files.extend(write_signed(
        &stage,
        signer,
        HEAD,
        canonical(&head).as_bytes(),
        &comment,
    )?);
    files.sort();
    let list_of_sums = sums(&files, "");
    files.push(stage.write(super::SUMS, "text/plain; charset=utf-8", list_of_sums.as_bytes())?);
    files.sort();
    manifest.files = files;
    let comment = format!("gazette serial={} release={}", manifest.serial, manifest.release);
    write_signed(&stage, signer, FILE_NAME, canonical(&manifest).as_bytes(), &comment)?;
    for path in published.foreign(stage.out())? {
        stage.carry_over(&path)?;
    }
    stage.show(durable)?;
    Ok(Renewal {
        expires,
        expired,
        signed: signer.is_some(),
    })
}

fn read<T: serde::de::DeserializeOwned>(stage: &Stage, path: &str) -> Result<T, PublishError> {
    let damaged = |reason: String| PublishError::Damaged {
        path: path.to_owned(),
        reason,
    };
    let content = fs::read(stage.out().join(path)).map_err(|error| damaged(format!("cannot be read ({error})")))?;
    serde_json::from_slice(&content).map_err(|error| damaged(format!("cannot be read ({error})")))
}

/// Only the key that signed the publication renews it: a change of keys is for `publish`.
fn require_key(published: Option<&str>, signer: Option<&dyn Signer>) -> Result<(), PublishError> {
    let Some(line) = published else { return Ok(()) };
    let published = PublicKey::parse(line).map_err(|source| PublishError::PublishedKey { source })?;
    match signer.and_then(Signer::key) {
        None => Err(PublishError::KeyGone { key: published.id() }),
        Some(key) if key.line() == line => Ok(()),
        Some(key) => Err(PublishError::KeyNotAnnounced {
            published: published.id(),
            key: key.id(),
            line: key.line().to_owned(),
        }),
    }
}

fn keep_all_but_the_head(stage: &Stage, files: Vec<FileFacts>) -> Result<Vec<FileFacts>, PublishError> {
    let is_rewritten = |path: &str| path == super::SUMS || path == HEAD || path.starts_with(&format!("{HEAD}."));
    let kept: Vec<FileFacts> = files.into_iter().filter(|file| !is_rewritten(&file.path)).collect();
    for file in &kept {
        stage.keep(file)?;
    }
    Ok(kept)
}
