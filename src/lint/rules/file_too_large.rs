//! `file-too-large`: a file is larger than any that is read.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::yaml::{ProblemKind, SyntaxFault};

pub(super) const RULE: Rule = Rule {
    id: "file-too-large",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

A file of more than 64 MiB.

## Why it matters

Larger files are not read at all, so that a hostile one cannot exhaust the machine. A list of 20,000 entries in one file
has about 17 MB.

## Example

```yaml
# lists/us/all.yaml, 70 MB
- id: 1
```

## How to fix it

Give each entry a file of its own: that is also what makes changes easy to review.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::Syntax(fault @ SyntaxFault::TooLong) = problem else {
        return None;
    };
    Some(Message {
        message: fault.to_string(),
        remedy: Some("give each entry a file of its own".to_owned()),
    })
}
