//! `misplaced-feature`: a typed fact that has a field of its own.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::vocabulary::{Carrier, features};

pub(super) const RULE: Rule = Rule {
    id: "misplaced-feature",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A fact under `features` that the format has a field for: a birth date, a nationality, a wallet, a call sign.

## Why it matters

Feeds, comparison and screening look for it in its field and do not see it here.

## Example

```yaml
features:
  - type: date-of-birth
    text: 17 Jan 1941
```

## How to fix it

Move the fact to the field that the message names.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let is_type = spot.schema.name == "Feature" && spot.field == "type";
    let Some(word) = spot.text.filter(|_| is_type) else {
        return;
    };
    let place = match features().get(word).map(|term| term.carrier()) {
        Some(Carrier::Field(field)) => format!("`{field}`"),
        Some(Carrier::Contact(kind)) => format!("`contacts` with the type `{kind}`"),
        Some(Carrier::Wallet(currency)) => format!("`wallets` with the currency `{currency}`"),
        Some(Carrier::Document(kind)) => format!("`documents` with the type `{kind}`"),
        Some(Carrier::Features) | None => return,
    };
    let message = format!("`{}` has a field of its own", shown(word));
    out.add(spot.finding(message).remedy(format!("move it to {place}")));
}
