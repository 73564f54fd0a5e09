//! What an import changed as a commit.
//!
//! The program `git` makes it, so that hooks, signatures and the settings of whoever runs it hold as for any other commit.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, bail};
use jiff::Timestamp;
use jiff::civil::Date;

/// One folder of a repository, and when what it gets was published.
pub(crate) struct Committer<'a> {
    root: &'a Path,
    folder: &'a str,
    time: Option<Timestamp>,
}

impl<'a> Committer<'a> {
    /// Makes sure, before anything is written, that a commit can be made that holds nothing but what is about to be written.
    pub(crate) fn new(root: &'a Path, folder: &'a str, time: Option<Timestamp>) -> anyhow::Result<Self> {
        let committer = Self { root, folder, time };
        let changed = committer.git(&["status", "--porcelain", "--", folder])?;
        if !changed.is_empty() {
            bail!("`{folder}` has changes that are not committed; commit them or take them back, and run again");
        }
        committer
            .git(&["var", "GIT_COMMITTER_IDENT"])
            .context("git does not know who commits")?;
        Ok(committer)
    }

    /// Commits the folder and returns the commit's short name; whatever else is staged stays staged.
    pub(crate) fn commit(&self, message: &str) -> anyhow::Result<String> {
        self.git(&["add", "--all", "--", self.folder])?;
        self.git(&["commit", "--quiet", "--message", message, "--", self.folder])?;
        self.git(&["rev-parse", "--short", "HEAD"])
    }

    fn git(&self, arguments: &[&str]) -> anyhow::Result<String> {
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
        let Output { status, stdout, stderr } = output.context("the program `git` cannot be run")?;
        if !status.success() {
            let told = String::from_utf8_lossy(&stderr);
            bail!("`git {}` failed: {}", arguments[0], told.trim());
        }
        Ok(String::from_utf8_lossy(&stdout).trim().to_owned())
    }
}

/// Parses `2021-08-18`, which means noon in Greenwich, or an instant such as `2021-08-18T18:43:00Z`.
pub(crate) fn parse_time(text: &str) -> Result<Timestamp, String> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let noon = text.parse::<Date>().map(|date| date.at(12, 0, 0, 0));
    let noon = noon.ok().filter(|_| text.len() == "2021-08-18".len());
    let instant = noon.and_then(|noon| jiff::tz::Offset::UTC.to_timestamp(noon).ok());
    instant.ok_or_else(|| "a day (`2021-08-18`) or an instant (`2021-08-18T18:43:00Z`) is expected".to_owned())
}
