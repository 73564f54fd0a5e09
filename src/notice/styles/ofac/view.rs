//! What a template of the style sees: lines in OFAC's order.

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::diff::{Amendment, ChangeSet, FieldChange, GROUP_FROM, Group};
use crate::model::{Entry, Kind, List};
use crate::notice::input::NoticeInput;
use crate::ofac;
use crate::wording::statement;

/// From this year on OFAC ends a page with its unrelated administrative updates.
const UNRELATED_SINCE: i16 = 2024;

#[derive(Serialize)]
struct OfacView {
    heading: String,
    added: Vec<SectionView>,
    removed: Vec<String>,
    changed: Vec<ChangedView>,
    clauses: Vec<ClauseView>,
    unprinted: Vec<UnprintedView>,
    unrelated: bool,
}

/// The additions of one kind.
#[derive(Serialize)]
struct SectionView {
    subject: &'static str,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct ChangedView {
    old: String,
    new: String,
}

/// A clause that was added to many entries.
#[derive(Serialize)]
struct ClauseView {
    text: String,
    entries: Vec<String>,
}

/// Changes that screening must know and that OFAC's line does not show: shares of owners, measures.
#[derive(Serialize)]
struct UnprintedView {
    entry: String,
    changes: Vec<String>,
}

pub(super) fn view(input: &NoticeInput<'_>) -> Value {
    Value::from(Serde(&ofac_view(input)))
}

fn ofac_view(input: &NoticeInput<'_>) -> OfacView {
    let (old_list, list, changes) = (&input.old.list, &input.new.list, input.changes);
    let groups = changes.groups();
    let (printed, unprinted): (Vec<&Amendment>, Vec<&Amendment>) = changes
        .amended()
        .partition(|amendment| is_printed(amendment, old_list, list));
    let alone = printed.into_iter().filter(|amendment| {
        !amendment
            .fields
            .iter()
            .all(|field| is_in_clause(field, &groups, changes))
    });
    OfacView {
        heading: heading(list),
        added: sections(changes, list),
        removed: lines(changes.removed(), list),
        changed: by_name(alone, |amendment| &amendment.old)
            .into_iter()
            .map(|amendment| ChangedView {
                old: ofac::line(&amendment.old, old_list),
                new: ofac::line(&amendment.new, list),
            })
            .collect(),
        clauses: groups.iter().filter_map(|group| clause_view(group, input)).collect(),
        unprinted: unprinted_views(unprinted, input),
        unrelated: input
            .new
            .release
            .as_ref()
            .is_some_and(|release| release.date.year() >= UNRELATED_SINCE),
    }
}

/// Returns the heading of a page: `SPECIALLY DESIGNATED NATIONALS LIST UPDATE` for the SDN List.
fn heading(list: &List) -> String {
    let name = match list.notice.list_name.as_deref() {
        Some("SDN List") => "Specially Designated Nationals List",
        Some(name) => name,
        None => &list.title,
    };
    format!("{} UPDATE", name.to_uppercase())
}

/// Returns true if the line of an amended entry differs, white space apart.
pub(super) fn is_printed(amendment: &Amendment, old_list: &List, list: &List) -> bool {
    let (old, new) = (ofac::line(&amendment.old, old_list), ofac::line(&amendment.new, list));
    !old.split_whitespace().eq(new.split_whitespace())
}

fn sections(changes: &ChangeSet, list: &List) -> Vec<SectionView> {
    let section = |(kind, one, many): (Kind, &'static str, &'static str)| {
        let lines = lines(changes.added().filter(|entry| entry.kind == kind), list);
        let subject = if lines.len() == 1 { one } else { many };
        (!lines.is_empty()).then_some(SectionView { subject, lines })
    };
    [
        (Kind::Individual, "individual has", "individuals have"),
        (Kind::Entity, "entity has", "entities have"),
        (Kind::Vessel, "vessel has", "vessels have"),
        (Kind::Aircraft, "aircraft has", "aircraft have"),
    ]
    .into_iter()
    .filter_map(section)
    .collect()
}

