//! `unknown-format`: a list in a format that this program does not know.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::model::FORMAT;
use crate::yaml::ProblemKind;

pub(super) const RULE: Rule = Rule {
    id: "unknown-format",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

A `format` in `list.yaml` that this version of gazette does not know.

## Why it matters

A newer format may say things that this version would overlook, so that it would publish another list than the one that was
written.

## Example

```yaml
format: 2
```

## How to fix it

Use a version of gazette that knows the format, or write `format: 1`.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::UnknownFormat(format) = problem else {
        return None;
    };
    let message = match format {
        Some(format) => format!("format {format} is not known, this version reads up to {FORMAT}"),
        None => "the format is not a number".to_owned(),
    };
    Some(Message {
        message,
        remedy: Some(format!("write `format: {FORMAT}`, or use a newer gazette")),
    })
}
