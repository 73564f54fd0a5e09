//! `bad-date`: a text that is no date.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::model::schema::Shape;
use crate::model::{FuzzyDate, PartialDate};

pub(super) const RULE: Rule = Rule {
    id: "bad-date",
    severity: Severity::Error,
    explanation: "\
## What it finds

A text where a date belongs that is no date: a day that the calendar does not have, a range that runs backward, another notation.

## Why it matters

Screening compares birth dates, courts read listing dates. A date that cannot be read is in no comparison and in no feed.

## Example

```yaml
birth_dates:
  - 2026-02-30
  - 17 Jan 1941
```

## How to fix it

Write `1971`, `1971-03` or `1971-03-05`; `1957~` for circa; `1979/1982` for a time between two dates. What is no date belongs
into a `note`.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let (Shape::Date, Some(text)) = (spot.shape, spot.text) else {
        return;
    };
    if text.is_empty() || FuzzyDate::parse(text).is_some() {
        return;
    }
    let message = format!("`{}` is not a date", shown(text));
    out.add(spot.finding(message).remedy(remedy(text)));
}

fn remedy(text: &str) -> String {
    let ends: Vec<&str> = text.split('/').collect();
    let read = |end: &&str| PartialDate::parse(end.trim_end_matches('~')).is_some();
    if ends.len() == 2 && ends.iter().all(read) {
        return "a range runs from the earlier date to the later, with `~` behind both or neither".to_owned();
    }
    let parts: Vec<&str> = text.split('-').collect();
    let numeric = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if (2..=3).contains(&parts.len()) && parts[0].len() == 4 && parts.iter().all(numeric) {
        return "the calendar has no such day: write four digits of the year, two of the month, two of the day"
            .to_owned();
    }
    "write `1971`, `1971-03` or `1971-03-05`, `1957~` for circa, `1979/1982` for a range".to_owned()
}
