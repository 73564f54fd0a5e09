//! A reader for the house style alone, many times as fast as the full one: block maps and lists, scalars of one line, comments.
//!
//! It takes what well-kept lists hold and *declines* everything else: then the full parser reads the text, and says what is
//! wrong if anything is. What it takes it reads just as the full parser does, to the last place; a test holds the two against
//! each other over real files and over a great many that were broken at random.

use std::borrow::Cow;

use crate::data::{Node, Place, Value};
use crate::model::schema::field_name;

use super::parse::Parsed;

/// Deeper nesting is left to the full parser.
const MAX_DEPTH: usize = 12;

/// Longer names are left to the full parser.
const MAX_KEY: usize = 100;

/// More comment lines in one file are left to the full parser.
const MAX_COMMENTS: usize = 200;

/// Reads a text; nothing where it is not in the house style.
pub(super) fn read(text: &str) -> Option<Parsed> {
    if !is_plain(text.as_bytes()) {
        return None;
    }
    let mut reader = Reader {
        bytes: text.as_bytes(),
        text,
        next: 0,
        line: None,
        comments: Vec::new(),
        end: 0,
        depth: 0,
    };
    reader.advance()?;
    let first = reader.line?;
    if first.indent != 0 {
        return None;
    }
    let root = reader.block(0)?;
    // Whatever stands behind the first block is for the full parser to judge.
    if reader.line.is_some() {
        return None;
    }
    Some(Parsed {
        documents: vec![root],
        comments: reader.comments,
        errors: Vec::new(),
    })
}

/// True for a text of lines that each end in a line feed, without control characters, other line breaks, byte order marks.
fn is_plain(bytes: &[u8]) -> bool {
    if bytes.last() != Some(&b'\n') {
        return false;
    }
    let mut rest = bytes;
    while let Some(at) = rest
        .iter()
        .position(|byte| matches!(byte, 0..=9 | 0x0b..=0x1f | 0x7f | 0xc2 | 0xe2 | 0xef))
    {
        match rest[at] {
            0xc2 if rest[at + 1] >= 0xa0 => {}
            0xe2 if !matches!(rest[at + 1..at + 3], [0x80, 0xa8 | 0xa9]) => {}
            0xef if !matches!(rest[at + 1..at + 3], [0xbb, 0xbf] | [0xbf, 0xbe | 0xbf]) => {}
            _ => return false,
        }
        rest = &rest[at + 1..];
    }
    true
}

/// A line with something on it.
#[derive(Clone, Copy)]
struct Line {
    /// The column of what stands on it; behind a `- ` that was read, the column of what follows.
    indent: usize,
    /// Where that begins.
    start: usize,
    /// Where the line ends.
    end: usize,
}

struct Reader<'t> {
    bytes: &'t [u8],
    text: &'t str,
    /// Where the line behind the current one begins.
    next: usize,
    /// The current line; nothing at the end.
    line: Option<Line>,
    comments: Vec<Place>,
    /// Where the last scalar ended.
    end: usize,
    depth: usize,
}

/// A scalar as it was found.
struct Scalar<'t> {
    text: Cow<'t, str>,
    /// Where it ends, quotes included.
    end: usize,
}

impl<'t> Reader<'t> {
    /// Goes on to the next line that has more than a comment on it.
    fn advance(&mut self) -> Option<()> {
        loop {
            if self.next == self.bytes.len() {
                self.line = None;
                return Some(());
            }
            let begin = self.next;
            let end = begin + self.bytes[begin..].iter().position(|byte| *byte == b'\n')?;
            self.next = end + 1;
            let indent = self.bytes[begin..end].iter().position(|byte| *byte != b' ');
            match indent {
                // A line of blanks may mean something; an empty one does not.
                None if end > begin => return None,
                None => {}
                Some(indent) if self.bytes[begin + indent] == b'#' => self.comment(begin + indent, end)?,
                Some(indent) => {
                    let start = begin + indent;
                    self.line = Some(Line { indent, start, end });
                    return (!self.is_marker(begin, end)).then_some(());
                }
            }
        }
    }

    /// Notes a comment.
    fn comment(&mut self, start: usize, end: usize) -> Option<()> {
        self.comments.push(place(start, end));
        (self.comments.len() <= MAX_COMMENTS).then_some(())
    }

    /// True for what begins or ends a document, and for directives.
    fn is_marker(&self, begin: usize, end: usize) -> bool {
        let line = &self.bytes[begin..end];
        line.starts_with(b"---") || line.starts_with(b"...") || line.starts_with(b"%")
    }

