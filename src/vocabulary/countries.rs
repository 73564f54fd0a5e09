use std::borrow::Cow;
use std::sync::LazyLock;

use serde::Deserialize;

use super::labels::Labels;
use super::table::{Scheme, Table, Term};

/// A country, a former state, or what authorities write in the place of one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryTerm {
    /// The English short name in common use.
    pub name: String,
    /// The alpha-2 code of a former state; that of a state is the code itself.
    pub alpha2: Option<String>,
    /// The alpha-3 code of ISO 3166-1, or the last one of a former state.
    pub alpha3: Option<String>,
    /// The day or year in which ISO 3166 withdrew it (`YYYY-MM-DD`, `YYYY`).
    pub until: Option<String>,
    /// The code of FollowTheMoney, where it is not the lower-case code; [`Table::ftm`] gives every one.
    pub ftm: Option<String>,
    /// The description of the country in the European Union's files, where it is not the name in capitals.
    pub eu_name: Option<String>,
    ofac_id: Option<u32>,
    #[serde(default)]
    ofac: Labels,
    #[serde(default)]
    un: Labels,
    #[serde(default)]
    uk: Labels,
    #[serde(default)]
    eu: Labels,
    #[serde(default)]
    also: Vec<String>,
}

impl CountryTerm {
    fn own(&self, scheme: Scheme) -> Option<&Labels> {
        match scheme {
            Scheme::Ofac => Some(&self.ofac),
            Scheme::Un => Some(&self.un),
            Scheme::Uk => Some(&self.uk),
            Scheme::Eu => Some(&self.eu),
            Scheme::Ch | Scheme::Au | Scheme::Jp => None,
        }
    }

    /// The two letters that ISO gives it or gave it.
    fn two_letters<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        let own = (code.len() == 2).then_some(code);
        own.or(self.alpha2.as_deref())
    }
}

impl Term for CountryTerm {
    fn label<'a>(&'a self, code: &'a str, scheme: Scheme) -> Option<&'a str> {
        let own = self.own(scheme).and_then(Labels::written);
        own.or_else(|| match scheme {
            Scheme::Eu | Scheme::Ch => self.two_letters(code),
            Scheme::Ofac | Scheme::Un | Scheme::Uk | Scheme::Au => Some(&self.name),
            Scheme::Jp => None,
        })
    }

    fn read<'a>(&'a self, code: &'a str, scheme: Scheme) -> Vec<&'a str> {
        let own = self.own(scheme).into_iter().flat_map(Labels::read);
        let also = self.also.iter().map(String::as_str);
        let mut labels: Vec<&str> = self.label(code, scheme).into_iter().collect();
        labels.extend(own.chain([self.name.as_str()]).chain(also));
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    fn ofac_id(&self) -> Option<u32> {
        self.ofac_id
    }
}

impl Table<CountryTerm> {
    /// Returns FollowTheMoney's code of a country; nothing where it has none. Regions lead to the country that they are filed
    /// under there (`region-gaza`: `ps`).
    pub fn ftm(&self, code: &str) -> Option<Cow<'_, str>> {
        let country = self.get(code)?;
        let own = country.ftm.as_deref().map(Cow::Borrowed);
        own.or_else(|| (code.len() == 2).then(|| Cow::Owned(code.to_ascii_lowercase())))
    }
}

/// Returns the countries by code (`KP`). Sources: see `countries.yaml`.
pub fn countries() -> &'static Table<CountryTerm> {
    static TABLE: LazyLock<Table<CountryTerm>> = LazyLock::new(|| Table::read(include_str!("countries.yaml")));
    &TABLE
}
