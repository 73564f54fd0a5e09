//! `unknown-feature`: a typed fact that the vocabulary does not have.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::lint::words::meant;
use crate::vocabulary::features;

pub(super) const RULE: Rule = Rule {
    id: "unknown-feature",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A type under `features` that is no word of `src/vocabulary/features.yaml`.

## Why it matters

Feeds write OFAC's label for the types that they know; a fact of another type is in none but the native ones.

## Example

```yaml
features:
  - type: secondary-sanction-risk     # `secondary-sanctions-risk`
    text: section 1(b) of Executive Order 13224
```

## How to fix it

Write a word of the vocabulary. What no word fits is a remark.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let is_type = spot.schema.name == "Feature" && spot.field == "type";
    let Some(word) = spot.text.filter(|word| is_type && !word.is_empty()) else {
        return;
    };
    if features().get(word).is_none() {
        let remedy = meant(
            word,
            features().iter().map(|(code, _)| code),
            "`secondary-sanctions-risk` …",
        );
        out.add(
            spot.finding(format!("`{}` is not a known typed fact", shown(word)))
                .remedy(remedy),
        );
    }
}
