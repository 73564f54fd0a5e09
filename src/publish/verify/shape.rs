//! Whether a file is what its media type says.

use std::io::{self, BufRead, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::Event;
use serde::de::IgnoredAny;

/// So many bytes are looked at together.
const PIECE: usize = 1 << 16;

/// Fails if the content is not well-formed for its media type, with what is wrong; types that have no form pass. The content is read
/// from its beginning, and never held whole: it may be larger than memory.
pub(super) fn well_formed<C: Read + Seek>(media_type: &str, content: &mut C) -> Result<(), String> {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    if kind.starts_with("text/") || is_json(kind) || is_xml(kind) {
        utf8(from_start(content)?)?;
    }
    let content = from_start(content)?;
    match kind {
        "application/jsonl" => json_lines(content),
        "text/csv" => csv(content),
        kind if is_json(kind) => json(content),
        kind if is_xml(kind) => xml(content),
        _ => Ok(()),
    }
}

fn from_start<C: Read + Seek>(content: &mut C) -> Result<BufReader<&mut C>, String> {
    content.rewind().map_err(unreadable)?;
    Ok(BufReader::new(content))
}

fn unreadable(error: io::Error) -> String {
    format!("it cannot be read ({error})")
}

/// Checks pieces of the content; a character may be cut between two.
fn utf8(mut content: impl Read) -> Result<(), String> {
    let mut piece = Vec::with_capacity(PIECE + 4);
    let mut before = 0u64;
    loop {
        let count = content
            .by_ref()
            .take(PIECE as u64)
            .read_to_end(&mut piece)
            .map_err(unreadable)?;
        let valid = match std::str::from_utf8(&piece) {
            Ok(_) => piece.len(),
            Err(error) if error.error_len().is_none() && count > 0 => error.valid_up_to(),
            Err(error) => {
                let at = before + error.valid_up_to() as u64;
                return Err(format!("it is not UTF-8 (at byte {at})"));
            }
        };
        before += valid as u64;
        piece.drain(..valid);
        if count == 0 {
            return Ok(());
        }
    }
}

fn is_json(kind: &str) -> bool {
    kind == "application/json" || kind == "application/jsonl" || kind.ends_with("+json")
}

fn is_xml(kind: &str) -> bool {
    kind == "application/xml" || kind == "text/xml" || kind.ends_with("+xml")
}

fn json(content: impl Read) -> Result<(), String> {
    let parsed: Result<IgnoredAny, _> = serde_json::from_reader(content);
    parsed.map(drop).map_err(|error| format!("it is not JSON ({error})"))
}

fn json_lines(mut content: impl BufRead) -> Result<(), String> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if content.read_until(b'\n', &mut line).map_err(unreadable)? == 0 {
            break;
        }
        if line.last() != Some(&b'\n') {
            return Err("its last line has no end".to_owned());
        }
        json(&*line).map_err(|what| format!("line {number}: {what}"))?;
    }
    Ok(())
}

/// The byte that ends a text on CP/M and DOS; OFAC's files still have it behind the last record.
const END_MARK: u8 = 0x1a;

/// Every record must have as many fields as the first; a record of the end mark alone ends the file.
fn csv(content: impl Read) -> Result<(), String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(content);
    let mut record = csv::ByteRecord::new();
    let (mut fields, mut has_ended) = (None, false);
    let wrong = |error: csv::Error| format!("it is not CSV ({error})");
    while reader.read_byte_record(&mut record).map_err(wrong)? {
        let line = record.position().map_or(0, csv::Position::line);
        if has_ended {
            return Err(format!("it is not CSV (line {line}: a record behind the end mark)"));
        }
        if record.len() == 1 && record.get(0) == Some(&[END_MARK]) {
            has_ended = true;
            continue;
        }
        let expected = *fields.get_or_insert(record.len());
        if record.len() != expected {
            let found = record.len();
            return Err(format!(
                "it is not CSV (line {line}: {found} fields, and the first record has {expected})"
            ));
        }
    }
    Ok(())
}

fn xml(content: impl BufRead) -> Result<(), String> {
    let mut reader = Reader::from_reader(content);
    let mut depth = 0usize;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) if depth == 0 => return Ok(()),
            Ok(Event::Eof) => return Err("it is not XML (elements are left open)".to_owned()),
            Ok(_) => {}
            Err(error) => return Err(format!("it is not XML ({error})")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::well_formed;

    #[test]
    fn each_type_has_its_form() {
        let cases = [
            ("application/json", "{\"a\":1}\n", true),
            ("application/json", "{\"a\":1", false),
            ("application/feed+json", "[]]", false),
            ("application/jsonl", "{}\n{}\n", true),
            ("application/jsonl", "{}\n{}", false),
            ("application/jsonl", "{}\n{\n", false),
            ("text/csv; charset=utf-8", "a,b\r\n1,2\r\n", true),
            ("text/csv; charset=utf-8", "a,b\r\n1,2,3\r\n", false),
            ("text/csv", "a,b\r\n1,2\r\n\u{1a}", true),
            ("text/csv", "a,b\r\n\u{1a}1,2,3\r\n", false),
            ("application/atom+xml", "<a><b/></a>", true),
            ("application/atom+xml", "<a><b></a>", false),
            ("application/xml", "<a>", false),
            ("text/plain; charset=utf-8", "anything", true),
        ];
        for (media_type, content, expected) in cases {
            assert_eq!(
                well_formed(media_type, &mut Cursor::new(content)).is_ok(),
                expected,
                "{media_type}: {content:?}"
            );
        }
        assert!(well_formed("text/html", &mut Cursor::new([0xff])).is_err());
        // A character of two bytes across the border of two pieces, and one that is cut at the end.
        let across = format!("{}é", "a".repeat(super::PIECE - 1));
        assert!(well_formed("text/html", &mut Cursor::new(&across)).is_ok());
        assert!(well_formed("text/html", &mut Cursor::new(&across.as_bytes()[..super::PIECE])).is_err());
    }
}
