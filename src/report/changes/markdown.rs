//! Changes as Markdown (CommonMark with the tables of GitHub).

use std::fmt::Write;

use crate::diff::{Change, ChangeKind, ChangeSet, FieldChange, Link};

use super::ListChanges;
use super::text::PARTIES;
use crate::escape::{code, markdown as escaped};
use crate::ownership::Consequence;
use crate::wording::overview::{additions_are_last, overview};
use crate::wording::ownership::{CONSEQUENCES, consequence_arithmetic, consequence_text};
use crate::wording::{Side, link_text, members_text, statement, statements, word_difference};

/// Returns the changes of a list as a section of Markdown.
pub fn markdown(list: &ListChanges<'_>) -> String {
    let mut out = String::new();
    let changes = list.changes;
    let rescreen = if list.asks_to_rescreen() { " **Re-screen.**" } else { "" };
    push(&mut out, &format!("## {}\n\n", escaped(list.title)));
    push(
        &mut out,
        &format!(
            "{} → {}: {}.{rescreen}\n",
            escaped(list.from),
            escaped(list.to),
            list.counts()
        ),
    );
    push(&mut out, &overview_section(changes));
    for rename in &changes.renames {
        let (from, to, count) = (escaped(&rename.from), escaped(&rename.to), rename.entries.len());
        push(
            &mut out,
            &format!("\n- Programme {from} is now {to} ({count} entries)\n"),
        );
    }
    if !changes.list.is_empty() {
        push(&mut out, "\n### The list\n\n");
        changes
            .list
            .iter()
            .for_each(|change| push(&mut out, &field_line(change)));
    }
    let groups = changes.groups();
    for group in &groups {
        let count = group.entries.len();
        push(&mut out, &format!("\n### {count} entries alike\n\n"));
        push(&mut out, &field_line(&group.change));
        push(
            &mut out,
            &format!("\nEntries: {}\n", escaped(&members_text(group, changes, usize::MAX))),
        );
    }
    let (added, removed, amended) = (
        (ChangeKind::Added, "Added"),
        (ChangeKind::Removed, "Removed"),
        (ChangeKind::Amended, "Amended"),
    );
    let kinds = match additions_are_last(changes) {
        true => [removed, amended, added],
        false => [added, removed, amended],
    };
    for (kind, title) in kinds {
        let of_kind: Vec<&Change> = changes.changes.iter().filter(|change| change.kind() == kind).collect();
        let entries: String = of_kind
            .iter()
            .map(|change| entry(change, &changes.links, &groups))
            .collect();
        if !entries.is_empty() {
            push(&mut out, &format!("\n### {title}\n\n{entries}"));
        }
    }
    push(&mut out, &consequences(list));
    push(&mut out, &parties(&changes.parties));
    out
}

fn overview_section(changes: &ChangeSet) -> String {
    let Some(overview) = overview(changes) else {
        return String::new();
    };
    let rows = |rows: &[(String, String)]| -> String {
        let rows = rows.iter();
        rows.map(|(key, counts)| format!("| {} | {counts} |\n", escaped(key)))
            .collect()
    };
    let rescreen: String = overview
        .rescreen
        .iter()
        .enumerate()
        .map(|(at, what)| format!("{}. {what}\n", at + 1))
        .collect();
    format!(
        "\n### Overview\n\n| kind | changes |\n|---|---|\n{}\n| programme | changes |\n|---|---|\n{}\nRe-screen in this order:\n\n{rescreen}",
        rows(&overview.kinds),
        rows(&overview.programmes)
    )
}

fn parties(changes: &[Change]) -> String {
    let line = |change: &Change| {
        let party = change.entry();
        let (name, kind) = (escaped(party.primary_name()), party.kind.as_str());
        let statements = statements(change.fields(), &[]);
        let fields: String = statements
            .iter()
            .map(|statement| format!("  {}", field_line(statement.change)))
            .collect();
        let (id, what) = (code(&format!("parties/{}", party.id)), change.kind().as_str());
        format!("- **{name}** ({id}, {kind}) {what}\n{fields}")
    };
    let lines: String = changes.iter().map(line).collect();
    match lines.is_empty() {
        true => lines,
        false => format!("\n### {PARTIES}\n\n{lines}"),
    }
}

fn consequences(list: &ListChanges<'_>) -> String {
    if list.consequences.is_empty() {
        return String::new();
    }
    let line = |consequence: &Consequence<'_>| {
        format!(
            "- **{}** ({}) {} ({})\n  - {}\n",
            escaped(&consequence.name()),
            code(&consequence.id()),
            escaped(&consequence_text(consequence)),
            Consequence::CLASS.as_str(),
            escaped(&consequence_arithmetic(consequence))
        )
    };
    let lines: String = list.consequences.iter().map(line).collect();
    format!("\n### {CONSEQUENCES}\n\n{lines}")
}

fn push(out: &mut String, text: &str) {
    out.write_str(text).expect("a String takes every text");
}

fn entry(change: &Change, links: &[Link], groups: &[crate::diff::Group]) -> String {
    let entry = change.entry();
    let statements = statements(change.fields(), groups);
    if change.kind() == ChangeKind::Amended && statements.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "- **{}** ({}, {})\n",
        escaped(entry.primary_name()),
        code(&entry.id),
        entry.kind.as_str()
    );
    let own = links
        .iter()
        .filter(|link| link.added == entry.id || link.removed == entry.id);
    for link in own {
        push(&mut out, &format!("  - {}\n", escaped(&link_text(link, &entry.id))));
    }
    for statement in statements {
        push(&mut out, &format!("  {}", field_line(statement.change)));
    }
    out
}

fn field_line(change: &FieldChange) -> String {
    let statement = statement(change);
    let (subject, class) = (escaped(&statement.subject), change.class.as_str());
    match (&statement.old, &statement.new) {
        (Some(old), Some(new)) => format!("- {subject} ({class}): {}\n", difference(old, new)),
        (None, Some(new)) => format!("- {subject} added ({class}): {}\n", escaped(new)),
        (Some(old), None) => format!("- {subject} removed ({class}): ~~{}~~\n", escaped(old)),
        (None, None) => format!("- {subject} {} ({class})\n", statement.verb()),
    }
}

fn difference(old: &str, new: &str) -> String {
    let mark = |text: &str, mark: &str| {
        // Marks must be next to words, not to the white space around them.
        let (inner, start) = (text.trim(), text.len() - text.trim_start().len());
        let end = start + inner.len();
        if inner.is_empty() {
            return text.to_owned();
        }
        format!("{}{mark}{}{mark}{}", &text[..start], escaped(inner), &text[end..])
    };
    word_difference(old, new)
        .iter()
        .map(|piece| match piece.side {
            Side::Both => escaped(&piece.text),
            Side::Old => mark(&piece.text, "~~"),
            Side::New => mark(&piece.text, "**"),
        })
        .collect()
}
