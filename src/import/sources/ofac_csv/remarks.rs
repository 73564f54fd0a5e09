//! The Remarks, clause by clause, into the fields of an entry.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::{
    Contact, Country, CountryFact, DateFact, Document, Entry, EntryRef, Feature, Gender, Name, NameType, Phrase, Place,
    Quality, Relation, RelationType, Wallet,
};
use crate::ofac::{CUT, TITLE_WIDTH, country_of_label, ofac_date_or_text, parse_ofac_date};
use crate::vocabulary::{Carrier, FeatureTerm, Scheme, documents, features};

use super::map::{Names, keep_order, keep_order_by, name_of, phrase};

/// Reads the whole Remarks into the entry. `cut` says that the text breaks off in its last clause.
pub(super) fn read_into(entry: &mut Entry, text: &str, title: Option<&str>, cut: bool, names: &Names) {
    let body = text.strip_suffix('.').unwrap_or(text);
    let ends_in_stop = body.len() < text.len();
    let mut clauses: Vec<&str> = body.split("; ").collect();
    let fragment = if cut { clauses.pop() } else { None };
    let mut reader = Reader {
        entry,
        names,
        title,
        seen: Vec::new(),
        texts: Vec::new(),
    };
    let count = clauses.len();
    for (index, clause) in clauses.into_iter().enumerate() {
        reader.clause(clause, ends_in_stop && index + 1 == count);
    }
    reader.finish(fragment);
}

/// What a clause begins with.
#[derive(Clone, Copy)]
enum Label {
    /// A typed fact: our word and its term.
    Feature(&'static str, &'static FeatureTerm),
    /// A document: our word and OFAC's.
    Document(&'static str, &'static str),
}

impl Label {
    fn text(self) -> &'static str {
        match self {
            Self::Feature(_, term) => term.label(),
            Self::Document(_, label) => label,
        }
    }
}

/// The labels by their first byte, the longest first: `Passport` must not hide `Passport Card`.
static LABELS: LazyLock<BTreeMap<u8, Vec<Label>>> = LazyLock::new(|| {
    let features = features()
        .iter()
        .filter(|(_, term)| is_in_remarks(term))
        .map(|(word, term)| Label::Feature(word, term));
    let documents = documents()
        .iter()
        .filter_map(|(word, _)| Some(Label::Document(word, documents().label(Scheme::Ofac, word)?)));
    let mut labels: BTreeMap<u8, Vec<Label>> = BTreeMap::new();
    for label in features.chain(documents) {
        labels.entry(label.text().as_bytes()[0]).or_default().push(label);
    }
    for group in labels.values_mut() {
        group.sort_by_key(|label| std::cmp::Reverse(label.text().len()));
    }
    labels
});

/// Columns of SDN.CSV are not repeated in the Remarks; `Title` and `Location` stand there as words of free text.
fn is_in_remarks(term: &FeatureTerm) -> bool {
    const COLUMNS: [&str; 6] = [
        "vessel.call_sign",
        "vessel.type",
        "vessel.flag",
        "vessel.owner",
        "vessel.tonnage",
        "vessel.gross_tonnage",
    ];
    let is_column = matches!(term.carrier(), Carrier::Field(path) if COLUMNS.contains(&path));
    !is_column && !["Title", "Location"].contains(&term.label())
}

/// Returns the label and the value behind it.
fn labelled(clause: &str) -> Option<(Label, &str)> {
    let candidates = LABELS.get(clause.as_bytes().first()?)?;
    candidates
        .iter()
        .find_map(|label| Some((*label, clause.strip_prefix(label.text())?.strip_prefix(' ')?)))
}

struct Reader<'a> {
    entry: &'a mut Entry,
    names: &'a Names,
    title: Option<&'a str>,
    /// The labels that have come; the next value of one of them bears `alt. `.
    seen: Vec<&'static str>,
    /// Free text, titles included.
    texts: Vec<String>,
}

