//! `country-as-label`: an authority's spelling of a country where its code belongs.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::model::schema::Shape;
use crate::vocabulary::countries;

use super::unknown_country::labelled;

pub(super) const RULE: Rule = Rule {
    id: "country-as-label",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A country that is written as an authority spells it, in the place of its code.

## Why it matters

Each feed writes its own authority's spelling, which it knows for codes alone: this one goes out unchanged in every feed,
and screening by country overlooks it. An import keeps such a text only where the authority itself uses two spellings and
the code would give back the other.

## Example

```yaml
nationalities:
  - North Korea           # `KP`
```

## How to fix it

Write the code, unless the spelling itself must survive.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let (Shape::Country, Some(text)) = (spot.shape, spot.text) else {
        return;
    };
    if countries().get(text).is_some() {
        return;
    }
    if let Some(code) = labelled(text) {
        let message = format!("`{}` is a spelling of `{code}`", shown(text));
        out.add(spot.finding(message).remedy(format!("write `{code}`")));
    }
}
