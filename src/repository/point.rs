//! A place in the history.

use std::fmt;

use jiff::civil::Date;

use crate::model::Release;

/// A point of the history, or the working tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Point {
    /// The files as they are on disk.
    WorkingTree,
    /// A release.
    Release(Release),
    /// A commit that is not a release, named by the revision that was asked for.
    Commit(Release),
    /// Before everything.
    Nothing,
}

impl Point {
    /// Returns the day of the release or commit; `None` for the working tree and before everything.
    pub fn day(&self) -> Option<Date> {
        self.commit().flatten().map(|release| release.date)
    }

    /// Returns the commit, or that there is none before everything; nothing for the working tree.
    pub fn commit(&self) -> Option<Option<&Release>> {
        match self {
            Self::WorkingTree => None,
            Self::Release(release) | Self::Commit(release) => Some(Some(release)),
            Self::Nothing => Some(None),
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingTree => out.write_str("working tree"),
            Self::Release(release) | Self::Commit(release) => out.write_str(&release.name),
            Self::Nothing => out.write_str("nothing"),
        }
    }
}
