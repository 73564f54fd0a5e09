//! Removals and additions that look like one party: delisted and designated anew, or renumbered.
//!
//! The two stay two changes: an id is never guessed to be another. A link only says that they belong together, and why. An
//! entry that was split has a link to each that takes its place; entries that were merged each have one to the entry that
//! takes theirs, which may have been there before.

use std::collections::BTreeMap;

use crate::model::{Entry, Quality};

use super::change::{Amendment, Change};
use super::likeness::{folded, has_fact, party_likeness, share_a_fact, texts};

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

/// From this likeness on two primary names are told as similar; see [`texts`].
const SIMILAR: f64 = 0.85;

/// Beyond this many comparisons of names nothing is looked for but what both have just so.
const MOST_COMPARISONS: usize = 40_000;

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
    let mut marks: BTreeMap<Mark, Vec<&Entry>> = BTreeMap::new();
    for entry in removed.values() {
        for (mark, _) in marks_of(entry) {
            marks.entry(mark).or_default().push(entry);
        }
    }
    let added = changes
        .iter()
        .filter(|change| matches!(change, Change::Added(_)))
        .count();
    let gone = Gone {
        compares_names: added * removed.len() <= MOST_COMPARISONS,
        removed,
        marks,
    };
    changes.iter().flat_map(|change| gone.links_of(change)).collect()
}

/// The entries that are gone, and by what they are known.
struct Gone<'a> {
    removed: BTreeMap<&'a str, &'a Entry>,
    marks: BTreeMap<Mark, Vec<&'a Entry>>,
    compares_names: bool,
}

/// Whether an entry says itself that it takes a place, and what it has in common with the former holder.
#[derive(Default)]
struct Ground {
    declared: bool,
    evidence: Vec<String>,
}

impl Gone<'_> {
    fn links_of(&self, change: &Change) -> Vec<Link> {
        let taker = change.entry();
        let mut found: BTreeMap<&str, Ground> = BTreeMap::new();
        for former in newly_declared(change) {
            if let Some(entry) = self.removed.get(former) {
                found.entry(&entry.id).or_default().declared = true;
            }
        }
        // An entry that was there before is nobody's new listing, whatever it has in common with a former one; unless it now has
        // what the former one took along.
        let takes_over = |former: &Entry| match change {
            Change::Added(_) => true,
            Change::Amended(amendment) => took_over(amendment, former),
            Change::Removed(_) => false,
        };
        if !matches!(change, Change::Removed(_)) {
            for (former, evidence) in self.evidence_of(taker, matches!(change, Change::Added(_))) {
                if found.contains_key(former.id.as_str()) || takes_over(former) {
                    let told = &mut found.entry(&former.id).or_default().evidence;
                    if !told.contains(&evidence) {
                        told.push(evidence);
                    }
                }
            }
        }
        let link = |(id, ground): (&str, Ground)| Link {
            removed: id.to_owned(),
            added: taker.id.clone(),
            declared: ground.declared,
            evidence: ground.evidence,
            likeness: self.removed.get(id).map_or(0, |former| party_likeness(former, taker)),
        };
        found.into_iter().map(link).collect()
    }

    /// Returns what an entry has in common with entries of its kind that are gone; of a new one also whose name is like its own.
    fn evidence_of(&self, taker: &Entry, is_added: bool) -> Vec<(&Entry, String)> {
        let mut found = Vec::new();
        for (mark, words) in marks_of(taker) {
            for former in self.marks.get(&mark).into_iter().flatten() {
                if former.kind == taker.kind {
                    let both_primary =
                        folded(former.primary_name()) == mark.text && folded(taker.primary_name()) == mark.text;
                    let words = if mark.is_name && both_primary {
                        "the same primary name".to_owned()
                    } else {
                        words.clone()
                    };
                    found.push((*former, words));
                }
            }
        }
        if self.compares_names && is_added {
            let similar = self.removed.values().filter(|former| {
                former.kind == taker.kind
                    && folded(former.primary_name()) != folded(taker.primary_name())
                    && texts(former.primary_name(), taker.primary_name()) >= SIMILAR
                    && share_a_fact(former, taker)
            });
            found.extend(similar.map(|former| (*former, "a similar primary name".to_owned())));
        }
        found
    }
}

/// Returns true where an amendment added facts that the former entry had: the two were merged.
fn took_over(amendment: &Amendment, former: &Entry) -> bool {
    const TAKEN: [&str; 7] = [
        "names",
        "birth_dates",
        "birth_places",
        "addresses",
        "documents",
        "wallets",
        "designations",
    ];
    let new = amendment.fields.iter().filter(|field| field.old.is_none());
    let mut new = new.filter(|field| TAKEN.contains(&field.path.as_str()));
    new.any(|field| field.new.as_ref().is_some_and(|new| has_fact(former, &field.path, new)))
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

/// Something that a party is known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    is_name: bool,
    text: String,
}

/// Returns what a party is known by, each with the words for having it in common: its names but the weak ones, its documents, its
/// wallets.
fn marks_of(entry: &Entry) -> Vec<(Mark, String)> {
    let mut marks = Vec::new();
    let names = entry.names.iter().filter(|name| name.quality != Quality::Weak);
    for name in names {
        let mark = Mark {
            is_name: true,
            text: folded(&name.text),
        };
        if !mark.text.is_empty() {
            marks.push((mark, format!("the same name {}", name.text)));
        }
    }
    let mut fact = |text: String, words: String| {
        let is_name = false;
        marks.push((Mark { is_name, text }, words));
    };
    for document in &entry.documents {
        if let Some(number) = document.number.as_ref().filter(|number| !folded(number).is_empty()) {
            let country = document.country.as_ref().map_or("", |country| country.as_str());
            let text = format!("{} {} {country}", document.kind, folded(number));
            fact(text, format!("the same {} {number}", document.kind));
        }
    }
    for wallet in &entry.wallets {
        let text = format!("{} {}", wallet.currency, wallet.address);
        fact(text, format!("the same {} address", wallet.currency));
    }
    marks
}
