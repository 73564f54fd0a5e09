//! Clauses: the facts of an entry in the order of the Remarks column.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::model::record::{IdKey, Order};
use crate::model::{
    CountryFact, DateFact, Document, Entry, Feature, Gender, Kind, NameType, Phrase, Place, Quality, Relation,
    RelationType,
};
use crate::vocabulary::{Carrier, FeatureTerm, Scheme, documents, features};

use super::country::country_label;
use super::date::ofac_date;
use super::name::alias_label;

/// The note of a remark that is a whole Remarks field, kept because OFAC wrote it by hand in an order of its own. The
/// typed facts stand beside it; what is printed is this text.
pub const AS_PRINTED: &str = "the whole Remarks as OFAC prints them";

/// The note of a remark that is the broken last clause of Remarks that were cut after 1000 characters and whose rest was
/// not at hand (`SDN_COMMENTS.CSV`).
pub const CUT: &str = "cut by the source after 1000 characters";

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
    /// A broken last clause.
    Fragment,
}

/// A labelled value before it is known whether it is the first of its label.
struct Labelled {
    label: String,
    value: String,
}

/// Returns the clauses of an entry in the order of the Remarks column: typed facts by the order of their types, documents
/// likewise, free text, weak aliases, relations. The second and every later value of one label bears `alt. ` before it.
pub fn clauses(entry: &Entry) -> Vec<Clause> {
    if let Some(text) = as_printed(entry) {
        return parted(text);
    }
    let mut clauses = with_alternatives(feature_values(entry), ClauseKind::Feature);
    clauses.extend(with_alternatives(document_values(entry), ClauseKind::Document));
    let text = |kind: ClauseKind| move |text: String| Clause { kind, text };
    clauses.extend(free_texts(entry).into_iter().map(text(ClauseKind::Text)));
    clauses.extend(weak_aliases(entry).into_iter().map(text(ClauseKind::WeakAlias)));
    clauses.extend(linked_to(entry).into_iter().map(|name| Clause {
        kind: ClauseKind::Relation,
        text: format!("Linked To: {name}"),
    }));
    let broken = entry
        .remarks
        .iter()
        .filter(|remark| remark.note.as_deref() == Some(CUT));
    clauses.extend(broken.map(|remark| remark.text.clone()).map(text(ClauseKind::Fragment)));
    clauses
}

fn as_printed(entry: &Entry) -> Option<&str> {
    let printed = |remark: &&Phrase| remark.note.as_deref() == Some(AS_PRINTED);
    entry.remarks.iter().find(printed).map(|remark| remark.text.as_str())
}

/// Parts Remarks that are kept as printed; the clauses stand in their own order.
fn parted(text: &str) -> Vec<Clause> {
    let kind = |clause: &str| {
        let weak = ["a.k.a. '", "f.k.a. '", "n.k.a. '"];
        if weak.iter().any(|head| clause.starts_with(head)) {
            ClauseKind::WeakAlias
        } else if clause.starts_with("Linked To: ") {
            ClauseKind::Relation
        } else {
            ClauseKind::Text
        }
    };
    let body = text.strip_suffix('.').unwrap_or(text);
    body.split("; ")
        .map(|clause| Clause {
            kind: kind(clause),
            text: clause.to_owned(),
        })
        .collect()
}

