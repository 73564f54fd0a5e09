//! `empty-value`: a field that says nothing.

use crate::data::Value;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::walk::FieldValue;
use crate::model::schema::Shape;

pub(super) const RULE: Rule = Rule {
    id: "empty-value",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A field that is written and says nothing: an empty text, `~`, a list or a map without content.

## Why it matters

A reader cannot see whether the fact is unknown, was forgotten, or was lost.

## Example

```yaml
gender:
addresses: []
```

## How to fix it

Fill it in or remove the line: a field that is not there says that nothing is known.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let says_nothing = match &spot.node.value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::List(elements) => elements.is_empty(),
        Value::Map(pairs) => pairs.is_empty(),
        _ => false,
    };
    let is_leaf = spot.text.is_some() || !matches!(spot.node.value, Value::Text(_));
    if says_nothing && is_leaf && !spot.is_key && !spot.field.is_empty() && !stands_under_a_name(spot) {
        let mut draft = spot
            .finding(format!("`{}` says nothing", spot.field))
            .remedy("fill it in or remove it");
        draft.place = draft.anchor;
        out.add(draft);
    }
}

/// Returns true for a record under a name of the writer's choice: the name says that there is one, `SDGT:` a programme of that code.
fn stands_under_a_name(spot: &FieldValue<'_>) -> bool {
    let declared = spot.schema.fields.iter().find(|field| field.name == spot.field);
    declared.is_some_and(|field| matches!(field.shape, Shape::Table(_))) && matches!(spot.shape, Shape::Record(_))
}
