//! `unknown-programme`: a programme that `list.yaml` does not know.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::Spot;

pub(super) const RULE: Rule = Rule {
    id: "unknown-programme",
    severity: Severity::Error,
    explanation: "\
## What it finds

A designation under a programme that is no code of `programmes` in `list.yaml`.

## Why it matters

The programme gives the designation its title, its legal basis and its measures; without it feeds and notices have none.

## Example

```yaml
designations:
  - programme: DPRK-3     # `DPRK3`
```

## How to mend it

Write the code as `list.yaml` has it, or add the programme there.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &Spot<'_>, out: &mut Sink) {
    let is_programme = spot.schema.name == "Designation" && spot.field == "programme";
    let (Some(code), Some(list)) = (spot.text.filter(|_| is_programme), spot.list) else {
        return;
    };
    let known = &list.loaded.list.programmes;
    if code.is_empty() || known.contains_key(code) || list.has_unread_text() {
        return;
    }
    let renamed = known
        .iter()
        .find(|(_, programme)| programme.formerly.iter().any(|former| former == code));
    let remedy = match (renamed, super::nearest(code, known.keys().map(String::as_str))) {
        (Some((now, _)), _) => format!("the programme is now `{}`", shown(now)),
        (None, Some(near)) => format!("did you mean `{}`?", shown(near)),
        (None, None) => "add it under `programmes` in `list.yaml`".to_owned(),
    };
    out.add(
        spot.finding(format!("`{}` is no programme of the list", shown(code)))
            .remedy(remedy),
    );
}
