//! `bad-language`: a text that is no language tag.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::model::schema::Shape;

pub(super) const RULE: Rule = Rule {
    id: "bad-language",
    severity: Severity::Error,
    explanation: "\
## What it finds

A language that is no well-formed BCP 47 tag, such as an English name or an underscore form.

## Why it matters

Feeds pass the tag on, and screening chooses its transliteration by it.

## Example

```yaml
names:
  - text: 라자루스
    language: Korean      # `ko`
```

## How to fix it

Write the tag: `ko`, `ru`, `zh-Hant`.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let (Shape::Language, Some(text)) = (spot.shape, spot.text) else {
        return;
    };
    if !text.is_empty() && !is_well_formed(text) {
        let message = format!("`{}` is not a language tag", shown(text));
        out.add(
            spot.finding(message)
                .remedy("write a BCP 47 tag: `ko`, `ru`, `zh-Hant`"),
        );
    }
}

/// The well-formedness of RFC 5646, section 2.1, without grandfathered tags: language, script, region, variants,
/// private use.
fn is_well_formed(tag: &str) -> bool {
    let mut parts = tag.split('-').peekable();
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let letters_and_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let Some(language) = parts.next() else { return false };
    if !letters(language) || !(2..=3).contains(&language.len()) {
        return false;
    }
    parts.next_if(|part| part.len() == 4 && letters(part));
    parts.next_if(|part| (part.len() == 2 && letters(part)) || (part.len() == 3 && part.parse::<u16>().is_ok()));
    while parts.next_if(|part| is_variant(part)).is_some() {}
    match parts.next() {
        None => true,
        Some("x") => parts.peek().is_some() && parts.all(|part| part.len() <= 8 && letters_and_digits(part)),
        Some(_) => false,
    }
}

fn is_variant(part: &str) -> bool {
    let plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let digit_first = part.starts_with(|c: char| c.is_ascii_digit());
    plain && ((5..=8).contains(&part.len()) || (part.len() == 4 && digit_first))
}
