//! Removals and additions that look like one party: delisted and designated anew, or renumbered.
//!
//! The two stay two changes: an id is never guessed to be another. A link only says that they belong together, and why. An
//! entry that was split has a link to each that takes its place; entries that were merged each have one to the entry that
//! takes theirs, which may have been there before.

use std::collections::BTreeMap;

use crate::model::Entry;

use super::change::Change;
use super::likeness::{folded, party_likeness};

/// A removed entry and one that is, or seems to be, the same party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The id of the removed entry.
    pub removed: String,
    /// The id of the added entry; of an amended one where that declares for the first time that it succeeds the removed one.
    pub added: String,
    /// True where the added entry says so itself (a relation `succeeds`).
    pub declared: bool,
    /// What the two have in common, in words: `the same primary name`.
    pub evidence: Vec<String>,
    /// How like the two are, in percent: of the sets of identifying facts that either has, the average share that both have.
    pub likeness: u8,
}

/// Returns the links of a change set, in the order of the added ids.
pub(super) fn find(changes: &[Change]) -> Vec<Link> {
    let removed: BTreeMap<&str, &Entry> = changes
        .iter()
        .filter(|change| matches!(change, Change::Removed(_)))
        .map(|change| (change.id(), change.entry()))
        .collect();
    if removed.is_empty() {
        return Vec::new();
    }
    let mut marks: BTreeMap<(String, String), Vec<&Entry>> = BTreeMap::new();
    for entry in removed.values() {
        for mark in marks_of(entry) {
            marks.entry(mark).or_default().push(entry);
        }
    }
    changes
        .iter()
        .flat_map(|change| links_of(change, &removed, &marks))
        .collect()
}

fn links_of(
    change: &Change,
    removed: &BTreeMap<&str, &Entry>,
    marks: &BTreeMap<(String, String), Vec<&Entry>>,
) -> Vec<Link> {
    let taker = change.entry();
    let mut found: BTreeMap<&str, (bool, Vec<String>)> = BTreeMap::new();
    for former in newly_declared(change) {
        if let Some(entry) = removed.get(former) {
            found.entry(&entry.id).or_default().0 = true;
        }
    }
    // An entry that was there before is nobody's new listing, whatever it has in common with a former one.
    let is_added = matches!(change, Change::Added(_));
    for mark in marks_of(taker) {
        let with_mark = marks.get(&mark).into_iter().flatten();
        for entry in with_mark.filter(|entry| entry.kind == taker.kind) {
            if !is_added && !found.contains_key(entry.id.as_str()) {
                continue;
            }
            let evidence = &mut found.entry(&entry.id).or_default().1;
            if !evidence.contains(&mark.0) {
                evidence.push(mark.0.clone());
            }
        }
    }
    let link = |(id, (declared, evidence)): (&str, (bool, Vec<String>))| Link {
        removed: id.to_owned(),
        added: taker.id.clone(),
        declared,
        evidence,
        likeness: removed.get(id).map_or(0, |former| party_likeness(former, taker)),
    };
    found.into_iter().map(link).collect()
}

/// Returns the ids that an entry says it succeeds and did not say so before.
fn newly_declared(change: &Change) -> Vec<&str> {
    match change {
        Change::Added(entry) => entry.succeeds().collect(),
        Change::Amended(amendment) => {
            let before: Vec<&str> = amendment.old.succeeds().collect();
            let now = amendment.new.succeeds();
            now.filter(|former| !before.contains(former)).collect()
        }
        Change::Removed(_) => Vec::new(),
    }
}

/// Returns what a party is known by, each with the words for having it in common.
fn marks_of(entry: &Entry) -> Vec<(String, String)> {
    let mut marks = vec![("the same primary name".to_owned(), folded(entry.primary_name()))];
    for document in &entry.documents {
        if let Some(number) = &document.number {
            let country = document.country.as_ref().map_or("", |country| country.as_str());
            let mark = format!("{} {} {country}", document.kind, folded(number));
            marks.push((format!("the same {} {number}", document.kind), mark));
        }
    }
    for wallet in &entry.wallets {
        let mark = format!("{} {}", wallet.currency, wallet.address);
        marks.push((format!("the same {} address", wallet.currency), mark));
    }
    marks.retain(|(_, mark)| !mark.is_empty());
    marks
}
