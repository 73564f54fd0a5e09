//! `unexpected-line-break`: a line end in a text of one line.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "unexpected-line-break",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A line end inside a name, a number, a place or another text of one line.

## Why it matters

CSV readers split the record there, exact matching fails, and most such line ends come from a copied table.

## Example

```yaml
names:
  - |
    LAZARUS
    GROUP
```

## How to fix it

Write the text in one line; several names are several elements.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text.filter(|text| !text.trim_end().is_empty()) else {
        return;
    };
    let Some(at) = text.find('\n') else { return };
    if !spot.is_prose() {
        let message = format!("`{}` is a text of one line and has several", spot.field);
        out.add(spot.finding_in(at..at + 1, message).remedy("write it in one line"));
    }
}
