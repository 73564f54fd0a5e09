//! `colliding-ids`: two ids that differ in nothing but case.

use crate::lint::builder::FindingBuilder;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{ListScope, head_of, origin_of};
use crate::lint::text::shown;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: Rule = Rule {
    id: "colliding-ids",
    severity: Severity::Error,
    explanation: "\
## What it finds

Two ids of a list that differ only in the case of their letters, so that some systems give their files one name. Ids of earlier
releases count too: their pages and feeds stay published.

## Why it matters

On Windows and macOS the one entry's file overwrites the other's: after a checkout one party is off the list.

## Example

```yaml
id: KPe.031
id: KPE.031
```

## How to fix it

Give one of the two another id.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    for ids in [&list.entries, &list.parties] {
        let mut seen = BTreeMap::new();
        for (id, entries) in ids {
            let Some(entry) = entries.first() else { continue };
            let Some((other_id, other)) = seen.insert(id.to_lowercase(), (id, entry)) else {
                continue;
            };
            let message = format!("`{}` and `{}` differ in nothing but case", shown(id), shown(other_id));
            let draft = FindingBuilder::new(origin_of(list, entry), head_of(entry), message)
                .label(origin_of(list, other), head_of(other), "the other id")
                .remedy("give one of the two another id: some systems would write them to one file");
            out.add(draft);
        }
    }
    // An id that the base has was compared when it came; what collided with it in between was no release.
    let Some(base) = &list.base else { return };
    let before: BTreeSet<&str> = base.entries.iter().map(|entry| entry.id.as_str()).collect();
    let former = list
        .removed
        .iter()
        .flat_map(|removed| removed.keys().map(String::as_str));
    let known: BTreeMap<String, &str> = former
        .chain(before.iter().copied())
        .map(|id| (id.to_lowercase(), id))
        .collect();
    for (id, entries) in &list.entries {
        let (Some(other), Some(entry)) = (known.get(&id.to_lowercase()), entries.first()) else {
            continue;
        };
        if other == id || before.contains(id) || list.entries.contains_key(*other) {
            continue;
        }
        let message = format!(
            "`{}` and `{}`, an id of an earlier release, differ in nothing but case",
            shown(id),
            shown(other)
        );
        let draft = FindingBuilder::new(origin_of(list, entry), head_of(entry), message).remedy(format!(
            "write `{}` if it is the same party, otherwise give the entry another id",
            shown(other)
        ));
        out.add(draft);
    }
}
