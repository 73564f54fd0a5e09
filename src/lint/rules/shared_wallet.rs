//! `shared-wallet`: one address of a digital currency on two entries.

use crate::lint::finding::Severity;
use crate::lint::read::field;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;
use crate::lint::text::shown;
use crate::model::Wallet;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    id: "shared-wallet",
    severity: Severity::Warning,
    explanation: "\
## What it finds

The same address of a digital currency on two entries of a list.

## Why it matters

Whoever matches the address names the wrong party, or the two entries are one.

## Example

```yaml
# lists/us/1.yaml and lists/us/2.yaml
wallets:
  - {currency: ETH, address: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'}
```

## How to fix it

Look both entries up. Where the authority lists both, allow the finding at its place.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let mut seen = BTreeMap::new();
    for entry in list.listed().filter(|entry| !entry.model().wallets.is_empty()) {
        for (held, node) in entry.parts::<Wallet>() {
            let address = normal(&held.address);
            let place = field(node, "address");
            if address.is_empty() {
                continue;
            }
            let (id, origin) = (&entry.model().id, entry.origin());
            let (first_id, first_origin, first_place) = seen.entry(address).or_insert((id, origin, place.place));
            if *first_id != id {
                let message = format!("`{}` is an address of `{}` too", shown(&held.address), shown(first_id));
                let draft = entry
                    .finding_at(place, message)
                    .label(*first_origin, *first_place, "there");
                out.add(draft.remedy("look both entries up"));
            }
        }
    }
}

/// Returns an address in the form in which two that are one are equal: case says nothing in hexadecimal ones.
fn normal(address: &str) -> String {
    if address.starts_with("0x") {
        address.to_ascii_lowercase()
    } else {
        address.trim().to_owned()
    }
}
