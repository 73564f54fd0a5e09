//! `unwritable-in-feed`: an entry that a feed of the list cannot carry at all.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::ListScope;
use crate::lint::text::shown;

pub(super) const RULE: Rule = Rule {
    id: "unwritable-in-feed",
    severity: Severity::Error,
    needs: Needs::Feeds,
    explanation: "\
## What it finds

An entry that a feed of the list (`feeds` in `list.yaml`) cannot write in any way: letters for which a format of plain ASCII has no form.

## Why it matters

A feed with an entry missing would suggest to its readers that the party is not listed. So `publish` stops.

## Example

```yaml
# list.yaml has feeds: [ofac-csv]
names:
  - 안다리엘      # a primary name that SDN.CSV has no letters for
```

## How to fix it

Write the name in Latin letters and move this one to `forms` or to a name with a `script`; or take the feed out of `list.yaml`.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    for loss in list.losses().filter(|loss| loss.refused) {
        let Some(entry) = list.listed().find(|entry| entry.model().id == loss.entry) else {
            continue;
        };
        let message = format!("`{}` cannot carry this entry: {}", loss.feed, shown(&loss.what));
        let remedy = format!(
            "say it in letters that the feed has, or take `{}` out of `feeds`",
            loss.feed
        );
        out.add(entry.finding(message).remedy(remedy));
    }
}
