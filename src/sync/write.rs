//! The files of the new copy.

use std::collections::BTreeMap;

use crate::feed::{Format, format};
use crate::model::Edition;
use crate::publish::manifest::{FILE_NAME, FileFacts};

use super::copy::{CopyState, files_of};
use super::error::SyncError;
use super::list::{SyncedList, edition};
use super::run::{Manifests, Run};

impl Run<'_> {
    /// Writes the lists of the new copy and returns what was written; what is not fetched anew is taken over, and feeds are made
    /// again if others are wanted, or if something of the list is damaged.
    pub(super) fn write_lists(
        &self,
        state: &CopyState,
        changed: &[SyncedList],
        manifests: &Manifests,
    ) -> Result<BTreeMap<String, String>, SyncError> {
        let feeds_are_same = self.state.as_ref().is_some_and(|before| before.feeds == state.feeds);
        let mut written = BTreeMap::new();
        for list_id in state.lists.keys() {
            let changed = changed.iter().find(|list| list.now.list_id == *list_id);
            let is_good = feeds_are_same && !self.damaged.contains(list_id);
            let files = match (changed, manifests.get(list_id), self.held.get(list_id)) {
                (Some(list), Some(manifest), _) => self.write_list(list_id, manifest, &list.now)?,
                (_, _, Some(held)) if !is_good => {
                    let edition = edition(list_id, &held.records, &held.manifest)?;
                    self.write_list(list_id, &held.content, &edition)?
                }
                _ => self.carry_over(list_id)?,
            };
            written.extend(files);
        }
        Ok(written)
    }

    /// Keeps the files of a list as they are.
    fn carry_over(&self, list_id: &str) -> Result<Vec<(String, String)>, SyncError> {
        let state = self.state.iter();
        let files: Vec<(String, String)> = state
            .flat_map(|state| state.files_of(list_id))
            .map(|(path, digest)| (path.clone(), digest.clone()))
            .collect();
        if files.is_empty() {
            // An early version of the copy does not name its files.
            for file in files_of(self.stage.out(), list_id) {
                self.stage.carry_over(&file)?;
            }
        }
        for (path, _) in &files {
            self.stage.carry_over(path)?;
        }
        Ok(files)
    }

    /// Keeps the files that others put into the folder of the copy, and returns those that are kept: a file whose place the new copy
    /// needs is not among them.
    pub(super) fn keep_foreign(&self, foreign: Vec<String>) -> Result<Vec<String>, SyncError> {
        let mut kept = Vec::new();
        for path in foreign {
            if self.stage.has(&path) {
                return Err(SyncError::InTheWay { path });
            }
            self.stage.carry_over(&path)?;
            kept.push(path);
        }
        Ok(kept)
    }

    fn write_list(
        &self,
        list_id: &str,
        manifest: &[u8],
        edition: &Edition,
    ) -> Result<Vec<(String, String)>, SyncError> {
        let path = format!("{list_id}/{FILE_NAME}");
        let mut files = vec![self.stage.write(&path, "application/json", manifest)?];
        let records = format("jsonl").expect("the records are a format of ours");
        files.extend(self.write_feed(records, edition)?);
        let feeds = self.subscription.feeds.iter();
        for format in feeds.filter(|format| format.name() != records.name()) {
            files.extend(self.write_feed(*format, edition)?);
        }
        Ok(files.into_iter().map(|file| (file.path, file.sha256)).collect())
    }

    fn write_feed(&self, format: &'static dyn Format, edition: &Edition) -> Result<Vec<FileFacts>, SyncError> {
        let write = |kind: &crate::feed::FileKind| {
            let path = format!("{}/{}", edition.list_id, kind.name);
            let fill = |out: &mut dyn std::io::Write| format.write(kind, edition, out);
            let written = self.stage.stream(&path, kind.media_type, fill)?;
            written.map_err(|source| SyncError::Feed {
                list_id: edition.list_id.clone(),
                format: format.name(),
                source,
            })
        };
        format.files().iter().map(write).collect()
    }
}
