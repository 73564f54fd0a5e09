//! Values in the form in which FollowTheMoney's own library gives them back unchanged.
//!
//! The rules are those of the types of followthemoney 4.11.2 and rigour 2.6.1, found by running them; where a rule of theirs needs
//! data that is not at hand, fewer values are let through and none is changed. `docs/ftm.md` has them in words.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::model::FuzzyDate;
use crate::numbers;
use crate::vocabulary::{FtmProperty, FtmType, countries, ftm, ftm_phone};

/// Returns the value in canonical form; nothing where the property takes none like it.
pub fn canonical<'t>(property: &FtmProperty, text: &'t str) -> Option<Cow<'t, str>> {
    let text = sane(text);
    let value = match property.kind {
        FtmType::Name => name(text),
        FtmType::Date => date(text),
        FtmType::Country => country(text),
        FtmType::Topic => ftm().topics.contains_key(&*text).then_some(text),
        FtmType::Identifier => identifier(property.format.as_deref(), text),
        FtmType::Entity => is_id(&text).then_some(text),
        FtmType::Url => url(&text).map(Cow::Owned),
        FtmType::Phone => ftm_phone(&text).map(Cow::Owned),
        FtmType::Email => email(&text).map(Cow::Owned),
        FtmType::Gender => matches!(&*text, "male" | "female" | "other").then_some(text),
        FtmType::Language => language(&text).map(Cow::Borrowed),
        FtmType::Address => address(text),
        FtmType::Number | FtmType::String | FtmType::Text | FtmType::Ip => Some(text),
    }?;
    let longest = property.longest();
    // No text has more characters than bytes.
    let fits = value.len() <= longest || value.chars().count() <= longest;
    (!value.is_empty() && fits).then_some(value)
}

/// Returns a part of a text: of a borrowed one as it is there.
fn part_of<'t>(text: Cow<'t, str>, part: impl FnOnce(&str) -> &str) -> Cow<'t, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(part(text)),
        Cow::Owned(text) => Cow::Owned(part(&text).to_owned()),
    }
}

/// Returns true where the text can be the id of an entity.
pub fn is_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let is_inner = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    is_end(bytes.first()) && is_end(bytes.last()) && bytes.iter().all(is_inner) && bytes.len() <= 200
}

/// What `sanitize_text` does: NFC, no control characters, no invisible ones, one kind of blank, none at the ends.
fn sane(text: &str) -> Cow<'_, str> {
    let is_plain_byte = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let is_plain = text.bytes().all(is_plain_byte);
    if is_plain || (is_nfc(text) && !text.contains(|c| is_removed(c) || is_odd_blank(c))) {
        return Cow::Borrowed(text.trim());
    }
    let kept = |c: &char| !is_removed(*c);
    let blank = |c: char| if is_odd_blank(c) { ' ' } else { c };
    let text: String = text.nfc().filter(kept).map(blank).collect();
    // What was taken out may have stood between a letter and its mark.
    let text: String = if is_nfc(&text) { text } else { text.nfc().collect() };
    part_of(Cow::Owned(text), str::trim)
}

fn is_removed(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{8}' | '\u{b}'..='\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}'
        | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn is_odd_blank(c: char) -> bool {
    matches!(
        c,
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Returns the text with every run of white space as one blank.
fn squashed(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut is_behind_blank = true;
    let is_squashed = text.chars().all(|c| {
        let is_odd = c.is_whitespace() && (is_behind_blank || c != ' ');
        is_behind_blank = c.is_whitespace();
        !is_odd
    });
    if is_squashed && !is_behind_blank {
        return text;
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Quotation marks around a whole name are dropped, as the library does, which looks at the two ends alone.
fn name(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let is_mark = |c: char| matches!(c, '"' | '\'');
    let is_quoted = text.len() > 1 && text.starts_with(is_mark) && text.ends_with(is_mark);
    let name = squashed(if is_quoted {
        part_of(text, |text| &text[1..text.len() - 1])
    } else {
        text
    });
    // A name that would lose more marks when it is read again has no stable form.
    let again = name.starts_with(is_mark) && name.ends_with(is_mark) && name.chars().count() > 1;
    (!name.is_empty() && !again).then_some(name)
}

fn date(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let date = FuzzyDate::parse(&text)?.exact()?;
    (1000..3000)
        .contains(&date.year())
        .then(|| Cow::Owned(date.to_string()))
}

/// Takes a code of ours or of FollowTheMoney.
fn country(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    // Theirs are in lower case, and ours seldom.
    let may_be_theirs = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    if may_be_theirs && ftm().has_country(&text) {
        return Some(text);
    }
    countries().ftm(&text)
}

fn language(text: &str) -> Option<&'static str> {
    let languages = &ftm().languages;
    let known = languages.values().find(|code| *code == text);
    let known = known.or_else(|| languages.get(text.split('-').next().unwrap_or(text)));
    known.map(String::as_str)
}

fn identifier<'t>(format: Option<&str>, text: Cow<'t, str>) -> Option<Cow<'t, str>> {
    let holds = |kind: &str, number: &str| numbers::document(kind, number).is_ok();
    let compact = || -> String { text.split_whitespace().collect() };
    match format {
        None => Some(text),
        Some("imo") => {
            let number = compact();
            let digits = number.strip_prefix("IMO").unwrap_or(&number);
            (holds("imo", digits) && digits != "0000000").then(|| Cow::Owned(format!("IMO{digits}")))
        }
        Some("bic") => {
            let number = compact().to_ascii_uppercase();
            let country = number.get(4..6).is_some_and(|code| countries().get(code).is_some());
            (holds("swift-bic", &number) && country).then(|| Cow::Owned(number[..8].to_owned()))
        }
        Some("ssn") => {
            let number: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
            is_ssn(&number).then_some(Cow::Owned(number))
        }
        Some(kind @ ("lei" | "isin" | "iban" | "inn" | "ogrn" | "uscc")) => {
            let number = compact();
            holds(kind, &number).then_some(Cow::Owned(number))
        }
        Some("wikidata") => {
            let digits = text.strip_prefix('Q')?;
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            (is_number && !digits.starts_with('0')).then_some(text)
        }
        Some("npi") => is_npi(&text).then_some(text),
        // Formats of which no rule is known here: none is let through.
        Some(_) => None,
    }
}

/// United States social security number: no group is all zeros, the first is neither 666 nor above 899; two are known as false.
fn is_ssn(number: &str) -> bool {
    const PRINTED_IN_ADVERTISEMENTS: [&str; 3] = ["078051120", "219099999", "457555462"];
    if number.len() != 9 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let (area, group, serial) = (&number[..3], &number[3..5], &number[5..]);
    area != "000"
        && area != "666"
        && area < "900"
        && group != "00"
        && serial != "0000"
        && !PRINTED_IN_ADVERTISEMENTS.contains(&number)
}

/// United States national provider identifier: ten digits, the last one checks (Luhn, with 80840 before them).
fn is_npi(number: &str) -> bool {
    if number.len() != 10 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let doubled = |value: u32| value * 2 / 10 + value * 2 % 10;
    let digits = number.bytes().rev().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| if at % 2 == 1 { doubled(digit) } else { digit })
        .sum();
    (sum + 24).is_multiple_of(10)
}

