//! `bidirectional-character`: a character that turns the direction of the text.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::{code_point, is_bidirectional};
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "bidirectional-character",
    severity: Severity::Error,
    explanation: r#"
## What it finds

A character that overrides or isolates the direction of a text, such as U+202E; in a name also the marks U+200E and U+200F.

## Why it matters

Such a character makes a reviewer see another text than the one that is published. Names in Arabic or Hebrew need none of them.

## Example

```yaml
names: ["\u202EPUORG SURAZAL"]      # shown as LAZARUS GROUP
```

## How to fix it

Take the character out. Where the source prints it, allow the finding at its place with the reason.
"#,
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text else { return };
    let Some((at, c)) = text.char_indices().find(|(_, c)| is_bidirectional(*c)) else {
        return;
    };
    let message = format!(
        "a text with {}, which turns the direction of what follows",
        code_point(c)
    );
    out.add(spot.finding_in(at..at + c.len_utf8(), message).remedy("remove it"));
}
