//! What a comparison gives.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::data::Node;
use jiff::civil::Date;

use crate::model::Entry;
use crate::model::record::{Field, Form, Record};
use crate::model::schema::Class;

use super::group::{self, Group};
use super::kind::{self, kind_of};
use super::link::Link;
use super::record;
use super::rename::Rename;

/// Everything that differs between two states of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSet {
    /// The changed entries in the order of their ids.
    pub changes: Vec<Change>,
    /// Removals and additions that look like one party.
    pub links: Vec<Link>,
    /// Programmes that were renamed; entries that changed in nothing else are not among `changes`.
    pub renames: Vec<Rename>,
    /// What changed in `list.yaml`.
    pub list: Vec<FieldChange>,
    /// The changed parties that are not listed, in the order of their ids. They are not counted among the entries.
    pub parties: Vec<Change>,
    /// Added entries whose removal was a mistake, by their ids. Comparing never finds them: who decides it states them.
    pub reinstated: BTreeMap<String, Reinstated>,
}

/// The removal that is taken back by listing an entry again under its own id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reinstated {
    /// The release that removed the entry by mistake.
    pub release: String,
    /// The day of that release.
    pub date: Date,
}

/// What became of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not there before.
    Added(Arc<Entry>),
    /// It is no longer there; this is its last state.
    Removed(Arc<Entry>),
    /// It says something else than before.
    Amended(Box<Amendment>),
}

/// An entry before and after, and what differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The entry before.
    pub old: Arc<Entry>,
    /// The entry after.
    pub new: Arc<Entry>,
    /// What differs, in the order of the fields.
    pub fields: Vec<FieldChange>,
}

/// The three things that can happen to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// See [`Change::Added`].
    Added,
    /// See [`Change::Removed`].
    Removed,
    /// See [`Change::Amended`].
    Amended,
}

impl ChangeKind {
    /// Returns the word for it that feeds and reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Amended => "amended",
        }
    }
}

/// What happened to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// There was none.
    Added,
    /// There is none now.
    Removed,
    /// It is another.
    Amended,
}

/// What happened to one field, or to one element of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The field: `names`, `vessel.flag`.
    pub path: String,
    /// The stable name of the change: `name_added`, `designation_lifted`, `vessel_flag_amended`.
    pub kind: String,
    /// What happened.
    pub verb: Verb,
    /// Why it matters.
    pub class: Class,
    /// The value before, in the long form; nothing where there was none.
    pub old: Option<Node>,
    /// The value after.
    pub new: Option<Node>,
    /// What changed inside the value, where it is a record that was amended.
    pub parts: Vec<FieldChange>,
}

/// How many entries were added, removed and amended, and how many unlisted parties changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Entries that were added.
    pub added: usize,
    /// Entries that were removed.
    pub removed: usize,
    /// Entries that were amended.
    pub amended: usize,
    /// Unlisted parties that are new, gone or amended.
    pub parties: usize,
}

impl ChangeSet {
    /// Returns true where the two states mean the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.renames.is_empty() && self.list.is_empty() && self.parties.is_empty()
    }

    /// Returns the counts.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            parties: self.parties.len(),
            ..Summary::default()
        };
        for change in &self.changes {
            match change.kind() {
                ChangeKind::Added => summary.added += 1,
                ChangeKind::Removed => summary.removed += 1,
                ChangeKind::Amended => summary.amended += 1,
            }
        }
        summary
    }

    /// Returns the change of the entry with this id.
    pub fn change(&self, id: &str) -> Option<&Change> {
        self.changes.iter().find(|change| change.id() == id)
    }

    /// Returns true where subscribers must screen again: some change is more than editorial.
    pub fn asks_to_rescreen(&self) -> bool {
        self.changes.iter().any(Change::asks_to_rescreen)
    }

    /// Returns why subscribers must screen again: the kinds of changes that ask for it, each with the number of entries.
    pub fn reasons(&self) -> BTreeMap<&str, usize> {
        let mut reasons = BTreeMap::new();
        for kind in self.changes.iter().flat_map(Change::reasons) {
            *reasons.entry(kind).or_default() += 1;
        }
        reasons
    }

    /// Returns the edits that many entries share; see [`Group`].
    pub fn groups(&self) -> Vec<Group> {
        group::find(&self.changes)
    }

    /// Returns the added entries in the order of their ids.
    pub fn added(&self) -> impl Iterator<Item = &Entry> {
        self.changes.iter().filter_map(|change| match change {
            Change::Added(entry) => Some(entry.as_ref()),
            _ => None,
        })
    }

    /// Returns the last state of the removed entries in the order of their ids.
    pub fn removed(&self) -> impl Iterator<Item = &Entry> {
        self.changes.iter().filter_map(|change| match change {
            Change::Removed(entry) => Some(entry.as_ref()),
            _ => None,
        })
    }

    /// Returns the amendments in the order of their ids.
    pub fn amended(&self) -> impl Iterator<Item = &Amendment> {
        self.changes.iter().filter_map(|change| match change {
            Change::Amended(amendment) => Some(amendment.as_ref()),
            _ => None,
        })
    }

    /// Returns the change set of the way back.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        Self {
            changes: self.changes.iter().map(Change::mirrored).collect(),
            links: Vec::new(),
            renames: self.renames.iter().map(Rename::mirrored).collect(),
            list: self.list.iter().map(FieldChange::mirrored).collect(),
            parties: self.parties.iter().map(Change::mirrored).collect(),
            reinstated: BTreeMap::new(),
        }
    }
}

