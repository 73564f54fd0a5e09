//! Texts: where their characters are in the file, what kind of characters they are, and how they are shown.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use crate::data::Place;

/// Returns the place of a part of a scalar's text in its file; nothing if escapes or folding hide it.
pub(super) fn place_of(file: &[u8], scalar: Place, text: &str, range: Range<usize>) -> Option<Place> {
    let source = file.get(scalar.start as usize..scalar.end as usize)?;
    let source = std::str::from_utf8(source).ok()?;
    let places = align(line_before(file, scalar.start as usize)?, source, text)?;
    let inside = |at: &usize| range.contains(at);
    let mut chars = text.char_indices().zip(&places).filter(|((at, _), _)| inside(at));
    let (_, first) = chars.next()?;
    let last = chars.last().map_or(first, |(_, place)| place);
    let offset = |at: usize| u32::try_from(at).ok().map(|at| scalar.start + at);
    Some(Place {
        start: offset(first.start)?,
        end: offset(last.end)?,
    })
}

/// Returns the blanks before a scalar that is first on its line, with the line above them that is not blank; no more than one
/// character for another scalar. That is enough to see a block scalar; looking through the whole file for each
/// finding would take quadratic time.
fn line_before(file: &[u8], start: usize) -> Option<&str> {
    let before = file.get(..start)?;
    let indent = before.iter().rev().take_while(|byte| **byte == b' ').count();
    let line_start = start - indent;
    if !before[..line_start].ends_with(b"\n") {
        return Some("");
    }
    let above = before[..line_start].trim_ascii_end();
    let from = above.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    std::str::from_utf8(&before[from..]).ok()
}

/// Returns for each character of a text the bytes of the scalar's source that say it.
fn align(before: &str, source: &str, text: &str) -> Option<Vec<Range<usize>>> {
    match (block_header(before), source.as_bytes().first()?) {
        (Some("|" | "|-" | "|+"), _) => align_literal(before, source, text),
        (Some(_), _) => None,
        (None, b'\'') => align_flow(source, text, 1, Quotes::Single),
        (None, b'"') => align_flow(source, text, 1, Quotes::Double),
        _ => align_flow(source, text, 0, Quotes::None),
    }
}

/// Returns the header (`|-`, `>2`) of the block scalar that begins behind this text, if one does.
fn block_header(before: &str) -> Option<&str> {
    let (above, indent) = before.rsplit_once('\n')?;
    indent.trim_matches(' ').is_empty().then_some(())?;
    let line = above.trim_end().rsplit('\n').next()?;
    let code = line.split(" #").next()?.trim_end();
    let header = code.rsplit(' ').next()?;
    let rest = header.strip_prefix(['|', '>'])?;
    let is_header = rest.bytes().all(|byte| matches!(byte, b'-' | b'+' | b'1'..=b'9'));
    is_header.then_some(header)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Single,
    Double,
}

/// Aligns a scalar in which a line end is a blank and an empty line is a line end.
fn align_flow(source: &str, text: &str, start: usize, quotes: Quotes) -> Option<Vec<Range<usize>>> {
    let mut places = Vec::with_capacity(text.len());
    let mut at = start;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let rest = source.get(at..)?;
        if let Some(fold) = fold(rest) {
            let place = at..at + fold.bytes;
            let expected = if fold.line_ends == 1 { ' ' } else { '\n' };
            if c != expected {
                return None;
            }
            places.push(place.clone());
            for _ in 2..fold.line_ends {
                (chars.next()? == '\n').then_some(())?;
                places.push(place.clone());
            }
            at = place.end;
            continue;
        }
        let (said, bytes) = character(rest, quotes)?;
        (said == c).then_some(())?;
        places.push(at..at + bytes);
        at += bytes;
    }
    Some(places)
}

struct Fold {
    bytes: usize,
    line_ends: usize,
}

/// Returns the white space at the beginning, where it holds a line end.
fn fold(rest: &str) -> Option<Fold> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let bytes = rest.find(|c| !blank(c)).unwrap_or(rest.len());
    let line_ends = rest[..bytes].bytes().filter(|byte| *byte == b'\n').count();
    (line_ends > 0).then_some(Fold { bytes, line_ends })
}

/// Returns the first character that the source says, and how many bytes it takes.
fn character(rest: &str, quotes: Quotes) -> Option<(char, usize)> {
    let first = rest.chars().next()?;
    match (quotes, first) {
        (Quotes::Single, '\'') => rest.starts_with("''").then_some(('\'', 2)),
        (Quotes::Double, '\\') => escape(&rest[1..]).map(|(c, bytes)| (c, bytes + 1)),
        _ => Some((first, first.len_utf8())),
    }
}

