//! `mixed-scripts`: letters of two scripts in one word.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::{code_point, script_of, scripts, words};
use crate::lint::walk::FieldValue;
use unicode_script::Script;

pub(super) const RULE: Rule = Rule {
    id: "mixed-scripts",
    severity: Severity::Warning,
    explanation: r#"
## What it finds

A word with letters of two scripts that look alike: Latin and Cyrillic, Latin and Greek, Cyrillic and Greek.

## Why it matters

`КIM` with a Cyrillic К looks like `KIM` and matches nothing. It comes from keyboards that were switched too late, and it is how names are
hidden on purpose.

## Example

```yaml
names: ["КIM Yong Chol"]       # the first letter is Cyrillic
```

## How to fix it

Write the word in one script. The position shown is the first letter of the rarer one.
"#,
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.text.filter(|text| !text.is_ascii()) else {
        return;
    };
    let Some((at, c, script, main)) = words(text).find_map(|(start, word)| stranger(start, word)) else {
        return;
    };
    let message = format!(
        "{} is {} in a word of {} letters",
        code_point(c),
        script.full_name(),
        main.full_name()
    );
    out.add(
        spot.finding_in(at..at + c.len_utf8(), message)
            .remedy("write the word in one script"),
    );
}

/// Returns the first letter of the rarer script in a word of two scripts that look alike.
fn stranger(start: usize, word: &str) -> Option<(usize, char, Script, Script)> {
    let alike = |script: &Script| matches!(script, Script::Latin | Script::Cyrillic | Script::Greek);
    let found = scripts(word);
    let mut found = found.iter().map(|(script, _)| *script).filter(alike);
    let main = found.next()?;
    let other = found.next()?;
    let (at, c) = word.char_indices().find(|(_, c)| script_of(*c) == Some(other))?;
    Some((start + at, c, other, main))
}
