use std::sync::Arc;

use super::chronicle::Seen;

/// How many entities there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub entities: usize,
    /// Those that are things and no links, papers or designations.
    pub things: usize,
    /// Those that are targets.
    pub targets: usize,
}

impl Counts {
    /// Counts entities.
    pub fn of(seen: &[&Arc<Seen>]) -> Self {
        Self {
            entities: seen.len(),
            things: seen.iter().filter(|seen| seen.entity.schema.is_a("Thing")).count(),
            targets: seen.iter().filter(|seen| seen.entity.is_target()).count(),
        }
    }
}
