//! `extra-field`: something that the format has no field for.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::model::schema::Shape;

pub(super) const RULE: Rule = Rule {
    id: "extra-field",
    severity: Severity::Note,
    explanation: "\
## What it finds

A value under `extra`: what the source says and the format has no field for.

## Why it matters

It is kept and published in the native feeds, but no other feed, no notice and no comparison by meaning knows it.

## Example

```yaml
extra:
  ofac_list_version: 7
```

## How to fix it

Look whether the format has a field for it (`docs/format.md`). If not, allow the finding at its place, or switch the rule off for the
list.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let names = spot.node.pairs();
    if !matches!(spot.shape, Shape::Any) || spot.is_inside_extra || names.is_empty() {
        return;
    }
    let shown: Vec<String> = names.iter().map(|(name, _)| format!("`{}`", shown(name))).collect();
    let verb = if names.len() == 1 { "has" } else { "have" };
    let mut draft = spot.finding(format!("{} {verb} no field in the format", shown.join(", ")));
    draft.place = draft.anchor;
    out.add(draft.remedy("use the fields that the format has, if they fit (`docs/format.md`)"));
}
