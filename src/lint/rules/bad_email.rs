//! `bad-email`: a text that is no e-mail address.

use crate::lint::finding::Severity;
use crate::lint::read::{elements, field};
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::model::Contact;

pub(super) const RULE: Rule = Rule {
    id: "bad-email",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A contact of the type `email` that is no address of electronic mail.

## Why it matters

Screening of payments and registrations matches on it.

## Example

```yaml
contacts:
  - type: email
    value: info(at)lazarus.example
```

## How to fix it

Write one address a contact, as `name@host`.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (contact, node) in elements::<Contact>(entry.node(), "contacts") {
        if contact.kind == "email" && !contact.value.is_empty() && !is_address(&contact.value) {
            let message = format!("`{}` is not an e-mail address", shown(&contact.value));
            out.add(
                entry
                    .finding_at(field(node, "value"), message)
                    .remedy("write one address, as `name@host`"),
            );
        }
    }
}

fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    let refused = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>' | '@');
    let parts = host.split('.').filter(|part| !part.is_empty()).count();
    !name.is_empty() && !text.replacen('@', "", 1).contains(refused) && parts >= 2 && parts == host.split('.').count()
}
