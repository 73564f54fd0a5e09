//! YAML text to plain data with places.
//!
//! A subset of YAML 1.2 is read: anchors, aliases and tags are refused, because a reviewer must see in the text what it
//! says, and because aliases let a small file grow without bound. All scalars are text.

use std::borrow::Cow;
use std::collections::HashSet;

use granit_parser::{Event, Parser, ScalarStyle, Span};

use crate::data::{Node, Place, Value};

use super::house;

/// The greatest size of a file, in bytes: a list of 20,000 entries in one file has about 17 MB, and offsets are 32 bits.
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// The greatest depth of nesting: the richest entry needs 8.
pub const MAX_DEPTH: usize = 32;

/// The greatest number of comment lines in a row: a licence text has some 200.
pub(super) const MAX_COMMENTS_IN_A_ROW: usize = 1000;

/// Why a text is no YAML that a list may be written in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxFault {
    /// The file is longer than [`MAX_FILE_BYTES`].
    #[error("the file has more than {MAX_FILE_BYTES} bytes")]
    TooLong,
    /// The file is not UTF-8.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// The parser gave up.
    #[error("{message}")]
    NotYaml {
        /// Its reason.
        message: String,
    },
    /// Nesting beyond [`MAX_DEPTH`].
    #[error("nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// An anchor or an alias.
    #[error("anchors and aliases are not read")]
    Alias,
    /// A tag.
    #[error("tags such as `!!str` are not read")]
    Tag,
    /// A name that comes twice in one map.
    #[error("`{name}` comes twice")]
    DuplicateKey {
        /// The name.
        name: String,
    },
    /// A name that is no text.
    #[error("a name must be a text")]
    KeyIsNoText,
}

/// A fault and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: SyntaxFault,
}

/// The documents of a file, and what is wrong with it. Where something is wrong, the documents before it are there.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The documents that could be read; a file of comments has none.
    pub documents: Vec<Node>,
    /// The comments, from the `#` to the end of the line, in the order of the text.
    pub comments: Vec<Place>,
    /// What is wrong, in the order of the text.
    pub errors: Vec<SyntaxError>,
}

/// Reads the bytes of a file with the full parser alone; [`parse`] gives the same for less.
pub fn parse_fully(bytes: &[u8]) -> Parsed {
    match text_of(bytes) {
        Ok(text) => parse_text(text),
        Err(error) => Parsed {
            errors: vec![error],
            ..Parsed::default()
        },
    }
}

/// Reads the bytes of a file.
pub fn parse(bytes: &[u8]) -> Parsed {
    match text_of(bytes) {
        Ok(text) => house::read(text).unwrap_or_else(|| parse_text(text)),
        Err(error) => Parsed {
            errors: vec![error],
            ..Parsed::default()
        },
    }
}

/// Returns the bytes of a file as text.
pub(super) fn text_of(bytes: &[u8]) -> Result<&str, SyntaxError> {
    if bytes.len() > MAX_FILE_BYTES {
        let fault = SyntaxFault::TooLong;
        return Err(SyntaxError {
            place: Place::default(),
            fault,
        });
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let start = offset(error.valid_up_to());
        SyntaxError {
            place: Place { start, end: start + 1 },
            fault: SyntaxFault::NotUtf8,
        }
    })
}

fn parse_text(text: &str) -> Parsed {
    let mut builder = Builder::default();
    let options = granit_parser::options! { max_buffered_comment_events: MAX_COMMENTS_IN_A_ROW };
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => {
                if !builder.take(event, place_of(&span)) {
                    break;
                }
            }
            Err(error) => {
                builder.fail(not_yaml(&error, text));
                break;
            }
        }
    }
    builder.parsed
}

fn not_yaml(error: &granit_parser::ScanError, text: &str) -> SyntaxError {
    let start = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let start = offset(start);
    SyntaxError {
        place: Place { start, end: start },
        fault: SyntaxFault::NotYaml { message: error.info() },
    }
}

fn place_of(span: &Span) -> Place {
    let range = span.byte_range().unwrap_or_default();
    Place {
        start: offset(range.start),
        end: offset(range.end),
    }
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// Builds the tree from events.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    /// Where the last token ended that stands in the text.
    last_end: u32,
    parsed: Parsed,
}

/// A list or a map whose end has not come yet.
struct Open {
    start: u32,
    inside: Inside,
}

enum Inside {
    List(Vec<Node>),
    Map {
        pairs: Vec<(Cow<'static, str>, Node)>,
        /// The name whose value comes next.
        key: Option<Key>,
        /// The names so far, once there are more than [`FEW_NAMES`].
        names: HashSet<String>,
    },
}

struct Key {
    name: String,
    place: Place,
    /// True where the map has that name already; the value is read and then let go, the fault has been noted.
    again: bool,
}

/// Up to this many names are looked through one by one; a set of them costs more than it saves.
const FEW_NAMES: usize = 32;

impl Builder {
    /// Takes an event; false where nothing more is to be read.
    fn take(&mut self, event: Event<'_>, place: Place) -> bool {
        if let Some(fault) = refused(&event) {
            self.fail(SyntaxError { place, fault });
            return false;
        }
        match event {
            Event::SequenceStart(..) => self.open(place, Inside::List(Vec::new())),
            Event::MappingStart(..) => self.open(
                place,
                Inside::Map {
                    pairs: Vec::new(),
                    key: None,
                    names: HashSet::new(),
                },
            ),
            Event::SequenceEnd | Event::MappingEnd => {
                self.close(place);
                true
            }
            Event::Scalar(text, style, ..) => {
                self.scalar(&text, style, place);
                true
            }
            Event::Comment(..) => {
                self.parsed.comments.push(place);
                true
            }
            _ => true,
        }
    }

