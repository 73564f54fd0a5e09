//! `bad-url`: a text that is no address of the web.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "bad-url",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A text in a field for an address of the web that is none: without `https://`, with blanks, without a host.

## Why it matters

Feeds and notices make links of it.

## Example

```yaml
sources:
  - url: www.un.org/securitycouncil
```

## How to fix it

Write the whole address, as in `https://www.un.org/securitycouncil`.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let is_url = matches!(spot.field, "url" | "instrument_url" | "base_url") && !spot.is_inside_extra;
    let Some(text) = spot.text.filter(|text| is_url && !text.is_empty()) else {
        return;
    };
    if !is_address(text) {
        let message = format!("`{}` is not a web address", shown(text));
        out.add(spot.finding(message).remedy("write the whole address, with `https://`"));
    }
}

fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let refused = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}')
    };
    let Some(rest) = rest.filter(|rest| !rest.contains(refused)) else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host
        .rsplit('@')
        .next()
        .unwrap_or_default()
        .split(':')
        .next()
        .unwrap_or_default();
    let letters = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    !host.is_empty() && host.chars().all(letters) && !host.starts_with('.')
}
