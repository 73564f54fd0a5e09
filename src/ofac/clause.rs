//! Clauses: the facts of an entry in the order of the Remarks column.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::model::record::{IdKey, Order};
use crate::model::{
    Country, CountryFact, DateFact, Document, Entry, Feature, FuzzyDate, Gender, Kind, NameType, Phrase, Place,
    Quality, Relation, RelationType,
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

/// What stands before the sign of a currency in the label of its addresses.
pub const WALLET_LABEL: &str = "Digital Currency Address - ";

/// Returns the digits of a number that may have commas between them, as OFAC prints tonnages; nothing where it is none, or is
/// greater than the schema of SDN.XML allows.
pub fn whole_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    let number: i32 = digits.parse().ok()?;
    (number >= 0 && !digits.starts_with('+')).then_some(digits)
}

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

/// One typed fact of an entry, as OFAC has them.
#[derive(Debug, Clone)]
pub struct Fact<'a> {
    /// What puts it in order among the others: the number of its type; the greatest one for types that OFAC does not have.
    pub rank: u32,
    /// OFAC's type; nothing where it has none.
    pub term: Option<&'static FeatureTerm>,
    /// What is printed before the value.
    pub label: &'a str,
    /// What is printed: `12 Jul 1986`, `Korea, North`.
    pub value: String,
    /// The authority's id of the element.
    pub id: Option<&'a str>,
    /// The date, where the value is one.
    pub date: Option<&'a FuzzyDate>,
    /// The country, where the value is one.
    pub country: Option<&'a Country>,
    /// The document, where the model keeps the fact among them.
    pub document: Option<&'a Document>,
}

/// One identity document or registration number that OFAC keeps as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper<'a> {
    /// OFAC's label of the type; our own word where it has none.
    pub label: &'a str,
    /// The document.
    pub document: &'a Document,
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
    clauses.extend(titles_and_texts(entry).into_iter().map(text(ClauseKind::Text)));
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

/// What a field says, before it is known under which type OFAC has it.
struct Said<'a> {
    value: String,
    id: &'a Option<String>,
    date: Option<&'a FuzzyDate>,
    country: Option<&'a Country>,
    document: Option<&'a Document>,
}

impl<'a> Said<'a> {
    fn text(value: &str, id: &'a Option<String>) -> Self {
        Self {
            value: value.to_owned(),
            id,
            date: None,
            country: None,
            document: None,
        }
    }
}

/// The typed facts of an entry as they are collected.
#[derive(Default)]
struct Facts<'a>(Vec<Fact<'a>>);

impl<'a> Facts<'a> {
    fn push(&mut self, term: Option<&'static FeatureTerm>, label: &'a str, said: Said<'a>) {
        self.0.push(Fact {
            rank: term.map_or(u32::MAX, |term| term.order),
            term,
            label,
            value: said.value,
            id: said.id.as_deref(),
            date: said.date,
            country: said.country,
            document: said.document,
        });
    }

    fn carried(&mut self, carrier: Carrier<'_>, said: Said<'a>) {
        if let Some(term) = term_of(carrier) {
            self.push(Some(term), term.label(), said);
        }
    }

    fn field(&mut self, path: &str, said: impl IntoIterator<Item = Said<'a>>) {
        for said in said {
            self.carried(Carrier::Field(path), said);
        }
    }
}

fn feature_values(entry: &Entry) -> Vec<Labelled> {
    let labelled = |fact: Fact<'_>| Labelled {
        label: fact.label.to_owned(),
        value: fact.value,
    };
    facts(entry).into_iter().map(labelled).collect()
}

/// Returns the typed facts of an entry in the order of the Remarks. What stands in columns of its own, such as a ship's call
/// sign, is none of them; nor are documents, but for those that OFAC has as facts.
pub fn facts(entry: &Entry) -> Vec<Fact<'_>> {
    let mut facts = Facts::default();
    add_fields(entry, &mut facts);
    for contact in &entry.contacts {
        facts.carried(Carrier::Contact(&contact.kind), Said::text(&contact.value, &contact.id));
    }
    for wallet in &entry.wallets {
        facts.carried(
            Carrier::Wallet(&wallet.currency),
            Said::text(&wallet.address, &wallet.id),
        );
    }
    for document in &entry.documents {
        let said = Said {
            document: Some(document),
            ..Said::text(&document_value(document), &document.id)
        };
        facts.carried(Carrier::Document(&document.kind), said);
    }
    for feature in &entry.features {
        let term = features().get(&feature.kind);
        let said = Said {
            date: feature.date.as_ref(),
            country: feature.country.as_ref(),
            ..Said::text(&feature_value(feature), &feature.id)
        };
        // Facts of a type that OFAC does not have come behind those that it has, under our own word.
        facts.push(term, term.map_or(feature.kind.as_str(), FeatureTerm::label), said);
    }
    let Facts(mut facts) = facts;
    facts.sort_by_key(|fact| fact.rank);
    facts
}

/// Returns what is printed behind the label of a typed fact.
pub fn feature_value(feature: &Feature) -> String {
    let date = feature.date.as_ref().map(ofac_date);
    let country = feature.country.as_ref().map(country_label);
    feature.text.clone().or(date).or(country).unwrap_or_default()
}

