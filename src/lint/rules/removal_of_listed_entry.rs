//! `removal-of-listed-entry`: a removal of an entry that is still listed.

use crate::lint::builder::FindingBuilder;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::{ListScope, head_of, origin_of};
use crate::lint::text::shown;

pub(super) const RULE: Rule = Rule {
    id: "removal-of-listed-entry",
    severity: Severity::Warning,
    explanation: "\
## What it finds

An id under `removals` in `list.yaml` whose entry is still listed.

## Why it matters

The reason of a removal that did not happen: the file of the entry was forgotten, or the wrong id written.

## Example

```yaml
removals:
  '38499': replaced by the designation of 8 November 2022
```

## How to fix it

Remove the file of the entry, or correct the id.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let removals = list
        .loaded
        .list_node
        .get("removals")
        .map_or(&[][..], |node| node.pairs());
    for (id, node) in removals {
        if let Some(entry) = list.entries.get(id.as_ref()).and_then(|entries| entries.first()) {
            let message = format!("`{}` is still listed", shown(id));
            let draft = FindingBuilder::new(list.list_file(), node.key_place, message);
            let draft = draft.label(origin_of(list, entry), head_of(entry), "here");
            out.add(draft.remedy("remove the file of the entry, or correct the id"));
        }
    }
}
