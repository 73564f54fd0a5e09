//! Full feeds of releases, as many of the newest as `publication.retention` says.
//!
//! They stand in `<list>/snapshots/<release>/`, where they never change for as long as they are there: a reader finds a whole list
//! near to the release that it wants, and a cache between may keep what it has. No manifest of a release names them, since
//! they go and it stays. Formats that tell of the past have versions of their own (see `dataset.rs`), and are not among them.

use crate::feed::Format;
use crate::feed::delta::Records;
use crate::model::Edition;

use super::error::PublishError;
use super::list::BuiltFeed;
use super::manifest::{FileFacts, IndexedDelta, ReleaseManifest};
use super::run::Run;
use super::verify::edition_of;

/// The folder of a list's full feeds of releases.
pub(super) const FOLDER: &str = "snapshots";

/// What is needed to keep or make the full feeds of one list.
pub(super) struct Snapshots<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) list_id: &'a str,
    /// Those that were published.
    pub(super) published: &'a [FileFacts],
    /// The feeds of the newest release.
    pub(super) feeds: &'a [BuiltFeed],
    /// The formats of the list.
    pub(super) formats: &'a [&'static dyn Format],
}

/// Returns true for a path of a full feed of a release.
pub(super) fn is_snapshot(path: &str) -> bool {
    path.split('/').nth(1) == Some(FOLDER)
}

/// Returns the folder of a release's full feeds; it ends in `/`.
pub(super) fn folder_of(list_id: &str, release: &str) -> String {
    format!("{list_id}/{FOLDER}/{release}/")
}

impl Snapshots<'_> {
    /// Keeps or makes the full feeds of the newest releases, and notes them in the index of deltas.
    pub(super) fn write(&self, deltas: &mut [IndexedDelta]) -> Result<Vec<FileFacts>, PublishError> {
        let retained = self.run.config.publication.retention.0.unwrap_or_default();
        let retained = usize::try_from(retained).unwrap_or(usize::MAX);
        let first = deltas.len().saturating_sub(retained);
        let newest = deltas.len() - 1;
        let mut missing = Vec::new();
        for (place, delta) in deltas.iter_mut().enumerate().skip(first) {
            delta.full = if place == newest {
                self.link_newest(&delta.manifest.release)?
            } else {
                self.keep(&delta.manifest.release)?
            };
            if delta.full.is_empty() {
                missing.push(place);
            }
        }
        self.rebuild(deltas, &missing)?;
        for delta in &mut *deltas {
            delta.full.sort();
        }
        Ok(deltas.iter().flat_map(|delta| delta.full.iter().cloned()).collect())
    }

    /// The feeds of the newest release are those of `latest/`.
    fn link_newest(&self, release: &str) -> Result<Vec<FileFacts>, PublishError> {
        let latest = format!("{}/latest/", self.list_id);
        let feeds = self.feeds.iter().filter(|feed| !feed.format.chronicle());
        let files = feeds.flat_map(|feed| &feed.files);
        let link = |file: &FileFacts| {
            let name = file.path.strip_prefix(&latest).unwrap_or(&file.path);
            let path = format!("{}{name}", folder_of(self.list_id, release));
            self.run.stage.link(&file.path, &path)?;
            Ok(FileFacts { path, ..file.clone() })
        };
        files.map(link).collect()
    }

    fn keep(&self, release: &str) -> Result<Vec<FileFacts>, PublishError> {
        if self.run.remake {
            return Ok(Vec::new());
        }
        let folder = folder_of(self.list_id, release);
        let kept = self.published.iter().filter(|file| file.path.starts_with(&folder));
        let kept: Vec<FileFacts> = kept.cloned().collect();
        for file in &kept {
            self.run.stage.keep(file)?;
        }
        Ok(kept)
    }

    /// Makes what was never published, or no more, as a subscriber would: from the deltas.
    fn rebuild(&self, deltas: &mut [IndexedDelta], missing: &[usize]) -> Result<(), PublishError> {
        let Some(last) = missing.last() else { return Ok(()) };
        let mut records = Records::default();
        for (place, delta) in deltas.iter_mut().enumerate().take(last + 1) {
            let damaged = |reason: String| PublishError::Damaged {
                path: delta.path.clone(),
                reason: format!("cannot be applied ({reason})"),
            };
            let text = self.run.stage.read(&delta.path)?;
            let text = String::from_utf8(text).map_err(|error| damaged(error.to_string()))?;
            records.apply(&text).map_err(|error| damaged(error.to_string()))?;
            if missing.contains(&place) {
                let manifest = self.run.stage.read(&delta.manifest.path)?;
                let manifest: ReleaseManifest =
                    serde_json::from_slice(&manifest).map_err(|error| damaged(error.to_string()))?;
                let edition = edition_of(&records, &manifest).map_err(damaged)?;
                delta.full = self.write_feeds(&edition)?;
            }
        }
        Ok(())
    }

    fn write_feeds(&self, edition: &Edition) -> Result<Vec<FileFacts>, PublishError> {
        let release = edition.release.as_ref().map_or("", |release| &release.name);
        let folder = folder_of(self.list_id, release);
        let mut files = Vec::new();
        let formats = self.formats.iter().filter(|format| !format.chronicle());
        for format in formats.filter(|format| format.applies_to(edition)) {
            for kind in format.files() {
                let path = format!("{folder}{}", kind.name);
                let fill = |out: &mut dyn std::io::Write| format.write(kind, edition, out);
                let written = self.run.stage.stream(&path, kind.media_type, fill)?;
                files.push(written.map_err(|source| PublishError::Feed {
                    list_id: self.list_id.to_owned(),
                    format: format.name(),
                    source,
                })?);
            }
        }
        Ok(files)
    }
}
