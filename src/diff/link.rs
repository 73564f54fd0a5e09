//! Removals and additions that look like one party: delisted and designated anew, or renumbered.
//!
//! The two stay two changes: an id is never guessed to be another. A link only says that they belong together, and why.

use std::collections::BTreeMap;

use crate::model::Entry;

use super::change::Change;
use super::likeness::folded;

/// A removed and an added entry that are, or seem to be, one party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The id of the removed entry.
    pub removed: String,
    /// The id of the added entry.
    pub added: String,
    /// True where the added entry says so itself (a relation `succeeds`).
    pub declared: bool,
    /// What the two have in common, in words: `the same primary name`.
    pub evidence: Vec<String>,
}

/// Returns the links of a change set, in the order of the added ids.
pub(super) fn find(changes: &[Change]) -> Vec<Link> {
    let removed: Vec<&Entry> = entries(changes, |change| matches!(change, Change::Removed(_)));
    let added: Vec<&Entry> = entries(changes, |change| matches!(change, Change::Added(_)));
    if removed.is_empty() || added.is_empty() {
        return Vec::new();
    }
    let mut marks: BTreeMap<(String, String), Vec<&Entry>> = BTreeMap::new();
    for entry in &removed {
        for mark in marks_of(entry) {
            marks.entry(mark).or_default().push(entry);
        }
    }
    let mut links = Vec::new();
    for entry in added {
        links.extend(links_of(entry, &removed, &marks));
    }
    links
}

fn entries(changes: &[Change], wanted: impl Fn(&Change) -> bool) -> Vec<&Entry> {
    changes
        .iter()
        .filter(|change| wanted(change))
        .map(Change::entry)
        .collect()
}

fn links_of(added: &Entry, removed: &[&Entry], marks: &BTreeMap<(String, String), Vec<&Entry>>) -> Vec<Link> {
    let mut found: BTreeMap<&str, (bool, Vec<String>)> = BTreeMap::new();
    for former in added.succeeds() {
        if let Some(entry) = removed.iter().find(|entry| entry.id == former) {
            found.entry(&entry.id).or_default().0 = true;
        }
    }
    for mark in marks_of(added) {
        for entry in marks
            .get(&mark)
            .into_iter()
            .flatten()
            .filter(|entry| entry.kind == added.kind)
        {
            let evidence = &mut found.entry(&entry.id).or_default().1;
            if !evidence.contains(&mark.0) {
                evidence.push(mark.0.clone());
            }
        }
    }
    let link = |(removed, (declared, evidence)): (&str, (bool, Vec<String>))| Link {
        removed: removed.to_owned(),
        added: added.id.clone(),
        declared,
        evidence,
    };
    found.into_iter().map(link).collect()
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
