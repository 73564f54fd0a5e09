//! Edits of many entries, described once.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::diff::{FieldChange, GROUP_FROM, Group};
use crate::model::FuzzyDate;
use crate::un::un_date;
use crate::wording::statement;

use super::event::Event;

/// One edit of many entries.
#[derive(Serialize)]
pub(super) struct BulkView {
    field: &'static str,
    count: usize,
    all: bool,
    old: Option<String>,
    new: Option<String>,
}

/// An entry that bulk edits describe completely.
#[derive(Serialize)]
pub(super) struct MemberView {
    pub(super) id: String,
    name: String,
}

/// Returns the edits that many entries share, and the entries that they describe completely; neither if these are few, since each
/// is then printed whole.
pub(super) fn bulk(groups: &[Group], events: &[Event<'_>]) -> (Vec<BulkView>, Vec<MemberView>) {
    let told_wholly = |event: &&Event<'_>| match event {
        Event::Amended(_, _, fields) => {
            !fields.is_empty() && fields.iter().all(|field| groups.iter().any(|group| group.has(field)))
        }
        _ => false,
    };
    let alike: Vec<&Event<'_>> = events.iter().filter(told_wholly).collect();
    if alike.len() < GROUP_FROM {
        return (Vec::new(), Vec::new());
    }
    let of_alike = |group: &&Group| {
        let fields = alike.iter().flat_map(|event| match event {
            Event::Amended(_, _, fields) => *fields,
            _ => &[],
        });
        fields.into_iter().any(|field| group.has(field))
    };
    let ids: BTreeSet<&str> = events.iter().map(|event| event.entry().id.as_str()).collect();
    let shared = groups.iter().filter(of_alike).map(|group| {
        let count = group.entries.iter().filter(|id| ids.contains(id.as_str())).count();
        bulk_view(group, count, events)
    });
    let members = alike.iter().map(|event| MemberView {
        id: event.entry().id.clone(),
        name: event.entry().primary_name().to_owned(),
    });
    (shared.collect(), members.collect())
}

pub(super) fn bulk_view(group: &Group, count: usize, events: &[Event<'_>]) -> BulkView {
    let all = count == events.len();
    let statement = statement(&group.change);
    let (old, new) = match group.change.path.as_str() {
        "designations" => (None, amended_on(&group.change).or(statement.new)),
        _ => (statement.old, statement.new),
    };
    BulkView {
        field: label_of(&group.change.path),
        count,
        all,
        old,
        new,
    }
}

/// Returns the days of amendment that an edit adds, as they are printed.
pub(super) fn amended_on(change: &FieldChange) -> Option<String> {
    let only_days = change
        .parts
        .iter()
        .all(|part| part.path == "amended" && part.old.is_none());
    if change.parts.is_empty() || !only_days {
        return None;
    }
    let days = change.parts.iter().filter_map(|part| part.new.as_ref()?.as_text());
    let days: Vec<String> = days
        .map(|day| FuzzyDate::parse(day).map_or_else(|| day.to_owned(), |day| un_date(&day)))
        .collect();
    Some(format!("amended on {}", days.join(", ")))
}

/// Returns the field of the printed entry that contains a field of the model.
pub(super) fn label_of(path: &str) -> &'static str {
    match path.split('.').next().unwrap_or_default() {
        "names" => "A.k.a.",
        "birth_dates" => "DOB",
        "birth_places" => "POB",
        "titles" => "Title",
        "positions" => "Designation",
        "nationalities" => "Nationality",
        "addresses" => "Address",
        "documents" => "National identification no",
        "designations" => "Listed on",
        _ => "Other information",
    }
}
