//! `duplicate-id`: two entries bear one id.

use crate::lint::builder::FindingBuilder;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{ListScope, head_of, origin_of};
use crate::lint::text::shown;

pub(super) const RULE: Rule = Rule {
    id: "duplicate-id",
    severity: Severity::Error,
    explanation: "\
## What it finds

Two entries of a list, or two of its unlisted parties, with the same id, in one file or in two.

## Why it matters

Identity is the id: of two entries with one id, comparison, feeds and history see only one.

## Example

```yaml
# lists/us/27307.yaml
id: 27307
# lists/us/lazarus.yaml
id: 27307
```

## How to fix it

Put the two together if they are one party; else give the newer one an id of its own that was never used.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    for (id, entries) in list.entries.iter().chain(&list.parties) {
        let mut entries = entries.clone();
        entries.sort_by_key(|entry| (entry.file, entry.place.start));
        let Some((first, others)) = entries.split_first() else {
            continue;
        };
        for other in others {
            let message = format!("duplicate id `{}`", shown(id));
            let draft = FindingBuilder::new(origin_of(list, other), head_of(other), message)
                .label(origin_of(list, first), head_of(first), "that one")
                .remedy("merge the two entries, or give this one an id that was never used");
            out.add(draft);
        }
    }
}