impl Reader<'_> {
    fn clause(&mut self, clause: &str, last: bool) {
        if let Some((kind, name)) = weak_alias(clause) {
            self.weak_alias(kind, name);
        } else if let Some(name) = clause.strip_prefix("Linked To: ") {
            self.relation(name, last);
        } else if !self.typed(clause, last) {
            let text = self.with_own_stop(clause, last);
            self.texts.push(text);
        }
    }

    /// A name that ends in a full stop shares it with the Remarks; here it is given back to the last clause.
    fn with_own_stop(&self, value: &str, last: bool) -> String {
        let ended = format!("{value}.");
        let takes_stop = match self.title {
            Some(title) if title.ends_with(&ended) => true,
            Some(title) if title.ends_with(value) => false,
            _ => ends_in_abbreviation(value),
        };
        if last && takes_stop { ended } else { value.to_owned() }
    }

    fn weak_alias(&mut self, kind: NameType, name: &str) {
        let alias = Name {
            kind,
            quality: Quality::Weak,
            ..name_of(name.to_owned(), &self.entry.kind)
        };
        self.entry.names.push(alias);
    }

    fn relation(&mut self, name: &str, last: bool) {
        let ended = format!("{name}.");
        let known = self.names.knows(name);
        let takes_stop = last && !known && (self.names.knows(&ended) || ends_in_abbreviation(name));
        let name = if takes_stop { ended } else { name.to_owned() };
        self.entry.relations.push(Relation {
            kind: RelationType::LinkedTo,
            to: self.names.id_of(&name).map(EntryRef::new),
            name: Some(name),
            ..Relation::default()
        });
    }

    /// Reads a feature or document; false where the clause is none, or is one that OFAC wrote by hand as free text.
    fn typed(&mut self, clause: &str, last: bool) -> bool {
        let (again, rest) = match clause.strip_prefix("alt. ") {
            Some(rest) => (true, rest),
            None => (false, clause),
        };
        let Some((label, value)) = labelled(rest) else {
            return false;
        };
        if self.seen.contains(&label.text()) != again {
            return false;
        }
        let read = match label {
            Label::Feature(word, term) => self.feature(word, term, value, last),
            Label::Document(word, _) => self.document(word, value),
        };
        if read && !again {
            self.seen.push(label.text());
        }
        read
    }

    fn feature(&mut self, word: &'static str, term: &FeatureTerm, value: &str, last: bool) -> bool {
        match term.carrier() {
            Carrier::Contact(kind) => self.entry.contacts.push(Contact {
                kind: kind.to_owned(),
                value: value.to_owned(),
                ..Contact::default()
            }),
            Carrier::Wallet(currency) => self.entry.wallets.push(Wallet {
                currency: currency.to_owned(),
                address: value.to_owned(),
                ..Wallet::default()
            }),
            Carrier::Document(kind) => return self.document(kind, value),
            Carrier::Features => {
                let text = self.with_own_stop(value, last);
                self.entry.features.push(feature(word, term, text));
            }
            Carrier::Field(path) => return self.field(path, value, last),
        }
        true
    }

    /// Puts a value into the field of this path; false where there is none, or the value is none for it.
    fn field(&mut self, path: &str, value: &str, last: bool) -> bool {
        let text = self.with_own_stop(value, last);
        let entry = &mut *self.entry;
        match path.split_once('.') {
            Some(("organization", field)) => organization_field(entry, field, value, text),
            Some(("vessel", field)) => vessel_field(entry, field, value, text),
            Some(("aircraft", field)) => aircraft_field(entry, field, value, text),
            _ => person_field(entry, path, value),
        }
    }

    fn document(&mut self, kind: &str, value: &str) -> bool {
        let document = document(kind, value);
        let by_hand = document.number.as_deref().is_none_or(tells_a_story);
        if !by_hand {
            self.entry.documents.push(document);
        }
        !by_hand
    }

    fn finish(mut self, fragment: Option<&str>) {
        self.take_titles();
        let texts = std::mem::take(&mut self.texts);
        let entry = self.entry;
        entry.remarks.extend(texts.into_iter().map(phrase));
        number_elements(entry);
        entry.remarks.extend(fragment.map(|text| Phrase {
            note: Some(CUT.to_owned()),
            ..phrase(text)
        }));
    }

    /// The column Title stands again at the head of the free text: as many clauses as it has belong to it.
    fn take_titles(&mut self) {
        let Some(title) = self.title else { return };
        let mut joined = String::new();
        for count in 1..=self.texts.len() {
            joined = self.texts[..count].join("; ");
            if joined.len() >= title.len() {
                let whole = joined == title || (title.len() == TITLE_WIDTH && joined.starts_with(title));
                let taken = if whole { count } else { 0 };
                self.entry.titles = self.texts.drain(..taken).map(phrase).collect();
                return;
            }
        }
        // Too short: the Remarks break off within the title.
        if title.starts_with(&joined) {
            self.entry.titles = self.texts.drain(..).map(phrase).collect();
        }
    }
}

fn weak_alias(clause: &str) -> Option<(NameType, &str)> {
    let (word, rest) = clause.split_once(" '")?;
    let kind = match word {
        "a.k.a." => NameType::Aka,
        "f.k.a." => NameType::Fka,
        "n.k.a." => NameType::Nka,
        _ => return None,
    };
    Some((kind, rest.strip_suffix('\'')?))
}

