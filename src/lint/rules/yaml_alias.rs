//! `yaml-alias`: an anchor or an alias in a list.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::yaml::{ProblemKind, SyntaxFault};

pub(super) const RULE: Rule = Rule {
    id: "yaml-alias",
    severity: Severity::Error,
    locked: true,
    explanation: "\
## What it finds

A YAML anchor (`&name`), alias (`*name`) or merge key.

## Why it matters

A reviewer must see in the text what it says; an alias repeats a value from elsewhere. Aliases of aliases also let a file of
a few lines grow without bound.

## Example

```yaml
addresses: &pyongyang
  - country: KP
birth_places: *pyongyang
```

## How to fix it

Write the value out in each place.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::Syntax(fault @ SyntaxFault::Alias) = problem else {
        return None;
    };
    Some(Message {
        message: fault.to_string(),
        remedy: Some("write the value out; a text that begins with `&` or `*` needs quotes".to_owned()),
    })
}
