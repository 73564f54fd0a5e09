use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A sanctions committee of the Security Council, as its press releases name it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitteeTerm {
    /// The UN's word for the regime (UN_LIST_TYPE): `DPRK`.
    pub programme: String,
    /// What its list is called behind "its".
    pub list: String,
    /// What its programme imposes, in our words for measures.
    pub measures: Vec<String>,
    /// The resolutions on which the measures rest.
    pub legal_basis: Vec<String>,
    title: String,
    name: String,
    #[serde(default)]
    formerly: Vec<Former>,
    scopes: Vec<Scope>,
}

/// What a committee was called up to a day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Former {
    until: String,
    title: String,
    name: String,
}

/// What the parties on a list are subject to since a day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scope {
    since: String,
    text: String,
}

impl CommitteeTerm {
    /// Returns the committee's name in titles on a day (`YYYY-MM-DD`): `Security Council 1718 Committee`.
    pub fn title_on(&self, day: &str) -> &str {
        self.former(day).map_or(&self.title, |former| &former.title)
    }

    /// Returns the committee's name in sentences on a day (`YYYY-MM-DD`), to follow "the".
    pub fn name_on(&self, day: &str) -> &str {
        self.former(day).map_or(&self.name, |former| &former.name)
    }

    /// Returns what the parties on the list were subject to on a day (`YYYY-MM-DD`).
    pub fn scope_on(&self, day: &str) -> Option<&str> {
        let in_force = self.scopes.iter().rev().find(|scope| scope.since.as_str() <= day);
        in_force.or(self.scopes.first()).map(|scope| scope.text.as_str())
    }

    fn former(&self, day: &str) -> Option<&Former> {
        self.formerly.iter().find(|former| day < former.until.as_str())
    }
}

/// Returns the Security Council's sanctions committees by the prefix of the reference number (`KP`). Sources: see
/// `committees.yaml`.
pub fn committees() -> &'static BTreeMap<String, CommitteeTerm> {
    static TABLE: LazyLock<BTreeMap<String, CommitteeTerm>> = LazyLock::new(|| {
        serde_yaml::from_str(include_str!("committees.yaml"))
            .expect("the table is part of the program, and the tests read it")
    });
    &TABLE
}

/// Returns the committee whose programme bears this name in the UN's list (UN_LIST_TYPE): `DPRK`.
pub fn committee_of(programme: &str) -> Option<&'static CommitteeTerm> {
    committees().values().find(|committee| committee.programme == programme)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{Scheme, measures, programmes};

    #[test]
    fn every_programme_of_the_un_has_its_committee() {
        for (prefix, _) in programmes(Scheme::Un).iter() {
            let label = programmes(Scheme::Un).label(Scheme::Un, prefix);
            let committee = committees().get(prefix).map(|term| term.programme.as_str());
            assert_eq!(committee, label, "{prefix}");
        }
    }

    #[test]
    fn measures_are_words_of_ours_and_days_run_forward() {
        for committee in committees().values() {
            for measure in &committee.measures {
                assert!(measures().get(measure).is_some(), "{measure}");
            }
            assert!(committee.scopes.windows(2).all(|pair| pair[0].since < pair[1].since));
        }
    }

    #[test]
    fn names_and_paragraphs_follow_the_day() {
        let qaida = committee_of("Al-Qaida").expect("there is one");
        let on = |day| qaida.scope_on(day).expect("it has scopes");
        // SC/14321 of October 2020 and the notice of February 2024.
        assert!(on("2020-10-08").contains("resolution 2368 (2017)"));
        assert!(on("2024-02-07").contains("resolution 2610 (2021)"));
        assert!(on("2025-06-16").contains("resolution 2734 (2024)"));
        let somalia = committee_of("Somalia").expect("there is one");
        assert_eq!(somalia.title_on("2021-02-26"), "Security Council 751 Committee");
        assert_eq!(somalia.title_on("2024-01-01"), "Security Council 2713 Committee");
    }
}