/// Takes addresses of the web whose host is plain; everything else the library may write otherwise.
fn url(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https") || text.contains(char::is_whitespace) {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    is_host(host).then_some(())?;
    // The library writes queries and fragments that are empty in its own way.
    let odd =
        path.ends_with(['?', '#']) || path.contains(['[', ']', '\\', '|', '^', '`', '{', '}', '<', '>', '"', ';']);
    let plain = path.is_ascii() && !odd && (path.is_empty() || path.starts_with('/'));
    plain.then(|| format!("{scheme}://{host}{}", if path.is_empty() { "/" } else { path }))
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (1..=63).contains(&label.len()) && plain && !label.starts_with('-') && !label.ends_with('-')
    };
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels.last().copied().unwrap_or_default();
    labels.len() > 1 && labels.iter().all(|label| is_label(label)) && is_top_level(last)
}

fn is_top_level(label: &str) -> bool {
    label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The domain in lower case; only names of plain letters, since others have two spellings.
fn email(text: &str) -> Option<String> {
    let (local, domain) = text.strip_prefix("mailto:").unwrap_or(text).rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    let is_odd = |c: char| c.is_whitespace() || "<>()[],;:?@\"".contains(c);
    let is_local = (1..=64).contains(&local.chars().count()) && !local.contains(is_odd);
    let is_plain = !domain
        .split('.')
        .any(|label| label.starts_with("xn--") || label.get(2..4) == Some("--"));
    (is_local && is_host(&domain) && is_plain).then(|| format!("{local}@{domain}"))
}

/// An address in one line: line ends, tabs and semicolons as commas, as the library does, until nothing changes any more.
fn address(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let mut line = text;
    for _ in 0..4 {
        let repaired = repaired(&line);
        match repaired {
            Cow::Borrowed(_) => return (!line.is_empty()).then_some(line),
            Cow::Owned(next) => line = Cow::Owned(next),
        }
    }
    None
}

/// Does it once; what is as it should be is borrowed.
fn repaired(line: &str) -> Cow<'_, str> {
    let next = squashed(without_double_commas(with_commas(line)));
    if next == line { Cow::Borrowed(line) } else { next }
}

fn with_commas(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\t', '<', ';']) && !text.contains("ESQ") {
        return Cow::Borrowed(text);
    }
    let breaks = ["\r\n", "\n", "<BR/>", "<BR>", "\t", "ESQ.,", "ESQ,", ";"];
    breaks.iter().fold(Cow::Borrowed(text), |text, mark| {
        if text.contains(mark) {
            Cow::Owned(text.replace(mark, ", "))
        } else {
            text
        }
    })
}

fn without_double_commas(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_double = |(at, _)| {
        let behind = text[at + 1..].trim_start_matches(char::is_whitespace);
        behind.starts_with([',', '.'])
    };
    if !text.match_indices(',').any(is_double) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find(',') {
        let behind = &rest[at + 1..];
        let blank = behind
            .chars()
            .next()
            .filter(|c| c.is_whitespace())
            .map_or(0, char::len_utf8);
        if behind[blank..].starts_with([',', '.']) {
            out.push_str(&rest[..at]);
            out.push_str(", ");
            rest = &behind[blank + 1..];
        } else {
            out.push_str(&rest[..=at]);
            rest = behind;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}
