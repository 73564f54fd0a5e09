//! `silent-amendment`: an entry was amended without a date.

use crate::data::{Node, Value};
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::model::Entry;
use crate::model::record::{Field, Form, Record};
use crate::model::schema::{Class, Schema, Shape};
use std::borrow::Cow;

pub(super) const RULE: Rule = Rule {
    id: "silent-amendment",
    severity: Severity::Note,
    needs: Needs::Base,
    explanation: "\
## What it finds

An entry whose names, dates, documents or designations changed since the base revision, in a list that dates its amendments, without a new
date under `amended`.

## Why it matters

Subscribers go by the date to see what is new; a change without one is overlooked.

## Example

```yaml
# changed since the base, and still
designations:
  - programme: KPe
    amended: [2016-06-07]
```

## How to fix it

Add the day of the amendment under `amended`.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let base = entry.list.base.filter(|_| entry.listed);
    let Some(old) = base.and_then(|base| base.entry(&entry.model().id)) else {
        return;
    };
    let model = entry.model();
    if model == old || dates(old).count() == 0 || dates(model).any(|date| !dates(old).any(|known| known == date)) {
        return;
    }
    if weighty(model) != weighty(old) {
        let draft = entry.finding("amended without a new date");
        out.add(draft.remedy("add the day under `amended`"));
    }
}

fn dates(entry: &Entry) -> impl Iterator<Item = &crate::model::FuzzyDate> {
    entry.designations.iter().flat_map(|act| &act.amended)
}

/// Returns what an entry says beside what is editorial.
fn weighty(entry: &Entry) -> Option<Node> {
    entry.node(Form::Long).map(|node| record(&node, Entry::SCHEMA))
}

fn record(node: &Node, schema: &Schema) -> Node {
    let pairs = node.pairs().iter().filter_map(|(name, value)| {
        let field = schema.field(name)?;
        (field.class != Class::Editorial).then(|| (Cow::Owned(name.to_string()), inside(value, &field.shape)))
    });
    Node::map(pairs.collect())
}

fn inside(node: &Node, shape: &Shape) -> Node {
    match (shape, &node.value) {
        (Shape::Record(schema), Value::Map(_)) => record(node, schema),
        (Shape::Set(inner), Value::List(elements)) => Node::new(Value::List(
            elements.iter().map(|element| inside(element, inner)).collect(),
        )),
        _ => node.clone(),
    }
}
