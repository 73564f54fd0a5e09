//! `invisible-character`: a character that takes no room.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::{code_point, is_invisible, script_of};
use crate::lint::walk::FieldValue;
use unicode_script::Script;

pub(super) const RULE: Rule = Rule {
    id: "invisible-character",
    severity: Severity::Warning,
    explanation: r#"
## What it finds

A character that shows nothing: a soft hyphen, a zero-width blank, a byte-order mark, a zero-width joiner in a script that has no use
for it.

## Why it matters

Two names that look the same are not the same, and exact matching fails without anybody seeing why.

## Example

```yaml
names: ["KIM\u200B Yong Chol"]
```

## How to fix it

Take the character out; `gazette check --fix` does it. In Arabic, Persian and Indian scripts the zero-width joiners are letters' business
and are left alone.
"#,
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text else { return };
    if text.is_ascii() {
        return;
    }
    let found = text
        .char_indices()
        .find(|(at, c)| is_invisible(*c) && !joins(text, *at, *c));
    let Some((at, c)) = found else { return };
    let message = format!("a text with {}, which is invisible", code_point(c));
    let mut draft = spot.finding_in(at..at + c.len_utf8(), message).remedy("remove it");
    if let Some(place) = spot.place_of(at..at + c.len_utf8()) {
        draft = draft.fix(place, "");
    }
    out.add(draft);
}

/// Returns true for a joiner between letters of a script that is written with them.
fn joins(text: &str, at: usize, c: char) -> bool {
    if !matches!(c, '\u{200c}' | '\u{200d}') {
        return false;
    }
    let before = text[..at].chars().rev().find_map(script_of);
    before.is_some_and(|script| !matches!(script, Script::Latin | Script::Cyrillic | Script::Greek | Script::Han))
}
