//! `future-date`: a date after the day of the release.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::model::FuzzyDate;
use crate::model::schema::Shape;

pub(super) const RULE: Rule = Rule {
    id: "future-date",
    severity: Severity::Warning,
    needs: Needs::Day,
    explanation: "\
## What it finds

A date of something that has happened that is after the day of the release: a birth, a listing, an amendment, an issue.

## Why it matters

It is a slip of the pen, or the entry is published before the authority's act is in force.

## Example

```yaml
# in a release of 2019-09-13
designations:
  - programme: DPRK3
    listed: 2109-09-13
```

## How to fix it

Correct the date. Dates in the future belong in `effective`, `expires`, `ended` and `until`.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let may_lie_ahead = matches!(spot.field, "effective" | "expires" | "ended" | "until");
    let (Shape::Date, Some(text)) = (spot.shape, spot.text) else {
        return;
    };
    let Some(today) = spot.list.and_then(|list| list.as_of).filter(|_| !may_lie_ahead) else {
        return;
    };
    let begins_later = |(first, _)| first > today;
    if FuzzyDate::parse(text)
        .and_then(|date| date.span())
        .is_some_and(begins_later)
    {
        let message = format!("`{}` is after {today}, the day of the release", shown(text));
        out.add(spot.finding(message).remedy("correct the date"));
    }
}