/// Reads an escape behind its backslash.
fn escape(rest: &str) -> Option<(char, usize)> {
    let first = rest.chars().next()?;
    let digits = match first {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => {
            let known = "0abtnvfre \"/\\N_LP\t".find(first)?;
            let said = "\0\u{7}\u{8}\t\n\u{b}\u{c}\r\u{1b} \"/\\\u{85}\u{a0}\u{2028}\u{2029}\t";
            let index = "0abtnvfre \"/\\N_LP\t"[..known].chars().count();
            return said.chars().nth(index).map(|c| (c, first.len_utf8()));
        }
    };
    let code = u32::from_str_radix(rest.get(1..=digits)?, 16).ok()?;
    char::from_u32(code).map(|c| (c, digits + 1))
}

/// Aligns a literal block, whose lines are indented as far as its first one; its source begins behind the indentation.
fn align_literal(before: &str, source: &str, text: &str) -> Option<Vec<Range<usize>>> {
    let indent = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    let mut places = Vec::with_capacity(text.len());
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let blanks = source.get(at..)?.bytes().take_while(|byte| *byte == b' ').count();
        if index > 0 {
            at += blanks.min(indent);
        }
        source.get(at..)?.starts_with(content).then_some(())?;
        places.extend(content.char_indices().map(|(i, c)| at + i..at + i + c.len_utf8()));
        at += content.len();
        if line.ends_with('\n') {
            let end = source
                .get(at..)?
                .find('\n')
                .map_or(source.len(), |length| at + length + 1);
            places.push(at..end);
            at = end;
        }
    }
    Some(places)
}

/// Returns a text as messages show it: in one line, controls and invisible characters as escapes, not too long.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = String::with_capacity(text.len());
    text.chars().take(LONGEST).for_each(|c| show(c, &mut out));
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// Returns a text with escapes for what a terminal would obey or hide.
pub(super) fn sanitised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| show(c, &mut out));
    out
}

fn show(c: char, out: &mut String) {
    if c.is_control() || is_bidirectional(c) || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}') {
        out.extend(c.escape_unicode());
    } else {
        out.push(c);
    }
}

/// Returns the code point as messages show it: `U+202E`.
pub(super) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Returns true for what turns the direction of a text.
pub(super) fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns true for what takes no room and says nothing: soft hyphen, zero-width blanks and joiners, byte-order mark, tags.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Returns true for a blank that does not end a line.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns a text in the form in which two spellings of one name are equal: compatibility letters, accents and case
/// apart, punctuation and blanks gone, in their order.
pub(super) fn folded(text: &str) -> String {
    // ASCII text is in every normal form.
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        return letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    let decomposed = text.nfkd().filter(|c| !is_combining_mark(*c));
    decomposed
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Returns a text in the form in which two are equal that differ in nothing a reader sees: case, blanks, kinds of quotes and
/// dashes, a full stop at the end.
pub(super) fn looks(text: &str) -> String {
    let lower: String = if text.is_ascii() {
        text.to_ascii_lowercase().replace('`', "'")
    } else {
        text.nfkc().flat_map(char::to_lowercase).map(plain_mark).collect()
    };
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join(" ").trim_end_matches(['.', ',']).to_owned()
}

fn plain_mark(c: char) -> char {
    match c {
        '‘' | '’' | 'ʼ' | 'ʻ' | '`' | '´' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '‐'..='―' | '−' => '-',
        _ => c,
    }
}

/// Returns a text with its blanks as one space each and its case kept, in normal form C.
pub(super) fn tidy(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if is_plain && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Cow::Owned(words.join(" ").nfc().collect())
}

/// Returns the script of a letter; nothing for what belongs to none or to several.
pub(super) fn script_of(c: char) -> Option<Script> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Script::Latin);
    }
    match c.script() {
        Script::Common | Script::Inherited | Script::Unknown => None,
        script => Some(script),
    }
}

