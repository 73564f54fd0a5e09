//! The canonical form of a file that a person wrote: fields in the order of the schema, sets in their canonical order,
//! short forms where they say all, one fact a line; comments and blank lines stay with what they stand at.
//!
//! Formatting never changes the model, and formatting twice is formatting once.

use std::borrow::Cow;

use crate::data::{Node, Value};
use crate::model::record::Record;
use crate::model::schema::{FieldSchema, Schema, Shape};
use crate::model::{Config, Entry, Exceptions, List};

use super::comments::{Comments, attach};
use super::parse::{SyntaxError, parse, text_of};
use super::print::print_with;

/// What a file holds, which says in what order its fields are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileRole {
    /// `gazette.yaml`.
    Config,
    /// `exceptions.yaml`.
    Exceptions,
    /// `list.yaml`.
    List,
    /// Entries, one or several.
    Entries,
}

impl FileRole {
    pub(super) fn schema(self) -> &'static Schema {
        match self {
            Self::Config => Config::SCHEMA,
            Self::Exceptions => Exceptions::SCHEMA,
            Self::List => List::SCHEMA,
            Self::Entries => Entry::SCHEMA,
        }
    }
}

/// Returns the canonical text of a file.
///
/// # Errors
///
/// Gives everything that keeps the file from being read as YAML; such a file is left alone.
pub fn format(bytes: &[u8], role: FileRole) -> Result<String, Vec<SyntaxError>> {
    // The byte-order mark goes; taken off before reading, it moves no place.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let parsed = parse(bytes);
    if !parsed.errors.is_empty() {
        return Err(parsed.errors);
    }
    let text = text_of(bytes).map_err(|error| vec![error])?;
    let mut out = String::new();
    let mut comments = parsed.comments.as_slice();
    for (index, document) in parsed.documents.iter().enumerate() {
        let end = mark_behind(text, document).unwrap_or(text.len());
        let count = comments.partition_point(|comment| (comment.start as usize) < end);
        let (own, rest) = comments.split_at(count);
        comments = rest;
        if index > 0 {
            out.push_str("---\n");
        }
        out.push_str(&format_document(text, document, own, role.schema()));
    }
    if parsed.documents.is_empty() {
        return Ok(text.to_owned());
    }
    Ok(out)
}

/// Returns where the `---` stands that ends a document.
fn mark_behind(text: &str, document: &Node) -> Option<usize> {
    let end = document.place.end as usize;
    text[end..].find("\n---").map(|at| end + at)
}

