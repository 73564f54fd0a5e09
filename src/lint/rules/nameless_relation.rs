//! `nameless-relation`: a relation without a target.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::Relation;

pub(super) const RULE: Rule = Rule {
    id: "nameless-relation",
    severity: Severity::Error,
    explanation: "\
## What it finds

A relation that has neither a target (`to`) nor a name (`name`).

## Why it matters

It says that there is somebody and not who.

## Example

```yaml
relations:
  - type: owned-by
    share: '50'
```

## How to fix it

Write `to` with the id of the target, or `name` where no list here knows it.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (relation, node) in entry.parts::<Relation>() {
        let has_no_target = relation.to.as_ref().is_none_or(|to| to.as_str().is_empty()) && relation.name.is_none();
        if has_no_target && !node.pairs().is_empty() {
            let place = node.get("type").unwrap_or(node);
            let draft = entry.finding_at(place, "a relation without a target");
            out.add(draft.remedy("write `to` with an id, or `name` where no list here knows the party"));
        }
    }
}
