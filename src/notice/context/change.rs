//! Amendments, field changes and groups, as every style sees them.

use serde::Serialize;

use crate::diff::{Amendment, Change, FieldChange, Group};
use crate::model::Entry;
use crate::notice::input::NoticeInput;
use crate::notice::words::WordsView;
use crate::wording::{statement, word_difference};

use super::entry::{EntryView, entry_view};

#[derive(Serialize)]
pub(super) struct AmendmentView<'a> {
    old: EntryView<'a>,
    new: EntryView<'a>,
    rescreen: bool,
    class: &'static str,
    fields: Vec<FieldView>,
    grouped: bool,
}

#[derive(Serialize)]
pub(super) struct FieldView {
    kind: String,
    subject: String,
    mark: char,
    class: &'static str,
    old: Option<String>,
    new: Option<String>,
    words: Vec<WordsView>,
    parts: Vec<FieldView>,
    grouped: bool,
}

#[derive(Serialize)]
pub(super) struct GroupView<'a> {
    change: FieldView,
    count: usize,
    entries: Vec<MemberView<'a>>,
}

#[derive(Serialize)]
struct MemberView<'a> {
    id: String,
    name: &'a str,
    programmes: Vec<&'a str>,
}

pub(super) fn amendment_view<'a>(
    amendment: &'a Amendment,
    input: &NoticeInput<'a>,
    groups: &[Group],
) -> AmendmentView<'a> {
    let change = Change::Amended(Box::new(amendment.clone()));
    let fields: Vec<FieldView> = amendment.fields.iter().map(|field| field_view(field, groups)).collect();
    AmendmentView {
        old: entry_view(&amendment.old, input),
        new: entry_view(&amendment.new, input),
        rescreen: change.asks_to_rescreen(),
        class: change.class().as_str(),
        grouped: fields.iter().all(|field| field.grouped),
        fields,
    }
}

pub(super) fn field_view(change: &FieldChange, groups: &[Group]) -> FieldView {
    let statement = statement(change);
    let words = match (&statement.old, &statement.new) {
        (Some(old), Some(new)) => word_difference(old, new).into_iter().map(WordsView::from).collect(),
        _ => Vec::new(),
    };
    FieldView {
        kind: change.kind.clone(),
        subject: statement.subject,
        mark: statement.mark,
        class: change.class.as_str(),
        words,
        parts: change.parts.iter().map(|part| field_view(part, &[])).collect(),
        grouped: groups.iter().any(|group| group.has(change)),
        old: statement.old,
        new: statement.new,
    }
}

pub(super) fn group_view<'a>(group: &Group, input: &NoticeInput<'a>) -> GroupView<'a> {
    let mut entries: Vec<MemberView<'a>> = group
        .entries
        .iter()
        .filter_map(|id| input.changes.change(id))
        .map(|change| MemberView {
            id: change.id().to_owned(),
            name: change.entry().primary_name(),
            programmes: programmes(change.entry()),
        })
        .collect();
    entries.sort_by_key(|member| member.name);
    GroupView {
        change: field_view(&group.change, &[]),
        count: group.entries.len(),
        entries,
    }
}

fn programmes(entry: &Entry) -> Vec<&str> {
    let designations = entry.designations.iter();
    designations
        .filter_map(|designation| designation.programme.as_deref())
        .collect()
}