/// Adds the fields that only Remarks print; the columns of vessels are none of them.
fn add_fields<'a>(entry: &'a Entry, facts: &mut Facts<'a>) {
    facts.field("birth_dates", dates(&entry.birth_dates));
    facts.field(
        "birth_places",
        entry
            .birth_places
            .iter()
            .map(|place| Said::text(&place_text(place), &place.id)),
    );
    facts.field("nationalities", countries(&entry.nationalities));
    facts.field("citizenships", countries(&entry.citizenships));
    facts.field("gender", gender(entry).map(|word| Said::text(word, &entry.gender_id)));
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

fn dates(facts: &[DateFact]) -> impl Iterator<Item = Said<'_>> {
    facts.iter().map(|fact| Said {
        date: Some(&fact.date),
        ..Said::text(&ofac_date(&fact.date), &fact.id)
    })
}

fn countries(facts: &[CountryFact]) -> impl Iterator<Item = Said<'_>> {
    facts.iter().map(|fact| Said {
        country: Some(&fact.country),
        ..Said::text(&country_label(&fact.country), &fact.id)
    })
}

fn phrases(phrases: &[Phrase]) -> impl Iterator<Item = Said<'_>> {
    phrases.iter().map(|phrase| Said::text(&phrase.text, &phrase.id))
}

fn gender(entry: &Entry) -> Option<&str> {
    match &entry.gender {
        Gender::Male => Some("Male"),
        Gender::Female => Some("Female"),
        Gender::Another => Some("Other"),
        Gender::Other(text) => Some(text),
        Gender::Unsaid => None,
    }
}

/// Returns a place of birth as printed: its parts, then the country.
pub fn place_text(place: &Place) -> String {
    let country = place.country.as_ref().map(country_label);
    let said: Vec<&str> = place.parts().chain(country.as_deref()).collect();
    said.join(", ")
}

fn document_values(entry: &Entry) -> Vec<Labelled> {
    let labelled = |paper: Paper<'_>| Labelled {
        label: paper.label.to_owned(),
        value: document_value(paper.document),
    };
    papers(entry).into_iter().map(labelled).collect()
}

/// Returns the documents of an entry that are no typed facts to OFAC, in the order of the Remarks.
pub fn papers(entry: &Entry) -> Vec<Paper<'_>> {
    let is_feature = |kind: &str| term_of(Carrier::Document(kind)).is_some();
    let own = entry.documents.iter().filter(|document| !is_feature(&document.kind));
    let mut papers: Vec<Paper<'_>> = own
        .map(|document| Paper {
            label: document_label(&document.kind),
            document,
        })
        .collect();
    let rank = |paper: &Paper<'_>| documents().get(&paper.document.kind).and_then(|term| term.order);
    papers.sort_by_key(|paper| rank(paper).unwrap_or(u32::MAX));
    papers
}

fn document_label(kind: &str) -> &str {
    documents().label(Scheme::Ofac, kind).unwrap_or(kind)
}

/// Returns `NUMBER (PLACE) (COUNTRY) issued DATE expires DATE`, each where it is known.
pub fn document_value(document: &Document) -> String {
    let brackets = |text: String| format!("({text})");
    let parts = [
        document_number(document),
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

/// Returns the number of a document as OFAC prints it: that of a ship with its scheme before it.
pub fn document_number(document: &Document) -> Option<String> {
    let number = document.number.as_deref()?;
    let bare = document.kind == "imo" && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    Some(if bare {
        format!("IMO {number}")
    } else {
        number.to_owned()
    })
}

/// Returns titles, offices and free text, in this order: OFAC prints a title as free text as well, before the rest.
fn titles_and_texts(entry: &Entry) -> Vec<String> {
    let whole = |remark: &&Phrase| remark.note.as_deref() != Some(CUT);
    let phrases = entry.titles.iter().chain(&entry.positions);
    let phrases = phrases.chain(entry.remarks.iter().filter(whole));
    phrases.map(|phrase| phrase.text.clone()).collect()
}

/// Returns the free text of an entry, clause by clause, without its titles. Of Remarks that are kept as printed it is what
/// no typed fact says.
pub fn free_texts(entry: &Entry) -> Vec<String> {
    let said = entry.positions.iter().chain(&entry.remarks);
    let plain = said.filter(|phrase| phrase.note.as_deref() != Some(AS_PRINTED));
    let mut texts: Vec<String> = plain.map(|phrase| phrase.text.clone()).collect();
    let Some(printed) = as_printed(entry) else { return texts };
    let mut typed: Vec<String> = feature_values(entry)
        .into_iter()
        .chain(document_values(entry))
        .map(|Labelled { label, value }| format!("{label} {value}"))
        .collect();
    typed.extend(entry.titles.iter().map(|title| title.text.clone()));
    let is_text = |clause: &Clause| {
        let text = clause.text.strip_prefix("alt. ").unwrap_or(&clause.text);
        clause.kind == ClauseKind::Text && !typed.iter().any(|known| known == text)
    };
    texts.extend(parted(printed).into_iter().filter(is_text).map(|clause| clause.text));
    texts
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
            | RelationType::PrincipalExecutiveOfficerOf
            | RelationType::OwnsControlsOrOperates
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
