//! `yaml-syntax`: a file is no YAML that a list may be written in.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Said};
use crate::yaml::{ProblemKind, SyntaxFault};

pub(super) const RULE: Rule = Rule {
    id: "yaml-syntax",
    severity: Severity::Error,
    firm: true,
    explanation: "\
## What it finds

A file that cannot be read as YAML: wrong indentation, an open quote or bracket, a name that is no text.

## Why it matters

What cannot be read is not in the list. Publishing without it would silently take parties off the list.

## Example

```yaml
names:
  - LAZARUS GROUP
 - HIDDEN COBRA      # indented by one blank instead of two
```

## How to mend it

Put right what the message names; the fault stands at the place shown or shortly before it. `gazette fmt` writes the canonical
layout once the file can be read.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Said> {
    let ProblemKind::Syntax(fault) = problem else {
        return None;
    };
    let remedy = match fault {
        SyntaxFault::NotYaml { message } if message.contains("tabs") => {
            Some("indent with spaces, not with tabs".to_owned())
        }
        SyntaxFault::NotYaml { .. } => None,
        SyntaxFault::KeyIsNoText => Some("put the name in quotes".to_owned()),
        _ => return None,
    };
    Some(Said {
        message: fault.to_string(),
        remedy,
    })
}
