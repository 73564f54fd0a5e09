//! FollowTheMoney's words to ours.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::record::Scalar;
use crate::model::{Country, DateFact, FuzzyDate, Phrase};
use crate::vocabulary::{countries, measures};

/// Returns the country of a code; one that we have none for stays as it is.
pub(super) fn country(code: &str) -> Country {
    static CODES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
        let mut codes = BTreeMap::new();
        for (code, _) in countries().iter() {
            let Some(ftm) = countries().ftm(code) else { continue };
            // Several of our words may have one code there; a country's own comes before a region's.
            let is_own = code.eq_ignore_ascii_case(&ftm);
            if is_own || !codes.contains_key(ftm.as_ref()) {
                codes.insert(ftm.into_owned(), code.to_owned());
            }
        }
        codes
    });
    Country::from(CODES.get(code).map_or(code, String::as_str))
}

/// Returns our word for a provision; the wording itself where we have none.
pub(super) fn measure(provision: &str) -> String {
    let known = measures()
        .iter()
        .find(|(_, term)| term.ftm.as_deref().unwrap_or(&term.name) == provision);
    known.map_or_else(|| provision.to_owned(), |(word, _)| word.to_owned())
}

pub(super) fn date(text: &str) -> FuzzyDate {
    FuzzyDate::from_text(text)
}

pub(super) fn date_fact(text: &str) -> DateFact {
    DateFact {
        date: date(text),
        ..DateFact::default()
    }
}

pub(super) fn phrase(text: &str) -> Phrase {
    Phrase {
        text: text.to_owned(),
        ..Phrase::default()
    }
}

/// Returns texts as phrases.
pub(super) fn phrases(texts: &[&str]) -> Vec<Phrase> {
    texts.iter().map(|text| phrase(text)).collect()
}

/// Returns the mark by which something made from an entity bears the entity's id.
pub(super) fn mark(id: &str) -> Option<String> {
    Some(format!("ftm:{id}"))
}
