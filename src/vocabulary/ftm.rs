use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::data::beginning;

/// The type of a property of FollowTheMoney: which values it takes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FtmType {
    /// A whole name.
    Name,
    /// A date, or a prefix of one.
    Date,
    /// A code of a country.
    Country,
    /// A code of what makes a party notable.
    Topic,
    /// A number of a register.
    Identifier,
    /// The id of another entity.
    Entity,
    /// An address on the web.
    Url,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A gender.
    Gender,
    /// A code of a language.
    Language,
    /// A postal address in one line.
    Address,
    /// A number.
    Number,
    /// A text of a line.
    #[default]
    String,
    /// A long text.
    Text,
    /// An address of a network.
    Ip,
}

impl FtmType {
    /// Returns the word by which FollowTheMoney names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Date => "date",
            Self::Country => "country",
            Self::Topic => "topic",
            Self::Identifier => "identifier",
            Self::Entity => "entity",
            Self::Url => "url",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Gender => "gender",
            Self::Language => "language",
            Self::Address => "address",
            Self::Number => "number",
            Self::String => "string",
            Self::Text => "text",
            Self::Ip => "ip",
        }
    }

    /// Returns how many characters a value may have where its property does not say it.
    fn longest(self) -> usize {
        match self {
            Self::Name => 384,
            Self::Date => 32,
            Self::Country | Self::Gender | Self::Language => 16,
            Self::Topic | Self::Identifier | Self::Phone | Self::Ip => 64,
            Self::Entity => 200,
            Self::Url => 4096,
            Self::Email | Self::Address | Self::Number => 250,
            Self::String => 1024,
            Self::Text => 65_000,
        }
    }
}

/// A property of a schema.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FtmProperty {
    /// Its name.
    #[serde(skip)]
    pub name: String,
    /// Its place among the properties of its schema, which are in the order of their names.
    #[serde(skip)]
    pub rank: usize,
    /// Its type.
    #[serde(rename = "type", default)]
    pub kind: FtmType,
    /// Of an identifier: whose rules it follows.
    pub format: Option<String>,
    max: Option<usize>,
    /// Of a reference: what it may lead to.
    pub range: Option<String>,
    /// Of a reference: the name under which the other end shows this one.
    pub reverse: Option<String>,
    /// True where the model asks to use another.
    #[serde(default)]
    pub deprecated: bool,
}

impl FtmProperty {
    /// Returns how many characters a value may have.
    pub fn longest(&self) -> usize {
        self.max.unwrap_or_else(|| self.kind.longest())
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemaWire {
    label: String,
    #[serde(default)]
    extends: Vec<String>,
    #[serde(default, rename = "abstract")]
    is_abstract: bool,
    #[serde(default)]
    matchable: bool,
    #[serde(default)]
    caption: Vec<String>,
    #[serde(default)]
    required: Vec<String>,
    edge: Option<(String, String)>,
    #[serde(default)]
    properties: BTreeMap<String, FtmProperty>,
}

/// A schema of FollowTheMoney with all that it inherits.
#[derive(Debug)]
pub struct FtmSchema {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// True where entities are never of it.
    pub is_abstract: bool,
    /// True where entities of it are compared with others.
    pub matchable: bool,
    /// The properties that give the caption, in this order.
    pub caption: Vec<String>,
    /// The properties that an entity of it must have.
    pub required: Vec<String>,
    /// The two ends of a link.
    pub edge: Option<(String, String)>,
    /// Every property that an entity of it may have, in the order of their names.
    pub properties: Vec<FtmProperty>,
    /// How their names begin: every value of every entity is put under a name.
    beginnings: Vec<u64>,
    /// The schema itself and all that it extends.
    ancestors: BTreeSet<String>,
}

impl FtmSchema {
    /// Returns true if an entity of this schema may be used as one of the other.
    pub fn is_a(&self, other: &str) -> bool {
        self.ancestors.contains(other)
    }

    /// Returns a property.
    pub fn property(&self, name: &str) -> Option<&FtmProperty> {
        let begins = beginning(name);
        let from = self.beginnings.partition_point(|known| *known < begins);
        let alike = self.beginnings[from..].iter().take_while(|known| **known == begins);
        let mut alike = self.properties[from..].iter().zip(alike);
        alike.find_map(|(property, _)| (property.name == name).then_some(property))
    }
}

/// There is one of each name.
impl PartialEq for FtmSchema {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for FtmSchema {}

/// What our words are in FollowTheMoney.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FtmTerms {
    /// Properties for the number of a document, by its type: the first that the schema has.
    pub documents: BTreeMap<String, Vec<String>>,
    /// Properties for the number of a document that is none of these.
    pub other_documents: Vec<String>,
    /// The types of documents that are passports.
    pub passports: Vec<String>,
    /// Properties for contacts, by their type.
    pub contacts: BTreeMap<String, String>,
    /// Properties for typed facts, by their type.
    pub features: BTreeMap<String, Vec<String>>,
    /// Properties of names, by their type.
    pub names: BTreeMap<String, String>,
    /// Properties of the parts of names, by their type.
    pub name_parts: BTreeMap<String, String>,
    /// Schemata of relations, by their type.
    pub relations: BTreeMap<String, FtmRelation>,
    /// Schemata of bodies, by what kind of body they are.
    pub bodies: BTreeMap<String, String>,
    /// Properties of what the model keeps under `vessel`, `aircraft` and `organization`, by the field.
    pub parts: BTreeMap<String, String>,
    /// The topics, and whether they make a party a target.
    pub topics: BTreeMap<String, bool>,
    /// Codes of languages, by their BCP 47 code.
    pub languages: BTreeMap<String, String>,
    more_countries: BTreeSet<String>,
}

impl FtmTerms {
    /// Returns true where FollowTheMoney knows this code of a country.
    pub fn has_country(&self, code: &str) -> bool {
        static OWN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
            let own = super::countries()
                .iter()
                .filter_map(|(code, _)| super::countries().ftm(code));
            own.map(|code| code.into_owned()).collect()
        });
        OWN.contains(code) || self.more_countries.contains(code)
    }

