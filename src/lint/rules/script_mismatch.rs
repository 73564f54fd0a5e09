//! `script-mismatch`: a name is not in the script that it says.

use crate::data::Node;
use crate::lint::finding::Severity;
use crate::lint::read::{elements, field};
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::{scripts, shown};
use crate::model::{Name, NameForm};
use unicode_script::Script;

pub(super) const RULE: Rule = Rule {
    id: "script-mismatch",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A name whose letters are not of the script given beside it, or that has no script and is not in Latin letters.

## Why it matters

Feeds put a name where its script says (OFAC, the UN and the UK print Latin names and others apart), and screening transliterates by it.

## Example

```yaml
names:
  - text: Лазарь
    script: Arab          # `Cyrl`
```

## How to fix it

Write the script of the letters, or move the text to the name that it belongs to.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (name, node) in entry.parts::<Name>() {
        look(
            entry,
            &name.text,
            name.script.as_ref().map(|script| script.as_str()),
            node,
            out,
        );
        for (form, node) in elements::<NameForm>(node, "forms") {
            look(
                entry,
                &form.text,
                form.script.as_ref().map(|script| script.as_str()),
                node,
                out,
            );
        }
    }
}

fn look(entry: &EntryScope<'_>, text: &str, said: Option<&str>, node: &Node, out: &mut Sink) {
    let Some((main, _)) = scripts(text).first().copied() else {
        return;
    };
    if belongs(main, said.unwrap_or("Latn")) {
        return;
    }
    let code = main.short_name();
    let (place, message) = match said {
        Some(said) => (
            field(node, "script"),
            format!("`{}` is {code} and said to be {said}", shown(text)),
        ),
        None => (
            field(node, "text"),
            format!("`{}` is {code} and says no script", shown(text)),
        ),
    };
    out.add(
        entry
            .finding_at(place, message)
            .remedy(format!("write `script: {code}`")),
    );
}

/// Returns true if letters of a script may occur in a text of this code. Unknown codes are reported by `bad-script`.
fn belongs(script: Script, code: &str) -> bool {
    match code {
        "Hans" | "Hant" | "Hanb" => matches!(script, Script::Han | Script::Bopomofo),
        "Jpan" | "Hrkt" => matches!(script, Script::Han | Script::Hiragana | Script::Katakana),
        "Kore" => matches!(script, Script::Han | Script::Hangul),
        "Latf" | "Latg" => script == Script::Latin,
        "Aran" => script == Script::Arabic,
        "Cyrs" => script == Script::Cyrillic,
        _ => Script::from_short_name(code).is_none_or(|said| said == script),
    }
}
