use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Scheme, Table, Term};

/// A programme or regime of one authority.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeTerm {
    /// What it is about, where its code and label do not say it.
    pub title: Option<String>,
    /// What the titles of OFAC's announcements call the matter: `North Korea`, `Cyber-related`.
    pub subject: Option<String>,
    /// The legal authorities under which OFAC designates, in OFAC's words.
    #[serde(default)]
    pub authorities: Vec<String>,
    /// The tag that took its place.
    pub renamed_to: Option<String>,
    /// The day on which it ended (`YYYY-MM-DD`).
    pub until: Option<String>,
    id: Option<u32>,
    order: Option<u32>,
    label: Option<String>,
    #[serde(skip)]
    scheme: Option<Scheme>,
}

impl Term for ProgrammeTerm {
    fn label<'a>(&'a self, code: &'a str, scheme: Scheme) -> Option<&'a str> {
        let label = self.label.as_deref().unwrap_or(code);
        (self.scheme == Some(scheme)).then_some(label)
    }

    fn ofac_id(&self) -> Option<u32> {
        self.id
    }
}

type Terms = BTreeMap<String, ProgrammeTerm>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    ofac: Terms,
    un: Terms,
    uk: Terms,
    eu: Terms,
}

struct Programmes {
    ofac: Table<ProgrammeTerm>,
    un: Table<ProgrammeTerm>,
    uk: Table<ProgrammeTerm>,
    eu: Table<ProgrammeTerm>,
    none: Table<ProgrammeTerm>,
}

fn table(mut terms: Terms, scheme: Scheme) -> Table<ProgrammeTerm> {
    for term in terms.values_mut() {
        term.scheme = Some(scheme);
    }
    Table::new(terms)
}

static PROGRAMMES: LazyLock<Programmes> = LazyLock::new(|| {
    let wire: Wire = serde_yaml::from_str(include_str!("programmes.yaml"))
        .expect("the table is part of the program, and the tests read it");
    Programmes {
        ofac: table(wire.ofac, Scheme::Ofac),
        un: table(wire.un, Scheme::Un),
        uk: table(wire.uk, Scheme::Uk),
        eu: table(wire.eu, Scheme::Eu),
        none: Table::new(Terms::new()),
    }
});

/// Returns an authority's programmes: OFAC's by tag (`DPRK3`), the UN's by the prefix of the reference number (`KP`), the
/// UK's by the prefix of the unique ID (`DPR`), the EU's by code (`PRK`); none for the others. Sources: see
/// `programmes.yaml`.
pub fn programmes(scheme: Scheme) -> &'static Table<ProgrammeTerm> {
    match scheme {
        Scheme::Ofac => &PROGRAMMES.ofac,
        Scheme::Un => &PROGRAMMES.un,
        Scheme::Uk => &PROGRAMMES.uk,
        Scheme::Eu => &PROGRAMMES.eu,
        Scheme::Ch | Scheme::Au | Scheme::Jp => &PROGRAMMES.none,
    }
}

/// Returns the number by which OFAC puts an entry's programmes in order; nothing for a tag that it does not have. A tag that
/// was renamed has the number of the tag that took its place. Sources: see `programmes.yaml`.
pub fn ofac_programme_order(tag: &str) -> Option<u32> {
    let programmes = programmes(Scheme::Ofac);
    let term = programmes.get(tag)?;
    let heir = term.renamed_to.as_deref().and_then(|heir| programmes.get(heir));
    term.id.or(term.order).or_else(|| heir?.id)
}
