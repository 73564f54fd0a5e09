use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Scheme, Table, Term};

/// A type of fact, as OFAC has them.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Wire")]
pub struct FeatureTerm {
    /// The number by which OFAC puts types in order: the publish order where there is one, else the id.
    pub order: u32,
    /// True where the value is a date.
    pub date: bool,
    /// What the value is.
    pub value: FeatureValue,
    wire: Wire,
}

/// What the value of a typed fact is: OFAC's detail type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeatureValue {
    /// Free text.
    Text,
    /// A date.
    Date,
    /// A country, in OFAC's words.
    Country,
    /// One of OFAC's reference values.
    Lookup,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    ofac: OfacFeature,
    value: FeatureValue,
    field: Option<String>,
    #[serde(default)]
    legal: bool,
    #[serde(default)]
    formerly: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfacFeature {
    label: String,
    #[serde(rename = "type")]
    name: Option<String>,
    id: u32,
    publish_order: Option<u32>,
}

impl From<Wire> for FeatureTerm {
    fn from(wire: Wire) -> Self {
        Self {
            order: wire.ofac.publish_order.unwrap_or(wire.ofac.id),
            date: wire.value == FeatureValue::Date,
            value: wire.value,
            wire,
        }
    }
}

/// Which field of the model carries a type of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Carrier<'a> {
    /// `features`, under this type.
    Features,
    /// A field, as a path: `birth_dates`, `vessel.former_flags`.
    Field(&'a str),
    /// `contacts` with this type.
    Contact(&'a str),
    /// `wallets` of this currency.
    Wallet(&'a str),
    /// `documents` of this type.
    Document(&'a str),
}

/// Which part of the model a type of fact belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeatureKind {
    /// A date of birth.
    BirthDate,
    /// A place of birth.
    BirthPlace,
    /// A nationality.
    Nationality,
    /// A citizenship.
    Citizenship,
    /// The gender.
    Gender,
    /// A way to reach the party.
    Contact,
    /// An address of a digital currency.
    DigitalCurrency,
    /// A number that is kept among the documents.
    Document,
    /// A fact of ships.
    Vessel,
    /// A fact of aircraft.
    Aircraft,
    /// A fact of bodies.
    Organization,
    /// A typed fact without a field of its own.
    Feature,
}

impl FeatureTerm {
    /// Returns which field of the model carries it.
    pub fn carrier(&self) -> Carrier<'_> {
        let Some(field) = self.wire.field.as_deref() else {
            return Carrier::Features;
        };
        match field.split_once('/') {
            Some(("contacts", kind)) => Carrier::Contact(kind),
            Some(("wallets", currency)) => Carrier::Wallet(currency),
            Some(("documents", kind)) => Carrier::Document(kind),
            _ => Carrier::Field(field),
        }
    }

    /// Returns which part of the model carries it.
    pub fn kind(&self) -> FeatureKind {
        match self.carrier() {
            Carrier::Features => FeatureKind::Feature,
            Carrier::Contact(_) => FeatureKind::Contact,
            Carrier::Wallet(_) => FeatureKind::DigitalCurrency,
            Carrier::Document(_) => FeatureKind::Document,
            Carrier::Field(path) => kind_of_field(path),
        }
    }

    /// Returns true for what says something of the law (a risk of secondary sanctions, the date of a directive) and nothing that
    /// screening matches on.
    pub fn is_legal(&self) -> bool {
        self.wire.legal
    }

    /// Returns the label that OFAC prints before the value.
    pub fn label(&self) -> &str {
        &self.wire.ofac.label
    }

    /// Returns the name of the feature type in OFAC's XML formats.
    pub fn ofac_type(&self) -> &str {
        self.wire.ofac.name.as_deref().unwrap_or_else(|| self.label())
    }
}

fn kind_of_field(path: &str) -> FeatureKind {
    match path.split('.').next() {
        Some("birth_dates") => FeatureKind::BirthDate,
        Some("birth_places") => FeatureKind::BirthPlace,
        Some("nationalities") => FeatureKind::Nationality,
        Some("citizenships") => FeatureKind::Citizenship,
        Some("gender") => FeatureKind::Gender,
        Some("vessel") => FeatureKind::Vessel,
        Some("aircraft") => FeatureKind::Aircraft,
        Some("organization") => FeatureKind::Organization,
        _ => FeatureKind::Feature,
    }
}

impl Term for FeatureTerm {
    fn label<'a>(&'a self, _: &'a str, scheme: Scheme) -> Option<&'a str> {
        (scheme == Scheme::Ofac).then_some(&self.wire.ofac.label)
    }

    fn read<'a>(&'a self, _: &'a str, scheme: Scheme) -> Vec<&'a str> {
        if scheme != Scheme::Ofac {
            return Vec::new();
        }
        let mut labels = vec![self.label()];
        labels.extend(self.wire.ofac.name.as_deref());
        labels
    }

    fn ofac_id(&self) -> Option<u32> {
        Some(self.wire.ofac.id)
    }

    fn formerly(&self) -> &[String] {
        &self.wire.formerly
    }
}

/// Returns the types of facts by our word (`secondary-sanctions-risk`). Sources: see `features.yaml`.
pub fn features() -> &'static Table<FeatureTerm> {
    static TABLE: LazyLock<Table<FeatureTerm>> = LazyLock::new(|| Table::read(include_str!("features.yaml")));
    &TABLE
}
