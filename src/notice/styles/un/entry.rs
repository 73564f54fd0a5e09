//! An entry as it is printed, with the words that an amendment strikes out and adds.

use serde::Serialize;

use crate::model::{Entry, Kind};
use crate::notice::input::NoticeInput;
use crate::notice::words::WordsView;
use crate::un::{Printed, listed_on, printed, un_date};

use super::event::Event;
use super::marks::{marked, push, view};

/// An entry as it is printed, with the words that an amendment strikes out and adds.
#[derive(Serialize)]
pub(super) struct PrintedView {
    id: String,
    reference: Vec<WordsView>,
    name: String,
    is_individual: bool,
    reason: Option<String>,
    fields: Vec<PrintedFieldView>,
}

#[derive(Serialize)]
pub(super) struct PrintedFieldView {
    label: &'static str,
    own_line: bool,
    words: Vec<WordsView>,
}

pub(super) fn printed_view(input: &NoticeInput<'_>, event: &Event<'_>) -> PrintedView {
    let entry = event.entry();
    let before = match event {
        Event::Amended(old, ..) => old,
        _ => entry,
    };
    let reason = match event {
        Event::Removed(entry) => input
            .new
            .list
            .removals
            .get(&entry.id)
            .and_then(|removal| removal.reason.clone()),
        _ => None,
    };
    PrintedView {
        id: entry.id.clone(),
        reference: marked(&before.id, &entry.id),
        name: entry.primary_name().to_owned(),
        is_individual: entry.kind == Kind::Individual,
        reason,
        fields: fields(before, entry),
    }
}

/// The fields of both sides beside one another. The two may print other fields where the kind of the party changed.
pub(super) fn fields(before: &Entry, after: &Entry) -> Vec<PrintedFieldView> {
    let old = printed(before);
    let new = printed(after);
    let text_of = |fields: &[Printed], label: &str| {
        let found = fields.iter().find(|field| field.label == label);
        found.map(|field| field.text.clone()).unwrap_or_default()
    };
    let only_old = old
        .iter()
        .filter(|field| new.iter().all(|other| other.label != field.label));
    let all = new.iter().chain(only_old);
    let printed_fields = all.filter_map(|field| {
        let (was, is) = (text_of(&old, field.label), text_of(&new, field.label));
        let nothing = |text: &str| text.is_empty() || text == crate::un::NOTHING;
        if field.optional && nothing(&was) && nothing(&is) {
            return None;
        }
        let words = match field.label {
            "Listed on" => listed_words(before, after).unwrap_or_else(|| marked(&was, &is)),
            _ => marked(&was, &is),
        };
        Some(PrintedFieldView {
            label: field.label,
            own_line: field.optional,
            words,
        })
    });
    printed_fields.collect()
}

/// The days of amendment, day by day; of a first one the words around the day are new as well, and the brackets are not.
pub(super) fn listed_words(before: &Entry, after: &Entry) -> Option<Vec<WordsView>> {
    let (was, is) = (listed_on(before), listed_on(after));
    if was.listed != is.listed || was.amended == is.amended {
        return None;
    }
    let mut words = vec![view("both", format!("{} ( ", is.listed))];
    let one_side = match (was.amended.is_empty(), is.amended.is_empty()) {
        (true, _) => Some(("new", &is.amended)),
        (_, true) => Some(("old", &was.amended)),
        _ => None,
    };
    if let Some((side, days)) = one_side {
        let days: Vec<String> = days.iter().map(un_date).collect();
        words.push(view(side, format!("amended on {}", days.join(", "))));
    } else {
        push(&mut words, "both", "amended on ");
        for (at, day) in was.amended.union(&is.amended).enumerate() {
            if at > 0 {
                push(&mut words, "both", ", ");
            }
            let side = match (was.amended.contains(day), is.amended.contains(day)) {
                (true, true) => "both",
                (true, false) => "old",
                _ => "new",
            };
            push(&mut words, side, &un_date(day));
        }
    }
    push(&mut words, "both", " )");
    Some(words)
}
