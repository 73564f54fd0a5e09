//! `implausible-birth-date`: a party was very old when it was listed.

use crate::lint::finding::Severity;
use crate::lint::read::{elements, field};
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::{DateFact, Kind};

pub(super) const RULE: Rule = Rule {
    id: "implausible-birth-date",
    severity: Severity::Note,
    explanation: "\
## What it finds

An individual who was more than 110 years old when it was listed, by every birth date that the entry gives.

## Why it matters

Mostly a slip of a century, or a date of another calendar that was taken for one of ours.

## Example

```yaml
birth_dates: [1871]
designations:
  - programme: DPRK3
    listed: 2019-09-13
```

## How to fix it

Look the date up. A date of another calendar bears it: `calendar: islamic`.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    const OLDEST: i16 = 110;
    let listed = entry.model().listed().and_then(|listed| listed.span());
    let Some((listed, _)) = listed.filter(|_| entry.model().kind == Kind::Individual) else {
        return;
    };
    let births = elements::<DateFact>(entry.node(), "birth_dates").filter(|(birth, _)| birth.calendar.is_none());
    let spans = births.filter_map(|(birth, node)| Some((birth.date.span()?.1, node)));
    let Some((born, node)) = spans.max_by_key(|(born, _)| *born) else {
        return;
    };
    let age = listed.year() - born.year();
    if age > OLDEST {
        let message = format!("born {} and listed {}: {age} years old", born.year(), listed.year());
        out.add(
            entry
                .finding_at(field(node, "date"), message)
                .remedy("look the date up, and its calendar"),
        );
    }
}