    fn fail(&mut self, error: SyntaxError) {
        self.parsed.errors.push(error);
    }

    fn open(&mut self, place: Place, inside: Inside) -> bool {
        if self.key_is_due() {
            let fault = SyntaxFault::KeyIsNoText;
            self.fail(SyntaxError { place, fault });
            return false;
        }
        if self.open.len() == MAX_DEPTH {
            let fault = SyntaxFault::TooDeep;
            self.fail(SyntaxError { place, fault });
            return false;
        }
        self.open.push(Open {
            start: place.start,
            inside,
        });
        true
    }

    fn key_is_due(&self) -> bool {
        let inside = self.open.last().map(|open| &open.inside);
        matches!(inside, Some(Inside::Map { key: None, .. }))
    }

    fn close(&mut self, place: Place) {
        let Some(open) = self.open.pop() else { return };
        // A block ends where its last element does; the parser notices that only at the next token.
        let end = if place.start == place.end {
            self.last_end
        } else {
            place.end
        };
        self.last_end = end;
        let value = match open.inside {
            Inside::List(elements) => Value::List(elements),
            Inside::Map { pairs, .. } => Value::Map(pairs),
        };
        self.add(Node {
            value,
            place: Place { start: open.start, end },
            key_place: Place::default(),
        });
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, place: Place) {
        self.last_end = place.end;
        if self.key_is_due() {
            return self.key(text, place);
        }
        let null = style == ScalarStyle::Plain && matches!(text, "~" | "null" | "");
        let value = if null {
            Value::Null
        } else {
            Value::Text(text.to_owned())
        };
        self.add(Node {
            value,
            place,
            key_place: Place::default(),
        });
    }

    fn key(&mut self, text: &str, place: Place) {
        let Some(Open {
            inside: Inside::Map { pairs, key, names },
            ..
        }) = self.open.last_mut()
        else {
            return;
        };
        let again = comes_again(text, pairs, names);
        let name = text.to_owned();
        *key = Some(Key { name, place, again });
        if again {
            let name = text.to_owned();
            self.fail(SyntaxError {
                place,
                fault: SyntaxFault::DuplicateKey { name },
            });
        }
    }

    fn add(&mut self, mut node: Node) {
        match self.open.last_mut().map(|open| &mut open.inside) {
            None => self.parsed.documents.push(node),
            Some(Inside::List(elements)) => elements.push(node),
            Some(Inside::Map { pairs, key, .. }) => {
                let key = key.take().expect("the parser gives a name before each value");
                node.key_place = key.place;
                if !key.again {
                    pairs.push((Cow::Owned(key.name), node));
                }
            }
        }
    }
}

fn comes_again(name: &str, pairs: &[(Cow<'static, str>, Node)], names: &mut HashSet<String>) -> bool {
    if pairs.len() < FEW_NAMES {
        return pairs.iter().any(|(known, _)| known == name);
    }
    if names.is_empty() {
        names.extend(pairs.iter().map(|(known, _)| known.to_string()));
    }
    !names.insert(name.to_owned())
}

fn refused(event: &Event<'_>) -> Option<SyntaxFault> {
    if event.is_alias() || event.anchor_id().is_some() {
        return Some(SyntaxFault::Alias);
    }
    event.tag().map(|_| SyntaxFault::Tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Node {
        let parsed = parse(text.as_bytes());
        assert_eq!(parsed.errors, []);
        parsed.documents.into_iter().next().expect("the text has a document")
    }

    fn fault(text: &str) -> (SyntaxFault, u32) {
        let error = parse(text.as_bytes())
            .errors
            .into_iter()
            .next()
            .expect("the text has a fault");
        (error.fault, error.place.start)
    }

    #[test]
    fn scalars_stay_as_they_were_written() {
        let node = one("a: NO\nb: 0123\nc: 1.10\nd: 2019-09-13\ne: ~\nf:\ng: ''\n");
        let texts: Vec<_> = node.pairs().iter().map(|(_, value)| value.as_text()).collect();
        assert_eq!(
            texts,
            [
                Some("NO"),
                Some("0123"),
                Some("1.10"),
                Some("2019-09-13"),
                None,
                None,
                Some("")
            ]
        );
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "names:\n  - Оборонлогистика\n  - 'it''s'\n";
        let node = one(text);
        let names = node.get("names").expect("names are there");
        let slices: Vec<_> = names
            .elements()
            .iter()
            .map(|name| &text[name.place.start as usize..name.place.end as usize])
            .collect();
        assert_eq!(slices, ["Оборонлогистика", "'it''s'"]);
        assert_eq!((names.key_place.start, names.key_place.end), (0, 5));
    }

    #[test]
    fn what_hides_or_explodes_is_refused() {
        assert_eq!(fault("a: &x [1]\nb: *x\n").0, SyntaxFault::Alias);
        assert_eq!(fault("a: !!int 1\n").0, SyntaxFault::Tag);
        let deep = format!("a: {}{}", "[".repeat(MAX_DEPTH + 1), "]".repeat(MAX_DEPTH + 1));
        assert_eq!(fault(&deep).0, SyntaxFault::TooDeep);
        let name = "id".to_owned();
        assert_eq!(fault("id: 1\nid: 2\n"), (SyntaxFault::DuplicateKey { name }, 6));
        assert_eq!(fault("? [a]\n: b\n").0, SyntaxFault::KeyIsNoText);
        assert_eq!(parse(b"a: \xff").errors[0].fault, SyntaxFault::NotUtf8);
        assert!(matches!(fault("a: [1\n").0, SyntaxFault::NotYaml { .. }));
    }
}
