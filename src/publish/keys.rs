//! The keys of a publication: published with it, and followed one by the other.
//!
//! A reader pins one key. The day another is to sign, the old one says so in `keys/<ID>.json`, which it signs and which stays
//! for ever: from whatever key a reader knows, signed statements lead to today's. A publication that was signed is
//! neither left unsigned nor signed by a key that nobody announced, since every reader would refuse it, and rightly so.

use std::fs;
use std::path::Path;

use super::error::PublishError;
use super::exempt::{KEY_GUARD, allowed_once};
use super::manifest::{FileFacts, KEY_FORMAT, KeyStatement, VERSION, canonical};
use super::minisign::{EXTENSION, KeyId, MEDIA_TYPE, PublicKey};
use super::published::Published;
use super::run::Run;

/// The folder of the keys; no list can have its name.
pub(super) const FOLDER: &str = "keys";

/// The keys of a run.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The line of the key that signs.
    pub(super) key: Option<String>,
    /// The line of the key that is to follow.
    pub(super) next: Option<String>,
    /// What was written of them.
    pub(super) files: Vec<FileFacts>,
}

/// Writes the keys and takes over those of earlier days.
pub(super) fn write(run: &Run<'_>, published: &Published) -> Result<Keys, PublishError> {
    let key = run.signer.and_then(|signer| signer.key());
    require_succession(run, published, key)?;
    let next = next_key(run, key)?;
    let mut files = Vec::new();
    if let Some(key) = key {
        let path = key_path(key.id());
        files.push(run.stage.write(&path, MEDIA_TYPE, key.file().as_bytes())?);
    }
    if let (Some(key), Some(next)) = (key, &next) {
        files.extend(write_statement(run, key, next)?);
    }
    for file in &published.keys {
        let is_own = key.is_some_and(|key| file.path.starts_with(&format!("{FOLDER}/{}.", key.id())));
        if !is_own {
            run.stage.keep(file)?;
            files.push(file.clone());
        }
    }
    Ok(Keys {
        key: key.map(|key| key.line().to_owned()),
        next: next.map(|next| next.line().to_owned()),
        files,
    })
}

/// Returns the path of a key's file.
pub(super) fn key_path(key: KeyId) -> String {
    format!("{FOLDER}/{key}.pub")
}

/// Returns the path of what a key says of its successor.
pub(super) fn statement_path(key: KeyId) -> String {
    format!("{FOLDER}/{key}.json")
}

/// Returns the successor that the settings name; nothing where it signs already.
fn next_key(run: &Run<'_>, key: Option<&PublicKey>) -> Result<Option<PublicKey>, PublishError> {
    let Some(text) = &run.config.publication.next_key else {
        return Ok(None);
    };
    let next = PublicKey::parse(text).map_err(|source| PublishError::NextKey { source })?;
    Ok((Some(&next) != key).then_some(next))
}

fn write_statement(run: &Run<'_>, key: &PublicKey, next: &PublicKey) -> Result<Vec<FileFacts>, PublishError> {
    let statement = KeyStatement {
        format: KEY_FORMAT.to_owned(),
        version: VERSION,
        key: key.line().to_owned(),
        next_key: next.line().to_owned(),
    };
    let comment = format!("gazette key={} next={}", key.id(), next.id());
    run.write_signed(&statement_path(key.id()), canonical(&statement).as_bytes(), &comment)
}

fn require_succession(run: &Run<'_>, published: &Published, key: Option<&PublicKey>) -> Result<(), PublishError> {
    let Some(before) = &published.key else { return Ok(()) };
    if allowed_once(run.allow, KEY_GUARD).is_some() || key.is_some_and(|key| key.line() == before) {
        return Ok(());
    }
    let old = PublicKey::parse(before).map_err(|source| PublishError::PublishedKey { source })?;
    let Some(key) = key else {
        return Err(PublishError::KeyGone { key: old.id() });
    };
    if announced(run.stage.out(), &old).as_ref() == Some(key) {
        return Ok(());
    }
    Err(PublishError::KeyNotAnnounced {
        published: old.id(),
        key: key.id(),
        line: key.line().to_owned(),
    })
}

/// Returns the key that this one names as its successor in the published tree.
fn announced(out: &Path, key: &PublicKey) -> Option<PublicKey> {
    let path = out.join(statement_path(key.id()));
    let statement = fs::read(&path).ok()?;
    let signature = fs::read_to_string(out.join(format!("{}.{EXTENSION}", statement_path(key.id())))).ok()?;
    successor(key, &statement, &signature)
}

/// Returns the key that a statement names, where this key signed it and it is about this key.
pub(super) fn successor(key: &PublicKey, statement: &[u8], signature: &str) -> Option<PublicKey> {
    key.verify(statement, signature).ok()?;
    let statement: KeyStatement = serde_json::from_slice(statement).ok()?;
    let is_ours = statement.format == KEY_FORMAT && statement.version <= VERSION && statement.key == key.line();
    is_ours.then(|| PublicKey::parse(&statement.next_key).ok())?
}
