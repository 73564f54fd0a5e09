//! `name-without-letters`: a name without a letter.

use crate::data::Node;
use crate::lint::finding::Severity;
use crate::lint::read::{elements, field};
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::model::{Kind, Name, NameForm, Quality};

pub(super) const RULE: Rule = Rule {
    id: "name-without-letters",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A name of an individual or a body that has no letter in any script.

## Why it matters

Digits and signs alone match nobody, or everybody. Most are a number or a date in the wrong field.

## Example

```yaml
names: ['1984-03-12']
```

## How to fix it

Move it to the field where it belongs. Ships and aircraft may be named by digits, and so may weak aliases.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    if matches!(entry.model().kind, Kind::Vessel | Kind::Aircraft) {
        return;
    }
    for (name, node) in entry.parts::<Name>() {
        // Gangs call their people by numbers.
        if name.quality == Quality::Weak {
            continue;
        }
        look(entry, &name.text, node, out);
        for (form, node) in elements::<NameForm>(node, "forms") {
            look(entry, &form.text, node, out);
        }
    }
}

fn look(entry: &EntryScope<'_>, text: &str, node: &Node, out: &mut Sink) {
    if !text.trim().is_empty() && !text.chars().any(char::is_alphabetic) {
        let message = format!("the name `{}` has no letter", shown(text));
        let draft = entry.finding_at(field(node, "text"), message);
        out.add(draft.remedy("move it to the field where it belongs"));
    }
}
