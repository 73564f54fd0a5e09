//! `id-reused`: an id that another entry bore before.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;

pub(super) const RULE: Rule = Rule {
    id: "id-reused",
    severity: Severity::Error,
    guard: true,
    needs: Needs::Removed,
    explanation: "\
## What it finds

An entry whose id belonged to an entry that an earlier release removed.

## Why it matters

Subscribers keep what they know of an id: a reused one joins the new party to the decisions, matches and files of the old.

## Example

```yaml
# removed by the release 2022-11-08, and now another party
id: 38499
```

## How to fix it

Give the entry an id that was never used. If it is the same party, add an exception for `id-reused` to `exceptions.yaml` in the same
change, with `reinstates` if the removal was a mistake (`docs/urgent.md`).
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let id = &entry.model().id;
    let Some(release) = entry.list.removed.and_then(|removed| removed.get(id)) else {
        return;
    };
    let was_there = entry.list.base.is_some_and(|base| base.entry(id).is_some());
    if entry.listed && !was_there {
        let message = format!(
            "`{}` was removed by the release `{}` and is used again",
            shown(id),
            shown(release)
        );
        out.add(entry.finding(message).remedy(
            "give the entry a new id; if it is the same party, add an exception for `id-reused` to `exceptions.yaml`",
        ));
    }
}
