//! `name-without-letters`: a name without a letter.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::Spot;
use crate::model::Kind;

pub(super) const RULE: Rule = Rule {
    id: "name-without-letters",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A name of an individual or a body that has no letter in any script.

## Why it matters

Digits and signs alone match nobody, or everybody. Most are a number or a date in the wrong field.

## Example

```yaml
names: ['1984-03-12']
```

## How to mend it

Move it to the field where it belongs. Ships and aircraft may be named by digits.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &Spot<'_>, out: &mut Sink) {
    let Some(text) = spot.name().filter(|text| !text.trim().is_empty()) else {
        return;
    };
    let by_digits = spot
        .entry
        .is_some_and(|entry| matches!(entry.model().kind, Kind::Vessel | Kind::Aircraft));
    if !by_digits && spot.schema.name != "NamePart" && !text.chars().any(char::is_alphabetic) {
        let message = format!("the name `{}` has no letter", shown(text));
        out.add(spot.finding(message).remedy("move it to the field where it belongs"));
    }
}
