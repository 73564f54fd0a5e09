//! `unknown-country`: a text that is no country.

use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::text::shown;
use crate::lint::walk::FieldValue;
use crate::model::schema::Shape;
use crate::vocabulary::{CountryTerm, Scheme, countries};

pub(super) const RULE: Rule = Rule {
    id: "unknown-country",
    severity: Severity::Error,
    explanation: "\
## What it finds

A country that is neither a code of `src/vocabulary/countries.yaml` (ISO 3166-1, a former state of ISO 3166-3, or one of the
codes that lists add) nor an authority's spelling of one.

## Why it matters

Feeds write each authority's own spelling of a country; for a text that is no code they have none, and screening by country overlooks it.

## Example

```yaml
nationalities:
  - KOR North             # `KP`
```

## How to fix it

Write the code. `NO` needs no quotes.
",
    check: Check::Value(check),
    ..Rule::PLAIN
};

fn check(spot: &FieldValue<'_>, out: &mut Sink) {
    let (Shape::Country, Some(text)) = (spot.shape, spot.text) else {
        return;
    };
    if text.is_empty() || countries().get(text).is_some() || labelled(text).is_some() {
        return;
    }
    let remedy = common(text)
        .or_else(|| code_of(text).map(|code| format!("write `{code}`")))
        .unwrap_or_else(|| "write a code: `KP`, `RU`, `XK`".to_owned());
    out.add(
        spot.finding(format!("`{}` is not a country", shown(text)))
            .remedy(remedy),
    );
}

/// Returns the code that an authority spells so.
pub(super) fn labelled(text: &str) -> Option<&'static str> {
    let schemes = [Scheme::Ofac, Scheme::Un, Scheme::Uk];
    schemes.into_iter().find_map(|scheme| countries().code(scheme, text))
}

/// Returns the code that was probably meant: by its own letters in another case, by the name or alpha-3 code.
fn code_of(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let same = |said: &str| said.eq_ignore_ascii_case(text);
    let mut terms = countries().iter();
    let is_meant = |code: &str, term: &CountryTerm| {
        let codes = [&term.alpha2, &term.alpha3].into_iter().flatten();
        same(code) || same(&term.name) || codes.into_iter().any(|code| same(code))
    };
    let found = terms.find(|(code, term)| is_meant(code, term));
    found.map(|(code, _)| code)
}

/// Names in common use that no authority writes, and former names.
const COMMON: &[(&[&str], &[&str])] = &[
    (
        &["uk", "u.k.", "england", "scotland", "wales", "great britain", "britain"],
        &["GB"],
    ),
    (&["u.s.", "u.s.a.", "america", "united states of america"], &["US"]),
    (&["ussr", "u.s.s.r.", "su"], &["SUHH"]),
    (&["korea"], &["KP", "KR"]),
    (&["dprk"], &["KP"]),
    (&["rok"], &["KR"]),
    (&["congo"], &["CD", "CG"]),
    (&["drc"], &["CD"]),
    (&["yu", "fry"], &["YUCS"]),
    (&["an"], &["ANHH"]),
    (&["holland"], &["NL"]),
    (&["uae"], &["AE"]),
    (&["el"], &["GR"]),
    (&["burma"], &["MM"]),
    (&["ivory coast"], &["CI"]),
    (&["czech republic"], &["CZ"]),
    (&["macedonia"], &["MK"]),
    (&["swaziland"], &["SZ"]),
    (&["russian federation"], &["RU"]),
    (&["palestine"], &["PS"]),
    (&["crimea"], &["region-crimea"]),
];

/// Returns the remedy for a name in common use; for one of several countries all their codes.
fn common(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (_, codes) = COMMON.iter().find(|(names, _)| names.contains(&text.as_str()))?;
    let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    Some(format!("write {}", codes.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::{COMMON, common};
    use crate::vocabulary::countries;

    #[test]
    fn common_names_lead_to_codes() {
        for (names, codes) in COMMON {
            for code in *codes {
                assert!(countries().get(code).is_some(), "{code}");
            }
            assert!(names.iter().all(|name| common(name).is_some()));
        }
        assert_eq!(common("Korea").as_deref(), Some("write `KP` or `KR`"));
    }
}
