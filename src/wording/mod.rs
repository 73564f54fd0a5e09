//! Changes in words: how notices and reports alike describe a change, and how they mark words.

pub mod overview;
pub mod ownership;

use std::collections::BTreeMap;

use similar::{ChangeTag, DiffableStr, TextDiff};

use crate::data::{Node, Value};
use crate::diff::{ChangeSet, FieldChange, Group, Link, Summary, Verb};

/// A field change as a report prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement<'a> {
    /// What it is about, in words: `name`, `vessel flag`.
    pub subject: String,
    /// `+`, `-` or `~`.
    pub mark: char,
    /// The change.
    pub change: &'a FieldChange,
    /// The old value, in one line.
    pub old: Option<String>,
    /// The new value, in one line.
    pub new: Option<String>,
}

/// Returns what to print of one entry's field changes. Changes that belong to a group are left out; the group is printed once. So
/// are elements that only changed their ids or their places in the source's order, if anything else changed in the entry: they are
/// for programs.
pub fn statements<'a>(fields: &'a [FieldChange], groups: &[Group]) -> Vec<Statement<'a>> {
    let only_order = fields.iter().all(is_of_order);
    let alone = fields
        .iter()
        .filter(|field| !groups.iter().any(|group| group.has(field)))
        .filter(|field| only_order || !is_of_order(field));
    alone.map(statement).collect()
}

/// What of an element only machines read: the authority's id of it and its place in the source's order.
const MARKS: [&str; 2] = ["id", "order"];

fn is_mark(change: &FieldChange) -> bool {
    MARKS.contains(&change.path.as_str())
}

/// True where an element got another id or another place in its source's order and nothing else.
fn is_of_order(change: &FieldChange) -> bool {
    !change.parts.is_empty() && change.parts.iter().all(is_mark)
}

/// Returns the parts of an amended element to print: its marks only if nothing else changed.
pub fn told_parts(change: &FieldChange) -> Vec<&FieldChange> {
    let only_marks = is_of_order(change);
    change
        .parts
        .iter()
        .filter(|part| only_marks || !is_mark(part))
        .collect()
}

impl Statement<'_> {
    /// Returns what happened, in a word.
    pub fn verb(&self) -> &'static str {
        match self.change.verb {
            Verb::Added => "added",
            Verb::Removed => "removed",
            Verb::Amended => "amended",
        }
    }
}

/// Returns what to print of one change.
pub fn statement(change: &FieldChange) -> Statement<'_> {
    let mark = match change.verb {
        Verb::Added => '+',
        Verb::Removed => '-',
        Verb::Amended => '~',
    };
    let swapped = change.kind == "primary_name_changed";
    let subject = if swapped {
        "primary name".to_owned()
    } else {
        subject(change)
    };
    // The text of a name contains its parts.
    let hidden: &[&str] = match change.path.as_str() {
        "names" if swapped => &["type", "order", "id", "parts"],
        "names" => &["order", "id", "parts"],
        _ => &MARKS,
    };
    let (old, new) = values(change, hidden);
    Statement {
        subject,
        mark,
        change,
        old,
        new,
    }
}

/// Returns both values in one line each, without the fields that no reader needs; with them if nothing else differs.
fn values(change: &FieldChange, hidden: &[&str]) -> (Option<String>, Option<String>) {
    let side = |node: &Option<Node>, hidden: &[&str]| {
        let value = node.as_ref().filter(|node| !node.is_null())?;
        Some(text_without(value, hidden))
    };
    let (old, new) = (side(&change.old, hidden), side(&change.new, hidden));
    if old == new {
        return (side(&change.old, &[]), side(&change.new, &[]));
    }
    (old, new)
}

fn subject(change: &FieldChange) -> String {
    let (above, field) = change.path.rsplit_once('.').unwrap_or(("", &change.path));
    let stem = change.kind.rsplit_once('_').map_or("", |(stem, _)| stem);
    let named = stem == crate::model::schema::singular(above);
    match above {
        "" => singular_words(field),
        // Under a name of the writer's choice: `programme SDGT`.
        above if named => format!("{} {field}", singular_words(above)),
        above => format!("{} {}", above.replace(['.', '_'], " "), singular_words(field)),
    }
}

