//! The histories of a list's entries: when each was listed, amended and removed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::data::Node;
use crate::diff::{Change, ChangeSet, FieldChange};
use crate::feed::delta::{NativeChange, classes};
use crate::feed::native::VERSION;
use crate::model::record::{Field, Form, IdKey};
use crate::model::{Entry, Removal};

use super::list::Move;
use super::names::Folders;

/// What became of an entry at one release.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// `listed`, `amended` or `removed`.
    pub(super) event: &'static str,
    pub(super) release: String,
    pub(super) serial: u64,
    pub(super) date: Date,
    /// What was amended.
    pub(super) fields: Vec<FieldChange>,
    /// Why it was removed, where the list says it.
    pub(super) removal: Option<Removal>,
}

/// One entry's history.
#[derive(Debug, Default, Clone)]
pub(super) struct EntryHistory {
    pub(super) events: Vec<Event>,
    /// The last record of an entry that is no longer listed.
    pub(super) removed: Option<Entry>,
}

/// The histories of all entries that ever were on a list, under their ids.
#[derive(Debug, Default)]
pub(super) struct Histories {
    entries: BTreeMap<String, EntryHistory>,
    removed: BTreeSet<String>,
    folders: Folders,
}

impl Histories {
    /// Adds what a release did.
    ///
    /// # Errors
    ///
    /// Returns two ids whose folders would be one.
    pub(super) fn add(&mut self, step: &Move<'_>) -> Result<(), (String, String)> {
        for entry in &step.moves.added {
            self.folders
                .take(&entry.id)
                .map_err(|other| (entry.id.clone(), other))?;
            self.removed.remove(&entry.id);
            let history = self.entries.entry(entry.id.clone()).or_default();
            history.removed = None;
            history.events.push(step.event("listed"));
        }
        for (_, entry) in &step.moves.amended {
            let mut event = step.event("amended");
            event.fields = fields_of(step.changes, &entry.id);
            self.entries.entry(entry.id.clone()).or_default().events.push(event);
        }
        for entry in &step.moves.removed {
            let mut event = step.event("removed");
            event.removal = step.target.list.removals.get(&entry.id).cloned();
            self.removed.insert(entry.id.clone());
            let history = self.entries.entry(entry.id.clone()).or_default();
            history.removed = Some((*entry).clone());
            history.events.push(event);
        }
        Ok(())
    }

    /// Returns the ids of the entries that are no longer listed.
    pub(super) fn removed_ids(&self) -> &BTreeSet<String> {
        &self.removed
    }

    /// Returns the last records of the entries that are no longer listed.
    pub(super) fn removed(&self) -> impl Iterator<Item = &Entry> {
        self.removed
            .iter()
            .filter_map(|id| self.entries.get(id)?.removed.as_ref())
    }

    /// Returns the events of an entry, the oldest first.
    pub(super) fn events(&self, id: &str) -> &[Event] {
        self.entries.get(id).map_or(&[], |history| history.events.as_slice())
    }
}

/// `entries/<id>/index.json`.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u64,
    list_id: &'a str,
    id: &'a str,
    name: &'a str,
    status: &'static str,
    history: Vec<DocumentEvent<'a>>,
    entry: Option<Node>,
}

#[derive(Serialize)]
struct DocumentEvent<'a> {
    event: &'static str,
    release: &'a str,
    serial: u64,
    date: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    classes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<NativeChange<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removal: Option<Node>,
}

/// Returns the JSON of an entry with its history.
pub(super) fn document(list_id: &str, entry: &Entry, is_listed: bool, events: &[Event]) -> String {
    let document = Document {
        format: "gazette.entry",
        version: VERSION,
        list_id,
        id: &entry.id,
        name: entry.primary_name(),
        status: if is_listed { "listed" } else { "removed" },
        history: events.iter().map(|event| document_event(&entry.id, event)).collect(),
        entry: entry.node(Form::Long),
    };
    let mut text = serde_json::to_string_pretty(&document).expect("names are texts");
    text.push('\n');
    text
}

fn document_event<'a>(id: &str, event: &'a Event) -> DocumentEvent<'a> {
    DocumentEvent {
        event: event.event,
        release: &event.release,
        serial: event.serial,
        date: event.date.to_string(),
        classes: classes(&event.fields),
        changes: event.fields.iter().map(|field| NativeChange::of(id, field)).collect(),
        removal: event.removal.as_ref().and_then(|removal| removal.node(Form::Long)),
    }
}

/// Returns the field changes of an entry; none where all that changed is the code of a renamed programme.
fn fields_of(changes: &ChangeSet, id: &str) -> Vec<FieldChange> {
    // The changes stand in the order of the ids; there may be as many as entries.
    let place = |change: &Change| IdKey(Some(change.id())).cmp(&IdKey(Some(id)));
    let found = changes.changes.binary_search_by(place);
    found
        .map(|index| changes.changes[index].fields().to_vec())
        .unwrap_or_default()
}
