//! `share-without-ownership`: a share in a relation that is no ownership.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::{Relation, RelationType};

pub(super) const RULE: Rule = Rule {
    id: "share-without-ownership",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A share of capital or votes in a relation that is neither `owned-by` nor `owns`, nor `owned-or-controlled-by`.

## Why it matters

The ownership rule looks at relations of ownership alone: the share would count for nothing.

## Example

```yaml
relations:
  - type: associate-of
    to: '27307'
    share: '60'
```

## How to fix it

Write `owned-by` or `owns`; where there is an association too, it is a relation of its own.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    use RelationType::{ControlledBy, Controls, OwnedBy, OwnedOrControlledBy, Owns};
    for (relation, node) in entry.parts::<Relation>() {
        let owns = matches!(relation.kind, OwnedBy | Owns | OwnedOrControlledBy);
        let votes = owns || matches!(relation.kind, ControlledBy | Controls);
        let fault = (relation.share.is_some() && !owns)
            .then_some("share")
            .or_else(|| (relation.votes.is_some() && !votes).then_some("votes"));
        if let Some(name) = fault {
            let message = format!("`{name}` says nothing in a relation `{}`", relation.kind.as_str());
            out.add(
                entry
                    .finding_at(field(node, name), message)
                    .remedy("write `owned-by` or `owns`"),
            );
        }
    }
}
