//! A file with new content in the place of old: what did not change keeps its comments.

use std::borrow::Cow;

use crate::data::{Node, Value};

use super::comments::attach;
use super::parse::{SyntaxError, parse, text_of};
use super::print::print_with;

/// Returns the text of a file whose records were replaced. `replace` is given each record of the file as it was written, the
/// elements of a list one by one, and returns what is to stand there, or nothing where it is to go.
///
/// Comments and blank lines stay with the fields and elements that are still there; those of what is gone go with it.
/// Nothing is returned where no record is left.
///
/// # Errors
///
/// Gives everything that keeps the file from being read as YAML.
pub fn update(
    bytes: &[u8],
    replace: &mut dyn FnMut(&Node) -> Option<Node>,
) -> Result<Option<String>, Vec<SyntaxError>> {
    let parsed = parse(bytes);
    if !parsed.errors.is_empty() {
        return Err(parsed.errors);
    }
    let text = text_of(bytes).map_err(|error| vec![error])?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut comments = parsed.comments.as_slice();
    let mut written = Vec::new();
    for document in &parsed.documents {
        let end = end_of(text, document);
        let (own, rest) = comments.split_at(comments.partition_point(|comment| (comment.start as usize) < end));
        comments = rest;
        let Some(new) = replaced(document, replace) else {
            continue;
        };
        let comments = attach(text, document, own);
        let mut out: String = comments.header.iter().flat_map(|line| [line, "\n"]).collect();
        out.push_str(&print_with(&new, &comments));
        out.extend(comments.footer.iter().flat_map(|line| [line, "\n"]));
        written.push(out);
    }
    Ok((!written.is_empty()).then(|| written.join("---\n")))
}

/// Returns where the `---` stands that ends a document.
fn end_of(text: &str, document: &Node) -> usize {
    let end = document.place.end as usize;
    text.get(end..)
        .and_then(|rest| rest.find("\n---"))
        .map_or(text.len(), |at| end + at)
}

fn replaced(document: &Node, replace: &mut dyn FnMut(&Node) -> Option<Node>) -> Option<Node> {
    let Value::List(elements) = &document.value else {
        return replace(document).map(|new| grafted(new, document));
    };
    let elements: Vec<Node> = elements
        .iter()
        .filter_map(|element| replace(element).map(|new| grafted(new, element)))
        .collect();
    (!elements.is_empty()).then(|| Node {
        value: Value::List(elements),
        ..document.clone()
    })
}

/// Gives a new node the places of the old one wherever the two are the same thing, so that comments find it.
fn grafted(new: Node, old: &Node) -> Node {
    let value = match new.value {
        Value::Map(pairs) => Value::Map(pairs.into_iter().map(|pair| grafted_pair(pair, old)).collect()),
        Value::List(elements) => Value::List(grafted_elements(elements, old.elements())),
        value => value,
    };
    Node {
        value,
        place: old.place,
        key_place: old.key_place,
    }
}

fn grafted_pair((name, value): (Cow<'static, str>, Node), old: &Node) -> (Cow<'static, str>, Node) {
    match old.get(&name) {
        Some(known) => {
            let value = grafted(value, known);
            (name, value)
        }
        None => (name, value),
    }
}

fn grafted_elements(elements: Vec<Node>, old: &[Node]) -> Vec<Node> {
    let mut left: Vec<Option<&Node>> = old.iter().map(Some).collect();
    let mut take = |is_it: &dyn Fn(&Node) -> bool| -> Option<&Node> {
        left.iter_mut().find(|known| known.is_some_and(is_it))?.take()
    };
    let equals: Vec<Option<&Node>> = elements.iter().map(|element| take(&|known| known == element)).collect();
    elements
        .into_iter()
        .zip(equals)
        .map(
            |(element, equal)| match equal.or_else(|| take(&|known| is_one_thing(known, &element))) {
                Some(known) => grafted(element, known),
                None => element,
            },
        )
        .collect()
}

/// Elements with one id, or of which one is the short form of the other.
fn is_one_thing(old: &Node, new: &Node) -> bool {
    let id = |node: &Node| node.get("id").cloned();
    let main = |node: &Node| node.pairs().first().map(|(_, value)| value.clone());
    match (&old.value, &new.value) {
        (Value::Map(_), Value::Map(_)) => (id(old).is_some() && id(old) == id(new)) || main(old) == main(new),
        (Value::Text(_), Value::Map(_)) => main(new).as_ref() == Some(old),
        (Value::Map(_), Value::Text(_)) => main(old).as_ref() == Some(new),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(old: &str, new: &str) -> String {
        let new = parse(new.as_bytes()).documents.remove(0);
        let mut replace = |_: &Node| Some(new.clone());
        let text = update(old.as_bytes(), &mut replace).expect("it is YAML");
        text.expect("a record is left")
    }

    #[test]
    fn comments_stay_with_what_stays() {
        let old = "\
# Seen by both of us.
id: 7
names:
  - ONE # the old one
  # Its second name.
  - TWO
notes:
  - kept
";
        let new = "id: 7\nnames:\n  - text: ONE\n    type: primary\n  - TWO\n  - THREE\nnotes: [kept]\n";
        let expected = "\
# Seen by both of us.
id: 7
names:
  - text: ONE # the old one
    type: primary
  # Its second name.
  - TWO
  - THREE
notes:
  - kept
";
        let text = with(old, new);
        assert!(text.contains("# Seen by both of us.\nid: 7"), "{text}");
        assert!(text.contains("# the old one"), "{text}");
        assert!(text.contains("  # Its second name.\n  - TWO\n  - THREE\n"), "{text}");
        assert_eq!(parse(text.as_bytes()).documents, parse(expected.as_bytes()).documents);
    }

    #[test]
    fn a_record_of_several_goes_alone() {
        let old = "- id: 1 # first\n- id: 2\n---\nid: 3\n";
        let keep = |dropped: &'static str| {
            let mut replace = |node: &Node| (node.get("id") != Some(&Node::text(dropped))).then(|| node.clone());
            update(old.as_bytes(), &mut replace)
                .expect("it is YAML")
                .expect("some are left")
        };
        assert_eq!(keep("2"), "- id: 1 # first\n---\nid: 3\n");
        assert_eq!(keep("3"), "- id: 1 # first\n- id: 2\n");
    }
}
