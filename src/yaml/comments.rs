//! Comments and blank lines: which element of a text each of them belongs to, so that they move with it.
//!
//! A comment on a line of its own belongs to the element that begins below it, unless it is indented deeper than that
//! element: then it ends the element above. A comment behind something belongs to what begins on its line. A blank line
//! above an element, or above its comments, stays above it.

use std::collections::HashMap;

use crate::data::{Node, Place, Value};

/// The comments of one document, by the elements that they belong to.
#[derive(Debug, Default)]
pub(super) struct Comments {
    about: HashMap<Key, About>,
    /// The comments above the first element, which stay on top whatever is sorted below them.
    pub(super) header: Vec<String>,
    /// The comments below the last element.
    pub(super) footer: Vec<String>,
}

/// An element: a pair of a map by the place of its name, an element of a list by its own place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Pair(u32),
    Element(u32),
}

/// What stands about one element. An empty line is a blank line.
#[derive(Debug, Default)]
struct About {
    above: Vec<String>,
    right: Option<String>,
    below: Vec<String>,
}

impl Comments {
    pub(super) fn above_pair(&self, value: &Node) -> &[String] {
        self.get(Key::Pair(value.key_place.start), value.key_place)
            .map_or(&[], |about| &about.above)
    }

    pub(super) fn below_pair(&self, value: &Node) -> &[String] {
        self.get(Key::Pair(value.key_place.start), value.key_place)
            .map_or(&[], |about| &about.below)
    }

    pub(super) fn right_of_pair(&self, value: &Node) -> Option<&String> {
        self.get(Key::Pair(value.key_place.start), value.key_place)?
            .right
            .as_ref()
    }

    pub(super) fn above_element(&self, element: &Node) -> &[String] {
        self.get(Key::Element(element.place.start), element.place)
            .map_or(&[], |about| &about.above)
    }

    pub(super) fn below_element(&self, element: &Node) -> &[String] {
        self.get(Key::Element(element.place.start), element.place)
            .map_or(&[], |about| &about.below)
    }

    pub(super) fn right_of_element(&self, element: &Node) -> Option<&String> {
        self.get(Key::Element(element.place.start), element.place)?
            .right
            .as_ref()
    }

    /// Returns true where a comment stands about this pair, so that it cannot lose its name.
    pub(super) fn has_any_about_pair(&self, value: &Node) -> bool {
        let about = self.get(Key::Pair(value.key_place.start), value.key_place);
        about.is_some_and(|about| {
            let above = about.above.iter().any(|line| !line.is_empty());
            above || about.right.is_some() || !about.below.is_empty()
        })
    }

    fn get(&self, key: Key, place: Place) -> Option<&About> {
        // A node that was made by the program stands nowhere and has no comments.
        (place != Place::default()).then(|| self.about.get(&key)).flatten()
    }
}

/// Finds the element of each comment of a document. `comments` are those between the documents before and after.
pub(super) fn attach(text: &str, document: &Node, comments: &[Place]) -> Comments {
    let mut items = Vec::new();
    collect_items(document, &mut items);
    items.sort_by_key(|item| item.start);
    let lines = Lines { text };
    let mut attached = Comments::default();
    for comment in comments {
        attached.add(&lines, &items, *comment);
    }
    for item in &items {
        let is_first = item.start == items[0].start;
        attached.add_blank_line(&lines, *item, comments, is_first);
    }
    attached
}

/// Something that comments can belong to, and where it begins.
#[derive(Debug, Clone, Copy)]
struct Item {
    start: u32,
    key: Key,
}

/// Collects outer elements before inner ones, so that of two that begin at one place the outer comes first.
fn collect_items(node: &Node, items: &mut Vec<Item>) {
    match &node.value {
        Value::List(elements) => {
            for element in elements {
                let start = element.place.start;
                items.push(Item {
                    start,
                    key: Key::Element(start),
                });
                collect_items(element, items);
            }
        }
        Value::Map(pairs) => {
            for (_, value) in pairs {
                let start = value.key_place.start;
                items.push(Item {
                    start,
                    key: Key::Pair(start),
                });
                collect_items(value, items);
            }
        }
        _ => {}
    }
}

