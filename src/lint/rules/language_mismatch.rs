//! `language-mismatch`: a text is not in a script of its language.

use crate::data::Node;
use crate::lint::finding::Severity;
use crate::lint::read::{elements, field};
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::{scripts, shown};
use crate::model::record::Record;
use crate::model::schema::FieldSchema;
use crate::model::{Entry, Language, Name, NameForm, Phrase};
use unicode_script::Script;

pub(super) const RULE: Rule = Rule {
    id: "language-mismatch",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A name or text whose language is never written in its letters: Korean in Cyrillic letters, Russian in Hangul.

## Why it matters

One of the two is wrong, and screening transliterates by the language.

## Example

```yaml
names:
  - text: Лазарь
    language: ko          # `ru`
```

## How to fix it

Correct the language. A name in Latin letters may bear any language: it may be a transliteration.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    for (name, node) in entry.parts::<Name>() {
        look(entry, &name.text, name.language.as_ref(), node, out);
        for (form, node) in elements::<NameForm>(node, "forms") {
            look(entry, &form.text, form.language.as_ref(), node, out);
        }
    }
    let phrases = Entry::SCHEMA.fields.iter().filter(|field| is_phrases(field));
    for field in phrases {
        for (phrase, node) in elements::<Phrase>(entry.node(), field.name) {
            look(entry, &phrase.text, phrase.language.as_ref(), node, out);
        }
    }
}

/// Languages that are written in these scripts, and in Latin letters where they are transliterated.
const WRITTEN: &[(&str, &[Script])] = &[
    ("ar", &[Script::Arabic]),
    ("be", &[Script::Cyrillic]),
    ("bg", &[Script::Cyrillic]),
    ("el", &[Script::Greek]),
    ("fa", &[Script::Arabic]),
    ("he", &[Script::Hebrew]),
    ("ja", &[Script::Han, Script::Hiragana, Script::Katakana]),
    ("ko", &[Script::Hangul, Script::Han]),
    ("mk", &[Script::Cyrillic]),
    ("my", &[Script::Myanmar]),
    ("ps", &[Script::Arabic]),
    ("ru", &[Script::Cyrillic]),
    ("th", &[Script::Thai]),
    ("uk", &[Script::Cyrillic]),
    ("ur", &[Script::Arabic]),
    ("zh", &[Script::Han, Script::Bopomofo]),
];

/// Languages that are written in Latin letters alone.
const LATIN: &[&str] = &[
    "de", "en", "es", "fr", "it", "nl", "pl", "pt", "cs", "da", "fi", "hu", "sv",
];

fn look(entry: &EntryScope<'_>, text: &str, language: Option<&Language>, node: &Node, out: &mut Sink) {
    let Some(tag) = language.map(Language::as_str) else {
        return;
    };
    let Some((main, _)) = scripts(text).first().copied() else {
        return;
    };
    let language = tag.split('-').next().unwrap_or(tag);
    let fits = if LATIN.contains(&language) {
        main == Script::Latin
    } else {
        let written = WRITTEN.iter().find(|(known, _)| *known == language);
        main == Script::Latin || written.is_none_or(|(_, scripts)| scripts.contains(&main))
    };
    if !fits {
        let message = format!(
            "`{}` is in {} letters, `{tag}` is not written in them",
            shown(text),
            main.full_name()
        );
        out.add(
            entry
                .finding_at(field(node, "language"), message)
                .remedy("correct the language"),
        );
    }
}

fn is_phrases(field: &FieldSchema) -> bool {
    field.shape.record() == Some(Phrase::SCHEMA)
}
