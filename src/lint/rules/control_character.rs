//! `control-character`: a control character in a text.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::code_point;
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "control-character",
    severity: Severity::Error,
    explanation: r#"
## What it finds

A control character (U+0000 to U+001F, U+007F to U+009F) in a text, beside line ends, and characters that Unicode says are none.

## Why it matters

They are invisible, break CSV and XML, and a terminal obeys some of them. Most come from a damaged conversion.

## Example

```yaml
names: ["KIM\u0007 Yong Chol"]
```

## How to fix it

Take the character out, or write the letter that was meant. A tab becomes a space.
"#,
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text else { return };
    let Some((at, c)) = text.char_indices().find(|(_, c)| is_refused(*c)) else {
        return;
    };
    let message = format!("a text with the control character {}", code_point(c));
    let mut draft = spot.finding_in(at..at + c.len_utf8(), message).remedy("remove it");
    if c == '\t'
        && let Some(place) = spot.place_of(at..at + 1)
    {
        draft = draft.fix(place, " ");
    }
    out.add(draft);
}

/// Returns true for controls, line and paragraph separators, and code points that are no characters.
fn is_refused(c: char) -> bool {
    let no_character = matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff) || matches!(c, '\u{fdd0}'..='\u{fdef}');
    let separator = matches!(c, '\u{2028}' | '\u{2029}');
    (c.is_control() && c != '\n') || separator || no_character
}
