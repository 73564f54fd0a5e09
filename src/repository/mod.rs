//! A repository of lists: its settings, its lists at any point of its history, its releases and what each of them changed.
//!
//! [`Repository::open`] opens it; a [`Point`] is a place in its history, [`Repository::sides`] reads two of them to compare.
//! Entries are read from git's objects, never from a checkout.
//!
//! ```
//! # use std::path::Path;
//! use gazette::repository::{Repository, Selection};
//!
//! # fn main() -> Result<(), gazette::repository::RepositoryError> {
//! let repository = Repository::open(Path::new(env!("CARGO_MANIFEST_DIR")), &Selection::default())?;
//! let release = repository.point("2019-09-13", &repository.releases()?)?;
//! let editions = repository.editions(&release)?;
//! assert!(editions["us-dprk-cyber"].entry("27309").is_some());
//! # Ok(())
//! # }
//! ```

mod check_run;
mod commit;
mod error;
mod exceptions;
mod history;
mod ids_by_file;
mod list_walk;
mod lists;
mod merging;
mod point;
mod range;
mod removed_ids;
mod revisions;
mod sides;
mod skips;
mod timeline;
mod touched_cache;
mod undone;
mod walk;

pub use check_run::CheckRun;
pub use commit::Committer;
pub use error::RepositoryError;
pub use history::{Known, histories};
pub use lists::{Repository, Selection};
pub use merging::{Base, MergeFinding, guard_merge};
pub use point::Point;
pub use range::Range;
pub use removed_ids::{ids_of_history, removed_ids};
pub use sides::Sides;
pub use timeline::{Event, entries_at, life};
pub use touched_cache::{TouchedList, TouchedRelease, touched};
pub use undone::add_undone;
