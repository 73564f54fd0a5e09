//! Why a copy was not brought up to date.

use std::path::PathBuf;

use jiff::civil::Date;
use thiserror::Error;

use crate::feed::FeedError;
use crate::feed::delta::DeltaError;
use crate::publish::PublishError;
use crate::publish::minisign::KeyError;
use crate::publish::source::SourceError;
use crate::publish::verify::TrustError;

/// Why nothing was taken over: the copy is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SyncError {
    /// A file could not be had.
    #[error("`{path}` cannot be had")]
    Source {
        /// The file.
        path: String,
        /// Why.
        source: SourceError,
    },
    /// A file that must be there is not.
    #[error("`{path}` is not there")]
    Missing {
        /// The file.
        path: String,
    },
    /// The publication is not signed.
    #[error(
        "the publication is not signed, so that anybody may have made it; with `--unsigned` it is taken nevertheless"
    )]
    Unsigned,
    /// The signature is not by a trusted key.
    #[error("`{path}` is not by a key that you trust")]
    Foreign {
        /// The signature.
        path: String,
        /// Why.
        source: TrustError,
    },
    /// The signature is none of the file.
    #[error("the signature of `{path}` does not hold")]
    Signature {
        /// The signed file.
        path: String,
        /// Why.
        source: KeyError,
    },
    /// A file is not what is said of it.
    #[error("`{path}` {reason}")]
    Faulty {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// The publication is older than the copy.
    #[error(
        "`{what}` has serial {found}, and this copy had {known} already: somebody shows an old publication (rollback)"
    )]
    Rollback {
        /// The list, or the publication.
        what: String,
        /// The serial of the publication.
        found: u64,
        /// The serial of the copy.
        known: u64,
    },
    /// The publication's history is not that of the copy.
    #[error(
        "the history of `{list_id}` does not contain release {serial} as this copy has it: the publication was forked or made anew; \
         if its publisher says so, sync into an empty folder"
    )]
    Fork {
        /// The list.
        list_id: String,
        /// The serial that is another.
        serial: u64,
    },
    /// The publication has expired.
    #[error(
        "the publication has expired on {expires} and it is {today}: it may be withheld from you (freeze); if it is known to rest, give \
         `--at` a day before"
    )]
    Expired {
        /// When.
        expires: Date,
        /// The day on which it was looked at.
        today: Date,
    },
    /// A list was asked for that is not published.
    #[error("there is no list `{list_id}`; there are {}", known.join(", "))]
    NoSuchList {
        /// The list.
        list_id: String,
        /// The lists that there are.
        known: Vec<String>,
    },
    /// A list that the copy has is published no more.
    #[error("the list `{list_id}` of this copy is published no more (rollback)")]
    ListGone {
        /// The list.
        list_id: String,
    },
    /// A delta could not be applied.
    #[error("`{path}` cannot be applied")]
    Delta {
        /// The delta.
        path: String,
        /// Why.
        source: DeltaError,
    },
    /// A feed could not be written.
    #[error("the feed `{format}` of `{list_id}` cannot be written")]
    Feed {
        /// The list.
        list_id: String,
        /// The format.
        format: &'static str,
        /// Why.
        source: FeedError,
    },
    /// What was fetched cannot be kept beside the copy.
    #[error("what was fetched cannot be kept beside the copy")]
    Kept {
        /// Why.
        source: std::io::Error,
    },
    /// No list that was asked for has such a release.
    #[error("`{list_id}` has no release `{release}`; `deltas.json` of a list names them all")]
    NoSuchRelease {
        /// The list.
        list_id: String,
        /// The release or day that was asked for.
        release: String,
    },
    /// The copy is at a later release than the one that was asked for.
    #[error(
        "this copy has release {known} of `{list_id}` already, and release {wanted} was asked for: a copy never goes back; \
         sync into another folder"
    )]
    Later {
        /// The list.
        list_id: String,
        /// The serial of the copy.
        known: u64,
        /// The serial that was asked for.
        wanted: u64,
    },
    /// The folder is no copy.
    #[error("`{}` is not empty and has no `state.json`, so it is no copy; sync into an empty folder", dest.display())]
    NoCopy {
        /// The folder.
        dest: PathBuf,
    },
    /// Somebody put a file where the copy needs one.
    #[error(
        "`{path}` is in the way: it is in the folder of the copy, `sync` did not write it, and the new copy needs its place; move it elsewhere"
    )]
    InTheWay {
        /// The file, relative to the folder of the copy.
        path: String,
    },
    /// The place where fetched files are kept is not a folder of its own.
    #[error("`{}` is a link or a file, not the folder for what is fetched; remove it", folder.display())]
    FetchFolder {
        /// The path.
        folder: PathBuf,
    },
    /// The copy could not be written.
    #[error(transparent)]
    Write(#[from] PublishError),
}

impl SyncError {
    /// Returns true for what also comes of reading while a new publication takes the place of the old one.
    pub(super) fn may_be_a_change_in_between(&self) -> bool {
        matches!(
            self,
            Self::Faulty { .. }
                | Self::Signature { .. }
                | Self::Missing { .. }
                | Self::Source {
                    source: SourceError::TooLarge { .. },
                    ..
                }
        )
    }
}

pub(super) fn cannot(path: &str) -> impl FnOnce(SourceError) -> SyncError {
    let path = path.to_owned();
    move |source| SyncError::Source { path, source }
}

pub(super) fn missing(path: &str) -> SyncError {
    SyncError::Missing { path: path.to_owned() }
}

pub(super) fn faulty(path: &str, reason: &str) -> SyncError {
    SyncError::Faulty {
        path: path.to_owned(),
        reason: reason.to_owned(),
    }
}