/// Returns the whole text of Remarks, whatever its length, ending in a full stop unless it is broken off; nothing where
/// there is no clause.
pub fn remarks(entry: &Entry) -> Option<String> {
    if let Some(text) = as_printed(entry) {
        return Some(text.to_owned());
    }
    let clauses = clauses(entry);
    let broken = clauses.last()?.kind == ClauseKind::Fragment;
    let texts: Vec<String> = clauses.into_iter().map(|clause| clause.text).collect();
    let text = texts.join("; ");
    // A name that ends in a full stop (`S.A.`) needs no second one.
    let ended = broken || text.ends_with('.');
    Some(if ended { text } else { text + "." })
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

/// The terms by the field that carries them: an entry says few of the many types of facts.
static TERMS: LazyLock<HashMap<Carrier<'static>, &'static FeatureTerm>> = LazyLock::new(|| {
    let carried = features()
        .iter()
        .filter(|(_, term)| term.carrier() != Carrier::Features);
    carried.map(|(_, term)| (term.carrier(), term)).collect()
});

fn term_of(carrier: Carrier<'_>) -> Option<&'static FeatureTerm> {
    let terms: &HashMap<Carrier<'_>, &'static FeatureTerm> = &TERMS;
    terms.get(&carrier).copied()
}

/// The typed facts of an entry as they are collected.
#[derive(Default)]
struct Facts(Vec<Ranked>);

impl Facts {
    fn push(&mut self, term: &FeatureTerm, value: String) {
        let label = term.label().to_owned();
        self.0.push(Ranked {
            rank: term.order,
            value: Labelled { label, value },
        });
    }

    fn carried(&mut self, carrier: Carrier<'_>, value: String) {
        if let Some(term) = term_of(carrier) {
            self.push(term, value);
        }
    }

    fn field(&mut self, path: &str, values: Vec<String>) {
        for value in values {
            self.carried(Carrier::Field(path), value);
        }
    }
}

fn feature_values(entry: &Entry) -> Vec<Labelled> {
    let mut facts = Facts::default();
    add_fields(entry, &mut facts);
    for contact in &entry.contacts {
        facts.carried(Carrier::Contact(&contact.kind), contact.value.clone());
    }
    for wallet in &entry.wallets {
        facts.carried(Carrier::Wallet(&wallet.currency), wallet.address.clone());
    }
    for document in &entry.documents {
        facts.carried(Carrier::Document(&document.kind), document_value(document));
    }
    for feature in &entry.features {
        match features().get(&feature.kind) {
            Some(term) => facts.push(term, feature_value(feature)),
            // Facts of a type that OFAC does not have come behind those that it has, under our own word.
            None => facts.0.push(Ranked {
                rank: u32::MAX,
                value: Labelled {
                    label: feature.kind.clone(),
                    value: feature_value(feature),
                },
            }),
        }
    }
    let Facts(mut ranked) = facts;
    ranked.sort_by_key(|fact| fact.rank);
    ranked.into_iter().map(|fact| fact.value).collect()
}

/// Returns what is printed behind the label of a typed fact.
pub fn feature_value(feature: &Feature) -> String {
    let date = feature.date.as_ref().map(ofac_date);
    let country = feature.country.as_ref().map(country_label);
    feature.text.clone().or(date).or(country).unwrap_or_default()
}

/// Adds the fields that only Remarks print; the columns of vessels are none of them.
fn add_fields(entry: &Entry, facts: &mut Facts) {
    facts.field("birth_dates", dates(&entry.birth_dates));
    facts.field("birth_places", entry.birth_places.iter().map(place_text).collect());
    facts.field("nationalities", countries(&entry.nationalities));
    facts.field("citizenships", countries(&entry.citizenships));
    facts.field("gender", gender(entry));
    if let Some(organization) = &entry.organization {
        facts.field("organization.established", dates(&organization.established));
        facts.field("organization.types", phrases(&organization.types));
    }
    if let Some(vessel) = &entry.vessel {
        facts.field("vessel.former_flags", countries(&vessel.former_flags));
        facts.field("vessel.other_flags", countries(&vessel.other_flags));
        facts.field("vessel.other_call_signs", phrases(&vessel.other_call_signs));
        facts.field("vessel.other_types", phrases(&vessel.other_types));
        facts.field("vessel.built", dates(&vessel.built));
    }
    if let Some(aircraft) = &entry.aircraft {
        facts.field("aircraft.construction_numbers", phrases(&aircraft.construction_numbers));
        facts.field("aircraft.built", dates(&aircraft.built));
        facts.field("aircraft.transponder_codes", phrases(&aircraft.transponder_codes));
        facts.field("aircraft.models", phrases(&aircraft.models));
        facts.field("aircraft.operators", phrases(&aircraft.operators));
        facts.field("aircraft.former_tail_numbers", phrases(&aircraft.former_tail_numbers));
        facts.field("aircraft.serial_numbers", phrases(&aircraft.serial_numbers));
        facts.field("aircraft.tail_numbers", phrases(&aircraft.tail_numbers));
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

/// Returns a place of birth as printed: its parts, then the country.
pub fn place_text(place: &Place) -> String {
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
    let is_feature = |kind: &str| term_of(Carrier::Document(kind)).is_some();
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

/// Returns `NUMBER (PLACE) (COUNTRY) issued DATE expires DATE`, each where it is known.
pub fn document_value(document: &Document) -> String {
    let brackets = |text: String| format!("({text})");
    let parts = [
        document
            .number
            .as_deref()
            .map(|number| printed_number(&document.kind, number)),
        document.issued_in.clone().map(brackets),
        document.country.as_ref().map(country_label).map(brackets),
        document
            .issued
            .as_ref()
            .map(|date| format!("issued {}", ofac_date(date))),
        document
            .expires
            .as_ref()
            .map(|date| format!("expires {}", ofac_date(date))),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    said.join(" ")
}

/// OFAC prints the number of a ship with its scheme before it.
fn printed_number(kind: &str, number: &str) -> String {
    let bare = kind == "imo" && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if bare {
        format!("IMO {number}")
    } else {
        number.to_owned()
    }
}

/// Returns titles, offices and free text, in this order: OFAC prints a title as free text as well, before the rest.
fn free_texts(entry: &Entry) -> Vec<String> {
    let whole = |remark: &&Phrase| remark.note.as_deref() != Some(CUT);
    let phrases = entry.titles.iter().chain(&entry.positions);
    let phrases = phrases.chain(entry.remarks.iter().filter(whole));
    phrases.map(|phrase| phrase.text.clone()).collect()
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
        .filter(|relation| is_printed_relation(relation))
        .filter_map(|relation| Some((relation.order, IdKey(relation.id.as_deref()), relation.name.as_deref()?)))
        .collect();
    linked.sort();
    linked.into_iter().map(|(.., name)| name).collect()
}

/// Returns true where OFAC has a label for what stands in such a field.
pub fn is_labelled(carrier: Carrier<'_>) -> bool {
    term_of(carrier).is_some()
}

/// Returns true where OFAC's CSV prints the relation: a link of unknown kind, or one of OFAC's own kinds, under the name that
/// OFAC prints. A relation without a name is not OFAC's.
pub fn is_printed_relation(relation: &Relation) -> bool {
    let of_ofac = matches!(
        relation.kind,
        RelationType::LinkedTo
            | RelationType::ProvidingSupportTo
            | RelationType::ActingFor
            | RelationType::OwnedOrControlledBy
            | RelationType::FamilyOf
            | RelationType::SignificantRoleIn
            | RelationType::LeaderOf
            | RelationType::PropertyOf
            | RelationType::AssociateOf
    );
    of_ofac && relation.name.is_some()
}

/// Returns the word that OFAC prints behind an entry of this kind; entities have none.
pub fn kind_word(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Entity | Kind::Unsaid => None,
        kind => Some(kind.as_str()),
    }
}
