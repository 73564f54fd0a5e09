//! `unknown-field`: a field that its record does not have.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::lint::synonyms::place_of;
use crate::lint::words::{described, nearest};
use crate::model::record::Fault;
use crate::yaml::ProblemKind;

pub(super) const RULE: Rule = Rule {
    id: "unknown-field",
    severity: Severity::Error,
    explanation: "\
## What it finds

A field that the format does not know, with the one that was probably meant.

## Why it matters

The value is kept under `extra` and published unchanged, but no feed, no notice and no comparison understands it: a birth date
under a misspelt name matches nobody.

## Example

```yaml
id: 27307
kind: entity
name: LAZARUS GROUP     # `names` was meant
```

## How to fix it

Write the field as `docs/format.md` has it. What the source says and the format has no field for belongs under `extra:`.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::Shape(Fault::UnknownField { record, name }) = problem else {
        return None;
    };
    let near = nearest(name, record.fields.iter().map(|field| field.name));
    let elsewhere = place_of(record, name);
    let is_text = record.short.is_some() && !name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    // `measures` in an entry belongs under `designations`: it is not a slip for `features`.
    let is_slip = near.is_some_and(|near| strsim::damerau_levenshtein(near, name) <= 1);
    let remedy = match (elsewhere, near) {
        (Some(elsewhere), _) if !is_slip => elsewhere,
        (_, Some(near)) => format!("did you mean `{near}`?"),
        // `- FOO: BAR LTD` was meant as a text.
        (_, None) if is_text => "put the whole text in quotes: `: ` makes a field of the text before it".to_owned(),
        (_, None) => "put a fact that the format has no field for under `extra:`".to_owned(),
    };
    Some(Message {
        message: format!(
            "{} has no field `{}`",
            described(record),
            crate::lint::text::shown(name)
        ),
        remedy: Some(remedy),
    })
}
