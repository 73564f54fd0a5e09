//! XML as OFAC and the UN lay it out: an element a line, two spaces a level, texts on the line of their element.
//!
//! What `quick_xml` cannot do is the line end, which OFAC has as CR LF in one format and LF in another; the rest, and all
//! escaping, is its own.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Attributes of an element, in their order.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A document as it is written.
pub(super) struct Sheet<'o> {
    xml: Writer<&'o mut dyn Write>,
    line_end: &'static str,
    open: Vec<&'static str>,
}

impl<'o> Sheet<'o> {
    /// Begins a document with its declaration.
    pub(super) fn new(out: &'o mut dyn Write, encoding: Option<&str>, line_end: &'static str) -> io::Result<Self> {
        let mut xml = Writer::new(out);
        xml.config_mut().add_space_before_slash_in_empty_elements = true;
        xml.write_event(Event::Decl(BytesDecl::new("1.0", encoding, Some("yes"))))?;
        Ok(Self {
            xml,
            line_end,
            open: Vec::new(),
        })
    }

    /// Writes elements that hold nothing without a space before the slash: `<features/>`.
    pub(super) fn tight(mut self) -> Self {
        self.xml.config_mut().add_space_before_slash_in_empty_elements = false;
        self
    }

    /// Opens an element that holds others.
    pub(super) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) -> io::Result<()> {
        self.line()?;
        self.xml.write_event(Event::Start(start(name, attributes)))?;
        self.open.push(name);
        Ok(())
    }

    /// Closes the element that was opened last.
    pub(super) fn close(&mut self) -> io::Result<()> {
        let Some(name) = self.open.pop() else { return Ok(()) };
        self.line()?;
        self.xml.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Writes an element with a text.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) -> io::Result<()> {
        self.line()?;
        self.xml.write_event(Event::Start(start(name, attributes)))?;
        // OFAC leaves quotation marks in texts as they are.
        let text = clean(text);
        let escaped = BytesText::from_escaped(partial_escape(text.as_str()));
        self.xml.write_event(Event::Text(escaped))?;
        self.xml.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Writes an element with a text where there is one.
    pub(super) fn leaf_of(&mut self, name: &'static str, text: Option<&str>) -> io::Result<()> {
        match text {
            Some(text) => self.leaf(name, &[], text),
            None => Ok(()),
        }
    }

    /// Writes an element that holds nothing: `<features />`.
    pub(super) fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) -> io::Result<()> {
        self.line()?;
        self.xml.write_event(Event::Empty(start(name, attributes)))
    }

    fn line(&mut self) -> io::Result<()> {
        let mut text = self.line_end.to_owned();
        text.push_str(&"  ".repeat(self.open.len()));
        self.xml.write_event(Event::Text(BytesText::from_escaped(text)))
    }
}

fn start<'a>(name: &'static str, attributes: Attributes<'_>) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        element.push_attribute((*name, clean(value).as_str()));
    }
    element
}

/// Returns the text with U+FFFD for every character that XML 1.0 cannot say in any way (`Char`, section 2.2).
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => char,
            _ => char::REPLACEMENT_CHARACTER,
        })
        .collect()
}
