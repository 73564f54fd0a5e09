//! What a release is called that nobody gave a title: what happened in it.

use std::collections::BTreeMap;

use crate::diff::{Amendment, ChangeSet};
use crate::model::{Entry, List, NoticeStyle};
use crate::ofac;
use crate::vocabulary::{Scheme, programmes};

/// More matters than these make no title; OFAC's own have up to six or so.
const MOST_MATTERS: usize = 8;

/// Returns what happened, in the words of the list's house: `North Korea Designations; Cyber-related Designation Update` for a
/// list in the style of OFAC, else `Designations; Amendment`.
///
/// OFAC puts designations before updates and removals, and names the matter of each entry's first programme. Matters stand in
/// the order of the alphabet.
pub fn title_of(changes: &ChangeSet, list: &List) -> String {
    let in_matters = (list.notice.style == NoticeStyle::Ofac).then(|| ofac_title(changes, list));
    in_matters.flatten().unwrap_or_else(|| plain(changes))
}

fn plain(changes: &ChangeSet) -> String {
    let summary = changes.summary();
    let happened = [
        (summary.added, "Designation"),
        (summary.removed, "Removal"),
        (summary.amended, "Amendment"),
    ];
    let said: Vec<String> = happened
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{what}{}", plural(*count)))
        .collect();
    if said.is_empty() {
        "No change of entries".to_owned()
    } else {
        said.join("; ")
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Returns the title that OFAC would give: nothing where an entry's programme has no matter, where there are too many matters, or
/// where nothing happened that OFAC prints.
pub(super) fn ofac_title(changes: &ChangeSet, list: &List) -> Option<String> {
    let printed = |amendment: &&Amendment| ofac::line(&amendment.old, list) != ofac::line(&amendment.new, list);
    let added: Vec<&Entry> = changes.added().collect();
    let updated: Vec<&Entry> = changes
        .amended()
        .filter(printed)
        .map(|amendment| &*amendment.new)
        .collect();
    let removed: Vec<&Entry> = changes.removed().collect();
    let mut said = Vec::new();
    for (entries, one, many) in [
        (added, "Designation", "Designations"),
        (updated, "Designation Update", "Designations Updates"),
        (removed, "Designation Removal", "Designations Removals"),
    ] {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in entries {
            *counts.entry(matter(entry, list)?).or_default() += 1;
        }
        let words = |count| if count == 1 { one } else { many };
        said.extend(
            counts
                .into_iter()
                .map(|(matter, count)| format!("{matter} {}", words(count))),
        );
    }
    (1..=MOST_MATTERS).contains(&said.len()).then(|| said.join("; "))
}

fn matter(entry: &Entry, list: &List) -> Option<&'static str> {
    let first = *ofac::programmes(entry, list).first()?;
    programmes(Scheme::Ofac).get(first)?.subject.as_deref()
}
