//! `wrong-shape`: a list where a text belongs, and the like.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::model::record::Fault;
use crate::yaml::ProblemKind;

pub(super) const RULE: Rule = Rule {
    id: "wrong-shape",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

A value that is not of the shape that its field asks for: a list where a text belongs, a text where a number belongs.

## Why it matters

The value is not read, so that what a reviewer sees is not in the list.

## Example

```yaml
names:
  - text: [LAZARUS GROUP, HIDDEN COBRA]    # one text belongs here
```

## How to fix it

Write the value in the shape that `docs/format.md` gives for the field.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::Shape(Fault::WrongShape { expected }) = problem else {
        return None;
    };
    Some(Message {
        message: format!("{expected} belongs here"),
        remedy: Some(format!("write it as `docs/format.md` describes the field: {expected}")),
    })
}
