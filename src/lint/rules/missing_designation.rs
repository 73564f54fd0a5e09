//! `missing-designation`: an entry that no designation lists.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::lint::words::is_missing_designation;
use crate::yaml::ProblemKind;

pub(super) const RULE: Rule = Rule {
    id: "missing-designation",
    severity: Severity::Error,
    explanation: "\
## What it finds

An entry of the list without a designation.

## Why it matters

A party is listed by a legal act. Without one it is unknown under which programme, since when and with which measures it is
listed, and every feed that has a programme is empty there.

## Example

```yaml
id: 27307
kind: entity
names: [LAZARUS GROUP]
```

## How to fix it

Add the designation: its programme, its date, its legal basis. A party that is not listed belongs into the folder `parties/` of the
list.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    is_missing_designation(problem).then(|| Message {
        message: "no designation lists this party".to_owned(),
        remedy: Some("add `designations`; a party that is not listed belongs below `parties/`".to_owned()),
    })
}
