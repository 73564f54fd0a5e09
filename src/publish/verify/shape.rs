//! Whether a file is what its media type says.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::value::RawValue;

/// Fails where the content is not well-formed for its media type, with what is wrong; types that have no form pass.
pub(super) fn well_formed(media_type: &str, content: &[u8]) -> Result<(), String> {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    if kind.starts_with("text/") || is_json(kind) || is_xml(kind) {
        std::str::from_utf8(content).map_err(|error| format!("it is no UTF-8 ({error})"))?;
    }
    match kind {
        "application/jsonl" => json_lines(content),
        "text/csv" => csv(content),
        kind if is_json(kind) => json(content),
        kind if is_xml(kind) => xml(content),
        _ => Ok(()),
    }
}

fn is_json(kind: &str) -> bool {
    kind == "application/json" || kind == "application/jsonl" || kind.ends_with("+json")
}

fn is_xml(kind: &str) -> bool {
    kind == "application/xml" || kind == "text/xml" || kind.ends_with("+xml")
}

fn json(content: &[u8]) -> Result<(), String> {
    let parsed: Result<&RawValue, _> = serde_json::from_slice(content);
    parsed.map(drop).map_err(|error| format!("it is no JSON ({error})"))
}

fn json_lines(content: &[u8]) -> Result<(), String> {
    if content.last().is_some_and(|last| *last != b'\n') {
        return Err("its last line has no end".to_owned());
    }
    for (index, line) in content.split_inclusive(|byte| *byte == b'\n').enumerate() {
        json(line).map_err(|what| format!("line {}: {what}", index + 1))?;
    }
    Ok(())
}

/// The byte that ends a text on CP/M and DOS; OFAC's files still have it behind the last record.
const END_MARK: u8 = 0x1a;

/// Every record must have as many fields as the first.
fn csv(content: &[u8]) -> Result<(), String> {
    let content = content.strip_suffix(&[END_MARK]).unwrap_or(content);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(content);
    let mut record = csv::ByteRecord::new();
    while reader
        .read_byte_record(&mut record)
        .map_err(|error| format!("it is no CSV ({error})"))?
    {}
    Ok(())
}

fn xml(content: &[u8]) -> Result<(), String> {
    let mut reader = Reader::from_reader(content);
    let mut depth = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) if depth == 0 => return Ok(()),
            Ok(Event::Eof) => return Err("it is no XML (elements are left open)".to_owned()),
            Ok(_) => {}
            Err(error) => return Err(format!("it is no XML ({error})")),
        }
    }
}

#[cfg(test)]
mod tests {
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
                well_formed(media_type, content.as_bytes()).is_ok(),
                expected,
                "{media_type}: {content:?}"
            );
        }
        assert!(well_formed("text/html", &[0xff]).is_err());
    }
}
