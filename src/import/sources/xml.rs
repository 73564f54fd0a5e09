//! XML as a row of records: each is read whole, the document never is. No entity but XML's own, no document type, nothing
//! nested without end.

use std::collections::BTreeMap;

use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;

use crate::data::{Node, Value};
use crate::import::importer::{Input, Problem, Severity};
use crate::model::record::Extra;

/// Real files are nine levels deep; this stops what is made to exhaust the stack.
const DEEPEST: usize = 32;

/// What a document must be.
pub(crate) struct Kind {
    /// The name of the root element.
    pub(crate) root: &'static str,
    /// The namespaces that it may be in.
    pub(crate) namespaces: &'static [&'static str],
    /// The children of the root whose children are records as well.
    pub(crate) containers: &'static [&'static str],
}

/// An element with all that is in it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its name without prefix.
    pub(crate) name: String,
    /// The line on which it begins, from 1.
    pub(crate) line: u64,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// Returns an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Takes the first child with this name out.
    pub(crate) fn take(&mut self, name: &str) -> Option<Element> {
        let at = self.children.iter().position(|child| child.name == name)?;
        Some(self.children.remove(at))
    }

    /// Takes the first child with this name out, and returns its text; nothing where there is none or it is empty.
    pub(crate) fn take_text(&mut self, name: &str) -> Option<String> {
        self.take(name).map(Element::into_text).filter(|text| !text.is_empty())
    }

    /// Takes every child with this name out.
    pub(crate) fn take_all(&mut self, name: &str) -> Vec<Element> {
        let all = std::mem::take(&mut self.children);
        let (taken, others): (Vec<Element>, Vec<Element>) = all.into_iter().partition(|child| child.name == name);
        self.children = others;
        taken
    }

    /// Returns true where neither it nor anything in it says something.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.attributes.is_empty() && self.children.iter().all(Element::is_blank)
    }

    /// Drops the children that say nothing.
    pub(crate) fn drop_blank(&mut self) {
        self.children.retain(|child| !child.is_blank());
    }

    /// Takes the elements called `item` out of the first child called `list`; that one stays only with what else is in it.
    pub(crate) fn take_items(&mut self, list: &str, item: &str) -> Vec<Element> {
        let Some(at) = self.children.iter().position(|child| child.name == list) else {
            return Vec::new();
        };
        let all = std::mem::take(&mut self.children[at].children);
        let (items, others): (Vec<Element>, Vec<Element>) = all.into_iter().partition(|child| child.name == item);
        if others.is_empty() {
            self.children.remove(at);
        } else {
            self.children[at].children = others;
        }
        items
    }

    /// Takes the first of the elements called `item` out of the first child called `list`; the others stay.
    pub(crate) fn take_items_first(&mut self, list: &str, item: &str) -> Option<Element> {
        let at = self.children.iter().position(|child| child.name == list)?;
        let found = self.children[at].take(item);
        if self.children[at].children.is_empty() {
            self.children.remove(at);
        }
        found
    }

    /// Returns the text, without the white space around it.
    pub(crate) fn into_text(self) -> String {
        let trimmed = self.text.trim();
        if trimmed.len() == self.text.len() {
            self.text
        } else {
            trimmed.to_owned()
        }
    }

    /// Puts the children that nobody took into `extra`, under their names, and returns these: what is not known is kept.
    pub(crate) fn leave(self, extra: &mut Extra) -> Vec<String> {
        self.children.into_iter().map(|child| child.keep(extra)).collect()
    }

    /// Puts the element into `extra` under its name, and returns that.
    pub(crate) fn keep(self, extra: &mut Extra) -> String {
        let name = self.name.clone();
        let numbered = |number| match number {
            1 => name.clone(),
            _ => format!("{name}.{number}"),
        };
        let free = (1..)
            .map(numbered)
            .find(|name| !extra.contains_key(name))
            .expect("there are more numbers than names");
        extra.insert(free, self.into_node());
        name
    }

    /// An element as plain data: its text, or its attributes and children under their names.
    fn into_node(self) -> Node {
        if self.attributes.is_empty() && self.children.is_empty() {
            return Node::text(self.into_text());
        }
        let mut pairs: BTreeMap<String, Vec<Node>> = BTreeMap::new();
        for (name, value) in &self.attributes {
            pairs.entry(name.clone()).or_default().push(Node::text(value.clone()));
        }
        let text = self.text.trim().to_owned();
        for child in self.children {
            let name = child.name.clone();
            pairs.entry(name).or_default().push(child.into_node());
        }
        if !text.is_empty() {
            pairs.entry("text".to_owned()).or_default().push(Node::text(text));
        }
        let one_or_many = |mut nodes: Vec<Node>| match nodes.len() {
            1 => nodes.remove(0),
            _ => Node::new(Value::List(nodes)),
        };
        Node::map(
            pairs
                .into_iter()
                .map(|(name, nodes)| (name.into(), one_or_many(nodes)))
                .collect(),
        )
    }
}

