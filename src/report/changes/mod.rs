//! Reports of change sets.

mod html;
mod json;
mod layout;
mod markdown;
mod order;
mod schema;
mod stat;
mod text;

use std::collections::BTreeMap;

use crate::diff::ChangeSet;
use crate::ownership::Consequence;
use crate::wording::ownership::counts_with;

pub use html::html;
pub use json::{json, jsonl};
pub use markdown::markdown;
pub use order::{Order, sort};
pub use schema::json_schema;
pub use stat::{names, stat, stat_by_programme};
pub use text::{TextOptions, fields_text, text};

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
    /// What that does to parties that are not listed, in the order of their ids.
    pub consequences: &'a [Consequence<'a>],
}

impl<'a> ListChanges<'a> {
    /// Returns true where subscribers must screen again: for a change of an entry, or since somebody else is blocked now, or
    /// nobody is who was.
    pub fn asks_to_rescreen(&self) -> bool {
        self.changes.asks_to_rescreen() || !self.consequences.is_empty()
    }

    /// Returns the counts in words.
    pub(super) fn counts(&self) -> String {
        counts_with(self.changes, self.consequences.len())
    }

    /// Returns why: the kinds of changes and consequences, each with the number of entries and parties.
    pub fn reasons(&self) -> BTreeMap<&'a str, usize> {
        let mut reasons = self.changes.reasons();
        for consequence in self.consequences {
            *reasons.entry(consequence.kind.as_str()).or_default() += 1;
        }
        reasons
    }
}
