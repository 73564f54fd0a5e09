//! What every part of one run looks at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::feed::news::{Author, TagMaker};
use crate::model::Config;

use super::basis::Basis;
use super::error::PublishError;
use super::exempt::AllowedOnce;
use super::input::{Announcer, Cause, Step};
use super::list::days_after;
use super::manifest::FileFacts;
use super::sign::Signer;
use super::stage::Stage;

/// The days after which a manifest expires if `gazette.yaml` does not set them.
const EXPIRES_AFTER: u64 = 30;

/// One run: its input without the lists, and the tree that it builds.
pub(super) struct Run<'a> {
    pub(super) config: &'a Config,
    pub(super) announcer: &'a dyn Announcer,
    pub(super) signer: Option<&'a dyn Signer>,
    pub(super) allow: &'a [AllowedOnce],
    pub(super) watch: &'a (dyn Fn(Step<'_>) -> Result<(), Cause> + Sync),
    /// The place of each release of the repository in its history.
    pub(super) order: BTreeMap<String, usize>,
    pub(super) stage: &'a Stage,
    pub(super) tool: &'static str,
    /// How the published tree is proved.
    pub(super) basis: Basis,
    /// True if every release is made again and compared.
    pub(super) remake: bool,
    /// The files of the published tree that do not have the digest of its manifest.
    pub(super) damaged: &'a BTreeSet<String>,
    /// Makes the ids of news.
    pub(super) tags: TagMaker,
}

impl Run<'_> {
    /// Tells the watcher, which may stop the run.
    pub(super) fn step(&self, step: Step<'_>) -> Result<(), PublishError> {
        (self.watch)(step).map_err(|source| PublishError::Stopped { source })
    }

    /// Returns the name of who publishes.
    pub(super) fn publisher(&self) -> Option<String> {
        self.config.publisher.as_ref().map(|publisher| publisher.name.clone())
    }

    /// Returns who publishes as news feeds say it; where nobody is named, the fallback does.
    pub(super) fn author(&self, fallback: &str) -> Author {
        match &self.config.publisher {
            Some(publisher) => Author {
                name: publisher.name.clone(),
                url: publisher.url.clone(),
                email: publisher.email.clone(),
            },
            None => Author {
                name: fallback.to_owned(),
                ..Author::default()
            },
        }
    }

    /// Returns the address of a path of the publication on the web, where it has one.
    pub(super) fn url(&self, path: &str) -> Option<String> {
        let base = self.config.base_url.as_deref()?.trim_end_matches('/');
        Some(format!("{base}/{path}"))
    }

    /// Returns the address of a path of the publication for a reader of a file in `folder` (`""` or one that ends in `/`):
    /// absolute where the publication has an address, else relative.
    pub(super) fn address(&self, folder: &str, path: &str) -> String {
        self.url(path).unwrap_or_else(|| relative(folder, path))
    }

    /// Returns the day from which a manifest of this day has expired.
    pub(super) fn expires(&self, date: Date) -> Date {
        expiry(date, self.config.expires_after.0)
    }

    /// Writes a manifest and, where there is a key, its signature.
    pub(super) fn write_signed(
        &self,
        path: &str,
        content: &[u8],
        comment: &str,
    ) -> Result<Vec<FileFacts>, PublishError> {
        write_signed(self.stage, self.signer, path, content, comment)
    }
}

/// Returns the day from which a manifest of this day has expired.
pub(super) fn expiry(date: Date, expires_after: Option<u64>) -> Date {
    days_after(date, expires_after.unwrap_or(EXPIRES_AFTER))
}

/// Writes a manifest and, if there is a key, its signature.
pub(super) fn write_signed(
    stage: &Stage,
    signer: Option<&dyn Signer>,
    path: &str,
    content: &[u8],
    comment: &str,
) -> Result<Vec<FileFacts>, PublishError> {
    let mut files = vec![stage.write(path, "application/json", content)?];
    if let Some(signer) = signer {
        files.push(sign(stage, signer, path, content, comment)?);
    }
    Ok(files)
}

/// Writes the signature of a manifest beside it.
pub(super) fn sign(
    stage: &Stage,
    signer: &dyn Signer,
    path: &str,
    content: &[u8],
    comment: &str,
) -> Result<FileFacts, PublishError> {
    let signature = signer.sign(content, comment);
    let signature = signature.map_err(|source| PublishError::Signature {
        path: path.to_owned(),
        source,
    })?;
    let path = format!("{path}.{}", signer.extension());
    stage.write(&path, signer.media_type(), &signature)
}

/// Returns the way from a folder of the publication to a path of it.
pub(super) fn relative(folder: &str, path: &str) -> String {
    match path.strip_prefix(folder) {
        Some(inner) => inner.to_owned(),
        None => format!("{}{path}", "../".repeat(folder.matches('/').count())),
    }
}
