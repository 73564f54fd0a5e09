//! What an import changed as a commit.
//!
//! The program `git` makes it, so that hooks, signatures and the settings of whoever runs it hold as for any other commit.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use jiff::Timestamp;

use super::error::RepositoryError;

/// One folder of a repository, and when what it gets was published.
pub struct Committer<'a> {
    root: &'a Path,
    folder: &'a str,
    time: Option<Timestamp>,
}

impl<'a> Committer<'a> {
    /// Makes sure, before anything is written, that a commit can be made that has only what is about to be written.
    ///
    /// # Errors
    ///
    /// Fails if the folder has changes that are not committed, or if git does not know who commits.
    pub fn new(root: &'a Path, folder: &'a str, time: Option<Timestamp>) -> Result<Self, RepositoryError> {
        let committer = Self { root, folder, time };
        let changed = committer.git(&["status", "--porcelain", "--", folder])?;
        if !changed.is_empty() {
            return Err(RepositoryError::UncommittedChanges {
                folder: folder.to_owned(),
            });
        }
        committer
            .git(&["var", "GIT_COMMITTER_IDENT"])
            .map_err(|error| RepositoryError::UnknownCommitter {
                source: Box::new(error),
            })?;
        Ok(committer)
    }

    /// Commits the folder and returns the commit's short name; whatever else is staged stays staged.
    ///
    /// # Errors
    ///
    /// Fails if `git` does; a hook may refuse the commit.
    pub fn commit(&self, message: &str) -> Result<String, RepositoryError> {
        self.git(&["add", "--all", "--", self.folder])?;
        self.git(&["commit", "--quiet", "--message", message, "--", self.folder])?;
        self.git(&["rev-parse", "--short", "HEAD"])
    }

    fn git(&self, arguments: &[&str]) -> Result<String, RepositoryError> {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(self.root)
            .arg("--literal-pathspecs")
            .args(arguments);
        if let Some(time) = self.time {
            let date = format!("@{} +0000", time.as_second());
            command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", date);
        }
        let output = command.stdin(Stdio::null()).output();
        let Output { status, stdout, stderr } = output.map_err(|source| RepositoryError::NoGitProgram { source })?;
        if !status.success() {
            return Err(RepositoryError::GitProgram {
                command: arguments[0].to_owned(),
                message: String::from_utf8_lossy(&stderr).trim().to_owned(),
            });
        }
        Ok(String::from_utf8_lossy(&stdout).trim().to_owned())
    }
}
