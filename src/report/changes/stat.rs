//! Changes in a line each.

use std::fmt::Write;

use crate::diff::{Change, ChangeKind, Verb};

use super::ListChanges;
use super::text::mark;
use crate::wording::overview::by_programme;
use crate::wording::ownership::consequence_text;

/// Returns a line for each changed entry with the number of its field changes, and a line of counts.
pub fn stat(list: &ListChanges<'_>) -> String {
    let mut out = String::new();
    for (id, change) in changed(list) {
        let name = change.entry().primary_name();
        let what = match change.kind() {
            ChangeKind::Amended => fields(change),
            kind => kind.as_str().to_owned(),
        };
        writeln!(out, " {}/{id} {name} | {what}", list.list).expect("a String takes every text");
    }
    for consequence in list.consequences {
        let (id, name) = (consequence.id(), consequence.name());
        writeln!(out, " {}/{id} {name} | {}", list.list, consequence_text(consequence))
            .expect("a String takes every text");
    }
    writeln!(out, " {}: {}", list.list, list.counts()).expect("a String takes every text");
    out
}

/// Returns the changed entries and then the changed parties that are not listed, each with its id.
fn changed<'a>(list: &ListChanges<'a>) -> impl Iterator<Item = (String, &'a Change)> {
    let entries = list
        .changes
        .changes
        .iter()
        .map(|change| (change.id().to_owned(), change));
    let parties = list.changes.parties.iter();
    entries.chain(parties.map(|change| (format!("parties/{}", change.id()), change)))
}

fn fields(change: &Change) -> String {
    let marks: String = change.fields().iter().map(|field| mark(field.verb)).collect();
    let count = |verb: Verb| change.fields().iter().filter(|field| field.verb == verb).count();
    // More marks than this are harder to read than their number.
    const MOST_MARKS: usize = 40;
    if marks.len() <= MOST_MARKS {
        return format!("{} {marks}", change.fields().len());
    }
    let (added, removed, amended) = (count(Verb::Added), count(Verb::Removed), count(Verb::Amended));
    format!("{} (+{added} -{removed} ~{amended})", change.fields().len())
}

/// Returns a line for each programme with its counts, and a line of counts; an entry of several programmes counts for each.
pub fn stat_by_programme(list: &ListChanges<'_>) -> String {
    let mut out = String::new();
    for (programme, counts) in by_programme(list.changes) {
        writeln!(out, " {}/{programme} | {counts}", list.list).expect("a String takes every text");
    }
    writeln!(out, " {}: {}", list.list, list.counts()).expect("a String takes every text");
    out
}

/// Returns the ids of the changed entries, a line each, with `A`, `D` or `M` before them as git has it.
pub fn names(list: &ListChanges<'_>) -> String {
    let line = |(id, change): (String, &Change)| {
        let letter = match change.kind() {
            ChangeKind::Added => 'A',
            ChangeKind::Removed => 'D',
            ChangeKind::Amended => 'M',
        };
        format!("{letter}\t{}/{id}\n", list.list)
    };
    changed(list).map(line).collect()
}