    /// Reads the map or list that begins on the current line, whose column is `indent`.
    fn block(&mut self, indent: usize) -> Option<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let start = self.line?.start;
        let value = if self.is_item() {
            Value::List(self.list(indent)?)
        } else {
            Value::Map(self.map(indent)?)
        };
        self.depth -= 1;
        Some(Node {
            value,
            place: place(start, self.end),
            key_place: Place::default(),
        })
    }

    fn is_item(&self) -> bool {
        self.line
            .is_some_and(|line| self.bytes[line.start..line.end].starts_with(b"- "))
    }

    fn list(&mut self, indent: usize) -> Option<Vec<Node>> {
        let mut elements = Vec::new();
        while let Some(line) = self.line {
            if line.indent < indent {
                break;
            }
            if line.indent > indent || !self.is_item() {
                return None;
            }
            let inside = Line {
                indent: indent + 2,
                start: line.start + 2,
                end: line.end,
            };
            self.line = Some(inside);
            let element = match self.key(inside) {
                Some(_) => self.block(indent + 2)?,
                None => self.scalar_node(inside.start, inside)?,
            };
            elements.push(element);
        }
        Some(elements)
    }

    fn map(&mut self, indent: usize) -> Option<Vec<(Cow<'static, str>, Node)>> {
        let mut pairs: Vec<(Cow<'static, str>, Node)> = Vec::new();
        while let Some(line) = self.line {
            if line.indent < indent {
                break;
            }
            if line.indent > indent {
                return None;
            }
            let key_end = self.key(line)?;
            let key = &self.text[line.start..key_end];
            if pairs.iter().any(|(known, _)| known == key) || pairs.len() > 64 {
                return None;
            }
            let mut node = if key_end + 1 == line.end {
                self.advance()?;
                let below = self.line?;
                if below.indent <= indent {
                    return None;
                }
                self.block(below.indent)?
            } else {
                self.scalar_node(key_end + 2, line)?
            };
            node.key_place = place(line.start, key_end);
            let key = field_name(key).map_or_else(|| Cow::Owned(key.to_owned()), Cow::Borrowed);
            pairs.push((key, node));
        }
        Some(pairs)
    }

    /// Returns where the name at the beginning of a line ends, if a colon and a blank or the line's end follow it.
    fn key(&self, line: Line) -> Option<usize> {
        let text = &self.bytes[line.start..line.end];
        let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let length = text.iter().position(|byte| !is_of_name(byte))?;
        let is_key = length > 0
            && length <= MAX_KEY
            && text[0] != b'-'
            && text[0] != b'.'
            && text[length] == b':'
            && matches!(text.get(length + 1), None | Some(b' '));
        is_key.then_some(line.start + length)
    }

    /// Reads the scalar that begins at `start` and fills the rest of the line, and goes on to the next line.
    fn scalar_node(&mut self, start: usize, line: Line) -> Option<Node> {
        let scalar = match self.bytes[start..line.end].first()? {
            b'\'' => self.single_quoted(start, line.end)?,
            b'"' => self.double_quoted(start, line.end)?,
            _ => self.plain(start, line.end)?,
        };
        self.behind(scalar.end, line.end)?;
        self.end = scalar.end;
        let node = Node {
            value: Value::Text(scalar.text.into_owned()),
            place: place(start, scalar.end),
            key_place: Place::default(),
        };
        self.advance()?;
        Some(node)
    }

    /// Reads what stands between a scalar and the end of its line: nothing, or a comment behind a blank.
    fn behind(&mut self, end: usize, line_end: usize) -> Option<()> {
        if end == line_end {
            return Some(());
        }
        let rest = &self.bytes[end..line_end];
        let blanks = rest.iter().position(|byte| *byte != b' ')?;
        if blanks == 0 || rest[blanks] != b'#' {
            return None;
        }
        self.comment(end + blanks, line_end)
    }

    fn plain(&self, start: usize, line_end: usize) -> Option<Scalar<'t>> {
        let line = &self.bytes[start..line_end];
        let may_begin =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'(' | b'/' | b'_' | b'+') || byte >= 0x80;
        if !may_begin(line[0]) {
            return None;
        }
        let mut end = line.len();
        for (at, byte) in line.iter().enumerate().skip(1) {
            match byte {
                // A name, or something that looks like one.
                b':' if matches!(line.get(at + 1), None | Some(b' ')) => return None,
                b'#' if line[at - 1] == b' ' => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let text = self.text[start..start + end].trim_end_matches(' ');
        let is_nothing = matches!(text, "null" | "~" | "");
        let is_blank_behind = end == line.len() && text.len() < end;
        (!is_nothing && !is_blank_behind).then_some(Scalar {
            text: Cow::Borrowed(text),
            end: start + text.len(),
        })
    }

    fn single_quoted(&self, start: usize, line_end: usize) -> Option<Scalar<'t>> {
        let mut at = start + 1;
        let mut doubled = false;
        loop {
            at += self.bytes[at..line_end].iter().position(|byte| *byte == b'\'')?;
            if self.bytes[at + 1] != b'\'' {
                break;
            }
            doubled = true;
            at += 2;
        }
        let inside = &self.text[start + 1..at];
        let text = if doubled {
            Cow::Owned(inside.replace("''", "'"))
        } else {
            Cow::Borrowed(inside)
        };
        Some(Scalar { text, end: at + 1 })
    }

    fn double_quoted(&self, start: usize, line_end: usize) -> Option<Scalar<'t>> {
        let inside = &self.bytes[start + 1..line_end];
        let length = inside.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        let at = start + 1 + length;
        (self.bytes[at] == b'"').then_some(Scalar {
            text: Cow::Borrowed(&self.text[start + 1..at]),
            end: at + 1,
        })
    }
}

fn place(start: usize, end: usize) -> Place {
    // A file that is read has fewer than 2^32 bytes.
    let offset = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
    Place {
        start: offset(start),
        end: offset(end),
    }
}
