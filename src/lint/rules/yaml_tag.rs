//! `yaml-tag`: a tag such as `!!str` in a list.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::yaml::{ProblemKind, SyntaxFault};

pub(super) const RULE: Rule = Rule {
    id: "yaml-tag",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

A YAML tag such as `!!str` or `!date`.

## Why it matters

Every scalar of a list is a text; the format, not the file, decides what a field may contain.

## Example

```yaml
id: !!str 27307
```

## How to fix it

Take the tag out. A text that begins with `!` needs quotes.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::Syntax(fault @ SyntaxFault::Tag) = problem else {
        return None;
    };
    Some(Message {
        message: fault.to_string(),
        remedy: Some("remove the tag: every scalar is a text; a text that begins with `!` needs quotes".to_owned()),
    })
}
