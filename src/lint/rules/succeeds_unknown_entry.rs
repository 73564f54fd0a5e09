//! `succeeds-unknown-entry`: an entry takes the place of one that never was.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::lint::words::nearest;
use crate::model::{Relation, RelationType, Target};

pub(super) const RULE: Rule = Rule {
    id: "succeeds-unknown-entry",
    severity: Severity::Warning,
    needs: Needs::Removed,
    explanation: "\
## What it finds

A relation `succeeds` whose target was never removed from the list.

## Why it matters

The link leads nowhere: a notice cannot say what the new entry replaces.

## Example

```yaml
id: 39796
relations:
  - type: succeeds
    to: '38500'           # 38499
```

## How to fix it

Correct the id.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let list = entry.list;
    for (relation, node) in entry.parts::<Relation>() {
        let Some(to) = relation.to.as_ref().filter(|_| relation.kind == RelationType::Succeeds) else {
            continue;
        };
        let Target::Entry(id) = to.target() else { continue };
        let removed = list.removed.is_some_and(|removed| removed.contains_key(id));
        let at_base = list.base.is_some_and(|base| base.entry(id).is_some());
        if !removed && !at_base && !list.entries.contains_key(id) {
            let near = list
                .removed
                .and_then(|removed| nearest(id, removed.keys().map(String::as_str)));
            let remedy = near.map_or_else(|| "correct the id".to_owned(), |near| format!("did you mean `{near}`?"));
            let message = format!("`{}` was never removed from the list", shown(id));
            out.add(entry.finding_at(field(node, "to"), message).remedy(remedy));
        }
    }
}