fn format_document(text: &str, document: &Node, comments: &[crate::data::Place], schema: &'static Schema) -> String {
    let comments = attach(text, document, comments);
    let arranged = match &document.value {
        Value::List(elements) => list_of(
            elements
                .iter()
                .map(|element| record(element, schema, &comments))
                .collect(),
            document,
        ),
        _ => record(document, schema, &comments),
    };
    let mut out = String::new();
    for line in &comments.header {
        out.push_str(line);
        out.push('\n');
    }
    out.push_str(&print_with(&arranged, &comments));
    for line in &comments.footer {
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn list_of(elements: Vec<Node>, at: &Node) -> Node {
    Node {
        value: Value::List(elements),
        ..at.clone()
    }
}

fn arrange(node: &Node, shape: &Shape, sorter: Option<crate::model::record::Sorter>, comments: &Comments) -> Node {
    match shape {
        Shape::Record(schema) => shortened(record(node, schema, comments), schema, comments),
        Shape::Set(inner) => set(node, inner, sorter, comments),
        Shape::Table(inner) => table(node, inner, comments),
        Shape::Flag => flag(node),
        _ => node.clone(),
    }
}

/// A flag stands without quotes, as the text that it is would not.
fn flag(node: &Node) -> Node {
    let value = match node.as_text() {
        Some("true") => Value::Flag(true),
        Some("false") => Value::Flag(false),
        _ => return node.clone(),
    };
    Node { value, ..node.clone() }
}

/// Puts the fields in the order of the schema; those that it does not know come last, in the order of writing.
fn record(node: &Node, schema: &'static Schema, comments: &Comments) -> Node {
    let Value::Map(pairs) = &node.value else {
        return node.clone();
    };
    let mut arranged: Vec<(usize, Cow<'static, str>, Node)> = pairs
        .iter()
        .map(|(name, value)| match rank(schema, name) {
            Some((rank, field)) => (rank, name.clone(), arrange(value, &field.shape, field.sorter, comments)),
            None => (usize::MAX, name.clone(), value.clone()),
        })
        .collect();
    arranged.sort_by_key(|(rank, ..)| *rank);
    let pairs = arranged.into_iter().map(|(_, name, value)| (name, value)).collect();
    Node {
        value: Value::Map(pairs),
        ..node.clone()
    }
}

fn rank(schema: &'static Schema, name: &str) -> Option<(usize, &'static FieldSchema)> {
    schema.fields.iter().enumerate().find(|(_, field)| field.name == name)
}

/// Writes a record that says only its main thing as that thing alone.
fn shortened(node: Node, schema: &Schema, comments: &Comments) -> Node {
    let [(name, value)] = node.pairs() else {
        return node;
    };
    let only_main = schema.short == Some(name) && matches!(value.value, Value::Text(_));
    if !only_main || comments.has_any_about_pair(value) {
        return node;
    }
    Node {
        value: value.value.clone(),
        ..node
    }
}

fn set(node: &Node, inner: &Shape, sorter: Option<crate::model::record::Sorter>, comments: &Comments) -> Node {
    if node.is_null() {
        return node.clone();
    }
    let elements = node.elements();
    let places = sorter.map_or_else(|| (0..elements.len()).collect(), |sorter| sorter(elements));
    let mut arranged: Vec<Node> = places
        .into_iter()
        .map(|place| arrange(&elements[place], inner, None, comments))
        .collect();
    if !matches!(node.value, Value::List(_)) {
        // What was written as one value has its comments at the name; its element has none of its own.
        arranged
            .iter_mut()
            .for_each(|element| element.place = crate::data::Place::default());
    }
    list_of(arranged, node)
}

fn table(node: &Node, inner: &Shape, comments: &Comments) -> Node {
    let Value::Map(pairs) = &node.value else {
        return node.clone();
    };
    let mut pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (name.clone(), arrange(value, inner, None, comments)))
        .collect();
    pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    Node {
        value: Value::Map(pairs),
        ..node.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(text: &str) -> String {
        format(text.as_bytes(), FileRole::Entries).expect("the text is YAML")
    }

    #[test]
    fn comments_move_with_what_they_stand_at() {
        let text = "\
# The head of the file stays its head.

kind: entity  # what it is
# about the id
id: '7'
names:
    # the alias
    - {text: BETA, type: aka}
    - {text: ALPHA, type: primary} # the name

    # ends the names
addresses: [{country: KP}]

# the reasons follow
reasons:
  - text: one reason
# the end
";
        let expected = "\
# The head of the file stays its head.

# about the id
id: 7
kind: entity # what it is
names:
  - text: ALPHA
    type: primary # the name
  # ends the names
  # the alias
  - text: BETA
    type: aka

addresses:
  - country: KP

# the reasons follow
reasons:
  - one reason
# the end
";
        assert_eq!(formatted(text), expected);
        assert_eq!(formatted(expected), expected);
    }

    #[test]
    fn a_flag_stands_without_quotes() {
        let text = "id: 1\ndocuments:\n  - type: passport\n    diplomatic: true\n";
        assert_eq!(formatted(text), text);
    }

    #[test]
    fn several_documents_stay_several() {
        let text = "# one\nid: 1\n---\n# two\nid: 2\n";
        assert_eq!(formatted(text), text);
    }

    #[test]
    fn a_record_with_a_comment_at_its_main_thing_keeps_its_name() {
        let text = "reasons:\n  - text: why # because\n";
        assert_eq!(formatted(text), text);
    }

    #[test]
    fn a_byte_order_mark_goes_and_moves_nothing() {
        let text = "# the head\nid: 1\n\n# the name\nnames:\n  - A # why\n# the end\n";
        assert_eq!(formatted(&format!("\u{feff}{text}")), text);
        let broken = "\u{feff}id: [\n";
        assert!(format(broken.as_bytes(), FileRole::Entries).is_err());
    }

    #[test]
    fn a_file_without_content_is_left_alone() {
        assert_eq!(formatted("# nothing yet\n"), "# nothing yet\n");
    }
}
