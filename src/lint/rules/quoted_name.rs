//! `quoted-name`: a name within quotes.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::walk::FieldValue;
use crate::model::Kind;

pub(super) const RULE: Rule = Rule {
    id: "quoted-name",
    severity: Severity::Warning,
    explanation: r#"
## What it finds

A name in quotes: quotes that are part of the text, not those of YAML.

## Why it matters

No screening system expects them, so that the name matches badly. OFAC's remarks put weak aliases in quotes; the name is what is
between them.

## Example

```yaml
names: ['"RGB"']
```

## How to fix it

Write the name without quotes (`gazette check --fix` does it); say `quality: weak` where the quotes meant that.
"#,
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.name() else { return };
    let is_person = spot.entry.is_some_and(|entry| entry.model().kind == Kind::Individual);
    let Some(inner) = unquoted(text, is_person) else { return };
    let mut draft = spot.finding("a name within quotes").remedy("write it without them");
    if let Some(place) = spot
        .place_of(0..text.len())
        .filter(|_| !inner.contains(['\'', '"', '\\', '#', ':']))
    {
        draft = draft.fix(place, inner);
    }
    out.add(draft);
}

/// Returns the text between the quotes. An apostrophe is a letter of Arabic and Korean names of people, as in `'Ala'`.
fn unquoted(text: &str, is_person: bool) -> Option<&str> {
    let pairs = [('"', '"'), ('“', '”'), ('„', '“'), ('‘', '’'), ('«', '»'), ('\'', '\'')];
    let pairs = &pairs[..if is_person { 3 } else { 6 }];
    let inside = |(open, close): &(char, char)| text.strip_prefix(*open)?.strip_suffix(*close);
    let inner = pairs.iter().find_map(inside)?;
    let plain = inner.starts_with(char::is_alphanumeric) && inner.ends_with(char::is_alphanumeric);
    (plain && !inner.contains(['\'', '"', '“', '”', '‘', '’', '«', '»'])).then_some(inner)
}
