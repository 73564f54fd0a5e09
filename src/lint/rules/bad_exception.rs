//! `bad-exception`: an exception that lifts nothing.

use crate::lint::builder::{FindingBuilder, Origin};
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::rules::RULES;
use crate::lint::scope::Scope;
use crate::lint::text::shown;
use crate::lint::words::nearest;

pub(super) const RULE: Rule = Rule {
    id: "bad-exception",
    severity: Severity::Error,
    explanation: "\
## What it finds

An exception in `exceptions.yaml` for a guard that does not exist, or with `reinstates` for another guard than `id-reused`; a `skip` that
names neither a release nor a commit; a `commit` with fewer than 7 digits.

## Why it matters

The guard that was meant still stops the publication, on the day on which it must not.

## Example

```yaml
exceptions:
  - list: us
    guard: shrink          # list-shrank
    reason: the regime ended
    by: J. Smith
```

## How to fix it

Name one of the guards: `empty-list`, `too-few-entries`, `list-shrank`, `list-grew`, `id-reused`, `dangling-relation`. Name a commit by at
least 7 digits.
",
    check: Check::Repository(check),
    ..Rule::PLAIN
};

fn check(scope: &Scope<'_>, out: &mut Sink) {
    let Some(exceptions) = scope.input.exceptions else {
        return;
    };
    let origin = Origin {
        list: scope.lists.len() + usize::from(scope.input.config.is_some()),
        file: 0,
    };
    let elements = |field: &str| exceptions.list_node.get(field).map_or(&[][..], |node| node.elements());
    for node in elements("exceptions") {
        let text = |field: &str| node.get(field).and_then(|value| Some((value, value.as_text()?)));
        let guards = || RULES.iter().filter(|rule| rule.guard).map(|rule| rule.id);
        if let Some((value, guard)) = text("guard")
            && !guards().any(|known| known == guard)
        {
            let mut draft = FindingBuilder::new(origin, value.place, format!("`{}` is not a guard", shown(guard)));
            draft.remedy = Some(match nearest(guard, guards()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the guards are {}", guards().collect::<Vec<_>>().join(", ")),
            });
            out.add(draft);
        }
        let guard = text("guard").map(|(_, guard)| guard);
        if let Some(reinstates) = node.get("reinstates").filter(|_| guard != Some("id-reused")) {
            let message = "`reinstates` is for the guard `id-reused`";
            out.add(
                FindingBuilder::new(origin, reinstates.key_place, message).remedy("take it out, or name that guard"),
            );
        }
    }
    for node in elements("skip") {
        if node.get("release").is_none() && node.get("commit").is_none() {
            let message = "this skips nothing: it names neither a release nor a commit";
            out.add(FindingBuilder::new(origin, node.place, message).remedy("add `commit` or `release`"));
        }
    }
    for node in elements("exceptions").iter().chain(elements("skip")) {
        let commit = node.get("commit").filter(|commit| {
            let digits = commit.as_text().unwrap_or_default();
            !(7..=64).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        if let Some(commit) = commit {
            let message = "a commit is named by 7 or more of its hexadecimal digits";
            out.add(FindingBuilder::new(origin, commit.place, message).remedy("copy it from `git log`, in quotes"));
        }
    }
}
