//! `parts-differ-from-name`: a part of a name is not in the name.

use crate::data::Node;
use crate::lint::finding::Severity;
use crate::lint::read::{elements, field};
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::{folded, shown};
use crate::model::{Name, NameForm, NamePart};

pub(super) const RULE: Rule = Rule {
    id: "parts-differ-from-name",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A name with parts one of which does not occur in the whole name, accents, case and punctuation apart.

## Why it matters

The parts belong to another name, or one of the two was amended and the other forgotten. Some feeds print the whole, others the
parts.

## Example

```yaml
names:
  - text: KIM, Yong Chol
    parts:
      - {type: surname, text: KIM}
      - {type: given, text: Jong Un}
```

## How to fix it

Correct the part or the whole.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (name, node) in entry.parts::<Name>() {
        look(entry, &name.text, node, out);
        for (form, node) in elements::<NameForm>(node, "forms") {
            look(entry, &form.text, node, out);
        }
    }
}

fn look(entry: &EntryScope<'_>, whole: &str, node: &Node, out: &mut Sink) {
    if node.get("parts").is_none() {
        return;
    }
    let folded_whole = folded(whole);
    for (part, node) in elements::<NamePart>(node, "parts") {
        let words = part.text.split_whitespace();
        let missing = words.map(folded).any(|word| !folded_whole.contains(&word));
        if missing && !folded_whole.is_empty() {
            let message = format!("`{}` is not part of `{}`", shown(&part.text), shown(whole));
            out.add(
                entry
                    .finding_at(field(node, "text"), message)
                    .remedy("correct the part or the whole"),
            );
        }
    }
}
