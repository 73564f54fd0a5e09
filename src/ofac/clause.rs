//! Clauses: the facts of an entry in the order of the Remarks column.

use std::collections::BTreeMap;

use crate::model::record::SortKey;
use crate::model::record::{IdKey, Item, Order};
use crate::model::{
    Country, CountryFact, DateFact, Document, Entry, Gender, Kind, NameType, Phrase, Place, Quality, RelationType,
};
use crate::vocabulary::{Carrier, Scheme, documents, features};

use super::address::country_label;
use super::date::ofac_date;
use super::name::alias_label;

/// One clause of Remarks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Which part of Remarks it belongs to.
    pub kind: ClauseKind,
    /// Its text, without the `; ` behind it: `alt. DOB 18 Oct 1984`.
    pub text: String,
}

/// The parts of Remarks, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClauseKind {
    /// A typed fact.
    Feature,
    /// An identity document or registration number.
    Document,
    /// Free text, titles among it.
    Text,
    /// A weak alias.
    WeakAlias,
    /// `Linked To: …`.
    Relation,
}

/// A labelled value before it is known whether it is the first of its label.
struct Labelled {
    label: String,
    value: String,
}

/// Returns the clauses of an entry in the order of the Remarks column: typed facts by the order of their types, documents
/// likewise, free text, weak aliases, relations. The second and every later value of one label bears `alt. ` before it.
pub fn clauses(entry: &Entry) -> Vec<Clause> {
    let mut clauses = with_alternatives(feature_values(entry), ClauseKind::Feature);
    clauses.extend(with_alternatives(document_values(entry), ClauseKind::Document));
    let text = |kind: ClauseKind| move |text: String| Clause { kind, text };
    clauses.extend(free_texts(entry).into_iter().map(text(ClauseKind::Text)));
    clauses.extend(weak_aliases(entry).into_iter().map(text(ClauseKind::WeakAlias)));
    clauses.extend(linked_to(entry).into_iter().map(|name| Clause {
        kind: ClauseKind::Relation,
        text: format!("Linked To: {name}"),
    }));
    clauses
}

/// Returns the whole text of Remarks, ending in a full stop; nothing where there is no clause.
pub fn remarks(entry: &Entry) -> Option<String> {
    let texts: Vec<String> = clauses(entry).into_iter().map(|clause| clause.text).collect();
    (!texts.is_empty()).then(|| format!("{}.", texts.join("; ")))
}

fn with_alternatives(values: Vec<Labelled>, kind: ClauseKind) -> Vec<Clause> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut clauses = Vec::new();
    for Labelled { label, value } in values {
        let count = seen.entry(label.clone()).or_default();
        *count += 1;
        let alternative = if *count > 1 { "alt. " } else { "" };
        clauses.push(Clause {
            kind,
            text: format!("{alternative}{label} {value}"),
        });
    }
    clauses
}

/// A fact with what puts it in order: the order of its type, then its own place among its siblings.
struct Ranked {
    rank: u32,
    value: Labelled,
}

fn feature_values(entry: &Entry) -> Vec<Labelled> {
    let mut ranked = Vec::new();
    for (word, term) in features().iter() {
        let values = match term.carrier() {
            Carrier::Features => entry
                .features
                .iter()
                .filter(|feature| feature.kind == word)
                .map(feature_value)
                .collect(),
            Carrier::Contact(kind) => entry
                .contacts
                .iter()
                .filter(|contact| contact.kind == kind)
                .map(|contact| contact.value.clone())
                .collect(),
            Carrier::Wallet(currency) => entry
                .wallets
                .iter()
                .filter(|wallet| wallet.currency == currency)
                .map(|wallet| wallet.address.clone())
                .collect(),
            Carrier::Document(kind) => entry
                .documents
                .iter()
                .filter(|document| document.kind == kind)
                .map(document_value)
                .collect(),
            Carrier::Field(path) => field_values(entry, path),
        };
        ranked.extend(values.into_iter().map(|value: String| Ranked {
            rank: term.order,
            value: Labelled {
                label: term.label().to_owned(),
                value,
            },
        }));
    }
    // Facts of a type that OFAC does not have come behind those that it has, under our own word.
    let unknown = entry
        .features
        .iter()
        .filter(|feature| features().get(&feature.kind).is_none());
    ranked.extend(unknown.map(|feature| Ranked {
        rank: u32::MAX,
        value: Labelled {
            label: feature.kind.clone(),
            value: feature_value(feature),
        },
    }));
    ranked.sort_by_key(|fact| fact.rank);
    ranked.into_iter().map(|fact| fact.value).collect()
}

fn feature_value(feature: &crate::model::Feature) -> String {
    let date = feature.date.as_ref().map(ofac_date);
    let country = feature.country.as_ref().map(country_label);
    feature.text.clone().or(date).or(country).unwrap_or_default()
}

