//! `not-normalized`: a text that is not in normal form C.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::walk::FieldValue;
use unicode_normalization::{UnicodeNormalization, is_nfc};

pub(super) const RULE: Rule = Rule {
    id: "not-normalized",
    severity: Severity::Warning,
    explanation: r#"
## What it finds

A text in which letters and their accents are apart where one character says both (Unicode normal form C).

## Why it matters

The two forms look the same and are not equal: a comparison byte for byte fails, and a later correction looks like a change of the name.

## Example

```yaml
names: ["Jose\u0301"]      # e and an accent, where é says both
```

## How to fix it

`gazette check --fix` writes the composed letters.
"#,
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text.filter(|text| !is_nfc(text)) else {
        return;
    };
    let range = first_difference(text);
    let composed: String = text[range.clone()].nfc().collect();
    let mut draft = spot.finding_in(range.clone(), "a text that is not in Unicode normal form C");
    draft = draft.remedy(format!("write `{composed}` as one character"));
    if let Some(place) = spot.place_of(range) {
        draft = draft.fix(place, composed);
    }
    out.add(draft);
}

/// Returns the first letter with its marks that normal form C writes otherwise.
fn first_difference(text: &str) -> std::ops::Range<usize> {
    let starter = |c: char| unicode_normalization::char::canonical_combining_class(c) == 0;
    let mut begins: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| starter(*c))
        .map(|(at, _)| at)
        .collect();
    begins.push(text.len());
    let pieces = begins.windows(2).map(|pair| pair[0]..pair[1]);
    let mut different = pieces.filter(|piece| !is_nfc(&text[piece.clone()]));
    different.next().unwrap_or(0..text.len())
}
