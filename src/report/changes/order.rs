//! The order in which changed entries are reported.

use crate::diff::{Change, ChangeSet};

/// By what changed entries are sorted; by their ids otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By primary name, upper and lower case alike.
    Name,
    /// By the first programme, then by name.
    Programme,
    /// By the kind of entry, then by name.
    Kind,
}

/// Sorts the changed entries and parties of a list.
pub fn sort(changes: &mut ChangeSet, order: Order) {
    let key = |change: &Change| {
        let entry = change.entry();
        let first = match order {
            Order::Name => String::new(),
            Order::Programme => entry
                .designations
                .iter()
                .find_map(|designation| designation.programme.clone())
                .unwrap_or_default(),
            Order::Kind => entry.kind.as_str().to_owned(),
        };
        (first, entry.primary_name().to_lowercase())
    };
    // Stable: entries of one name stay in the order of their ids.
    changes.changes.sort_by_cached_key(key);
    changes.parties.sort_by_cached_key(key);
}
