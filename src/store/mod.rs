//! Where files come from: a folder, or any commit of a git repository.
//!
//! A [`Snapshot`] names the files of a repository of lists as they are at one point; their content is read when it is
//! asked for. [`folder`] takes it from a folder, [`git`] (with the cargo feature `git`) from a commit or from the working
//! tree, and finds which commits are releases. Nothing here knows what a file means.

mod error;
pub mod folder;
#[cfg(feature = "git")]
pub mod git;
mod layout;
mod replace;
mod snapshot;
pub(crate) mod swap;

pub use error::StoreError;
pub use layout::{CONFIG_FILE, EXCEPTIONS_FILE, Layout};
pub use replace::{FileEdit, replace_files};
pub use snapshot::{Content, Snapshot, SnapshotFile};
