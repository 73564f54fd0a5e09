//! `unknown-measure`: a measure that the vocabulary does not have.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::lint::words::meant;
use crate::vocabulary::measures;

pub(super) const RULE: Rule = Rule {
    id: "unknown-measure",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A measure of a designation or a programme that is no word of `src/vocabulary/measures.yaml`.

## Why it matters

The word instructs a bank what to do. Feeds write each authority's wording for the words that they know, and drop the others.

## Example

```yaml
designations:
  - programme: CYBER
    measures: [assets-freeze]     # `asset-freeze`
```

## How to fix it

Write a word of the vocabulary: `asset-freeze`, `travel-ban`, `arms-embargo` …
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let is_measure = spot.field == "measures" && matches!(spot.schema.name, "Designation" | "Programme");
    let Some(word) = spot.text.filter(|word| is_measure && !word.is_empty()) else {
        return;
    };
    if measures().get(word).is_none() {
        let remedy = meant(
            word,
            measures().iter().map(|(code, _)| code),
            "`asset-freeze`, `travel-ban` …",
        );
        out.add(
            spot.finding(format!("`{}` is not a known measure", shown(word)))
                .remedy(remedy),
        );
    }
}