/// Reads the records of a document one after the other.
pub(crate) struct Records<'a> {
    file: &'a str,
    text: &'a str,
    xml: NsReader<&'a [u8]>,
    kind: &'static Kind,
    /// The elements that are open around the records: the root, perhaps the container.
    open: Vec<String>,
    /// Up to where lines are counted, and how many.
    counted: (usize, u64),
    /// The namespace of the root.
    pub(crate) namespace: &'static str,
}

impl<'a> Records<'a> {
    /// Opens a document.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are no UTF-8, or the root is not what is wanted.
    pub(crate) fn open(input: &Input<'a>, kind: &'static Kind) -> Result<Self, Problem> {
        let bytes = input.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input.bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = 1 + lines(&bytes[..error.valid_up_to()]);
            let byte = bytes[error.valid_up_to()];
            problem(input.name, line, format!("the byte {byte:#04X} is no UTF-8"))
        })?;
        refuse_control_characters(input.name, text)?;
        let mut records = Self {
            file: input.name,
            text,
            xml: NsReader::from_str(text),
            kind,
            open: Vec::new(),
            counted: (0, 1),
            namespace: "",
        };
        records.xml.config_mut().check_comments = true;
        records.read_root()?;
        Ok(records)
    }

    fn read_root(&mut self) -> Result<(), Problem> {
        loop {
            let (line, event) = self.event()?;
            match event {
                Event::Start(start) => {
                    let (found, local) = self.xml.resolver().resolve_element(start.name());
                    let name = local.as_ref().to_owned();
                    if name != self.kind.root {
                        let message = format!("the document is a `{name}`, and a `{}` is expected", self.kind.root);
                        return Err(self.problem(line, message));
                    }
                    let namespace = match found {
                        ResolveResult::Bound(namespace) => namespace.as_ref().to_owned(),
                        _ => String::new(),
                    };
                    let known = self.kind.namespaces.iter().find(|known| **known == namespace);
                    self.namespace = known.ok_or_else(|| {
                        let message = format!(
                            "the namespace `{namespace}` is not known; the authority may have changed its format"
                        );
                        self.problem(line, message)
                    })?;
                    self.open.push(name);
                    return Ok(());
                }
                Event::Empty(_) => return Err(self.problem(line, "the document has nothing in it".to_owned())),
                Event::Eof => return Err(self.problem(line, "the file has no XML element".to_owned())),
                Event::Text(text) if !text.trim().is_empty() => {
                    return Err(self.problem(line, "text stands before the first element".to_owned()));
                }
                _ => {}
            }
        }
    }

    /// Returns the next record; nothing at the end of the document.
    ///
    /// # Errors
    ///
    /// Fails where the document is no well-formed XML, ends too early, or has what no list has.
    pub(crate) fn next(&mut self) -> Result<Option<Element>, Problem> {
        loop {
            let (line, event) = self.event()?;
            match event {
                Event::Start(_) | Event::Empty(_) if self.open.is_empty() => {
                    return Err(self.problem(line, "an element stands behind the end of the document".to_owned()));
                }
                Event::Empty(start) if self.is_container(start.local_name().as_ref()) => {}
                Event::Start(start) => {
                    let name = start.local_name().as_ref().to_owned();
                    if self.is_container(&name) {
                        self.open.push(name);
                        continue;
                    }
                    let element = self.element(&start, line)?;
                    return self.content(element, self.open.len() + 1).map(Some);
                }
                Event::Empty(start) => return self.element(&start, line).map(Some),
                Event::End(_) => {
                    self.open.pop();
                }
                Event::Text(text) if !text.trim().is_empty() => {
                    return Err(self.problem(line, "text stands between the records".to_owned()));
                }
                Event::Eof if self.open.is_empty() => return Ok(None),
                Event::Eof => {
                    let open = self.open.last().cloned().unwrap_or_default();
                    return Err(self.truncated(line, &open));
                }
                _ => {}
            }
        }
    }

    fn is_container(&self, name: &str) -> bool {
        self.open.len() == 1 && self.kind.containers.contains(&name)
    }

    fn content(&mut self, mut element: Element, depth: usize) -> Result<Element, Problem> {
        if depth > DEEPEST {
            return Err(self.problem(
                element.line,
                format!("elements stand more than {DEEPEST} deep in one another"),
            ));
        }
        loop {
            let (line, event) = self.event()?;
            self.refuse_mixed_content(&element, &event, line)?;
            match event {
                Event::Start(start) => {
                    let child = self.element(&start, line)?;
                    let child = self.content(child, depth + 1)?;
                    element.children.push(child);
                }
                Event::Empty(start) => element.children.push(self.element(&start, line)?),
                Event::End(_) => return Ok(element),
                Event::Text(text) => element.text.push_str(&text.xml10_content()),
                Event::CData(text) => element.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => element.text.push(self.character(&reference, line)?),
                Event::Eof => return Err(self.truncated(line, &element.name)),
                _ => {}
            }
        }
    }

    /// An element of a list has text or elements in it; text beside elements would belong to no field.
    fn refuse_mixed_content(&self, element: &Element, event: &Event<'_>, line: u64) -> Result<(), Problem> {
        let behind = match event {
            Event::Text(text) => text.trim(),
            Event::CData(text) => text.trim(),
            _ => "",
        };
        let text = match event {
            Event::Start(_) | Event::Empty(_) => element.text.trim(),
            _ if element.children.is_empty() => "",
            _ => behind,
        };
        if text.is_empty() {
            return Ok(());
        }
        let start: String = text.chars().take(40).collect();
        let message = format!("`{start}` is text between the elements of `{}`", element.name);
        Err(self.problem(line, message))
    }

    fn character(&self, reference: &BytesRef<'_>, line: u64) -> Result<char, Problem> {
        let bad = || self.problem(line, format!("`&{};` is no character of XML", &**reference));
        if reference.is_char_ref() {
            let character = reference.resolve_char_ref().ok().flatten();
            return character.filter(|c| !is_forbidden(*c)).ok_or_else(bad);
        }
        let known = quick_xml::escape::resolve_xml_entity(reference).and_then(|text| text.chars().next());
        known.ok_or_else(bad)
    }

    fn element(&self, start: &BytesStart<'_>, line: u64) -> Result<Element, Problem> {
        if let (ResolveResult::Unknown(prefix), _) = self.xml.resolver().resolve_element(start.name()) {
            let prefix = String::from_utf8_lossy(prefix.as_ref()).into_owned();
            return Err(self.problem(line, format!("the prefix `{prefix}` is not declared")));
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute =
                attribute.map_err(|error| self.problem(line, format!("an attribute is broken: {error}")))?;
            let value = quick_xml::escape::unescape(&attribute.value);
            let value = value.map_err(|error| self.problem(line, format!("an attribute is broken: {error}")))?;
            attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
        Ok(Element {
            name: start.local_name().as_ref().to_owned(),
            line,
            attributes,
            ..Element::default()
        })
    }

    /// Returns the next event and the line on which it begins.
    fn event(&mut self) -> Result<(u64, Event<'a>), Problem> {
        let start = self.xml.buffer_position();
        let line = self.line_at(start);
        match self.xml.read_event() {
            Ok(Event::DocType(_)) => {
                Err(self.problem(line, "the document declares a type, which lists have not".to_owned()))
            }
            Ok(Event::Decl(declaration)) => match declaration.encoding() {
                Some(Ok(encoding)) if !encoding.eq_ignore_ascii_case("utf-8") => {
                    let message = format!("the document says that it is in `{encoding}`; UTF-8 is expected");
                    Err(self.problem(line, message))
                }
                _ => Ok((line, Event::Decl(declaration))),
            },
            Ok(event) => Ok((line, event)),
            Err(error) => {
                let at = self.xml.error_position();
                let line = self.line_at(at);
                Err(self.problem(line, format!("the XML is broken: {error}")))
            }
        }
    }

    /// Positions are asked for in their order, so each line end is counted once.
    fn line_at(&mut self, position: u64) -> u64 {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        let (from, line) = self.counted;
        if position > from {
            self.counted = (position, line + lines(&self.text.as_bytes()[from..position]));
        }
        self.counted.1
    }

    fn truncated(&self, line: u64, open: &str) -> Problem {
        self.problem(line, format!("the file ends within `{open}`: it is truncated"))
    }

    /// Returns an error at a line of this document.
    pub(crate) fn problem(&self, line: u64, message: String) -> Problem {
        problem(self.file, line, message)
    }
}

/// Returns true for a character that XML 1.0 does not allow (`Char`, production 2).
fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}')
}

fn refuse_control_characters(file: &str, text: &str) -> Result<(), Problem> {
    let Some((at, c)) = text.char_indices().find(|(_, c)| is_forbidden(*c)) else {
        return Ok(());
    };
    let line = 1 + lines(&text.as_bytes()[..at]);
    let message = format!("the character U+{:04X} is not allowed in XML", u32::from(c));
    Err(problem(file, line, message))
}

/// Returns an error at a line of a file.
pub(crate) fn problem(file: &str, line: u64, message: String) -> Problem {
    Problem {
        file: file.to_owned(),
        row: Some(line),
        severity: Severity::Error,
        message,
    }
}

/// Returns a note at a line of a file.
pub(crate) fn note(file: &str, line: u64, message: String) -> Problem {
    Problem {
        severity: Severity::Note,
        ..problem(file, line, message)
    }
}

fn lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}
