//! `duplicate-element`: an element comes twice in a set.

use crate::data::{Node, Value};
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::walk::FieldValue;
use crate::model::schema::Shape;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub(super) const RULE: Rule = Rule {
    id: "duplicate-element",
    severity: Severity::Warning,
    explanation: "\
## What it finds

Two elements of a set that say exactly the same: an address, a document, a wallet, a designation. Names have rules of their own.

## Why it matters

One of the two usually should have been something else. OFAC's entry of BLENDER.IO gave one address twice.

## Example

```yaml
wallets:
  - {currency: XBT, address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa}
  - {currency: XBT, address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa}
```

## How to fix it

Correct one of the two or take it out.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let is_set = matches!(spot.shape, Shape::Set(_)) && matches!(spot.node.value, Value::List(_));
    if !is_set || spot.field == "names" {
        return;
    }
    if spot.node.elements().len() < 2 {
        return;
    }
    let mut seen: BTreeMap<Node, &Node> = BTreeMap::new();
    for element in spot.node.elements().iter().filter(|element| !element.is_null()) {
        match seen.entry(sorted(element)) {
            Entry::Vacant(place) => drop(place.insert(element)),
            Entry::Occupied(first) => {
                let first = first.get();
                let mut draft = spot.finding(format!("duplicate element of `{}`", spot.field));
                draft.place = element.place;
                draft.anchor = element.place;
                let draft = draft.label(spot.origin, first.place, "first here");
                out.add(draft.remedy("correct one of the two or remove it"));
            }
        }
    }
}

/// Returns a value with its names in order, so that two that say the same are equal.
fn sorted(node: &Node) -> Node {
    match &node.value {
        Value::Map(pairs) => {
            let mut pairs: Vec<_> = pairs
                .iter()
                .map(|(name, value)| (name.clone(), sorted(value)))
                .collect();
            pairs.sort();
            Node::map(pairs)
        }
        Value::List(elements) => Node::new(Value::List(elements.iter().map(sorted).collect())),
        value => Node::new(value.clone()),
    }
}
