//! `overlong-text`: a text longer than its field can hold anywhere.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "overlong-text",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A name of more than 350 characters, another text of one line of more than 1,000, or a text of several lines of more than 100,000.

## Why it matters

OFAC's files give a name 350 characters and cut the rest; what is longer in a short field is usually a paragraph that lost its way.

## Example

```yaml
names:
  - LAZARUS GROUP, also known as … (four hundred characters more)
```

## How to fix it

Give each name an element of its own, and explanations a `note` or `remarks`.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text else { return };
    let bound = if spot.name().is_some() {
        350
    } else if spot.is_prose() {
        100_000
    } else {
        1_000
    };
    // A text has at most as many characters as bytes.
    if text.len() > bound && text.chars().count() > bound {
        let message = format!("a text of {} characters, where {bound} are many", text.chars().count());
        out.add(
            spot.finding(message)
                .remedy("split it, or move what explains into `note` or `remarks`"),
        );
    }
}