fn lines<'a>(entries: impl Iterator<Item = &'a Entry>, list: &List) -> Vec<String> {
    let entries = by_name(entries, |entry| entry);
    entries.into_iter().map(|entry| ofac::line(entry, list)).collect()
}

fn by_name<'a, T>(items: impl Iterator<Item = &'a T>, entry: impl Fn(&T) -> &Entry) -> Vec<&'a T> {
    let mut items: Vec<&T> = items.collect();
    items.sort_by_cached_key(|item| ofac::sort_key(entry(item).primary_name()));
    items
}

/// Returns true if a group prints the change as a clause that was added to all its entries.
fn is_in_clause(change: &FieldChange, groups: &[Group], changes: &ChangeSet) -> bool {
    let mut of_group = groups.iter().filter(|group| group.has(change));
    of_group.any(|group| added_clause(group, changes).is_some())
}

fn clause_view(group: &Group, input: &NoticeInput<'_>) -> Option<ClauseView> {
    let text = added_clause(group, input.changes)?;
    let entries = group.entries.iter().filter_map(|id| input.changes.change(id));
    let entries: Vec<&Entry> = entries.map(|change| change.entry()).collect();
    Some(ClauseView {
        text,
        entries: by_name(entries.into_iter(), |entry| entry)
            .into_iter()
            .map(|entry| headline(entry, &input.new.list))
            .collect(),
    })
}

/// Returns the clause that an edit of many entries added to each of them, as OFAC prints it; `None` for another edit.
fn added_clause(group: &Group, changes: &ChangeSet) -> Option<String> {
    debug_assert!(group.entries.len() >= GROUP_FROM);
    if group.change.old.is_some() || group.change.path != "features" {
        return None;
    }
    let first = changes
        .amended()
        .find(|amendment| amendment.new.id == group.entries[0])?;
    let (before, after) = (ofac::clauses(&first.old), ofac::clauses(&first.new));
    let text = group.change.new.as_ref()?.get("text")?.as_text()?;
    let new = after.iter().filter(|clause| !before.contains(clause));
    let mut matching = new.filter(|clause| clause.text.ends_with(text));
    matching.next().map(|clause| clause.text.clone())
}

/// Returns `NAME [PROGRAM] [PROGRAM].`.
fn headline(entry: &Entry, list: &List) -> String {
    let programmes = ofac::programmes(entry, list).into_iter();
    let programmes: String = programmes.map(|programme| format!(" [{programme}]")).collect();
    format!("{}{programmes}.", entry.primary_name())
}

/// Returns the changes of the list itself first, then those of entries by name.
fn unprinted_views(amendments: Vec<&Amendment>, input: &NoticeInput<'_>) -> Vec<UnprintedView> {
    let list = &input.new.list;
    // Of a list that is new, everything is.
    let was_there = input.old.release.is_some() || !input.old.entries.is_empty();
    let of_list = was_there.then(|| (String::new(), &input.changes.list));
    let amendments = by_name(amendments.into_iter(), |amendment| &amendment.new);
    let of_entries = amendments
        .into_iter()
        .map(|amendment| (headline(&amendment.new, list), &amendment.fields));
    of_list
        .into_iter()
        .chain(of_entries)
        .map(|(entry, fields)| UnprintedView {
            entry,
            changes: fields
                .iter()
                .filter(|field| field.class.asks_to_rescreen())
                .map(unprinted)
                .collect(),
        })
        .filter(|view| !view.changes.is_empty())
        .collect()
}

/// Returns a change as `relation: OLD -to- NEW`.
fn unprinted(change: &FieldChange) -> String {
    let statement = statement(change);
    let nothing = || "(none)".to_owned();
    let (old, new) = (
        statement.old.unwrap_or_else(nothing),
        statement.new.unwrap_or_else(nothing),
    );
    format!("{}: {old} -to- {new}", statement.subject)
}
