//! A git repository of lists: any commit as a snapshot, and the commits that are releases.
//!
//! Only this folder names git2. Trees are read raw, and a folder is only stepped into if it is asked for.

mod branch;
mod changes;
mod loose;
mod object;
mod pack;
mod releases;
mod repository;
mod revision;
mod tracked;
mod tree;

pub use branch::BranchCommit;
pub use releases::Releases;
pub use repository::{ChangedFile, GitStore};
pub use tracked::{Tracking, tracking};
