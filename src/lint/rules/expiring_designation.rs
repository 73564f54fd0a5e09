//! `expiring-designation`: a designation that expires within 30 days.

use jiff::Span;

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::Designation;

pub(super) const RULE: Rule = Rule {
    id: "expiring-designation",
    severity: Severity::Warning,
    needs: Needs::Day,
    explanation: "\
## What it finds

A designation whose `expires` is the day of the release (`--as-of`) or one of the 30 days after it. A designation that has expired is not
reported here: `ended-entry` reports the entry if no other is in force.

## Why it matters

A listing that runs out without a decision ends by itself: the party is free to use its assets on the day after, whether or not
anyone meant it.

## Example

```yaml
# gazette check --as-of 2025-05-20
designations:
  - programme: P
    listed: 2020-01-02
    expires: 2025-06-01
```

## How to fix it

Write the new day once the designation is renewed, or prepare the removal; allow the finding if the listing is meant to run out.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

/// How many days ahead an expiry is reported.
const DAYS: i64 = 30;

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let Some(day) = entry.list.as_of.filter(|_| entry.listed) else {
        return;
    };
    let until = day.saturating_add(Span::new().days(DAYS));
    for (designation, node) in entry.parts::<Designation>() {
        let last = designation
            .expires
            .as_ref()
            .and_then(|date| date.span())
            .map(|(_, last)| last);
        let Some(last) = last.filter(|last| (day..=until).contains(last) && designation.is_in_force(Some(day))) else {
            continue;
        };
        let message = format!("the designation expires on {last}");
        let draft = entry.finding_at(field(node, "expires"), message);
        out.add(draft.remedy("write the new day once it is renewed, or prepare the removal"));
    }
}
