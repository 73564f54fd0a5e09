//! Text as the legacy files may have it: ASCII, diacritics left off, typographic marks made plain.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A character that has no ASCII form, such as one of another script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign(pub char);

/// Returns the text in printable ASCII without double quotes, as OFAC transliterates: `é` to `e`, `’` to `'`.
///
/// # Errors
///
/// Gives the first character that has no ASCII form: a guess at a name in another script would name another party.
pub fn to_ascii(text: &str) -> Result<Cow<'_, str>, Foreign> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"') {
        return Ok(Cow::Borrowed(text));
    }
    let mut made = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '"' => made.push('\''),
            ' '..='~' => made.push(c),
            _ => made.push_str(plain(c).ok_or(Foreign(c))?),
        }
    }
    Ok(Cow::Owned(made))
}

/// Returns the plain form of Latin letters and marks that do not fall apart into a letter and a diacritic.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '‘' | '’' | '‚' | '‛' | 'ʻ' | 'ʼ' | 'ʾ' | 'ʿ' | '′' | '“' | '”' | '„' | '″' | '«' | '»' => {
            "'"
        }
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '\n' | '\r' | '\t' | '\u{a0}' => " ",
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}' => "",
        'ß' => "ss",
        'Æ' => "AE",
        'æ' => "ae",
        'Œ' => "OE",
        'œ' => "oe",
        'Ø' => "O",
        'ø' => "o",
        'Ł' => "L",
        'ł' => "l",
        'Đ' | 'Ð' => "D",
        'đ' | 'ð' => "d",
        'Þ' => "Th",
        'þ' => "th",
        'Ħ' => "H",
        'ħ' => "h",
        'ı' => "i",
        'Ŧ' => "T",
        'ŧ' => "t",
        'Ə' => "A",
        'ə' => "a",
        '№' => "No.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diacritics_go_and_other_scripts_are_refused() {
        assert_eq!(to_ascii("Société “Łódź” – №").as_deref(), Ok("Societe 'Lodz' - No"));
        assert_eq!(to_ascii("LAZARUS GROUP"), Ok(Cow::Borrowed("LAZARUS GROUP")));
        assert_eq!(to_ascii("Лазарь"), Err(Foreign('Л')));
    }
}