    /// Returns the type of relation that a link of this schema is read as.
    pub fn relation_of(&self, schema: &str) -> Option<(&str, &FtmRelation)> {
        let first = |(_, relation): &(&String, &FtmRelation)| relation.schema == schema && relation.is_first;
        self.relations
            .iter()
            .find(first)
            .map(|(kind, relation)| (kind.as_str(), relation))
    }
}

/// What a relation is in FollowTheMoney.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FtmRelation {
    /// The schema; what its ends cannot be is written as an `UnknownLink`.
    pub schema: String,
    /// The property that leads to the entry.
    pub entry: String,
    /// The property that leads to the target.
    pub target: String,
    /// What the entry is to the target where the relation does not say it.
    pub role: Option<String>,
    #[serde(default, rename = "first")]
    is_first: bool,
}

/// Returns the tables between our words and FollowTheMoney's. Sources: see `ftm.yaml`.
pub fn ftm() -> &'static FtmTerms {
    static TABLE: LazyLock<FtmTerms> = LazyLock::new(|| {
        serde_yaml::from_str(include_str!("ftm.yaml")).expect("the table is part of the program, and the tests read it")
    });
    &TABLE
}

type Schemata = BTreeMap<String, FtmSchema>;

static SCHEMATA: LazyLock<Schemata> = LazyLock::new(|| {
    let wire: BTreeMap<String, SchemaWire> = serde_yaml::from_str(include_str!("ftm_schemata.yaml"))
        .expect("the table is part of the program, and the tests read it");
    wire.keys().map(|name| (name.clone(), resolved(&wire, name))).collect()
});

/// Returns a schema of FollowTheMoney. Sources: see `ftm_schemata.yaml`.
pub fn ftm_schema(name: &str) -> Option<&'static FtmSchema> {
    SCHEMATA.get(name)
}

fn resolved(wire: &BTreeMap<String, SchemaWire>, name: &str) -> FtmSchema {
    let own = &wire[name];
    let mut ancestors = BTreeSet::new();
    let mut properties = BTreeMap::new();
    inherit(wire, name, &mut ancestors, &mut properties);
    let named = |(rank, (name, property)): (usize, (&String, &FtmProperty))| FtmProperty {
        name: name.clone(),
        rank,
        ..property.clone()
    };
    let properties: Vec<FtmProperty> = properties.into_iter().enumerate().map(named).collect();
    FtmSchema {
        name: name.to_owned(),
        label: own.label.clone(),
        is_abstract: own.is_abstract,
        matchable: own.matchable,
        caption: own.caption.clone(),
        required: own.required.clone(),
        edge: own.edge.clone(),
        beginnings: properties.iter().map(|property| beginning(&property.name)).collect(),
        properties,
        ancestors,
    }
}

/// Gathers what a schema and those that it extends have; what is nearer to it counts.
fn inherit<'a>(
    wire: &'a BTreeMap<String, SchemaWire>,
    name: &str,
    ancestors: &mut BTreeSet<String>,
    properties: &mut BTreeMap<&'a String, &'a FtmProperty>,
) {
    let own = &wire[name];
    ancestors.insert(name.to_owned());
    for parent in &own.extends {
        inherit(wire, parent, ancestors, properties);
    }
    properties.extend(&own.properties);
}

/// The numbers of a calling code that are surely in use: by their length, the digits with which they begin.
type Ranges = BTreeMap<usize, Vec<String>>;

/// Returns a telephone number in the form of E.164 (`+4917623423980`); nothing where it is none with a calling code, or where its
/// country's plan is not known to have it. Sources: see `ftm_phones.yaml`.
pub fn ftm_phone(text: &str) -> Option<String> {
    static PLANS: LazyLock<BTreeMap<String, Ranges>> = LazyLock::new(|| {
        serde_yaml::from_str(include_str!("ftm_phones.yaml"))
            .expect("the table is part of the program, and the tests read it")
    });
    let digits: String = text
        .strip_prefix('+')?
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/'))
        .collect();
    let is_number = digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(())?;
    // No calling code is the beginning of another.
    let (national, ranges) = (1..=3).find_map(|length| {
        let (code, national) = digits.split_at_checked(length)?;
        Some((national, PLANS.get(code)?))
    })?;
    let is_used = ranges
        .get(&national.len())?
        .iter()
        .any(|begin| national.starts_with(begin.as_str()));
    is_used.then(|| format!("+{digits}"))
}
