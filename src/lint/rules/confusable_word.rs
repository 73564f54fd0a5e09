//! `confusable-word`: a word of another script that looks like a Latin one.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::{script_of, shown, words};
use crate::lint::walk::FieldValue;
use unicode_script::Script;

pub(super) const RULE: Rule = Rule {
    id: "confusable-word",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A word of a name whose every letter is a Cyrillic or Greek one that looks like a Latin one, in a name whose other words are Latin.

## Why it matters

`СО` in Cyrillic letters cannot be distinguished from `CO` by eye, and matches nothing. It comes from keyboards that were switched
too late, and it is how names are hidden on purpose. Words of mixed letters are found by `mixed-scripts`.

## Example

```yaml
names: [KOREA TRADING СО]      # the last word is Cyrillic
```

## How to fix it

Write the word in Latin letters.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

/// Letters that look like Latin ones, after the table of confusable characters of Unicode Technical Standard 39.
const ALIKE: &str = "АВЕЅІЈКМНОРСТУХҮԁаеѕіјорсухһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο";

/// Abbreviations of legal forms in Cyrillic letters, which precede Latin names too.
const LEGAL_FORMS: &[&str] = &["ООО", "ОАО", "АО", "ТОО", "НАО", "РАО"];

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let Some(text) = spot.name().filter(|text| !text.is_ascii()) else {
        return;
    };
    let is_alike = |word: &str| word.chars().all(|c| ALIKE.contains(c)) && !LEGAL_FORMS.contains(&word);
    let is_latin = |word: &str| {
        word.chars()
            .all(|c| script_of(c).is_none_or(|script| script == Script::Latin))
    };
    let with_letters = || words(text).filter(|(_, word)| word.chars().any(char::is_alphabetic));
    let others_are_latin = with_letters().all(|(_, word)| is_alike(word) || is_latin(word));
    let some_are_latin = with_letters().any(|(_, word)| is_latin(word));
    if !(others_are_latin && some_are_latin) {
        return;
    }
    for (at, word) in with_letters().filter(|(_, word)| is_alike(word)) {
        let script = word
            .chars()
            .find_map(script_of)
            .map_or("other", |script| script.full_name());
        let message = format!("`{}` is {script} and looks like a Latin word", shown(word));
        out.add(
            spot.finding_in(at..at + word.len(), message)
                .remedy("write it in Latin letters"),
        );
    }
}
