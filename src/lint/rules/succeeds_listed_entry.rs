//! `succeeds-listed-entry`: an entry takes the place of one that is still listed.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::model::{Relation, RelationType, Target};

pub(super) const RULE: Rule = Rule {
    id: "succeeds-listed-entry",
    severity: Severity::Error,
    explanation: "\
## What it finds

A relation `succeeds` whose target is still an entry of the list.

## Why it matters

`succeeds` links a new designation to the entry that it replaces; as long as both are listed, neither replaces the other.

## Example

```yaml
id: 39796
relations:
  - type: succeeds
    to: '38499'           # lists/us/38499.yaml is still there
```

## How to fix it

Remove the former entry, or write the relation that holds between the two: `same-as`, `associate-of`.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (relation, node) in entry.parts::<Relation>() {
        let Some(to) = relation.to.as_ref().filter(|_| relation.kind == RelationType::Succeeds) else {
            continue;
        };
        let Target::Entry(id) = to.target() else { continue };
        if let Some(other) = entry.list.entries.get(id).and_then(|entries| entries.first()) {
            let message = format!("`{}` is still listed", shown(id));
            let origin = crate::lint::scope::origin_of(entry.list, other);
            let draft = entry.finding_at(field(node, "to"), message);
            let draft = draft.label(origin, crate::lint::scope::head_of(other), "here");
            out.add(draft.remedy("remove the former entry, or write another relation"));
        }
    }
}
