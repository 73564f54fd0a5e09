//! `unknown-country`: a text that is no country.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::model::schema::Shape;
use crate::vocabulary::{Scheme, countries};

pub(super) const RULE: Rule = Rule {
    id: "unknown-country",
    severity: Severity::Error,
    explanation: "\
## What it finds

A country that is neither a code of `src/vocabulary/countries.yaml` (ISO 3166-1, a former state of ISO 3166-3, or one of the
codes that lists add) nor an authority's spelling of one.

## Why it matters

Feeds write each authority's own spelling of a country; for a text that is no code they have none, and screening by country overlooks it.

## Example

```yaml
nationalities:
  - KOR North             # `KP`
```

## How to fix it

Write the code. `NO` needs no quotes.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let (Shape::Country, Some(text)) = (spot.shape, spot.text) else {
        return;
    };
    if text.is_empty() || countries().get(text).is_some() || labelled(text).is_some() {
        return;
    }
    let remedy = code_of(text).map_or_else(
        || "write a code: `KP`, `RU`, `XK`".to_owned(),
        |code| format!("write `{code}`"),
    );
    out.add(
        spot.finding(format!("`{}` is not a country", shown(text)))
            .remedy(remedy),
    );
}

/// Returns the code that an authority spells so.
pub(super) fn labelled(text: &str) -> Option<&'static str> {
    let schemes = [Scheme::Ofac, Scheme::Un, Scheme::Uk];
    schemes.into_iter().find_map(|scheme| countries().code(scheme, text))
}

/// Returns the code that was probably meant: by its own letters in another case, by the name or alpha-3 code.
fn code_of(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let same = |said: &str| said.eq_ignore_ascii_case(text);
    let mut terms = countries().iter();
    let found = terms.find(|(code, term)| same(code) || same(&term.name) || term.alpha3.as_deref().is_some_and(same));
    found.map(|(code, _)| code)
}
