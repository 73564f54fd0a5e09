//! Changes as text for a terminal.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use crate::diff::{Amendment, Change, ChangeKind, ChangeSet, FieldChange, Group, Link, Verb};
use crate::model::Entry;
use crate::ownership::Consequence;

use super::ListChanges;
use crate::wording::overview::{additions_are_last, overview};
use crate::wording::ownership::{CONSEQUENCES, consequence_arithmetic, consequence_mark, consequence_text};
use crate::wording::{
    Side, Statement, link_text, members_text, statement, statements, told_parts, value_text, word_difference,
};

use super::layout::{Run, width_of, wrapped, wrapped_runs};

/// How text is laid out.
#[derive(Debug, Clone, Copy)]
pub struct TextOptions {
    /// True to colour added, removed and amended things.
    pub color: bool,
    /// The width of the terminal, in columns.
    pub width: usize,
}

/// Returns the changes of a list as text, ending in a line end.
pub fn text(list: &ListChanges<'_>, options: TextOptions) -> String {
    let mut page = Page {
        out: String::new(),
        options,
    };
    page.heading(list);
    page.overview(list.changes);
    let groups = list.changes.groups();
    for rename in &list.changes.renames {
        let entries = rename.entries.len();
        let line = format!("programme {} is now {} ({entries} entries)", rename.from, rename.to);
        page.line('~', 0, &line);
    }
    for change in &list.changes.list {
        page.statement(&statement(change), 0);
    }
    for group in &groups {
        page.group(group, list.changes);
    }
    let kinds = match additions_are_last(list.changes) {
        true => [ChangeKind::Removed, ChangeKind::Amended, ChangeKind::Added],
        false => [ChangeKind::Removed, ChangeKind::Added, ChangeKind::Amended],
    };
    for kind in kinds {
        for change in list.changes.changes.iter().filter(|change| change.kind() == kind) {
            page.change(change, &list.changes.links, &groups);
        }
    }
    page.consequences(list);
    page.parties(&list.changes.parties);
    page.out
}

/// Returns the field changes of an entry as text, a step to the right.
pub fn fields_text(fields: &[FieldChange], options: TextOptions) -> String {
    let mut page = Page {
        out: String::new(),
        options,
    };
    for statement in statements(fields, &[]) {
        page.statement(&statement, 1);
    }
    page.out
}

struct Page {
    out: String,
    options: TextOptions,
}

/// The indentation of each level, in columns.
const STEP: usize = 4;

