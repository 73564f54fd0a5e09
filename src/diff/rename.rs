//! Programmes that changed their code and nothing else.

use crate::model::{Edition, Entry};

/// A programme that bears another code now, as `list.yaml` declares it (`formerly`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// The old code.
    pub from: String,
    /// The new code.
    pub to: String,
    /// The ids of the entries that were designated under the old code and are under the new one, in their order.
    pub entries: Vec<String>,
}

impl Rename {
    pub(super) fn mirrored(&self) -> Self {
        Self {
            from: self.to.clone(),
            to: self.from.clone(),
            entries: self.entries.clone(),
        }
    }
}

/// Returns the renamings that the new list declares and whose old code the old list still had.
pub(super) fn declared(old: &Edition, new: &Edition) -> Vec<Rename> {
    let mut renames = Vec::new();
    for (code, programme) in &new.list.programmes {
        for former in &programme.formerly {
            let was_in_use = old.list.programmes.contains_key(former) && !old.list.programmes.contains_key(code);
            if was_in_use {
                renames.push(Rename {
                    from: former.clone(),
                    to: code.clone(),
                    entries: Vec::new(),
                });
            }
        }
    }
    renames
}

/// Returns the entry under the new codes, and notes it with the renamings that touch it.
pub(super) fn renamed(entry: &Entry, renames: &mut [Rename]) -> Entry {
    let mut entry = entry.clone();
    for rename in renames {
        let mut touched = false;
        for designation in &mut entry.designations {
            if designation.programme.as_ref() == Some(&rename.from) {
                designation.programme = Some(rename.to.clone());
                touched = true;
            }
        }
        if touched {
            rename.entries.push(entry.id.clone());
        }
    }
    entry.canonical()
}
