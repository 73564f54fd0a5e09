//! `self-relation`: a party that has a relation to itself.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::{Relation, Target};

pub(super) const RULE: Rule = Rule {
    id: "self-relation",
    severity: Severity::Error,
    explanation: "\
## What it finds

A relation whose target is the entry itself.

## Why it matters

No party owns or belongs to itself: another target was meant, and is missing.

## Example

```yaml
id: 27307
relations:
  - type: part-of
    to: '27307'
```

## How to fix it

Correct the target.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let own = &entry.model().id;
    for (relation, node) in entry.parts::<Relation>() {
        let Some(to) = &relation.to else { continue };
        let is_own = match to.target() {
            Target::Entry(id) => entry.listed && id == own,
            Target::Party(id) => !entry.listed && id == own,
            Target::Elsewhere(list, id) => entry.listed && id == own && list == entry.list.loaded.id,
        };
        if is_own && !own.is_empty() {
            let message = format!("`{}` has a relation to itself", crate::lint::text::shown(own));
            out.add(
                entry
                    .finding_at(field(node, "to"), message)
                    .remedy("correct the target"),
            );
        }
    }
}
