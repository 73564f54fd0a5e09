//! Objects of a repository, and the errors of libgit2 in our words.

use std::path::{Path, PathBuf};

use git2::{ErrorCode, ObjectType, Odb, Oid, Repository};

use super::super::error::StoreError;
use super::loose::read_loose;

/// The folders that objects are read from: the repository's own, its alternates, and that of a push that is not accepted yet.
#[derive(Debug, Clone, Default)]
pub(super) struct ObjectFolders {
    folders: Vec<PathBuf>,
    /// Whether git left objects out when it made the clone.
    is_partial: bool,
}

impl ObjectFolders {
    /// Returns the folders of a repository, given its own and an additional one.
    pub(super) fn of(own: PathBuf, additional: Option<&Path>, is_partial: bool) -> Self {
        let alternates = std::fs::read_to_string(own.join("info/alternates")).unwrap_or_default();
        let alternates = alternates
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut folders: Vec<PathBuf> = alternates.map(|line| own.join(line)).collect();
        folders.insert(0, own);
        folders.extend(additional.map(Path::to_owned));
        Self { folders, is_partial }
    }

    /// Makes sure that libgit2 may read an object; see [`read_loose`].
    pub(super) fn check(&self, id: Oid) -> Result<(), StoreError> {
        self.loose(id).map(|_| ())
    }

    fn loose(&self, id: Oid) -> Result<Option<(ObjectType, Vec<u8>)>, StoreError> {
        for folder in &self.folders {
            if let Some(found) = read_loose(folder, id)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Reads an object of a kind.
    pub(super) fn read(&self, odb: &Odb<'_>, id: Oid, kind: ObjectType) -> Result<Vec<u8>, StoreError> {
        match self.loose(id)? {
            Some((found, bytes)) if found == kind => Ok(bytes),
            Some(_) => Err(StoreError::MissingObject { id: id.to_string() }),
            None => self.read_packed(odb, id, kind),
        }
    }

    /// Reads an object that is known to be in a pack.
    pub(super) fn read_packed(&self, odb: &Odb<'_>, id: Oid, kind: ObjectType) -> Result<Vec<u8>, StoreError> {
        let object = odb.read(id).map_err(|error| self.missing(id, &error))?;
        if object.kind() != kind {
            return Err(StoreError::MissingObject { id: id.to_string() });
        }
        Ok(object.data().to_vec())
    }

    /// Returns the error for an object that could not be read.
    pub(super) fn missing(&self, id: Oid, error: &git2::Error) -> StoreError {
        let id = id.to_string();
        match error.code() {
            ErrorCode::NotFound if self.is_partial => StoreError::PartialClone { id },
            ErrorCode::NotFound => StoreError::MissingObject { id },
            _ => from_git2(error),
        }
    }
}

/// Returns true if a repository is a partial clone: git fetches what is missing when it is needed, and libgit2 cannot.
pub(super) fn is_partial(repository: &Repository) -> bool {
    let Ok(config) = repository.config().and_then(|mut config| config.snapshot()) else {
        return false;
    };
    let Ok(mut promisors) = config.entries(Some(r"^(remote\..*\.promisor|extensions\.partialclone)$")) else {
        return false;
    };
    matches!(promisors.next(), Some(Ok(_)))
}

/// Returns the id that 20 bytes are.
pub(super) fn oid(id: &[u8; 20]) -> Oid {
    Oid::from_bytes(id).expect("20 bytes are an id")
}

/// Parses an id in hexadecimal.
pub(super) fn parse_id(text: &str) -> Result<Oid, StoreError> {
    Oid::from_str(text).map_err(|_| StoreError::UnknownRevision {
        revision: text.to_owned(),
        candidates: Vec::new(),
    })
}

/// Returns an error of libgit2 as ours.
pub(super) fn from_git2(error: &git2::Error) -> StoreError {
    StoreError::Git {
        message: error.message().to_owned(),
    }
}
