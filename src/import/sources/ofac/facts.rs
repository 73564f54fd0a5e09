//! Typed facts of OFAC's into the fields of an entry that carry them.

use crate::model::{Contact, Country, CountryFact, DateFact, Document, Entry, Feature, Gender, Phrase, Place, Wallet};
use crate::ofac::{WALLET_LABEL, country_of_label, ofac_date_or_text, parse_ofac_date};
use crate::vocabulary::{Carrier, FeatureTerm, Scheme, features};

/// What a source says behind the label of a typed fact.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    /// The value.
    pub(crate) value: &'a str,
    /// The value as free text: with a full stop that it shares with what it ends.
    pub(crate) text: &'a str,
    /// The source's number of the fact.
    pub(crate) id: Option<&'a str>,
}

impl<'a> Said<'a> {
    pub(crate) fn new(value: &'a str, id: Option<&'a str>) -> Self {
        Self { value, text: value, id }
    }

    fn id(self) -> Option<String> {
        self.id.map(str::to_owned)
    }

    fn phrase(self) -> Phrase {
        Phrase {
            id: self.id(),
            ..phrase(self.text)
        }
    }
}

pub(crate) fn phrase(text: impl Into<String>) -> Phrase {
    Phrase {
        text: text.into(),
        ..Phrase::default()
    }
}

/// Puts a fact into the field that carries its type; false where the value is none for it. `word` is ours for the type.
pub(crate) fn put(entry: &mut Entry, word: &str, term: &FeatureTerm, said: Said<'_>) -> bool {
    match term.carrier() {
        Carrier::Contact(kind) => entry.contacts.push(Contact {
            kind: kind.to_owned(),
            value: said.value.to_owned(),
            id: said.id(),
            ..Contact::default()
        }),
        Carrier::Wallet(currency) => entry.wallets.push(Wallet {
            currency: currency.to_owned(),
            address: said.value.to_owned(),
            id: said.id(),
            ..Wallet::default()
        }),
        Carrier::Document(kind) => entry.documents.push(Document {
            kind: kind.to_owned(),
            number: Some(said.value.to_owned()),
            id: said.id(),
            ..Document::default()
        }),
        Carrier::Features => entry.features.push(feature(word, term, said)),
        Carrier::Field(path) => return field(entry, path, said),
    }
    true
}

/// Puts a labelled value into its field; one of an unknown label, or one that its field does not take, is a feature.
pub(crate) fn put_labelled(entry: &mut Entry, label: &str, said: Said<'_>) {
    let word = features().exact(Scheme::Ofac, label);
    if let Some((word, term)) = word.and_then(|word| Some((word, features().get(word)?)))
        && put(entry, word, term, said)
    {
        return;
    }
    let id = said.id.map(str::to_owned);
    match label.strip_prefix(WALLET_LABEL) {
        Some(currency) if word.is_none() => entry.wallets.push(Wallet {
            currency: currency.to_owned(),
            address: said.value.to_owned(),
            id,
            ..Wallet::default()
        }),
        _ => entry.features.push(Feature {
            kind: word.unwrap_or(label).to_owned(),
            text: Some(said.value.to_owned()),
            id,
            ..Feature::default()
        }),
    }
}

/// Puts a value into the field of this path; false where there is none, or the value is none for it.
fn field(entry: &mut Entry, path: &str, said: Said<'_>) -> bool {
    match path.split_once('.') {
        Some(("organization", field)) => organization_field(entry, field, said),
        Some(("vessel", field)) => vessel_field(entry, field, said),
        Some(("aircraft", field)) => aircraft_field(entry, field, said),
        _ => person_field(entry, path, said),
    }
}

fn date(said: Said<'_>) -> DateFact {
    DateFact {
        date: ofac_date_or_text(said.value),
        id: said.id(),
        ..DateFact::default()
    }
}

/// Reads a place: the country is the longest tail behind a comma that is one (`Pyongyang, Korea, North`).
fn place(said: Said<'_>) -> Place {
    let value = said.value;
    if let Some(country) = country_of_label(value) {
        return Place {
            country: Some(country),
            id: said.id(),
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
        id: said.id(),
        ..Place::default()
    }
}

/// Reads a country; nothing where the text is a sentence (`possibly Palestinian;arrested 23 Apr 2002`).
fn country(said: Said<'_>) -> Option<CountryFact> {
    let value = said.value;
    let plain = !value.contains(|c: char| c == ';' || c.is_ascii_digit());
    let country = country_of_label(value).or_else(|| plain.then(|| Country::from(value)))?;
    Some(CountryFact {
        country,
        id: said.id(),
        ..CountryFact::default()
    })
}

fn gender(entry: &mut Entry, said: Said<'_>) -> bool {
    let gender = match said.value {
        "Male" => Gender::Male,
        "Female" => Gender::Female,
        _ => return false,
    };
    if entry.gender != Gender::Unsaid {
        return false;
    }
    entry.gender = gender;
    entry.gender_id = said.id();
    true
}

fn person_field(entry: &mut Entry, field: &str, said: Said<'_>) -> bool {
    match field {
        "birth_dates" => entry.birth_dates.push(date(said)),
        "birth_places" => entry.birth_places.push(place(said)),
        "nationalities" => return push_country(&mut entry.nationalities, said),
        "citizenships" => return push_country(&mut entry.citizenships, said),
        "gender" => return gender(entry, said),
        _ => return false,
    }
    true
}

fn organization_field(entry: &mut Entry, field: &str, said: Said<'_>) -> bool {
    let organization = entry.organization.get_or_insert_default();
    match field {
        "established" => organization.established.push(date(said)),
        "types" => organization.types.push(said.phrase()),
        _ => return false,
    }
    true
}

fn vessel_field(entry: &mut Entry, field: &str, said: Said<'_>) -> bool {
    let vessel = entry.vessel.get_or_insert_default();
    match field {
        "former_flags" => return push_country(&mut vessel.former_flags, said),
        "other_flags" => return push_country(&mut vessel.other_flags, said),
        "other_call_signs" => vessel.other_call_signs.push(said.phrase()),
        "other_types" => vessel.other_types.push(said.phrase()),
        "built" => vessel.built.push(date(said)),
        _ => return false,
    }
    true
}

fn aircraft_field(entry: &mut Entry, field: &str, said: Said<'_>) -> bool {
    let aircraft = entry.aircraft.get_or_insert_default();
    let text = said.phrase();
    match field {
        "built" => aircraft.built.push(date(said)),
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

fn push_country(facts: &mut Vec<CountryFact>, said: Said<'_>) -> bool {
    let fact = country(said);
    let read = fact.is_some();
    facts.extend(fact);
    read
}

/// A fact of the types whose value is a date or a country says it as one.
fn feature(kind: &str, term: &FeatureTerm, said: Said<'_>) -> Feature {
    const COUNTRIES: [&str; 2] = ["nationality-of-registration", "registration-country"];
    let date = if term.date { parse_ofac_date(said.text) } else { None };
    let country = if COUNTRIES.contains(&kind) {
        country_of_label(said.text)
    } else {
        None
    };
    let plain = date.is_none() && country.is_none();
    Feature {
        kind: kind.to_owned(),
        text: plain.then(|| said.text.to_owned()),
        id: said.id(),
        date,
        country,
        ..Feature::default()
    }
}
