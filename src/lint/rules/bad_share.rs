//! `bad-share`: a text that is no share.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::model::schema::Shape;
use crate::model::{Share, Stake};

pub(super) const RULE: Rule = Rule {
    id: "bad-share",
    severity: Severity::Error,
    explanation: "\
## What it finds

A share that is none of the forms that the format knows, or that is above 100 percent, or that has more than six digits behind the point.

## Why it matters

Shares decide who else is blocked by ownership. One that cannot be read counts as unknown.

## Example

```yaml
relations:
  - type: owned-by
    to: '27307'
    share: 50 %           # `50`
```

## How to fix it

Write `25.5` for percent, `25-50` for a range, `>50`, `>=25`, `<50`, `<=50`, `majority`, `minority` or `unknown`.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let (Shape::Share, Some(text)) = (spot.shape, spot.text) else {
        return;
    };
    if text.is_empty() || Stake::parse(&Share::from(text)).is_some() {
        return;
    }
    let message = format!("`{}` is not a share", shown(text));
    let remedy = "write percent: `25.5`, `25-50`, `>50`, `>=25`, `<50`, `<=50`, `majority`, `minority` or `unknown`";
    out.add(spot.finding(message).remedy(remedy));
}
