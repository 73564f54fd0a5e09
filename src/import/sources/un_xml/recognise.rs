//! Records under other numbers than before.
//!
//! The reference number is the identity of an entry, DATAID the number of the record in the Secretariat's system. Neither is
//! stable: in August 2023 drafts were published under numbers of their own, and two records vanished for days and months and
//! came back under a new DATAID.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::record::Scalar;
use crate::model::{Entry, EntryRef, FuzzyDate, Relation, RelationType};

use super::map::DATAID;

/// Marks records that were renumbered as taking the place of what they were, and tells every number that changed.
pub(super) fn recognise(existing: &[&Entry], imported: &mut [Entry]) -> Vec<String> {
    let by_id: BTreeMap<&str, &Entry> = existing.iter().map(|entry| (entry.id.as_str(), *entry)).collect();
    let by_data_id: BTreeMap<&str, &Entry> = existing
        .iter()
        .filter_map(|entry| Some((data_id(entry)?, *entry)))
        .collect();
    let listed: BTreeSet<String> = imported.iter().map(|entry| entry.id.clone()).collect();
    let newest = existing.iter().flat_map(|entry| days(entry)).max();
    let mut notes = Vec::new();
    for entry in imported {
        let former = data_id(entry)
            .and_then(|id| by_data_id.get(id))
            .filter(|former| !listed.contains(&former.id));
        match (by_id.get(entry.id.as_str()), former) {
            (Some(known), _) => notes.extend(new_data_id(known, entry)),
            (None, Some(former)) => {
                notes.push(format!(
                    "`{}` is the record that was `{}`: it bears the same DATAID, and says now that it succeeds it",
                    entry.id, former.id
                ));
                entry.relations.push(succeeds(&former.id));
            }
            (None, None) => notes.extend(perhaps_back(entry, newest)),
        }
    }
    notes
}

fn data_id(entry: &Entry) -> Option<&str> {
    let own = entry.references.iter().find(|reference| reference.kind == DATAID);
    own.map(|reference| reference.value.as_str())
}

fn succeeds(former: &str) -> Relation {
    Relation {
        kind: RelationType::Succeeds,
        to: Some(EntryRef::from_text(former)),
        ..Relation::default()
    }
}

fn new_data_id(known: &Entry, entry: &Entry) -> Option<String> {
    let (old, new) = (data_id(known)?, data_id(entry)?);
    (old != new).then(|| {
        format!(
            "`{}` bears the DATAID {new}, it was {old}: the same entry, whose record was made anew",
            entry.id
        )
    })
}

fn days(entry: &Entry) -> impl Iterator<Item = &FuzzyDate> {
    entry
        .designations
        .iter()
        .flat_map(|designation| designation.listed.iter().chain(&designation.amended))
}

/// An entry that was listed before what the list already had should have been there.
fn perhaps_back(entry: &Entry, newest: Option<&FuzzyDate>) -> Option<String> {
    let (listed, newest) = (entry.listed()?, newest?);
    (listed < newest).then(|| {
        format!(
            "`{}` is new to the list and was listed on {listed}, before {newest}, of which the list already knows: it may have \
             been lost for a time and be back",
            entry.id
        )
    })
}
