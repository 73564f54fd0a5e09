//! `duplicate-key`: a name comes twice in one map.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::yaml::{ProblemKind, SyntaxFault};

pub(super) const RULE: Rule = Rule {
    id: "duplicate-key",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

A name that comes twice in one map, at any depth.

## Why it matters

Most YAML readers silently keep the last of the two, so that half of what a reviewer read is not in the list.

## Example

```yaml
names: [LAZARUS GROUP]
addresses: [Pyongyang]
names: [HIDDEN COBRA]
```

## How to fix it

Put the values together under one name, or remove one of the two.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::Syntax(fault @ SyntaxFault::DuplicateKey { .. }) = problem else {
        return None;
    };
    Some(Message {
        message: fault.to_string(),
        remedy: Some("merge the values under one name".to_owned()),
    })
}
