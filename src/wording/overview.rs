//! What begins the report of a large change: how many entries of what, and what to re-screen first.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Change, ChangeKind, ChangeSet, Summary};
use crate::model::Entry;
use crate::model::schema::Class;

use super::counted;

/// From this many changed entries on a report begins with an overview.
pub const OVERVIEW_FROM: usize = 100;

/// If more entries than this were added, amendments come before them: they are fewer, and no name in the list leads to them.
pub const ADDITIONS_LAST_FROM: usize = 51;

/// The overview of a large change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The changes by kind of entry, in words: `individual` and `30 added, 2 amended`; the kind of most changes first.
    pub kinds: Vec<(String, String)>,
    /// The changes by programme, likewise; an entry of several programmes counts for each.
    pub programmes: Vec<(String, String)>,
    /// What to re-screen, in words, the most urgent first.
    pub rescreen: Vec<String>,
}

/// Returns the overview of a change of at least [`OVERVIEW_FROM`] entries; `None` of a smaller one.
pub fn overview(changes: &ChangeSet) -> Option<Overview> {
    (changes.changes.len() >= OVERVIEW_FROM).then(|| Overview {
        kinds: counts_by(changes, |entry| BTreeSet::from([entry.kind.as_str()])),
        programmes: by_programme(changes),
        rescreen: rescreen(changes),
    })
}

/// Returns the order in which a report prints the kinds of changes that follow the removals.
pub fn additions_are_last(changes: &ChangeSet) -> bool {
    changes.summary().added >= ADDITIONS_LAST_FROM
}

/// Returns the changes by programme, each in words; the programme of most changes first.
pub fn by_programme(changes: &ChangeSet) -> Vec<(String, String)> {
    counts_by(changes, programmes)
}

fn programmes(entry: &Entry) -> BTreeSet<&str> {
    let named = entry
        .designations
        .iter()
        .filter_map(|designation| designation.programme.as_deref());
    let programmes: BTreeSet<&str> = named.collect();
    if programmes.is_empty() {
        BTreeSet::from(["(no programme)"])
    } else {
        programmes
    }
}

fn counts_by<'a>(changes: &'a ChangeSet, keys: impl Fn(&'a Entry) -> BTreeSet<&'a str>) -> Vec<(String, String)> {
    let mut counts: BTreeMap<&str, Summary> = BTreeMap::new();
    for change in &changes.changes {
        for key in keys(change.entry()) {
            let summary = counts.entry(key).or_default();
            match change.kind() {
                ChangeKind::Added => summary.added += 1,
                ChangeKind::Removed => summary.removed += 1,
                ChangeKind::Amended => summary.amended += 1,
            }
        }
    }
    let mut counts: Vec<(&str, Summary)> = counts.into_iter().collect();
    counts.sort_by_key(|(key, counts)| (std::cmp::Reverse(counts.added + counts.removed + counts.amended), *key));
    let in_words = counts.into_iter();
    in_words
        .map(|(key, counts)| (key.to_owned(), counted(&counts)))
        .collect()
}

fn rescreen(changes: &ChangeSet) -> Vec<String> {
    let amended = |class: Class| {
        let of_class = |change: &&Change| change.kind() == ChangeKind::Amended && change.class() == class;
        changes.changes.iter().filter(of_class).count()
    };
    let summary = changes.summary();
    [
        (summary.added, "added: screen every customer and payment against them"),
        (
            amended(Class::Identity),
            "amended in what screening matches on (names, dates, documents, wallets)",
        ),
        (amended(Class::Legal), "amended in law (designations, measures, dates)"),
        (amended(Class::Relation), "amended in who owns or controls whom"),
        (summary.removed, "removed: release what was frozen for them alone"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect()
}