/// Returns true for `S.A`, `C.V`, `n.e.c`, `CO., LTD` and the closing words of OFAC's own closed texts, whose full stop
/// belongs to them.
fn ends_in_abbreviation(value: &str) -> bool {
    const WORDS: [&str; 18] = [
        "LTD", "Ltd", "LTDA", "Ltda", "CO", "Co", "CORP", "Corp", "INC", "Inc", "CIA", "Cia", "BHD", "Bhd", "JR", "Jr",
        "SR", "Sr",
    ];
    const CLOSED: [&str; 3] = ["#directives", "prohibited", "See Section 11 of Executive Order 14024"];
    let word = value.rsplit([' ', ',']).next().unwrap_or_default();
    let letters: Vec<&str> = word.split('.').collect();
    let dotted = letters.len() > 1
        && letters
            .iter()
            .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    dotted || WORDS.contains(&word) || CLOSED.iter().any(|end| value.ends_with(end))
}

fn date(value: &str) -> DateFact {
    DateFact {
        date: ofac_date_or_text(value),
        ..DateFact::default()
    }
}

/// Reads a place: the country is the longest tail behind a comma that is one (`Pyongyang, Korea, North`).
fn place(value: &str) -> Place {
    if let Some(country) = country_of_label(value) {
        return Place {
            country: Some(country),
            ..Place::default()
        };
    }
    let split = value
        .match_indices(", ")
        .find_map(|(at, comma)| Some((&value[..at], country_of_label(&value[at + comma.len()..])?)));
    let (text, country) = match split {
        Some((text, country)) => (text, Some(country)),
        None => (value, None),
    };
    Place {
        text: Some(text.to_owned()),
        country,
        ..Place::default()
    }
}

/// Reads a country; nothing where the text is a sentence (`possibly Palestinian;arrested 23 Apr 2002`).
fn country(value: &str) -> Option<CountryFact> {
    let plain = !value.contains(|c: char| c == ';' || c.is_ascii_digit());
    let country = country_of_label(value).or_else(|| plain.then(|| Country::from(value)))?;
    Some(CountryFact {
        country,
        ..CountryFact::default()
    })
}

fn gender(entry: &mut Entry, value: &str) -> bool {
    let gender = match value {
        "Male" => Gender::Male,
        "Female" => Gender::Female,
        _ => return false,
    };
    if entry.gender != Gender::Unsaid {
        return false;
    }
    entry.gender = gender;
    true
}

fn person_field(entry: &mut Entry, field: &str, value: &str) -> bool {
    match field {
        "birth_dates" => entry.birth_dates.push(date(value)),
        "birth_places" => entry.birth_places.push(place(value)),
        "nationalities" => return push_country(&mut entry.nationalities, value),
        "citizenships" => return push_country(&mut entry.citizenships, value),
        "gender" => return gender(entry, value),
        _ => return false,
    }
    true
}

fn organization_field(entry: &mut Entry, field: &str, value: &str, text: String) -> bool {
    let organization = entry.organization.get_or_insert_default();
    match field {
        "established" => organization.established.push(date(value)),
        "types" => organization.types.push(phrase(text)),
        _ => return false,
    }
    true
}

fn vessel_field(entry: &mut Entry, field: &str, value: &str, text: String) -> bool {
    let vessel = entry.vessel.get_or_insert_default();
    match field {
        "former_flags" => return push_country(&mut vessel.former_flags, value),
        "other_flags" => return push_country(&mut vessel.other_flags, value),
        "other_call_signs" => vessel.other_call_signs.push(phrase(text)),
        "other_types" => vessel.other_types.push(phrase(text)),
        "built" => vessel.built.push(date(value)),
        _ => return false,
    }
    true
}

fn aircraft_field(entry: &mut Entry, field: &str, value: &str, text: String) -> bool {
    let aircraft = entry.aircraft.get_or_insert_default();
    let text = phrase(text);
    match field {
        "built" => aircraft.built.push(date(value)),
        "models" => aircraft.models.push(text),
        "operators" => aircraft.operators.push(text),
        "serial_numbers" => aircraft.serial_numbers.push(text),
        "construction_numbers" => aircraft.construction_numbers.push(text),
        "tail_numbers" => aircraft.tail_numbers.push(text),
        "former_tail_numbers" => aircraft.former_tail_numbers.push(text),
        "transponder_codes" => aircraft.transponder_codes.push(text),
        _ => return false,
    }
    true
}

fn push_country(facts: &mut Vec<CountryFact>, value: &str) -> bool {
    let fact = country(value);
    let read = fact.is_some();
    facts.extend(fact);
    read
}

/// A fact of the types whose value is a date or a country says it as one.
fn feature(kind: &str, term: &FeatureTerm, text: String) -> Feature {
    const COUNTRIES: [&str; 2] = ["nationality-of-registration", "registration-country"];
    let date = if term.date { parse_ofac_date(&text) } else { None };
    let country = if COUNTRIES.contains(&kind) {
        country_of_label(&text)
    } else {
        None
    };
    let plain = date.is_none() && country.is_none();
    Feature {
        kind: kind.to_owned(),
        text: plain.then_some(text),
        date,
        country,
        ..Feature::default()
    }
}

