//! `unknown-document-type`: a type of document that the vocabulary does not have.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::lint::words::meant;
use crate::vocabulary::documents;

pub(super) const RULE: Rule = Rule {
    id: "unknown-document-type",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A type of an identity document or registration number that is no word of `src/vocabulary/documents.yaml`.

## Why it matters

Feeds write each authority's label for the types that they know (OFAC has 103), and a check digit is looked at where the type is known.

## Example

```yaml
documents:
  - type: pasport         # `passport`
    number: '290333921'
```

## How to fix it

Write a word of the vocabulary; `other` with a `note` where none fits.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let is_type = spot.schema.name == "Document" && spot.field == "type";
    let Some(word) = spot.text.filter(|word| is_type && !word.is_empty()) else {
        return;
    };
    if documents().get(word).is_none() {
        let remedy = meant(
            word,
            documents().iter().map(|(code, _)| code),
            "`passport`, `tax-id`, `other` …",
        );
        out.add(
            spot.finding(format!("`{}` is not a known type of document", shown(word)))
                .remedy(remedy),
        );
    }
}