/// Returns the values of the fields that only Remarks print; the columns of vessels are none of them.
fn field_values(entry: &Entry, path: &str) -> Vec<String> {
    let empty = crate::model::Organization::default();
    let organization = entry.organization.as_ref().unwrap_or(&empty);
    let no_vessel = crate::model::Vessel::default();
    let vessel = entry.vessel.as_ref().unwrap_or(&no_vessel);
    let no_aircraft = crate::model::Aircraft::default();
    let aircraft = entry.aircraft.as_ref().unwrap_or(&no_aircraft);
    match path {
        "birth_dates" => dates(&entry.birth_dates),
        "birth_places" => entry.birth_places.iter().map(place_text).collect(),
        "nationalities" => countries(&entry.nationalities),
        "citizenships" => countries(&entry.citizenships),
        "gender" => gender(entry),
        "organization.established" => dates(&organization.established),
        "organization.types" => phrases(&organization.types),
        "vessel.former_flags" => countries(&vessel.former_flags),
        "vessel.other_flags" => countries(&vessel.other_flags),
        "vessel.other_call_signs" => phrases(&vessel.other_call_signs),
        "vessel.other_types" => phrases(&vessel.other_types),
        "vessel.built" => dates(&vessel.built),
        "aircraft.construction_numbers" => phrases(&aircraft.construction_numbers),
        "aircraft.built" => dates(&aircraft.built),
        "aircraft.transponder_codes" => phrases(&aircraft.transponder_codes),
        "aircraft.models" => phrases(&aircraft.models),
        "aircraft.operators" => phrases(&aircraft.operators),
        "aircraft.former_tail_numbers" => phrases(&aircraft.former_tail_numbers),
        "aircraft.serial_numbers" => phrases(&aircraft.serial_numbers),
        "aircraft.tail_numbers" => phrases(&aircraft.tail_numbers),
        _ => Vec::new(),
    }
}

fn dates(facts: &[DateFact]) -> Vec<String> {
    facts.iter().map(|fact| ofac_date(&fact.date)).collect()
}

fn countries(facts: &[CountryFact]) -> Vec<String> {
    facts.iter().map(|fact| country_label(&fact.country)).collect()
}

fn phrases(phrases: &[Phrase]) -> Vec<String> {
    phrases.iter().map(|phrase| phrase.text.clone()).collect()
}

fn gender(entry: &Entry) -> Vec<String> {
    let word = match &entry.gender {
        Gender::Male => "Male",
        Gender::Female => "Female",
        Gender::Another => "Other",
        Gender::Other(text) => text,
        Gender::Unsaid => return Vec::new(),
    };
    vec![word.to_owned()]
}

fn place_text(place: &Place) -> String {
    let country = place.country.as_ref().map(country_label);
    let parts = [
        &place.text,
        &place.street,
        &place.city,
        &place.state,
        &place.postal_code,
        &place.region,
        &country,
    ];
    let said: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
    said.join(", ")
}

fn document_values(entry: &Entry) -> Vec<Labelled> {
    let is_feature = |kind: &str| {
        features()
            .iter()
            .any(|(_, term)| term.carrier() == Carrier::Document(kind))
    };
    let mut ranked: Vec<Ranked> = entry
        .documents
        .iter()
        .filter(|document| !is_feature(&document.kind))
        .map(|document| Ranked {
            rank: documents()
                .get(&document.kind)
                .and_then(|term| term.order)
                .unwrap_or(u32::MAX),
            value: Labelled {
                label: document_label(&document.kind).to_owned(),
                value: document_value(document),
            },
        })
        .collect();
    ranked.sort_by_key(|document| document.rank);
    ranked.into_iter().map(|document| document.value).collect()
}

fn document_label(kind: &str) -> &str {
    documents().label(Scheme::Ofac, kind).unwrap_or(kind)
}

/// Returns `NUMBER (COUNTRY) issued DATE expires DATE`, the last three where they are known.
fn document_value(document: &Document) -> String {
    let mut text = document.number.clone().unwrap_or_default();
    let country = document
        .country
        .as_ref()
        .map(|country: &Country| country_label(country));
    if let Some(country) = country {
        text.push_str(&format!(" ({country})"));
    }
    if let Some(issued) = &document.issued {
        text.push_str(&format!(" issued {}", ofac_date(issued)));
    }
    if let Some(expires) = &document.expires {
        text.push_str(&format!(" expires {}", ofac_date(expires)));
    }
    text
}

/// Returns titles and free text in their common order: OFAC prints a title as free text as well.
fn free_texts(entry: &Entry) -> Vec<String> {
    let mut texts: Vec<(SortKey<'_>, &str)> = Vec::new();
    for phrase in entry.titles.iter().chain(&entry.positions).chain(&entry.remarks) {
        texts.push((phrase.sort_key(), &phrase.text));
    }
    texts.sort_by_key(|(key, _)| *key);
    texts.into_iter().map(|(_, text)| text.to_owned()).collect()
}

fn weak_aliases(entry: &Entry) -> Vec<String> {
    let weak = entry.names.iter().filter(|name| is_weak_alias(name));
    weak.map(|name| format!("{} '{}'", alias_label(name), name.text))
        .collect()
}

/// Returns true for an alias that OFAC prints in quotes.
pub(super) fn is_weak_alias(name: &crate::model::Name) -> bool {
    name.kind != NameType::Primary && name.quality == Quality::Weak
}

/// Returns the names of the parties that OFAC prints as `Linked To`, in its order.
pub fn linked_to(entry: &Entry) -> Vec<&str> {
    let mut linked: Vec<(Order, IdKey<'_>, &str)> = entry
        .relations
        .iter()
        .filter(|relation| relation.kind == RelationType::LinkedTo)
        .filter_map(|relation| Some((relation.order, IdKey(relation.id.as_deref()), relation.name.as_deref()?)))
        .collect();
    linked.sort();
    linked.into_iter().map(|(.., name)| name).collect()
}

/// Returns the word that OFAC prints behind an entry of this kind; entities have none.
pub(super) fn kind_word(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Entity | Kind::Unsaid => None,
        kind => Some(kind.as_str()),
    }
}
