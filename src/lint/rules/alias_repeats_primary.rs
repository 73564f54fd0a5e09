//! `alias-repeats-primary`: an alias that is the primary name.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::{shown, tidy};
use crate::model::{Name, NameType};

pub(super) const RULE: Rule = Rule {
    id: "alias-repeats-primary",
    severity: Severity::Warning,
    explanation: "\
## What it finds

An alias that is letter for letter the primary name, blanks apart.

## Why it matters

It adds nothing to what screening finds; usually another name was meant.

## Example

```yaml
names:
  - text: LAZARUS GROUP
    type: primary
  - LAZARUS GROUP
```

## How to fix it

Correct the alias or take it out.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let names = entry.parts::<Name>();
    let Some((primary, first)) = names.iter().find(|(name, _)| name.kind == NameType::Primary) else {
        return;
    };
    let text = tidy(&primary.text);
    for (name, node) in &names {
        if name.kind != NameType::Primary && !text.is_empty() && tidy(&name.text) == text {
            let message = format!("the alias `{}` is the primary name", shown(&text));
            let draft = entry
                .finding_at(field(node, "text"), message)
                .label(entry.origin(), field(first, "text").place, "the primary name")
                .remedy("correct the alias or remove it");
            out.add(draft);
        }
    }
}
