//! `unknown-field`: a field that its record does not have.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Said};
use crate::model::record::Fault;
use crate::yaml::ProblemKind;

pub(super) const RULE: Rule = Rule {
    id: "unknown-field",
    severity: Severity::Error,
    explanation: "\
## What it finds

A field that the format does not know, with the one that was probably meant.

## Why it matters

The value is kept under `extra` and published as it stands, but no feed, no notice and no comparison understands it: a birth date
under a misspelt name matches nobody.

## Example

```yaml
id: 27307
kind: entity
name: LAZARUS GROUP     # `names` was meant
```

## How to mend it

Write the field as `docs/format.md` has it. What the source says and the format has no field for belongs under `extra:`.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Said> {
    let ProblemKind::Shape(Fault::UnknownField { record, name }) = problem else {
        return None;
    };
    let near = super::nearest(name, record.fields.iter().map(|field| field.name));
    let remedy = near.map_or_else(
        || "put what the format has no field for under `extra:`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Some(Said {
        message: format!(
            "{} has no field `{}`",
            super::described(record),
            crate::lint::text::shown(name)
        ),
        remedy: Some(remedy),
    })
}
