//! `exceptions.yaml` as it is now and as it was.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::model::{Exceptions, Release};
use crate::store::{Content, EXCEPTIONS_FILE, SnapshotFile};
use crate::yaml::read_exceptions;

use super::error::RepositoryError;
use super::lists::Repository;
use super::point::Point;

/// The exceptions of a repository over its history.
pub(super) struct ExceptionsHistory {
    repository: Repository,
    newest: Exceptions,
    /// What was read before, by its content.
    known: RefCell<HashMap<Content, Exceptions>>,
}

impl ExceptionsHistory {
    /// Reads the file at the newest commit.
    pub(super) fn read(repository: &Repository) -> Result<Self, RepositoryError> {
        let repository = repository.reopen_at_head()?;
        let newest = repository.exceptions(&repository.head()?)?;
        Ok(Self {
            repository,
            newest,
            known: RefCell::default(),
        })
    }

    /// Returns the same for another thread.
    pub(super) fn reopened(&self, repository: &Repository) -> Result<Self, RepositoryError> {
        Ok(Self {
            repository: repository.reopen_at_head()?,
            newest: self.newest.clone(),
            known: RefCell::default(),
        })
    }

    /// Returns the exceptions at the newest commit.
    pub(super) fn newest(&self) -> &Exceptions {
        &self.newest
    }

    /// Returns the exceptions at a release; a file that cannot be read lifts nothing.
    pub(super) fn at(&self, release: &Release) -> Result<Exceptions, RepositoryError> {
        let Some(file) = self.repository.git()?.file_at(&release.commit, EXCEPTIONS_FILE)? else {
            return Ok(Exceptions::default());
        };
        if let Some(known) = self.known.borrow().get(&file.content) {
            return Ok(known.clone());
        }
        let (exceptions, loaded) = read_exceptions(self.repository.read(&file)?);
        let exceptions = if loaded.is_broken() {
            Exceptions::default()
        } else {
            exceptions
        };
        self.known.borrow_mut().insert(file.content, exceptions.clone());
        Ok(exceptions)
    }
}

impl Repository {
    /// Returns the exceptions at a point; none if there is no file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read into the model.
    pub fn exceptions(&self, point: &Point) -> Result<Exceptions, RepositoryError> {
        let Some(file) = self.exceptions_file(point)? else {
            return Ok(Exceptions::default());
        };
        let (exceptions, loaded) = read_exceptions(self.read(&file)?);
        match loaded.problems.iter().find(|problem| problem.loses_content()) {
            None => Ok(exceptions),
            Some(problem) => Err(RepositoryError::broken_file(&loaded.files[0], problem)),
        }
    }

    fn exceptions_file(&self, point: &Point) -> Result<Option<SnapshotFile>, RepositoryError> {
        match (point, self.root()) {
            (Point::WorkingTree, Some(root)) => Ok(crate::store::folder::settings_file(&root, EXCEPTIONS_FILE)?),
            (Point::WorkingTree, None) => self.exceptions_file(&self.head()?),
            (Point::Nothing, _) => Ok(None),
            (Point::Release(release) | Point::Commit(release), _) => {
                Ok(self.git()?.file_at(&release.commit, EXCEPTIONS_FILE)?)
            }
        }
    }
}
