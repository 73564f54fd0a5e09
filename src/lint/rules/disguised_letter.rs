//! `disguised-letter`: a letter that is another one in disguise.

use unicode_normalization::UnicodeNormalization;
use unicode_script::Script;

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::{code_point, script_of};
use crate::lint::walk::FieldValue;

pub(super) const RULE: Rule = Rule {
    id: "disguised-letter",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A mathematical, circled or full-width letter or a ligature in a name: characters that Unicode has for the sake of other standards, and that
represent plain letters. Full-width letters beside Chinese, Japanese or Korean ones are as they should be.

## Why it matters

`𝐊𝐈𝐌` and `ＫＩＭ` read as `KIM` and match nothing, since few systems know that they mean the same.

## Example

```yaml
names: [ＫＩＭ Yong Chol]
```

## How to fix it

Write the plain letters, which the help names.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.name().filter(|text| !text.is_ascii()) else {
        return;
    };
    let Some((at, c)) = text.char_indices().find(|(_, c)| is_disguised(*c)) else {
        return;
    };
    let east_asian = |script| {
        matches!(
            script,
            Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul
        )
    };
    if text.chars().filter_map(script_of).any(east_asian) {
        return;
    }
    let plain: String = text
        .chars()
        .flat_map(|c| if is_disguised(c) { c.nfkc().collect() } else { vec![c] })
        .collect();
    let meant: String = c.nfkc().collect();
    let message = format!("{} is written for `{meant}`", code_point(c));
    out.add(
        spot.finding_in(at..at + c.len_utf8(), message)
            .remedy(format!("write `{}`", crate::lint::text::shown(&plain))),
    );
}

fn is_disguised(c: char) -> bool {
    let range = matches!(c, '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}'
        | '\u{24b6}'..='\u{24e9}' | '\u{fb00}'..='\u{fb06}' | '\u{1f130}'..='\u{1f149}');
    range && c.nfkc().ne([c])
}
