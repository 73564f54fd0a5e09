//! Atom, [RFC 4287](https://www.rfc-editor.org/rfc/rfc4287).

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Author, Item, News, Page};

/// Writes the feed as Atom.
///
/// # Errors
///
/// Fails where `out` fails.
pub fn write_atom(news: &News, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let mut feed = BytesStart::new("feed");
    feed.push_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    if news.page.current.is_some() {
        feed.push_attribute(("xmlns:fh", "http://purl.org/syndication/history/1.0"));
    }
    if let Some(language) = &news.language {
        feed.push_attribute(("xml:lang", clean(language).as_str()));
    }
    xml.write_event(Event::Start(feed))?;
    write_head(news, &mut xml)?;
    for item in &news.items {
        write_item(item, &mut xml)?;
    }
    xml.write_event(Event::End(BytesEnd::new("feed")))?;
    xml.get_mut().write_all(b"\n")
}

fn write_head(news: &News, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    element(xml, "id", &news.id)?;
    element(xml, "title", &news.title)?;
    if let Some(description) = &news.description {
        element(xml, "subtitle", description)?;
    }
    element(xml, "updated", &news.updated.to_string())?;
    write_author(&news.author, xml)?;
    link(
        xml,
        &[
            ("rel", "self"),
            ("type", "application/atom+xml"),
            ("href", &news.atom_url),
        ],
    )?;
    link(
        xml,
        &[("rel", "alternate"), ("type", "text/html"), ("href", &news.home_page)],
    )?;
    write_page(&news.page, xml)?;
    element(xml, "generator", "gazette")
}

/// Writes where the other pages are: what is no more in the newest is in archives, which a reader fetches once.
fn write_page(page: &Page, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    for (rel, address) in [
        ("current", &page.current),
        ("prev-archive", &page.older),
        ("next-archive", &page.newer),
    ] {
        if let Some(address) = address {
            let attributes = [("rel", rel), ("type", "application/atom+xml"), ("href", &address.atom)];
            link(xml, &attributes)?;
        }
    }
    if page.current.is_some() {
        xml.write_event(Event::Empty(BytesStart::new("fh:archive")))?;
    }
    Ok(())
}

fn write_author(author: &Author, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    xml.write_event(Event::Start(BytesStart::new("author")))?;
    element(xml, "name", &author.name)?;
    if let Some(url) = &author.url {
        element(xml, "uri", url)?;
    }
    if let Some(email) = &author.email {
        element(xml, "email", email)?;
    }
    xml.write_event(Event::End(BytesEnd::new("author")))
}

fn write_item(item: &Item, xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    xml.write_event(Event::Start(BytesStart::new("entry")))?;
    element(xml, "id", &item.id)?;
    element(xml, "title", &item.title)?;
    element(xml, "updated", &item.time.to_string())?;
    element(xml, "published", &item.time.to_string())?;
    link(xml, &[("rel", "alternate"), ("type", "text/html"), ("href", &item.url)])?;
    for related in &item.related {
        let bytes = related.bytes.to_string();
        link(
            xml,
            &[
                ("rel", related.rel),
                ("type", &related.media_type),
                ("href", &related.url),
                ("title", &related.title),
                ("length", bytes.as_str()),
            ],
        )?;
    }
    for tag in &item.tags {
        let mut category = BytesStart::new("category");
        category.push_attribute(("term", clean(tag).as_str()));
        xml.write_event(Event::Empty(category))?;
    }
    element(xml, "summary", &item.summary)?;
    xml.write_event(Event::End(BytesEnd::new("entry")))
}

fn element(xml: &mut Writer<&mut dyn Write>, name: &str, text: &str) -> io::Result<()> {
    xml.write_event(Event::Start(BytesStart::new(name)))?;
    xml.write_event(Event::Text(BytesText::new(&clean(text))))?;
    xml.write_event(Event::End(BytesEnd::new(name)))
}

fn link(xml: &mut Writer<&mut dyn Write>, attributes: &[(&str, &str)]) -> io::Result<()> {
    let mut link = BytesStart::new("link");
    for (name, value) in attributes {
        link.push_attribute((*name, clean(value).as_str()));
    }
    xml.write_event(Event::Empty(link))
}

/// Returns the text with U+FFFD for every character that XML 1.0 cannot say in any way (`Char`, section 2.2).
fn clean(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => char,
            _ => char::REPLACEMENT_CHARACTER,
        })
        .collect()
}