impl Change {
    /// Returns the id of the entry.
    pub fn id(&self) -> &str {
        &self.entry().id
    }

    /// Returns the entry as it is now, or as it was last.
    pub fn entry(&self) -> &Entry {
        match self {
            Self::Added(entry) | Self::Removed(entry) => entry,
            Self::Amended(amendment) => &amendment.new,
        }
    }

    /// Returns what happened to it.
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Added(_) => ChangeKind::Added,
            Self::Removed(_) => ChangeKind::Removed,
            Self::Amended(_) => ChangeKind::Amended,
        }
    }

    /// Returns why subscribers must screen the entry again: `added`, `removed`, or the kinds of those field changes that ask
    /// for it, in alphabetical order; nothing where none does.
    pub fn reasons(&self) -> BTreeSet<&str> {
        match self {
            Self::Added(_) | Self::Removed(_) => BTreeSet::from([self.kind().as_str()]),
            Self::Amended(amendment) => {
                let asking = amendment.fields.iter().filter(|field| field.class.asks_to_rescreen());
                asking.map(|field| field.kind.as_str()).collect()
            }
        }
    }

    /// Returns the field changes of an amendment; none for an addition or a removal.
    pub fn fields(&self) -> &[FieldChange] {
        match self {
            Self::Amended(amendment) => &amendment.fields,
            _ => &[],
        }
    }

    /// Returns the facts of an entry that is new as if each had been added, of one that is gone as if each had been removed, in the
    /// order of the fields and without id and kind; of an amendment its field changes.
    pub fn facts(&self) -> Vec<FieldChange> {
        let nothing = Node::default();
        let whole = |entry: &Entry| entry.node(Form::Long).unwrap_or_default();
        let mut facts = match self {
            Self::Added(entry) => record::compare(&nothing, &whole(entry), Entry::SCHEMA),
            Self::Removed(entry) => record::compare(&whole(entry), &nothing, Entry::SCHEMA),
            Self::Amended(amendment) => return amendment.fields.clone(),
        };
        facts.retain(|fact| !matches!(fact.path.as_str(), "id" | "kind"));
        facts
    }

    /// Returns the weightiest class: that of its identity for an addition and a removal.
    pub fn class(&self) -> Class {
        match self {
            Self::Added(_) | Self::Removed(_) => Class::Identity,
            Self::Amended(amendment) => weightiest(&amendment.fields),
        }
    }

    /// Returns the classes of all that it tells: of an addition and a removal those of what every entry says, and `relation` where
    /// it says something of that.
    pub fn classes(&self) -> BTreeSet<Class> {
        match self {
            Self::Added(entry) | Self::Removed(entry) => {
                let relation = (!entry.relations.is_empty()).then_some(Class::Relation);
                [Class::Identity, Class::Legal].into_iter().chain(relation).collect()
            }
            Self::Amended(amendment) => amendment.fields.iter().map(|field| field.class).collect(),
        }
    }

    /// Returns true where subscribers must screen this entry again.
    pub fn asks_to_rescreen(&self) -> bool {
        self.class().asks_to_rescreen()
    }

    fn mirrored(&self) -> Self {
        match self {
            Self::Added(entry) => Self::Removed(entry.clone()),
            Self::Removed(entry) => Self::Added(entry.clone()),
            Self::Amended(amendment) => Self::Amended(Box::new(Amendment {
                old: amendment.new.clone(),
                new: amendment.old.clone(),
                fields: amendment.fields.iter().map(FieldChange::mirrored).collect(),
            })),
        }
    }
}

pub(super) fn weightiest(fields: &[FieldChange]) -> Class {
    fields.iter().map(|field| field.class).max().unwrap_or(Class::Editorial)
}

impl FieldChange {
    /// Returns 12 hexadecimal digits that stay the same wherever the same change is made to the same entry, so that a
    /// reviewer's word about it outlives a rebase: the first of SHA-256 over entry, kind, path, old and new value.
    pub fn fingerprint(&self, entry: &str) -> String {
        let json = |node: &Option<Node>| serde_json::to_string(node).expect("plain data is always JSON");
        let mut hash = Sha256::new();
        for part in [entry, &self.kind, &self.path, &json(&self.old), &json(&self.new)] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.finalize().iter().take(6).fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes every text");
            text
        })
    }

    pub(super) fn new(path: String, old: Option<Node>, new: Option<Node>, class: Class) -> Self {
        let verb = match (&old, &new) {
            (None, _) => Verb::Added,
            (_, None) => Verb::Removed,
            _ => Verb::Amended,
        };
        Self {
            kind: kind_of(&path, verb),
            path,
            verb,
            class,
            old,
            new,
            parts: Vec::new(),
        }
    }

    /// The change of what stands under a name of the writer's choice. The name belongs to the path; the kind is the field's.
    pub(super) fn named(field: &str, name: &str, old: Option<Node>, new: Option<Node>, class: Class) -> Self {
        let change = Self::new(format!("{field}.{name}"), old, new, class);
        Self {
            kind: kind_of(field, change.verb),
            ..change
        }
    }

    fn mirrored(&self) -> Self {
        Self {
            kind: kind::mirrored(&self.kind, self.verb),
            parts: self.parts.iter().map(Self::mirrored).collect(),
            ..Self::new(self.path.clone(), self.new.clone(), self.old.clone(), self.class)
        }
    }
}
