//! The title of a release, as OFAC would give it.

use std::collections::BTreeMap;

use crate::diff::{Amendment, ChangeSet};
use crate::model::{Entry, List};
use crate::ofac;
use crate::vocabulary::{Scheme, programmes};

use super::view::is_printed;

/// More parts than these make no title; OFAC's own have up to six or so.
const MOST_PARTS: usize = 8;

/// How many entries of one matter were designated, updated and removed.
#[derive(Default)]
struct Counts {
    designated: usize,
    updated: usize,
    removed: usize,
}

/// Returns the title that OFAC would give: `Counter Terrorism Designations and Designation Update; North Korea Designation
/// Removal`. Matters with more entries come first. Returns `None` if an entry's programme has no matter, if there are too many
/// parts, or if nothing happened that OFAC prints.
pub(super) fn title(changes: &ChangeSet, list: &List) -> Option<String> {
    let mut matters: BTreeMap<&str, Counts> = BTreeMap::new();
    for entry in changes.added() {
        matters.entry(matter(entry, list)?).or_default().designated += 1;
    }
    let printed = |amendment: &&Amendment| is_printed(amendment, list, list);
    for amendment in changes.amended().filter(printed) {
        matters.entry(matter(&amendment.new, list)?).or_default().updated += 1;
    }
    for entry in changes.removed() {
        matters.entry(matter(entry, list)?).or_default().removed += 1;
    }
    let mut parts = Vec::new();
    parts.extend(parts_of(
        &matters,
        |counts| counts.designated,
        |matter, counts| {
            let updates = match counts.updated {
                0 => String::new(),
                count => format!(" and {}", plural(count, "Designation Update", "Designations Updates")),
            };
            format!(
                "{matter} {}{updates}",
                plural(counts.designated, "Designation", "Designations")
            )
        },
    ));
    let only_updated = |counts: &Counts| if counts.designated == 0 { counts.updated } else { 0 };
    parts.extend(parts_of(&matters, only_updated, |matter, counts| {
        format!(
            "{matter} {}",
            plural(counts.updated, "Designation Update", "Designations Updates")
        )
    }));
    parts.extend(parts_of(
        &matters,
        |counts| counts.removed,
        |matter, counts| {
            format!(
                "{matter} {}",
                plural(counts.removed, "Designation Removal", "Designations Removals")
            )
        },
    ));
    (1..=MOST_PARTS).contains(&parts.len()).then(|| parts.join("; "))
}

/// Returns a part for each matter that counts, those that count most first, then by name.
fn parts_of(
    matters: &BTreeMap<&str, Counts>,
    count: impl Fn(&Counts) -> usize,
    part: impl Fn(&str, &Counts) -> String,
) -> Vec<String> {
    let mut found: Vec<(&&str, &Counts)> = matters.iter().filter(|(_, counts)| count(counts) > 0).collect();
    found.sort_by_key(|(matter, counts)| (std::cmp::Reverse(count(counts)), **matter));
    found.into_iter().map(|(matter, counts)| part(matter, counts)).collect()
}

fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

fn matter(entry: &Entry, list: &List) -> Option<&'static str> {
    let first = *ofac::programmes(entry, list).first()?;
    programmes(Scheme::Ofac).get(first)?.subject.as_deref()
}
