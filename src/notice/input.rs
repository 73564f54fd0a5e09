//! What a notice is made from.

use crate::diff::ChangeSet;
use crate::model::{Config, Edition};

/// The changes of one list between two points.
#[derive(Debug, Clone, Copy)]
pub struct NoticeInput<'a> {
    /// The list before; an edition without entries if there was none.
    pub old: &'a Edition,
    /// The list after.
    pub new: &'a Edition,
    /// What changed between the two.
    pub changes: &'a ChangeSet,
    /// The repository's settings.
    pub config: &'a Config,
}
