//! `name-not-in-capitals`: a name in small letters in a list that writes names in capitals.

use crate::data::Node;
use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::shown;
use crate::model::{Capitals, Kind, Name, NamePartType, Quality};

pub(super) const RULE: Rule = Rule {
    id: "name-not-in-capitals",
    severity: Severity::Warning,
    explanation: "\
## What it finds

A name with small letters in a list whose `capitals` in `list.yaml` asks for capitals: `names` for every letter of every name;
`surnames` for the surname of an individual, which is before the first comma, and for every letter of other names. Weak aliases are
as they are, and so are letters of scripts that know no capitals.

## Why it matters

Readers recognise the surname by its capitals (`KIM, Yong Chol`), and a name that breaks the custom of its list reads as a slip. Without
`capitals` the rule is silent.

## Example

```yaml
# list.yaml has capitals: surnames
names:
  - Kim, Yong Chol
```

## How to fix it

Write the name as the list writes names. Where the authority itself prints it so, allow the finding at its place.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let whole = match entry.list.loaded.list.capitals {
        Capitals::Names => true,
        Capitals::Surnames => entry.model().kind != Kind::Individual,
        _ => return,
    };
    for (name, node) in entry.parts::<Name>() {
        if name.quality == Quality::Weak {
            continue;
        }
        let text = if whole { name.text.clone() } else { surname(&name) };
        if text.chars().any(char::is_lowercase) {
            out.add(
                entry
                    .finding_at(text_of(node), format!("`{}` is not in capitals", shown(&text)))
                    .remedy(format!("write `{}`", shown(&text.to_uppercase()))),
            );
        }
    }
}

fn text_of(name: &Node) -> &Node {
    field(name, "text")
}

/// Returns the surname: the text before the first comma, else the parts of that type; empty if there is neither.
fn surname(name: &Name) -> String {
    if let Some((surname, _)) = name.text.split_once(',') {
        return surname.to_owned();
    }
    let parts = name.parts.iter().filter(|part| part.kind == NamePartType::Surname);
    parts.map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
}
