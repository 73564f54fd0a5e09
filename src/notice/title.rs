//! The title of a release.

use crate::diff::ChangeSet;
use crate::model::List;

use super::input::NoticeInput;
use super::styles::{find, style_of};

/// Returns what happened, for a release that was given no title: as the list's style has it, such as `North Korea Designations;
/// Cyber-related Designation Update` for `ofac`, else `Designations; Amendment`.
pub fn title_of(changes: &ChangeSet, list: &List) -> String {
    title_in(style_of(list), changes, list)
}

fn title_in(style: &str, changes: &ChangeSet, list: &List) -> String {
    let of_style = find(style).and_then(|style| (style.title)(changes, list));
    of_style.unwrap_or_else(|| plain(changes))
}

/// Returns the title that the release was given, else what happened in the words of the style.
pub(super) fn title(input: &NoticeInput<'_>, style: &str) -> String {
    let given = input.new.release.as_ref().map(|release| release.title.as_str());
    match given.filter(|title| !title.is_empty()) {
        Some(title) => without_topic(title),
        None => title_in(style, input.changes, &input.new.list),
    }
}

/// Commits are often titled `topic: what changes`; readers of notices have the list's title for the topic.
fn without_topic(title: &str) -> String {
    let topic = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    match title.split_once(": ") {
        Some((head, rest)) if topic(head) && !rest.is_empty() => {
            let mut chars = rest.chars();
            let first: String = chars.by_ref().take(1).flat_map(char::to_uppercase).collect();
            format!("{first}{}", chars.as_str())
        }
        _ => title.to_owned(),
    }
}

fn plain(changes: &ChangeSet) -> String {
    let summary = changes.summary();
    let counts = [
        (summary.added, "Designation"),
        (summary.removed, "Removal"),
        (summary.amended, "Amendment"),
    ];
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{what}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    if parts.is_empty() {
        "No change of entries".to_owned()
    } else {
        parts.join("; ")
    }
}
