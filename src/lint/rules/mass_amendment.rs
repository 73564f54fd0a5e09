//! `mass-amendment`: one change amends a great part of a list.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::ListScope;
use crate::model::{Entry, List};

pub(super) const RULE: Rule = Rule {
    id: "mass-amendment",
    severity: Severity::Warning,
    needs: Needs::Base,
    explanation: "\
## What it finds

A change that amends twenty entries or more, and a greater part of the list than `limits: {amend: …}` allows, in percent; 10 where
nothing is said. A programme that was renamed and says so (`formerly`) amends nothing.

## Why it matters

A script that ran over the whole list, an import that maps a field in another way, a search and replace: each entry looks well, and all are
wrong. Where an authority amends so many it has a cause, and readers want to know it.

## Example

```yaml
programmes:
  BELARUS-EO14038:          # 33 designations had the code BELARUS-EO
    title: Executive Order 14038
```

## How to fix it

Look at `gazette diff`, which shows equal amendments once. Declare the cause: the former code of a programme under `formerly`; else
raise the bound in the same change, with a comment that says why.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

/// Fewer amendments than this are read one by one.
const MANY: usize = 20;

/// The part of a list that may be amended where nothing is said, in percent.
const USUAL: u64 = 10;

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let Some(base) = list.base else { return };
    let settings = &list.loaded.list;
    let is_amended = |now: &Entry| {
        base.entry(&now.id)
            .is_some_and(|old| old != now && renamed(old, settings) != *now)
    };
    let amended = list.listed().filter(|entry| is_amended(entry.model())).count();
    let allowed = settings.limits.amend.0.unwrap_or(USUAL);
    let (count, all) = (amended as u64, base.entries.len() as u64);
    if amended >= MANY && count.saturating_mul(100) > allowed.saturating_mul(all) {
        let message = format!("{count} of {all} entries are amended, at most {allowed} percent may be");
        let remedy = "declare the cause: `formerly` of a programme, or `amend` under `limits` with a comment";
        out.add(list.finding("limits", message).remedy(remedy));
    }
}

/// Returns an entry with the codes that its programmes have now.
fn renamed(entry: &Entry, settings: &List) -> Entry {
    let now = |code: &String| {
        let mut programmes = settings.programmes.iter();
        let found = programmes.find(|(_, programme)| programme.formerly.contains(code));
        found.map_or_else(|| code.clone(), |(code, _)| code.clone())
    };
    let mut entry = entry.clone();
    for act in &mut entry.designations {
        act.programme = act.programme.as_ref().map(now);
    }
    entry.canonical()
}
