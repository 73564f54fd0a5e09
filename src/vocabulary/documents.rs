use std::sync::LazyLock;

use serde::Deserialize;

use super::labels::{Labels, OfacLabel};
use super::table::{Scheme, Table, Term};

/// A type of identity document or registration number.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Wire")]
pub struct DocumentTerm {
    /// The number by which OFAC puts types in order: its reference id, or a place for a label that has none.
    pub order: Option<u32>,
    wire: Wire,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    order: Option<u32>,
    ofac: Option<OfacLabel>,
    #[serde(default)]
    eu: Labels,
    #[serde(default)]
    un: Labels,
    #[serde(default)]
    uk: Labels,
    #[serde(default)]
    au: Labels,
}

impl From<Wire> for DocumentTerm {
    fn from(wire: Wire) -> Self {
        let id = wire.ofac.as_ref().and_then(|ofac| ofac.id);
        Self {
            order: id.or(wire.order),
            wire,
        }
    }
}

impl DocumentTerm {
    fn labels(&self, scheme: Scheme) -> Option<&Labels> {
        match scheme {
            Scheme::Un => Some(&self.wire.un),
            Scheme::Uk => Some(&self.wire.uk),
            Scheme::Eu => Some(&self.wire.eu),
            Scheme::Au => Some(&self.wire.au),
            Scheme::Ofac | Scheme::Ch | Scheme::Jp => None,
        }
    }

    fn ofac(&self, scheme: Scheme) -> Option<&str> {
        let ofac = self.wire.ofac.as_ref().filter(|_| scheme == Scheme::Ofac)?;
        Some(&ofac.label)
    }
}

impl Term for DocumentTerm {
    fn label<'a>(&'a self, _: &'a str, scheme: Scheme) -> Option<&'a str> {
        let own = self.labels(scheme).and_then(Labels::written);
        own.or_else(|| self.ofac(scheme))
    }

    fn read<'a>(&'a self, _: &'a str, scheme: Scheme) -> Vec<&'a str> {
        let own = self.labels(scheme).into_iter().flat_map(Labels::read);
        own.chain(self.ofac(scheme)).collect()
    }

    fn ofac_id(&self) -> Option<u32> {
        self.wire.ofac.as_ref()?.id
    }
}

/// Returns the types of documents by our word (`passport`). Sources: see `documents.yaml`.
pub fn documents() -> &'static Table<DocumentTerm> {
    static TABLE: LazyLock<Table<DocumentTerm>> = LazyLock::new(|| Table::read(include_str!("documents.yaml")));
    &TABLE
}
