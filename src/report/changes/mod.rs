//! Change sets, told.

mod html;
mod json;
mod markdown;
mod schema;
mod stat;
mod text;

use crate::diff::ChangeSet;

pub use html::html;
pub use json::{json, jsonl};
pub use markdown::markdown;
pub use schema::json_schema;
pub use stat::{names, stat};
pub use text::{TextOptions, text};

/// The changes of one list between two points.
#[derive(Debug, Clone, Copy)]
pub struct ListChanges<'a> {
    /// The list's id.
    pub list: &'a str,
    /// The list's title.
    pub title: &'a str,
    /// The older side, as people call it: a release, a revision, a folder; `nothing` before the first.
    pub from: &'a str,
    /// The newer side.
    pub to: &'a str,
    /// What changed.
    pub changes: &'a ChangeSet,
}
