//! `list-file-missing`: a folder of entries without a `list.yaml`.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::yaml::ProblemKind;

pub(super) const RULE: Rule = Rule {
    id: "list-file-missing",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

A folder below `lists/` that has entries and no `list.yaml`.

## Why it matters

`list.yaml` says whose list it is and what its programmes are. Without it the folder is no list and nothing of it can be published.

## Example

```yaml
# lists/us/27307.yaml is there, lists/us/list.yaml is not
```

## How to fix it

Write a `list.yaml` with `format`, `title` and `authority`, or move the files to the list where they belong.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::NoListFile = problem else { return None };
    Some(Message {
        message: "the folder of this file has no `list.yaml`".to_owned(),
        remedy: Some("write one with `format: 1`, `title` and `authority`".to_owned()),
    })
}