impl Page {
    fn styled(&self, style: Style, text: &str) -> String {
        if self.options.color {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn mark_style(mark: char) -> Style {
        let color = match mark {
            '+' => AnsiColor::Green,
            '-' => AnsiColor::Red,
            _ => AnsiColor::Yellow,
        };
        color.on_default()
    }

    fn overview(&mut self, changes: &ChangeSet) {
        let Some(overview) = overview(changes) else {
            return;
        };
        self.plain(0, "By kind:");
        for (kind, counts) in overview.kinds {
            self.plain(1, &format!("{kind}: {counts}"));
        }
        self.plain(0, "By programme:");
        for (programme, counts) in overview.programmes {
            self.plain(1, &format!("{programme}: {counts}"));
        }
        self.plain(0, "Re-screen in this order:");
        for (at, what) in overview.rescreen.iter().enumerate() {
            self.plain(1, &format!("{}. {what}", at + 1));
        }
        self.out.push('\n');
    }

    fn heading(&mut self, list: &ListChanges<'_>) {
        let heading = format!("{}: {} -> {}", list.list, list.from, list.to);
        let heading = self.styled(Style::new().bold(), &heading);
        let rescreen = if list.asks_to_rescreen() { "; re-screen" } else { "" };
        writeln!(self.out, "{heading}: {}{rescreen}", list.counts()).expect("a String takes every text");
    }

    /// Writes a line behind its mark, wrapped between words.
    fn line(&mut self, mark: char, level: usize, text: &str) {
        let style = Self::mark_style(mark);
        let indent = " ".repeat(level * STEP);
        let mut mark = format!("{mark} ");
        for line in wrapped(text, self.options.width.saturating_sub(indent.len() + 2)) {
            let line = self.styled(style, &format!("{mark}{line}"));
            writeln!(self.out, "{indent}{line}").expect("a String takes every text");
            "  ".clone_into(&mut mark);
        }
    }

    fn plain(&mut self, level: usize, text: &str) {
        let indent = " ".repeat(level * STEP);
        for line in wrapped(text, self.options.width.saturating_sub(indent.len())) {
            writeln!(self.out, "{indent}{line}").expect("a String takes every text");
        }
    }

    fn group(&mut self, group: &Group, changes: &ChangeSet) {
        let count = group.entries.len();
        let members = members_text(group, changes, MOST_MEMBERS);
        let rest = if count > MOST_MEMBERS {
            ", see --format json"
        } else {
            ""
        };
        self.plain(0, &format!("{count} entries: {members}{rest}"));
        self.statement(&statement(&group.change), 1);
    }

    fn change(&mut self, change: &Change, links: &[Link], groups: &[Group]) {
        let mark = match change.kind() {
            ChangeKind::Added => '+',
            ChangeKind::Removed => '-',
            ChangeKind::Amended => '~',
        };
        match change {
            Change::Added(entry) | Change::Removed(entry) => {
                self.line(mark, 0, &headline(&entry.id, entry));
                self.links(entry, links);
            }
            Change::Amended(amendment) => self.amendment(&amendment.new.id, amendment, mark, links, groups),
        }
    }

    fn parties(&mut self, parties: &[Change]) {
        if !parties.is_empty() {
            self.plain(0, &format!("{PARTIES}:"));
        }
        for change in parties {
            let id = format!("parties/{}", change.id());
            match change {
                Change::Added(party) => self.line('+', 0, &headline(&id, party)),
                Change::Removed(party) => self.line('-', 0, &headline(&id, party)),
                Change::Amended(amendment) => self.amendment(&id, amendment, '~', &[], &[]),
            }
        }
    }

    fn consequences(&mut self, list: &ListChanges<'_>) {
        if !list.consequences.is_empty() {
            self.plain(0, &format!("{CONSEQUENCES}:"));
        }
        for consequence in list.consequences {
            let (id, name, class) = (consequence.id(), consequence.name(), Consequence::CLASS.as_str());
            let line = format!("{id} {name} {} [{class}]", consequence_text(consequence));
            self.line(consequence_mark(consequence), 0, &line);
            self.plain(1, &consequence_arithmetic(consequence));
        }
    }

    fn links(&mut self, entry: &Entry, links: &[Link]) {
        let own = links
            .iter()
            .filter(|link| link.added == entry.id || link.removed == entry.id);
        for link in own {
            self.plain(1, &link_text(link, &entry.id));
        }
    }

    fn amendment(&mut self, id: &str, amendment: &Amendment, mark: char, links: &[Link], groups: &[Group]) {
        let statements = statements(&amendment.fields, groups);
        if statements.is_empty() {
            return;
        }
        self.line(mark, 0, &headline(id, &amendment.new));
        self.links(&amendment.new, links);
        for statement in statements {
            self.statement(&statement, 1);
        }
    }

    fn statement(&mut self, statement: &Statement<'_>, level: usize) {
        let subject = format!("{} [{}]", statement.subject, statement.change.class.as_str());
        match (&statement.old, &statement.new) {
            (None, Some(value)) | (Some(value), None) => {
                self.line(statement.mark, level, &format!("{subject}: {value}"));
            }
            (Some(old), Some(new)) if is_told_whole(statement.change) => {
                let difference = self.difference(old, new);
                let indent = " ".repeat(level * STEP);
                let head = format!("~ {subject}:");
                let width = self.options.width.saturating_sub(indent.len());
                let lines = wrapped_runs(&difference, width_of(&head) + 1, 2, width);
                let head = self.styled(Self::mark_style('~'), &head);
                for (at, line) in lines.into_iter().enumerate() {
                    let lead = if at == 0 { format!("{head} ") } else { "  ".to_owned() };
                    writeln!(self.out, "{indent}{lead}{line}").expect("a String takes every text");
                }
            }
            (Some(old), Some(_)) => {
                self.line('~', level, &format!("{subject}: {}", bare(statement.change, old)));
                for part in told_parts(statement.change) {
                    self.statement(&crate::wording::statement(part), level + 1);
                }
            }
            (None, None) => self.line(statement.mark, level, &subject),
        }
    }

    /// Both texts as one: with colour removed words red and struck through, added ones green and underlined; without it
    /// `[-removed-]` and `{+added+}`, as `git diff --word-diff` has them.
    fn difference(&self, old: &str, new: &str) -> Vec<Run> {
        let run = |style: Style, text: String| Run { style, text };
        let pieces = word_difference(old, new).into_iter();
        pieces
            .map(|piece| match (piece.side, self.options.color) {
                (Side::Both, _) => run(Style::new(), piece.text),
                (Side::Old, true) => run(AnsiColor::Red.on_default().strikethrough(), piece.text),
                (Side::New, true) => run(AnsiColor::Green.on_default().underline(), piece.text),
                (Side::Old, false) => run(Style::new(), format!("[-{}-]", piece.text)),
                (Side::New, false) => run(Style::new(), format!("{{+{}+}}", piece.text)),
            })
            .collect()
    }
}

/// The heading of the changes of parties that are not listed.
pub(super) const PARTIES: &str = "Parties that are not listed";

/// So many members of a group are named: more would bury what they have in common.
const MOST_MEMBERS: usize = 20;

/// An element of which one text changed is printed with that change marked in it; of several, each is printed alone.
fn is_told_whole(change: &FieldChange) -> bool {
    told_parts(change).len() <= 1 || change.kind == "primary_name_changed"
}

/// What names an element of which a part changed: the main thing alone, where that did not change.
fn bare(change: &FieldChange, old: &str) -> String {
    let unchanged = change.new.as_ref().zip(change.old.as_ref()).and_then(|(new, old)| {
        ["text", "number", "address", "value", "programme", "date"]
            .iter()
            .find_map(|field| old.get(field).filter(|value| new.get(field) == Some(*value)))
    });
    unchanged.map_or_else(|| old.to_owned(), value_text)
}

fn headline(id: &str, entry: &Entry) -> String {
    let programmes: Vec<&str> = entry
        .designations
        .iter()
        .filter_map(|designation| designation.programme.as_deref())
        .collect();
    let programmes = programmes
        .iter()
        .map(|programme| format!(" [{programme}]"))
        .collect::<String>();
    format!("{id} {} ({}){programmes}", entry.primary_name(), entry.kind.as_str())
}

/// Returns the mark of a verb.
pub(super) fn mark(verb: Verb) -> char {
    match verb {
        Verb::Added => '+',
        Verb::Removed => '-',
        Verb::Amended => '~',
    }
}