/// Reads `NUMBER (PLACE) (COUNTRY) issued DATE expires DATE`, where all but the number may be missing.
fn document(kind: &str, value: &str) -> Document {
    let mut document = Document {
        kind: kind.to_owned(),
        ..Document::default()
    };
    let mut rest = value;
    for (word, slot) in [(" expires ", &mut document.expires), (" issued ", &mut document.issued)] {
        if let Some((before, date)) = rest.rsplit_once(word)
            && let Some(date) = parse_ofac_date(date)
        {
            *slot = Some(date);
            rest = before;
        }
    }
    if let Some((before, inside)) = last_brackets(rest) {
        match country_of_label(inside) {
            None => document.issued_in = Some(inside.to_owned()),
            Some(country) => document.country = Some(country),
        }
        rest = before;
    }
    if document.country.is_some()
        && let Some((before, inside)) = last_brackets(rest)
    {
        document.issued_in = Some(inside.to_owned());
        rest = before;
    }
    // The scheme is said by the type.
    let number = rest
        .strip_prefix("IMO ")
        .filter(|digits| kind == "imo" && is_number(digits))
        .unwrap_or(rest);
    document.number = (!number.is_empty()).then(|| number.to_owned());
    document
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Parts `22839 (Jalisco)` at its last pair of brackets, if a space stands before them.
fn last_brackets(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(')')?;
    let mut depth = 1;
    for (at, byte) in inner.bytes().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let before = inner[..at].strip_suffix(' ')?;
            return Some((before, &inner[at + 1..]));
        }
    }
    None
}

/// Returns true for what stands in place of a number in sentences such as `Passport issued in Sarajevo`.
fn tells_a_story(number: &str) -> bool {
    let padded = format!(" {number} ");
    padded.contains(" issued ") || padded.contains(" expires ")
}

/// Gives the elements of every set their `order` where they need one.
fn number_elements(entry: &mut Entry) {
    keep_order(&mut entry.birth_dates, |_| (), |fact| &mut fact.order);
    keep_order(&mut entry.birth_places, |_| (), |place| &mut place.order);
    for set in [&mut entry.nationalities, &mut entry.citizenships] {
        keep_order(set, |_| (), |fact| &mut fact.order);
    }
    for set in [&mut entry.titles, &mut entry.remarks] {
        keep_order(set, |_| (), |phrase| &mut phrase.order);
    }
    keep_order(
        &mut entry.documents,
        |document| document.kind.clone(),
        |document| &mut document.order,
    );
    keep_order(
        &mut entry.contacts,
        |contact| contact.kind.clone(),
        |contact| &mut contact.order,
    );
    keep_order(
        &mut entry.wallets,
        |wallet| wallet.currency.clone(),
        |wallet| &mut wallet.order,
    );
    keep_order(
        &mut entry.features,
        |feature| feature.kind.clone(),
        |feature| &mut feature.order,
    );
    // Links are printed by name.
    keep_order_by(
        &mut entry.relations,
        |_| (),
        |a, b| a.name <= b.name,
        |relation| &mut relation.order,
    );
    number_weak_aliases(entry);
    number_crafts(entry);
}

/// Strong aliases stand in the order of their ids; weak ones have none.
fn number_weak_aliases(entry: &mut Entry) {
    let first_weak = entry.names.iter().position(|name| name.quality == Quality::Weak);
    if let Some(first) = first_weak {
        keep_order(&mut entry.names[first..], |_| (), |name| &mut name.order);
    }
}

fn number_crafts(entry: &mut Entry) {
    if let Some(organization) = &mut entry.organization {
        keep_order(&mut organization.established, |_| (), |fact| &mut fact.order);
        keep_order(&mut organization.types, |_| (), |phrase| &mut phrase.order);
    }
    if let Some(vessel) = &mut entry.vessel {
        for set in [&mut vessel.former_flags, &mut vessel.other_flags] {
            keep_order(set, |_| (), |fact| &mut fact.order);
        }
        for set in [&mut vessel.other_call_signs, &mut vessel.other_types] {
            keep_order(set, |_| (), |phrase| &mut phrase.order);
        }
        keep_order(&mut vessel.built, |_| (), |fact| &mut fact.order);
    }
    if let Some(aircraft) = &mut entry.aircraft {
        keep_order(&mut aircraft.built, |_| (), |fact| &mut fact.order);
        let sets = [
            &mut aircraft.models,
            &mut aircraft.operators,
            &mut aircraft.serial_numbers,
            &mut aircraft.construction_numbers,
            &mut aircraft.tail_numbers,
            &mut aircraft.former_tail_numbers,
            &mut aircraft.transponder_codes,
        ];
        for set in sets {
            keep_order(set, |_| (), |phrase| &mut phrase.order);
        }
    }
}
