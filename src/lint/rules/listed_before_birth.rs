//! `listed-before-birth`: a party was listed before it was born.

use crate::lint::finding::Severity;
use crate::lint::read::{elements, field};
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::{DateFact, Designation, Kind};

pub(super) const RULE: Rule = Rule {
    id: "listed-before-birth",
    severity: Severity::Error,
    explanation: "\
## What it finds

An individual whose every birth date is after the day on which it was listed, or after its death.

## Why it matters

One of the dates is wrong: a birth date in the wrong century, a listing date copied from another entry.

## Example

```yaml
birth_dates: [2071]
designations:
  - programme: DPRK3
    listed: 2019-09-13
```

## How to fix it

Look the dates up in the source.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    if entry.model().kind != Kind::Individual {
        return;
    }
    let births = elements::<DateFact>(entry.node(), "birth_dates").filter(|(birth, _)| birth.calendar.is_none());
    let born = births
        .filter_map(|(birth, node)| Some((birth.date.span()?.0, node)))
        .min_by_key(|(born, _)| *born);
    let Some((born, birth)) = born else { return };
    let deaths = elements::<DateFact>(entry.node(), "death_dates").filter(|(death, _)| death.calendar.is_none());
    let deaths = deaths.filter_map(|(death, node)| Some((death.date.span()?.1, field(node, "date"), "died")));
    let listings = entry.parts::<Designation>();
    let listings = listings
        .into_iter()
        .filter_map(|(act, node)| Some((act.listed.as_ref()?.span()?.1, field(node, "listed"), "listed")));
    for (day, node, what) in deaths.chain(listings).filter(|(day, ..)| *day < born) {
        let message = format!("{what} on {day}, before the birth on {born}");
        let draft = entry
            .finding_at(node, message)
            .label(entry.origin(), field(birth, "date").place, "the birth")
            .remedy("look the dates up in the source");
        out.add(draft);
    }
}