/// Returns the scripts of a text with the number of their letters, the most frequent first.
pub(super) fn scripts(text: &str) -> Vec<(Script, usize)> {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for script in text.chars().filter_map(script_of) {
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// Returns the words of a text and where they begin: runs of letters, marks and digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let belongs = |c: char| c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c);
    text.split(move |c| !belongs(c))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    /// Reads `source` as a value and returns what the file has for each character of its text.
    fn pieces(value: &str) -> Option<Vec<String>> {
        let file = format!("k: {value}\n");
        let parsed = parse(file.as_bytes());
        let node = parsed.documents[0].get("k").expect("the value is there");
        let text = node.as_text().expect("the value is a text");
        let piece = |(at, c): (usize, char)| {
            let place = place_of(file.as_bytes(), node.place, text, at..at + c.len_utf8())?;
            Some(file[place.start as usize..place.end as usize].to_owned())
        };
        text.char_indices().map(piece).collect()
    }

    #[test]
    fn each_character_is_found_where_it_is_said() {
        let cases: [(&str, &[&str]); 9] = [
            ("a é", &["a", " ", "é"]),
            ("'it''s '", &["i", "t", "''", "s", " "]),
            ("\"a\\u202Eb\\t\\\\\"", &["a", "\\u202E", "b", "\\t", "\\\\"]),
            ("one\n  b", &["o", "n", "e", "\n  ", "b"]),
            ("'a\n\n  b'", &["a", "\n\n  ", "b"]),
            ("|\n  a\n   b\n\n  c", &["a", "\n", " ", "b", "\n", "\n", "c", "\n"]),
            ("|-\n  a b", &["a", " ", "b"]),
            ("|- # why\n  'a", &["'", "a"]),
            ("# no block |\n  ab", &["a", "b"]),
        ];
        for (value, expected) in cases {
            let found = pieces(value).unwrap_or_else(|| panic!("{value:?} can be aligned"));
            assert_eq!(found, expected, "{value:?}");
        }
        assert_eq!(pieces(">-\n  a b\n  c"), None);
    }

    proptest::proptest! {
        #[test]
        fn a_character_that_is_found_is_the_one_that_is_meant(text in "[a-c 'é\\\\\"\\n:#\\t\u{202e}]{1,12}") {
            for value in [text.clone(), crate::yaml::print(&crate::data::Node::text(text.as_str()))] {
                let file = format!("k: {}\n", value.trim_end_matches('\n').replace('\n', "\n  "));
                let parsed = parse(file.as_bytes());
                let node = parsed.documents.first().and_then(|node| node.get("k"));
                let Some((node, text)) = node.and_then(|node| Some((node, node.as_text()?))) else { continue };
                for (at, c) in text.char_indices() {
                    let Some(place) = place_of(file.as_bytes(), node.place, text, at..at + c.len_utf8()) else { continue };
                    let piece = &file[place.start as usize..place.end as usize];
                    let said = piece.starts_with(c) || piece.starts_with('\\') || piece.trim().is_empty();
                    proptest::prop_assert!(said, "{file:?}: {c:?} is said by {piece:?}");
                }
            }
        }
    }

    #[test]
    fn ascii_takes_no_other_way() {
        let looks_slowly = |text: &str| -> String {
            let lower: String = text.nfkc().flat_map(char::to_lowercase).map(plain_mark).collect();
            let words: Vec<&str> = lower.split_whitespace().collect();
            words.join(" ").trim_end_matches(['.', ',']).to_owned()
        };
        let folded_slowly = |text: &str| -> String {
            let letters = text.nfkd().flat_map(char::to_lowercase);
            letters.filter(|c| c.is_alphanumeric()).collect()
        };
        let tidy_slowly = |text: &str| -> String { text.split_whitespace().collect::<Vec<_>>().join(" ") };
        let all: String = (0..0x80_u8).map(char::from).collect();
        let every = (0..0x80_u8).map(|byte| format!("A{}b", char::from(byte)));
        for text in every
            .chain(["", " a", "a ", "a  b", "A. B.,", "\ta"].map(str::to_owned))
            .chain([all])
        {
            assert_eq!(looks(&text), looks_slowly(&text), "{text:?}");
            assert_eq!(folded(&text), folded_slowly(&text), "{text:?}");
            assert_eq!(tidy(&text), tidy_slowly(&text), "{text:?}");
        }
        let of_none = |c: char| matches!(c.script(), Script::Common | Script::Inherited | Script::Unknown);
        for c in (0..0x80_u8).map(char::from) {
            assert_eq!(script_of(c), (!of_none(c)).then(|| c.script()), "{c:?}");
        }
    }

    #[test]
    fn folding_meets_spellings() {
        assert_eq!(folded("AL-AQSA  Fóundation"), folded("al Aqsa Foundation"));
        assert_ne!(folded("Оборона"), folded("Oborona"));
    }

    #[test]
    fn what_is_shown_hides_nothing() {
        assert_eq!(shown("a\u{202e}b\u{1b}[0m"), "a\\u{202e}b\\u{1b}[0m");
        assert_eq!(shown(&"x".repeat(61)).chars().count(), 61);
    }
}
