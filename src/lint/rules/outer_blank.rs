//! `outer-blank`: a text that begins or ends in a blank.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "outer-blank",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A text of one line that begins or ends in a blank.

## Why it matters

No reader sees it, and exact matching fails on it.

## Example

```yaml
names: ['LAZARUS GROUP ']
```

## How to fix it

Take the blank out; `gazette check --fix` does it.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text.filter(|text| !text.contains('\n')) else {
        return;
    };
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    if end == 0 || (start == 0 && end == text.len()) {
        return;
    }
    let (range, message) = if start > 0 {
        (0..start, "a text that begins in a blank")
    } else {
        (end..text.len(), "a text that ends in a blank")
    };
    let mut draft = spot.finding_in(range.clone(), message).remedy("remove it");
    if let Some(place) = spot.place_of(range) {
        draft = draft.fix(place, "");
    }
    out.add(draft);
}
