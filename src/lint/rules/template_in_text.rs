//! `template-in-text`: template marks in a text.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "template-in-text",
    severity: Severity::Warning,
    explanation: "\
## What it finds

Marks of templates in a text: `{{ … }}`, `{% … %}`, `${…}`, `<%`.

## Why it matters

They are what is left of a form that was never filled in, and some reader's template engine would carry them out.

## Example

```yaml
reasons:
  - '{{ name }} supports the regime'
```

## How to fix it

Write the text that the template should have given.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text.filter(|text| text.contains(['{', '%'])) else {
        return;
    };
    let marks = ["{{", "{%", "${", "<%"].into_iter();
    let Some((start, mark)) = marks.filter_map(|mark| Some((text.find(mark)?, mark))).min() else {
        return;
    };
    let message = format!("`{}` is a mark of templates", shown(mark));
    out.add(
        spot.finding_in(start..start + mark.len(), message)
            .remedy("write the text that it was meant to produce"),
    );
}
