//! `dates-out-of-order`: a thing ends before it begins.

use crate::data::Node;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::walk::FieldValue;
use crate::model::FuzzyDate;
use crate::model::schema::Shape;

pub(super) const RULE: Rule = Rule {
    id: "dates-out-of-order",
    severity: Severity::Error,
    explanation: "\
## What it finds

Two dates of one record in the wrong order: issued after it expires, since after until, listed after it ended or was amended.

## Why it matters

One of the two is wrong, and programs that compute with them get wrong results: a document that was never valid.

## Example

```yaml
documents:
  - type: passport
    issued: 2016
    expires: 2006
```

## How to fix it

Look both dates up in the source.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

/// Fields of one record: the first is never later than the second.
const ORDER: &[(&str, &str)] = &[
    ("issued", "expires"),
    ("since", "until"),
    ("listed", "amended"),
    ("listed", "expires"),
    ("listed", "ended"),
    ("established", "dissolved"),
];

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    if !matches!(spot.shape, Shape::Record(_)) || spot.node.pairs().is_empty() {
        return;
    }
    for (earlier, later) in ORDER {
        let (Some(first), Some(second)) = (spot.node.get(earlier), spot.node.get(later)) else {
            continue;
        };
        let Some((begins, begin)) = dates(first)
            .map(|(from, _, node)| (from, node))
            .min_by_key(|(from, _)| *from)
        else {
            continue;
        };
        for (_, ends, end) in dates(second).filter(|(_, ends, _)| *ends < begins) {
            let mut draft = spot.finding(format!("`{later}` is before `{earlier}`: {ends} before {begins}"));
            draft.place = end.place;
            draft.anchor = end.place;
            out.add(
                draft
                    .label(spot.origin, begin.place, *earlier)
                    .remedy("look both dates up in the source"),
            );
        }
    }
}

type Day = jiff::civil::Date;

/// Returns the first and the last day that each date of a field may mean, and its place.
fn dates(node: &Node) -> impl Iterator<Item = (Day, Day, &Node)> {
    node.elements().iter().filter_map(|element| {
        let said = element.get("date").unwrap_or(element);
        let (from, to) = FuzzyDate::parse(said.as_text()?)?.span()?;
        Some((from, to, said))
    })
}