fn singular_words(field: &str) -> String {
    crate::model::schema::singular(field).replace('_', " ")
}

/// Returns a value in one line: the main text of a record first, then its other fields with their names in brackets. An
/// element's id and its place in its source's order are for programs and left out.
pub fn value_text(node: &Node) -> String {
    text_without(node, &MARKS)
}

fn text_without(node: &Node, hidden: &[&str]) -> String {
    let value_text = |node: &Node| text_without(node, hidden);
    match &node.value {
        Value::Null => "nothing".to_owned(),
        Value::Text(text) => one_line(text),
        Value::Flag(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::List(elements) => elements.iter().map(value_text).collect::<Vec<_>>().join("; "),
        Value::Map(pairs) => record_text(pairs, hidden),
    }
}

/// The main fields of a record; the first that is present comes first and without its name.
const MAIN: &[&str] = &[
    "text",
    "number",
    "address",
    "value",
    "date",
    "country",
    "programme",
    "name",
    "to",
    "url",
];

fn record_text(pairs: &[(std::borrow::Cow<'static, str>, Node)], hidden: &[&str]) -> String {
    let value_text = |node: &Node| text_without(node, hidden);
    let find = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, node)| node);
    if let Some(place) = place_text(pairs) {
        let rest: Vec<_> = pairs
            .iter()
            .filter(|(name, _)| !PLACE.contains(&name.as_ref()))
            .cloned()
            .collect();
        let rest = record_text(&rest, hidden);
        return if rest.is_empty() {
            place
        } else {
            format!("{place} ({rest})")
        };
    }
    let main = MAIN.iter().find_map(|name| find(name).map(|node| (*name, node)));
    let mut text = String::new();
    let shown = |name: &str| find(name).filter(|_| !hidden.contains(&name));
    if let Some(kind) = shown("type").or_else(|| shown("currency")) {
        text.push_str(&in_words(&value_text(kind)));
        if main.is_some() {
            text.push(' ');
        }
    }
    if let Some((_, node)) = main {
        text.push_str(&value_text(node));
    }
    let named = |name: &str| main.is_some_and(|(main, _)| main == name) || matches!(name, "type" | "currency");
    let rest: Vec<String> = pairs
        .iter()
        .filter(|(name, _)| !named(name) && !hidden.contains(&name.as_ref()))
        .map(|(name, node)| format!("{}: {}", name.replace('_', " "), value_text(node)))
        .collect();
    match (text.is_empty(), rest.is_empty()) {
        (_, true) => text,
        (true, false) => rest.join(", "),
        (false, false) => format!("{text} ({})", rest.join(", ")),
    }
}

/// Returns a word of the model as people write it: `registration number` for `registration-number`; a text of another form as it is.
fn in_words(word: &str) -> String {
    match word.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
        true => word.replace('-', " "),
        false => word.to_owned(),
    }
}

/// The parts of a place, in the order of an envelope.
const PLACE: &[&str] = &[
    "care_of",
    "street",
    "street2",
    "street3",
    "street4",
    "street5",
    "street6",
    "po_box",
    "area",
    "city",
    "state",
    "postal_code",
    "region",
    "country",
];

/// Returns a place that is given in parts as one text; `None` for another record, or a place that is given as a whole.
fn place_text(pairs: &[(std::borrow::Cow<'static, str>, Node)]) -> Option<String> {
    let find = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, node)| node);
    let in_parts = PLACE.iter().any(|name| *name != "country" && find(name).is_some());
    if !in_parts || find("text").is_some() {
        return None;
    }
    let parts = PLACE.iter().filter_map(|name| find(name)).map(value_text);
    Some(parts.collect::<Vec<_>>().join(", "))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which side of a comparison a piece of text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Both.
    Both,
    /// The older one alone.
    Old,
    /// The newer one alone.
    New,
}

/// A run of words and the side that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Which side.
    pub side: Side,
    /// The words, white space and all.
    pub text: String,
}

