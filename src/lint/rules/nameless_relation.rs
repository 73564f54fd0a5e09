//! `nameless-relation`: a relation to nobody.

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

## How to mend it

Write `to` with the id of the target, or `name` where no list here knows it.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (relation, node) in entry.parts::<Relation>() {
        let says_nobody = relation.to.as_ref().is_none_or(|to| to.as_str().is_empty()) && relation.name.is_none();
        if says_nobody && !node.pairs().is_empty() {
            let place = node.get("type").unwrap_or(node);
            let draft = entry.finding_at(place, "a relation to nobody");
            out.add(draft.remedy("write `to` with an id, or `name` where no list here knows the party"));
        }
    }
}
