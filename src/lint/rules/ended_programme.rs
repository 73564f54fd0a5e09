//! `ended-programme`: a designation under a programme that has ended.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::model::Designation;

pub(super) const RULE: Rule = Rule {
    id: "ended-programme",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A designation that has not ended under a programme that `list.yaml` says has.

## Why it matters

When a programme ends, its designations end with it: the entry is off the list, or is designated anew under another authority, as OFAC did
with Zimbabwe in March 2024.

## Example

```yaml
# list.yaml: programmes: {ZIMBABWE: {title: Zimbabwe, ended: 2024-03-04}}
designations:
  - programme: ZIMBABWE
    listed: 2003-03-07
```

## How to fix it

Write `ended` at the designation, remove the entry, or correct the programme.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let programmes = &entry.list.loaded.list.programmes;
    for (designation, node) in entry.parts::<Designation>() {
        let Some(code) = designation.programme.as_ref().filter(|_| designation.ended.is_none()) else {
            continue;
        };
        let ended = programmes.get(code).and_then(|programme| programme.ended.as_ref());
        if let Some(ended) = ended {
            let message = format!("the programme `{}` ended on {ended}", shown(code));
            let draft = entry.finding_at(field(node, "programme"), message);
            out.add(draft.remedy("write `ended` at the designation, or correct the programme"));
        }
    }
}