/// Returns two texts as one, in runs of words that both have or one of them alone. The runs of `Both` and `Old` together
/// are the old text, those of `Both` and `New` the new one.
pub fn word_difference(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (tokens(old), tokens(new));
    let difference = TextDiff::from_slices(&old, &new);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in difference.iter_all_changes() {
        let side = match change.tag() {
            ChangeTag::Equal => Side::Both,
            ChangeTag::Delete => Side::Old,
            ChangeTag::Insert => Side::New,
        };
        match pieces.last_mut() {
            Some(last) if last.side == side => last.text.push_str(change.value()),
            _ => pieces.push(Piece {
                side,
                text: change.value().to_owned(),
            }),
        }
    }
    joined_over_blanks(pieces)
}

/// Returns the words of a text and what is between them. A number that punctuation parts is one word: no one wants to read half of a date, a sum or the
/// number of a document.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for word in text.tokenize_unicode_words() {
        let next = end + word.len();
        if !(text[start..end].ends_with(in_number) && word.starts_with(in_number)) && end > start {
            tokens.push(&text[start..end]);
            start = end;
        }
        end = next;
    }
    if end > start {
        tokens.push(&text[start..end]);
    }
    tokens
}

/// Returns true for digits, and for what separates the digits of one number.
fn in_number(c: char) -> bool {
    c.is_numeric() || matches!(c, '-' | '/' | '.' | ':')
}

/// White space alone between two changed runs is made part of both, so that marks do not stutter from word to word.
fn joined_over_blanks(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    let (mut old, mut new) = (String::new(), String::new());
    let count = pieces.len();
    for (index, piece) in pieces.into_iter().enumerate() {
        let changing = !old.is_empty() || !new.is_empty();
        let blank = piece.side == Side::Both && changing && index + 1 < count && piece.text.trim().is_empty();
        match piece.side {
            Side::Old => old.push_str(&piece.text),
            Side::New => new.push_str(&piece.text),
            Side::Both if blank => {
                old.push_str(&piece.text);
                new.push_str(&piece.text);
            }
            Side::Both => {
                flush(&mut joined, &mut old, &mut new);
                joined.push(piece);
            }
        }
    }
    flush(&mut joined, &mut old, &mut new);
    joined
}

/// Writes the gathered runs; white space that both end in is written once, behind them.
fn flush(joined: &mut Vec<Piece>, old: &mut String, new: &mut String) {
    let mut tail = String::new();
    while let (Some(a), Some(b)) = (old.chars().last(), new.chars().last()) {
        if a != b || !a.is_whitespace() {
            break;
        }
        old.pop();
        new.pop();
        tail.insert(0, a);
    }
    for (side, text) in [(Side::Old, old), (Side::New, new), (Side::Both, &mut tail)] {
        if !text.is_empty() {
            let text = std::mem::take(text);
            joined.push(Piece { side, text });
        }
    }
}

/// Returns the counts in words: `3 added, 1 removed, 2 amended`.
pub fn counts(changes: &ChangeSet) -> String {
    if changes.is_empty() {
        return "no entry changed".to_owned();
    }
    counted(&changes.summary())
}

/// Returns the counts of a change in words.
pub fn counted(summary: &Summary) -> String {
    let kinds = [
        (summary.added, "added"),
        (summary.removed, "removed"),
        (summary.amended, "amended"),
    ];
    let mut parts: Vec<String> = kinds
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let of_entries = !parts.is_empty();
    if !of_entries {
        parts.push("no entry changed".to_owned());
    }
    match summary.parties {
        0 if of_entries => {}
        0 => parts.push("the list's own settings did".to_owned()),
        1 => parts.push("1 unlisted party changed".to_owned()),
        many => parts.push(format!("{many} unlisted parties changed")),
    }
    parts.join(", ")
}

