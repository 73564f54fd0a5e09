//! `missing-programme`: a designation that names no programme.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::Designation;

pub(super) const RULE: Rule = Rule {
    id: "missing-programme",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A designation without a programme in a list that has programmes. One that has a `register` names which of the authority's
lists the party is on, and needs no programme.

## Why it matters

A reader cannot see under which regime the party is listed, nor what is imposed on it.

## Example

```yaml
designations:
  - listed: 2019-09-13
```

## How to fix it

Add `programme` with a code of `list.yaml`.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    if entry.list.loaded.list.programmes.is_empty() {
        return;
    }
    for (designation, node) in entry.parts::<Designation>() {
        // OFAC's ENHANCED file says when a party came onto a list, and not under which of its programmes.
        let is_of_register = designation.register.is_some();
        let nameless = designation.programme.as_ref().is_none_or(String::is_empty);
        if nameless && !is_of_register && !node.pairs().is_empty() {
            let mut draft = entry.finding_at(node, "a designation under no programme");
            draft.place.end = draft.place.start;
            out.add(draft.remedy("add `programme` with a code of `list.yaml`"));
        }
    }
}
