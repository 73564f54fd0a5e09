//! `deep-nesting`: values nested deeper than any entry needs.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::yaml::{ProblemKind, SyntaxFault};

pub(super) const RULE: Rule = Rule {
    id: "deep-nesting",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

Lists and maps nested more than 32 deep.

## Why it matters

The richest entry needs a depth of 8. What is deeper is a mistake, or made to exhaust the reader.

## Example

```yaml
extra: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ deep ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
```

## How to fix it

Write the values flat.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::Syntax(fault @ SyntaxFault::TooDeep) = problem else {
        return None;
    };
    Some(Message {
        message: fault.to_string(),
        remedy: Some("the richest entry needs a depth of 8".to_owned()),
    })
}
