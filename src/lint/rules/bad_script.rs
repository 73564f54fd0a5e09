//! `bad-script`: a text that is no script code.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::model::schema::Shape;
use unicode_script::Script;

pub(super) const RULE: Rule = Rule {
    id: "bad-script",
    severity: Severity::Error,
    explanation: "\
## What it finds

A script that is no ISO 15924 code, such as an English name or a code in other letters.

## Why it matters

Feeds pass the code on (OFAC, SECO, FollowTheMoney), and screening chooses its transliteration by it.

## Example

```yaml
names:
  - text: Лазарь
    script: Cyrillic      # `Cyrl`
```

## How to fix it

Write the code with one capital and three small letters: `Latn`, `Cyrl`, `Arab`, `Hang`, `Hans`, `Hant`.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let (Shape::Script, Some(text)) = (spot.shape, spot.text) else {
        return;
    };
    if text.is_empty() || is_code(text) {
        return;
    }
    let message = format!("`{}` is not a script code", shown(text));
    out.add(spot.finding(message).remedy(remedy(text)));
}

/// Codes of ISO 15924 for several scripts or for a way of writing one, which Unicode has no property for.
const BEYOND_UNICODE: &[&str] = &[
    "Hans", "Hant", "Hanb", "Jpan", "Kore", "Hrkt", "Jamo", "Latf", "Latg", "Aran", "Cyrs", "Syre", "Syrj", "Syrn",
    "Zsym", "Zxxx", "Zmth", "Zsye",
];

fn is_code(text: &str) -> bool {
    Script::from_short_name(text).is_some() || BEYOND_UNICODE.contains(&text)
}

fn remedy(text: &str) -> String {
    let code = Script::from_full_name(text).map(|script| script.short_name().to_owned());
    let lower = text.to_lowercase();
    let recased: String = lower
        .chars()
        .take(1)
        .flat_map(char::to_uppercase)
        .chain(lower.chars().skip(1))
        .collect();
    let near = code.or_else(|| is_code(&recased).then_some(recased));
    near.map_or_else(
        || "write an ISO 15924 code: `Latn`, `Cyrl`, `Arab`, `Hang`, `Hans`, `Hant`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    )
}
