//! The part of a change set that somebody asked for.

use std::collections::BTreeSet;

use crate::model::schema::Class;

use super::change::{Change, ChangeKind, ChangeSet, FieldChange};
use super::kind::{self, PRIMARY_NAME_CHANGED};

/// What to look at; what is empty leaves everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Ids of entries; of unlisted parties `parties/ID`.
    pub entries: Vec<String>,
    /// Classes. Of an amended entry the field changes of these classes are left; a new or gone entry has what
    /// [`Change::classes`] says.
    pub classes: Vec<Class>,
    /// `added`, `removed`, `amended`, or kinds of field changes: `name_added`.
    pub kinds: Vec<String>,
}

/// Returns every word that [`Filter::kinds`] knows.
pub fn kinds() -> BTreeSet<String> {
    let fields = kind::entry_subjects().into_iter().chain(kind::list_subjects());
    let of_fields = fields.flat_map(|subject| subject.kinds());
    let of_entries = [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Amended].map(|kind| kind.as_str().to_owned());
    of_fields
        .chain(of_entries)
        .chain([PRIMARY_NAME_CHANGED.to_owned()])
        .collect()
}

impl Filter {
    /// Returns true where everything is looked at.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.classes.is_empty() && self.kinds.is_empty()
    }

    /// Returns what was asked for of a change set. A renamed programme is a legal change of the entries that bear it; what
    /// `list.yaml` says is no entry's.
    #[must_use]
    pub fn of(&self, mut changes: ChangeSet) -> ChangeSet {
        if self.is_empty() {
            return changes;
        }
        changes.changes.retain_mut(|change| {
            let id = change.id().to_owned();
            self.wants_entry(&id) && self.keep(change)
        });
        changes.parties.retain_mut(|change| {
            let id = format!("parties/{}", change.id());
            self.wants_entry(&id) && self.keep(change)
        });
        let kept: BTreeSet<&str> = changes.changes.iter().map(Change::id).collect();
        changes
            .links
            .retain(|link| kept.contains(link.added.as_str()) || kept.contains(link.removed.as_str()));
        let wants_renames = self.wants_class(Class::Legal) && self.kinds.is_empty();
        changes
            .renames
            .retain(|rename| wants_renames && rename.entries.iter().any(|id| self.wants_entry(id)));
        changes
            .list
            .retain(|field| self.entries.is_empty() && self.wants_field(field, false));
        changes
    }

    fn wants_entry(&self, id: &str) -> bool {
        self.entries.is_empty() || self.entries.iter().any(|wanted| wanted == id)
    }

    /// Returns true where a class was asked for, or none in particular.
    pub fn wants_class(&self, class: Class) -> bool {
        self.classes.is_empty() || self.classes.contains(&class)
    }

    /// Returns true where a kind was asked for, or none in particular.
    pub fn wants_kind(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted == kind)
    }

    /// Leaves of an amendment the field changes that were asked for; returns false where there is nothing left.
    fn keep(&self, change: &mut Change) -> bool {
        let of_kind = self.wants_kind(change.kind().as_str());
        match change {
            Change::Added(_) | Change::Removed(_) => {
                of_kind && change.classes().into_iter().any(|class| self.wants_class(class))
            }
            Change::Amended(amendment) => {
                amendment.fields.retain(|field| self.wants_field(field, of_kind));
                !amendment.fields.is_empty()
            }
        }
    }

    fn wants_field(&self, field: &FieldChange, of_kind: bool) -> bool {
        self.wants_class(field.class) && (of_kind || self.wants_kind(&field.kind))
    }
}
