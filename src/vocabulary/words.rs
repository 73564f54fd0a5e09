use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::labels::OfacLabel;
use super::table::{Scheme, Table, Term};

/// How one party is related to another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationTerm {
    /// The schema of FollowTheMoney that carries it.
    pub ftm: Option<String>,
    ofac: Option<OfacLabel>,
    ch: Option<String>,
}

impl Term for RelationTerm {
    fn label<'a>(&'a self, _: &'a str, scheme: Scheme) -> Option<&'a str> {
        match scheme {
            Scheme::Ofac => self.ofac.as_ref().map(|ofac| ofac.label.as_str()),
            Scheme::Ch => self.ch.as_deref(),
            _ => None,
        }
    }

    fn ofac_id(&self) -> Option<u32> {
        self.ofac.as_ref()?.id
    }
}

/// What an alias is to its bearer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AliasTerm {
    /// What OFAC prints before the alias in Remarks and notices: `a.k.a.`.
    pub printed: String,
    /// What OFAC writes in ALT.CSV: `aka`.
    pub csv: String,
    ofac: OfacLabel,
    un: Option<String>,
}

impl Term for AliasTerm {
    fn label<'a>(&'a self, _: &'a str, scheme: Scheme) -> Option<&'a str> {
        match scheme {
            Scheme::Ofac => Some(&self.ofac.label),
            Scheme::Un => self.un.as_deref(),
            _ => None,
        }
    }

    fn read<'a>(&'a self, code: &'a str, scheme: Scheme) -> Vec<&'a str> {
        let mut labels: Vec<&str> = self.label(code, scheme).into_iter().collect();
        if scheme == Scheme::Ofac {
            labels.extend([self.printed.as_str(), self.csv.as_str()]);
        }
        labels
    }

    fn ofac_id(&self) -> Option<u32> {
        self.ofac.id
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    relations: BTreeMap<String, RelationTerm>,
    alias_types: BTreeMap<String, AliasTerm>,
}

struct Words {
    relations: Table<RelationTerm>,
    alias_types: Table<AliasTerm>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let wire: Wire = serde_yaml::from_str(include_str!("words.yaml"))
        .expect("the table is part of the program, and the tests read it");
    Words {
        relations: Table::new(wire.relations),
        alias_types: Table::new(wire.alias_types),
    }
});

/// Returns the types of relations by our word (`acting-for`). Sources: see `words.yaml`.
pub fn relations() -> &'static Table<RelationTerm> {
    &WORDS.relations
}

/// Returns the types of aliases by our word (`fka`). Sources: see `words.yaml`.
pub fn alias_types() -> &'static Table<AliasTerm> {
    &WORDS.alias_types
}
