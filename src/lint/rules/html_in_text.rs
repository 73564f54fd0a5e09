//! `html-in-text`: markup of the web in a text.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "html-in-text",
    severity: Severity::Warning,
    explanation: "\
## What it finds

HTML or XML tags, references such as `&amp;` and `&#39;`, or script addresses such as `javascript:` in a text.

## Why it matters

Markup comes in by copying from a web page. Feeds carry it as letters of the name; a careless reader carries it out as a program.

## Example

```yaml
remarks:
  - Listed <b>again</b> &amp; amended
```

## How to fix it

Write plain text: `&` for `&amp;`, no tags.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text.filter(|text| text.contains(['<', '&', ':'])) else {
        return;
    };
    let Some(range) = tag(text).or_else(|| reference(text)).or_else(|| script(text)) else {
        return;
    };
    let message = format!("`{}` is markup", shown(&text[range.clone()]));
    out.add(spot.finding_in(range, message).remedy("write plain text"));
}

type Range = std::ops::Range<usize>;

/// Returns the first tag: `<b>`, `</p>`, `<br/>`, `<a href=…>`; an address in angle brackets is none.
fn tag(text: &str) -> Option<Range> {
    text.match_indices('<').find_map(|(start, _)| {
        let length = text[start..].find('>')?;
        let inside = text[start + 1..start + length]
            .trim_start_matches('/')
            .trim_end_matches('/');
        let name = inside.split([' ', '\n']).next()?;
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && (name.len() == inside.len() || inside.contains('='));
        is_name.then_some(start..start + length + 1)
    })
}

/// Returns the first character reference: `&amp;`, `&#39;`, `&#x27;`.
fn reference(text: &str) -> Option<Range> {
    text.match_indices('&').find_map(|(start, _)| {
        let length = text[start..].find(';').filter(|length| (3..=10).contains(length))?;
        let name = &text[start + 1..start + length];
        let numeric = name
            .strip_prefix('#')
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit() || c == 'x'));
        let named = matches!(
            name,
            "amp" | "lt" | "gt" | "quot" | "apos" | "nbsp" | "ndash" | "mdash" | "copy" | "reg"
        );
        (numeric || named).then_some(start..start + length + 1)
    })
}

fn script(text: &str) -> Option<Range> {
    let lower = text.to_ascii_lowercase();
    let found = ["javascript:", "vbscript:", "data:text/html"].into_iter();
    found
        .filter_map(|word| lower.find(word).map(|start| start..start + word.len()))
        .min_by_key(|range| range.start)
}
