//! `unknown-word`: a word that its field does not know.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::lint::words::nearest;
use crate::model::schema::Shape;

pub(super) const RULE: Rule = Rule {
    id: "unknown-word",
    severity: Severity::Error,
    explanation: "\
## What it finds

A word in a field of fixed words that is none of them, with the one that was probably meant.

## Why it matters

The word is kept, but has no effect: an alias of the type `a.k.a` is not an alias in any feed.

## Example

```yaml
names:
  - text: HIDDEN COBRA
    type: alias           # `aka`
```

## How to fix it

Write one of the words that `docs/format.md` lists for the field.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let (Shape::Word(words), Some(text)) = (spot.shape, spot.text) else {
        return;
    };
    if text.is_empty() || words.contains(&text) {
        return;
    }
    let remedy = nearest(text, words.iter().copied()).map_or_else(
        || format!("write one of `{}`", words.join("`, `")),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("`{}` is not a known `{}`", shown(text), spot.field);
    out.add(spot.finding(message).remedy(remedy));
}
