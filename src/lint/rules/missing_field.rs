//! `missing-field`: a field without which its record says nothing.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Message, Rule};
use crate::lint::words::{described, is_missing_designation};
use crate::model::record::Fault;
use crate::yaml::ProblemKind;

pub(super) const RULE: Rule = Rule {
    id: "missing-field",
    severity: Severity::Error,
    explanation: "\
## What it finds

A record without a field that it cannot do without: an entry without an id, a wallet without an address.

## Why it matters

Without an id an entry cannot be compared, published or cited; without its main field any other record says nothing.

## Example

```yaml
documents:
  - number: '290333921'      # of what type?
```

## How to fix it

Fill in the field, or take the record out.
",
    check: Check::Problem(check),
    ..Rule::PLAIN
};

fn check(problem: &ProblemKind) -> Option<Message> {
    let ProblemKind::Shape(Fault::MissingField { record, name }) = problem else {
        return None;
    };
    if is_missing_designation(problem) {
        return None;
    }
    Some(Message {
        message: format!("{} needs the field `{name}`", described(record)),
        remedy: Some(format!("add `{name}`, or remove the record")),
    })
}
