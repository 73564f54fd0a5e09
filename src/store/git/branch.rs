//! The commits of a branch that would be merged.

use git2::Oid;

use crate::model::Release;

use super::super::error::StoreError;
use super::object::{from_git2, parse_id};
use super::repository::GitStore;

/// A commit of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchCommit {
    /// The release that it would be, under the name of the commit.
    pub release: Release,
    /// True if it has several parents.
    pub is_merge: bool,
}

impl GitStore {
    /// Returns the name of the person who works in the repository (`user.name`), if git knows it.
    pub fn user_name(&self) -> Option<String> {
        let signature = self.repository.signature().ok()?;
        signature.name().ok().map(str::to_owned)
    }

    /// Returns the commits of a branch that would be merged: those of the first-parent history of `to` (`HEAD` if it is not given) that
    /// `from` does not have, oldest first. If `to` is itself the merge of a branch into `from`, as forges make it to try a merge, the
    /// commits are those of the branch.
    ///
    /// # Errors
    ///
    /// Fails if a commit cannot be read.
    pub fn commits_between(&self, from: Option<&str>, to: Option<&str>) -> Result<Vec<BranchCommit>, StoreError> {
        let to = match to {
            Some(to) => parse_id(to)?,
            None => parse_id(&self.commit("HEAD")?)?,
        };
        let from = from.map(parse_id).transpose()?;
        let is_of_base = |id: Oid| match from {
            Some(from) if id == from => Ok(true),
            Some(from) => self
                .repository
                .graph_descendant_of(from, id)
                .map_err(|error| from_git2(&error)),
            None => Ok(false),
        };
        let mut commit = self.find_commit(to)?;
        if commit.parent_count() == 2 && commit.parent_id(0).ok() == from {
            commit = commit.parent(1).map_err(|error| from_git2(&error))?;
        }
        let mut commits = Vec::new();
        while !is_of_base(commit.id())? {
            commits.push(BranchCommit {
                release: self.as_release(&commit.id().to_string())?,
                is_merge: commit.parent_count() > 1,
            });
            if commit.parent_count() == 0 {
                break;
            }
            commit = commit.parent(0).map_err(|error| from_git2(&error))?;
        }
        commits.reverse();
        Ok(commits)
    }
}
