//! `designated-party`: an unlisted party with a designation.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;

pub(super) const RULE: Rule = Rule {
    id: "designated-party",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A party below `parties/` that has designations.

## Why it matters

A party below `parties/` is not listed and is in no feed: whoever wrote the designation believes that the party is on the list,
and it is not.

## Example

```yaml
# lists/us/parties/owner.yaml
id: owner
designations:
  - programme: DPRK3
```

## How to fix it

Move the file out of `parties/` where the party is listed; else take the designation out.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let Some(node) = entry
        .node()
        .get("designations")
        .filter(|node| !entry.listed && !node.is_null())
    else {
        return;
    };
    let mut draft = entry.finding_at(node, "a designation of a party that is not listed");
    draft.place = draft.anchor;
    out.add(draft.remedy("move the file out of `parties/` if the party is listed"));
}
