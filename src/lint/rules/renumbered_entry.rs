//! `renumbered-entry`: an entry has got another id.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::EntryScope;
use crate::lint::text::{folded, shown};

pub(super) const RULE: Rule = Rule {
    id: "renumbered-entry",
    severity: Severity::Warning,
    needs: Needs::Base,
    explanation: "\
## What it finds

An entry that is new since the base revision and bears the primary name and kind of one that is gone, without saying that it `succeeds` it.

## Why it matters

Identity is the id: subscribers see one party removed and another added, and their decisions about the old one are lost.

## Example

```yaml
# at the base: lists/us/38499.yaml, TORNADO CASH
id: 39796
names: [TORNADO CASH]
```

## How to fix it

Give the entry its former id back. Where the authority gave it a new one, add the relation `{type: succeeds, to: '38499'}`.
",
    check: Check::Entry(check),
    ..Rule::PLAIN
};

fn check(entry: &EntryScope<'_>, out: &mut Sink) {
    let Some(base) = entry
        .list
        .base
        .filter(|_| entry.listed && !entry.list.has_unread_text())
    else {
        return;
    };
    let model = entry.model();
    if base.entry(&model.id).is_some() || model.id.is_empty() {
        return;
    }
    let name = folded(model.primary_name());
    let gone = base
        .entries
        .iter()
        .filter(|old| !entry.list.entries.contains_key(old.id.as_str()));
    let mut same = gone.filter(|old| old.kind == model.kind && folded(old.primary_name()) == name);
    let Some(old) = same.next().filter(|_| !name.is_empty()) else {
        return;
    };
    if !model.succeeds().any(|id| id == old.id) {
        let message = format!("`{}` was listed as `{}`", shown(model.primary_name()), shown(&old.id));
        let remedy = format!(
            "keep the id, or add the relation `{{type: succeeds, to: '{}'}}`",
            shown(&old.id)
        );
        out.add(entry.finding(message).remedy(remedy));
    }
}