/// Returns the members of a group with their names, at most so many: `4691 AUM SHINRIKYO; 4700 KAHANE CHAI and 3 more`.
pub fn members_text(group: &Group, changes: &ChangeSet, most: usize) -> String {
    let names: BTreeMap<&str, &str> = changes
        .changes
        .iter()
        .map(|change| (change.id(), change.entry().primary_name()))
        .collect();
    let members = group.entries.iter().take(most);
    let members: Vec<String> = members
        .map(|id| format!("{id} {}", names.get(id.as_str()).copied().unwrap_or_default()))
        .collect();
    let members = members.join("; ");
    match group.entries.len().saturating_sub(most) {
        0 => members,
        more => format!("{members} and {more} more"),
    }
}

/// Returns what a link says of one of its two entries: `replaces 38499 (declared; 74 % alike; the same primary name)`.
pub fn link_text(link: &Link, id: &str) -> String {
    let is_taker = link.added == id;
    let other = if is_taker { &link.removed } else { &link.added };
    let role = match (link.declared, is_taker) {
        (true, true) => "replaces",
        (true, false) => "is replaced by",
        (false, _) => "looks like",
    };
    let declared = link.declared.then(|| "declared".to_owned());
    let alike = format!("{} % alike", link.likeness);
    let evidence = (!link.evidence.is_empty()).then(|| evidence_text(&link.evidence));
    let why: Vec<String> = declared.into_iter().chain([alike]).chain(evidence).collect();
    format!("{role} {other} ({})", why.join("; "))
}

/// Evidence beyond this many points is counted: two parties may share hundreds of wallets.
const MOST_EVIDENCE: usize = 3;

fn evidence_text(evidence: &[String]) -> String {
    let shown = evidence[..evidence.len().min(MOST_EVIDENCE)].join(", ");
    match evidence.len().saturating_sub(MOST_EVIDENCE) {
        0 => shown,
        more => format!("{shown} and {more} more in common"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(old: &str, new: &str) -> String {
        let mark = |piece: &Piece| match piece.side {
            Side::Both => piece.text.clone(),
            Side::Old => format!("[-{}-]", piece.text),
            Side::New => format!("{{+{}+}}", piece.text),
        };
        word_difference(old, new).iter().map(mark).collect()
    }

    #[test]
    fn a_place_is_told_as_on_an_envelope() {
        let part = |name: &'static str, text: &str| (name.into(), Node::text(text.to_owned()));
        let address = Node::map(vec![
            part("country", "KP"),
            part("street", "Potonggang District"),
            part("city", "Pyongyang"),
            part("id", "41656"),
        ]);
        assert_eq!(value_text(&address), "Potonggang District, Pyongyang, KP");
        let noted = Node::map(vec![part("city", "Pyongyang"), part("note", "former")]);
        assert_eq!(value_text(&noted), "Pyongyang (note: former)");
        let country = Node::map(vec![part("country", "KP"), part("note", "former")]);
        assert_eq!(value_text(&country), "KP (note: former)");
    }

    #[test]
    fn numbers_are_marked_whole() {
        assert_eq!(marked("1953", "1953-09-22"), "[-1953-]{+1953-09-22+}");
        assert_eq!(
            marked("31 CFR 589.201 and/or", "31 CFR 589.209 and/or"),
            "31 CFR [-589.201-]{+589.209+} and/or"
        );
    }

    #[test]
    fn words_are_marked_as_runs() {
        assert_eq!(
            marked("Ministry of the People's Armed Forces", "Ministry of National Defence"),
            "Ministry of [-the People's Armed Forces-]{+National Defence+}"
        );
        assert_eq!(marked("a b", "a b c"), "a b{+ c+}");
        assert_eq!(marked("same", "same"), "same");
        assert_eq!(marked("", "new"), "{+new+}");
    }

    #[test]
    fn the_pieces_make_both_texts() {
        for (old, new) in [
            ("one two  three", "two three four"),
            ("x y z", "z y x"),
            ("金铁三 a", "金铁四 a"),
        ] {
            let pieces = word_difference(old, new);
            let side = |side: Side| -> String {
                let of_side = pieces
                    .iter()
                    .filter(|piece| piece.side == Side::Both || piece.side == side);
                of_side.map(|piece| piece.text.as_str()).collect()
            };
            assert_eq!((side(Side::Old).as_str(), side(Side::New).as_str()), (old, new));
        }
    }
}