impl Comments {
    fn add(&mut self, lines: &Lines<'_>, items: &[Item], comment: Place) {
        let written = lines.text[comment.start as usize..comment.end as usize]
            .trim_end()
            .to_owned();
        let next = items.partition_point(|item| item.start < comment.start);
        if !lines.starts_line(comment.start)
            && let Some(item) = items[..next].last()
        {
            let right = &mut self.about.entry(item.key).or_default().right;
            // Two comments cannot end one line; what is joined from several lines keeps both.
            *right = Some(
                right
                    .take()
                    .map_or(written.clone(), |first| format!("{first} {written}")),
            );
            return;
        }
        let column = lines.column(comment.start);
        match (next.checked_sub(1).map(|index| items[index]), items.get(next)) {
            (None, _) => self.push_header(lines, comment, written),
            (Some(previous), Some(item))
                if column > lines.item_column(*item) && lines.item_column(previous) >= column =>
            {
                self.push_below(lines, items, next, column, written);
            }
            (Some(_), Some(item)) => self.about.entry(item.key).or_default().above.push(written),
            (Some(_), None) if column > 0 => self.push_below(lines, items, next, column, written),
            (Some(_), None) => self.footer.push(written),
        }
    }

    fn push_header(&mut self, lines: &Lines<'_>, comment: Place, written: String) {
        if !self.header.is_empty() && lines.blank_above(comment.start) {
            self.header.push(String::new());
        }
        self.header.push(written);
    }

    /// Adds a comment that ends a block to the last element that begins at its column.
    fn push_below(&mut self, lines: &Lines<'_>, items: &[Item], next: usize, column: usize, written: String) {
        let owner = items[..next]
            .iter()
            .rev()
            .find(|item| lines.item_column(**item) <= column);
        match owner {
            Some(item) => self.about.entry(item.key).or_default().below.push(written),
            None => self.footer.push(written),
        }
    }

    fn add_blank_line(&mut self, lines: &Lines<'_>, item: Item, comments: &[Place], is_first: bool) {
        // The comments above the first element are the head of the document, not its own.
        let comments = if is_first { &[] } else { comments };
        let first_line = comments.iter().rev().filter(|comment| comment.start < item.start).fold(
            lines.line_start(item.start),
            |top, comment| {
                let directly_above = lines.starts_line(comment.start) && lines.next_line(comment.end) == top;
                if directly_above {
                    lines.line_start(comment.start)
                } else {
                    top
                }
            },
        );
        let begins_line = lines.item_begins_line(item);
        let blank = begins_line && first_line > 0 && lines.blank_above(first_line);
        match (blank, is_first) {
            (false, _) => {}
            (true, true) if self.header.is_empty() => {}
            (true, true) if self.header.last().is_some_and(String::is_empty) => {}
            (true, true) => self.header.push(String::new()),
            (true, false) => self.about.entry(item.key).or_default().above.insert(0, String::new()),
        }
    }
}

/// The lines of a text, asked by offsets.
struct Lines<'a> {
    text: &'a str,
}

impl Lines<'_> {
    fn line_start(&self, offset: u32) -> u32 {
        let before = &self.text.as_bytes()[..offset as usize];
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        u32::try_from(start).expect("a file's size fits in 32 bits")
    }

    fn next_line(&self, offset: u32) -> u32 {
        let after = &self.text.as_bytes()[offset as usize..];
        let end = after
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(after.len(), |at| at + 1);
        offset + u32::try_from(end).expect("a file's size fits in 32 bits")
    }

    fn column(&self, offset: u32) -> usize {
        (offset - self.line_start(offset)) as usize
    }

    fn starts_line(&self, offset: u32) -> bool {
        let line = &self.text[self.line_start(offset) as usize..offset as usize];
        line.trim().is_empty()
    }

    /// True where nothing but indentation and list marks stands before the element.
    fn item_begins_line(&self, item: Item) -> bool {
        let line = &self.text[self.line_start(item.start) as usize..item.start as usize];
        line.trim_matches([' ', '-', '\t']).is_empty()
    }

    /// The column at which an element's line of its own begins: for an element of a list that of its mark.
    fn item_column(&self, item: Item) -> usize {
        let column = self.column(item.start);
        match item.key {
            Key::Pair(_) => column,
            Key::Element(_) => {
                let line = &self.text[self.line_start(item.start) as usize..item.start as usize];
                line.rfind('-').unwrap_or(column)
            }
        }
    }

    fn blank_above(&self, offset: u32) -> bool {
        let start = self.line_start(offset) as usize;
        let above = self.text[..start].strip_suffix('\n');
        above.is_some_and(|above| above.rsplit('\n').next().is_some_and(|line| line.trim().is_empty()))
    }
}
