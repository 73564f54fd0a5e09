//! `colliding-ids`: two ids that differ in nothing but case.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Draft, Rule, Sink};
use crate::lint::scope::{ListScope, head_of, origin_of};
use crate::lint::text::shown;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    id: "colliding-ids",
    severity: Severity::Error,
    explanation: "\
## What it finds

Two ids of a list that differ only in the case of their letters, so that some systems give their files one name. With a history or a base
revision, ids that were listed before count too.

## Why it matters

On Windows and macOS the one entry's file overwrites the other's: after a checkout one party is off the list.

## Example

```yaml
id: KPe.031
id: KPE.031
```

## How to mend it

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
            let draft = Draft::new(origin_of(list, entry), head_of(entry), message)
                .label(origin_of(list, other), head_of(other), "the other id")
                .remedy("give one of the two another id: some systems would write them to one file");
            out.add(draft);
        }
    }
    collide_with_former(list, out);
}

/// An id that was listed before keeps its folder in the publication.
fn collide_with_former(list: &ListScope<'_>, out: &mut Sink) {
    let removed = list
        .removed
        .into_iter()
        .flat_map(|removed| removed.keys().map(String::as_str));
    let of_base = list
        .base
        .into_iter()
        .flat_map(|base| base.entries.iter().map(|entry| entry.id.as_str()));
    let former: BTreeMap<String, &str> = removed.chain(of_base).map(|id| (id.to_lowercase(), id)).collect();
    for (id, entries) in &list.entries {
        let Some(former) = former.get(&id.to_lowercase()).filter(|former| *former != id) else {
            continue;
        };
        let Some(entry) = entries.first() else { continue };
        let message = format!(
            "`{}` differs in nothing but case from `{}`, which was listed before",
            shown(id),
            shown(former)
        );
        out.add(
            Draft::new(origin_of(list, entry), head_of(entry), message).remedy(
                "keep the former id, or give the entry another: the publication keeps the folders of former ids",
            ),
        );
    }
}
