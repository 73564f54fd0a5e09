//! The files of a repository of lists as they are at one point.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::yaml::{MAX_FILE_BYTES, SourceFile};

use super::error::StoreError;

/// The files of a repository of lists, by what they are for. Paths are those in the repository, with `/`.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// `gazette.yaml`, if there is one.
    pub config: Option<SnapshotFile>,
    /// `exceptions.yaml`, if there is one.
    pub exceptions: Option<SnapshotFile>,
    /// The YAML files of each list, under the list's id, in the order of their paths.
    pub lists: BTreeMap<String, Vec<SnapshotFile>>,
    /// The repository's own templates, in the order of their paths.
    pub templates: Vec<SnapshotFile>,
}

/// A file that has not been read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SnapshotFile {
    /// Its path in the repository.
    pub path: String,
    /// Where its content is.
    pub content: Content,
}

/// Where a file's content is. Files with equal blobs have equal contents.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Content {
    /// In a file.
    File(PathBuf),
    /// In a blob of git: its id.
    Blob([u8; 20]),
}

impl SnapshotFile {
    /// Reads the file with what is read from `content`.
    pub(super) fn with_bytes(&self, bytes: Vec<u8>) -> SourceFile {
        SourceFile {
            path: self.path.clone(),
            bytes,
        }
    }

    /// Reads a file of a folder.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read, and for a blob, which only its repository can read.
    pub fn read(&self) -> Result<SourceFile, StoreError> {
        let path = match &self.content {
            Content::File(path) => path.clone(),
            Content::Blob(_) => PathBuf::from(&self.path),
        };
        match read(&path) {
            Ok(bytes) => Ok(self.with_bytes(bytes)),
            Err(source) => Err(StoreError::Unreadable { path, source }),
        }
    }
}

/// Reads a file as far as one byte beyond what a file of a list may have: enough to see that it has too many.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let most = MAX_FILE_BYTES as u64 + 1;
    // One byte more than there is, so that the end is seen without growing; what the system says of the length is a hint alone.
    let hint = file.metadata().map_or(0, |data| data.len().saturating_add(1).min(most));
    let mut bytes = Vec::with_capacity(usize::try_from(hint).unwrap_or_default());
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
