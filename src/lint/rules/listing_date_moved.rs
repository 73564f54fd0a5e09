//! `listing-date-moved`: the date on which a party was listed has changed.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::Designation;

pub(super) const RULE: Rule = Rule {
    id: "listing-date-moved",
    severity: Severity::Warning,
    needs: Needs::Base,
    explanation: "\
## What it finds

A designation whose date `listed` is another than at the base revision.

## Why it matters

The date is a fact of law: it decides which transactions were forbidden. It changes only when it was wrong before, and then the notice
should say so.

## Example

```yaml
# at the base: listed: 2019-09-13
designations:
  - programme: DPRK3
    listed: 2019-09-14
```

## How to fix it

Put the date back. A new decision is an amendment (`amended`) or a designation of its own. If the date was wrong, allow the finding at its
place with the reason.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let base = entry.list.base.filter(|_| entry.listed);
    let Some(old) = base.and_then(|base| base.entry(&entry.model().id)) else {
        return;
    };
    for (now, node) in entry.parts::<Designation>() {
        let is_same = |act: &&Designation| act.programme == now.programme && act.instrument == now.instrument;
        let mut before = old.designations.iter().filter(is_same);
        let (Some(one), None) = (before.next(), before.next()) else {
            continue;
        };
        let (Some(was), Some(is)) = (&one.listed, &now.listed) else {
            continue;
        };
        if was != is {
            let message = format!("the listing date was {was} and is {is}");
            let draft = entry.finding_at(field(node, "listed"), message);
            out.add(draft.remedy("put the date back, or say at the place why it was wrong"));
        }
    }
}
