use std::sync::LazyLock;

use serde::Deserialize;

use super::labels::Labels;
use super::table::{Scheme, Table, Term};

/// Something that a designation imposes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureTerm {
    /// What it is called where no authority's wording is asked for.
    pub name: String,
    /// The element of the UK's XML that says whether it is imposed (`AssetFreeze`).
    pub uk_indicator: Option<String>,
    /// The wording among FollowTheMoney's `provisions`.
    pub ftm: Option<String>,
    #[serde(default)]
    uk: Labels,
    #[serde(default)]
    un: Labels,
    #[serde(default)]
    au: Labels,
    #[serde(default)]
    jp: Labels,
    #[serde(default)]
    formerly: Vec<String>,
}

impl MeasureTerm {
    fn labels(&self, scheme: Scheme) -> Option<&Labels> {
        match scheme {
            Scheme::Uk => Some(&self.uk),
            Scheme::Un => Some(&self.un),
            Scheme::Au => Some(&self.au),
            Scheme::Jp => Some(&self.jp),
            Scheme::Ofac | Scheme::Eu | Scheme::Ch => None,
        }
    }
}

impl Term for MeasureTerm {
    fn label<'a>(&'a self, _: &'a str, scheme: Scheme) -> Option<&'a str> {
        self.labels(scheme)?.written()
    }

    fn read<'a>(&'a self, _: &'a str, scheme: Scheme) -> Vec<&'a str> {
        self.labels(scheme).into_iter().flat_map(Labels::read).collect()
    }

    fn formerly(&self) -> &[String] {
        &self.formerly
    }
}

/// Returns the measures by our word (`asset-freeze`). Sources: see `measures.yaml`.
pub fn measures() -> &'static Table<MeasureTerm> {
    static TABLE: LazyLock<Table<MeasureTerm>> = LazyLock::new(|| Table::read(include_str!("measures.yaml")));
    &TABLE
}
