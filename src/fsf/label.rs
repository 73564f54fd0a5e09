//! The files' words for countries, documents, languages and ways to reach a party.

use crate::model::{Country, FuzzyDate, Gender, Language, PartialDate};
use crate::vocabulary::{Scheme, countries, documents};

/// What the files have for a country that is not known.
pub const UNKNOWN_COUNTRY: (&str, &str) = ("00", "UNKNOWN");

/// Returns the country of a code; nothing for `00`.
pub fn country_of(code: &str) -> Option<Country> {
    let known = (!code.is_empty() && code != UNKNOWN_COUNTRY.0).then_some(code)?;
    Some(Country::from(countries().code(Scheme::Eu, known).unwrap_or(known)))
}

/// Returns the two letters of a country; `00` for what has none.
pub fn country_code(country: Option<&Country>) -> &str {
    let Some(country) = country else {
        return UNKNOWN_COUNTRY.0;
    };
    let own = countries().label(Scheme::Eu, country.as_str());
    let is_code = |text: &&str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    own.or(Some(country.as_str()))
        .filter(is_code)
        .unwrap_or(UNKNOWN_COUNTRY.0)
}

/// Returns the description of a country: `IRAN (ISLAMIC REPUBLIC OF)`. Where the files have none that is known, the English name in
/// capitals.
pub fn country_description(country: Option<&Country>) -> String {
    let Some(country) = country else {
        return UNKNOWN_COUNTRY.1.to_owned();
    };
    match countries().get(country.as_str()) {
        Some(term) => term.eu_name.clone().unwrap_or_else(|| term.name.to_uppercase()),
        None => country.as_str().to_owned(),
    }
}

/// Returns our word for a type of document; a code that is not known as it is.
pub fn document_kind(code: &str) -> String {
    documents().exact(Scheme::Eu, code).unwrap_or(code).to_owned()
}

/// Returns the code of a kind of document: one of the files' own, else `other`.
pub(super) fn document_code(kind: &str) -> &str {
    if documents().get(kind).is_none() && !kind.contains(' ') && kind.len() <= 32 && !kind.is_empty() {
        return kind;
    }
    documents().label(Scheme::Eu, kind).unwrap_or("other")
}

/// Returns the description of a code, as the files of 2018 and 2026 have it; most codes describe themselves.
pub fn document_description(code: &str) -> &str {
    match code {
        "passport" => "National passport",
        "id" => "National identification card",
        "fiscalcode" => "Fiscal code",
        "regnumber" => "Registration Number",
        "swiftbic" => "SWIFT/BIC",
        "imo" => "International Maritime Organization number",
        "taxid" => "Tax Identification Number",
        "other" => "Other identification number",
        _ => code,
    }
}

pub(crate) fn gender_of(text: &str) -> Gender {
    match text {
        "M" => Gender::Male,
        "F" => Gender::Female,
        "" => Gender::Unsaid,
        other => Gender::Other(other.to_owned()),
    }
}

/// The schema has `M`, `F` and `?`.
pub(super) fn gender_text(gender: &Gender) -> Option<&'static str> {
    match gender {
        Gender::Male => Some("M"),
        Gender::Female => Some("F"),
        Gender::Another | Gender::Other(_) => Some("?"),
        Gender::Unsaid => None,
    }
}

/// The files have languages in capitals.
pub(crate) fn language_of(text: &str) -> Language {
    let capitals = text.bytes().all(|byte| byte.is_ascii_uppercase());
    Language::from(
        if capitals {
            text.to_ascii_lowercase()
        } else {
            text.to_owned()
        }
        .as_str(),
    )
}

/// The schema admits six characters.
pub(super) fn language_text(language: &Language) -> String {
    let text = language.as_str();
    let short = if text.len() > 6 {
        text.split('-').next().unwrap_or(text)
    } else {
        text
    };
    let is_lower = short.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_lower {
        short.to_ascii_uppercase()
    } else {
        short.to_owned()
    }
}

/// Our words for the keys of `contactInfo`.
const CONTACTS: &[(&str, &str)] = &[
    ("email", "EMAIL"),
    ("phone", "PHONE"),
    ("fax", "FAX"),
    ("website", "WEB"),
];

/// Returns our word for a way to reach a party; a key that is not known as it is.
pub fn contact_kind(key: &str) -> &str {
    let found = CONTACTS.iter().find(|(_, own)| *own == key);
    found.map_or(key, |(kind, _)| kind)
}

pub(super) fn contact_key(kind: &str) -> &str {
    let found = CONTACTS.iter().find(|(own, _)| *own == kind);
    found.map_or(kind, |(_, key)| key)
}

/// Returns the day of listing where `designationDetails` is that and nothing else: `30.7.2020`.
pub fn listed_in_details(details: &str) -> Option<FuzzyDate> {
    let mut parts = details.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (day, month): (u8, u8) = (day.parse().ok()?, month.parse().ok()?);
    let date = PartialDate::parse(&format!("{year}-{month:02}-{day:02}"))?;
    let date = FuzzyDate::Point {
        date,
        approximate: false,
    };
    (parts.next().is_none() && printed_day(&date) == details).then_some(date)
}

/// Returns a day as the Official Journal prints it, `30.7.2020`; another date as it is.
pub fn printed_day(date: &FuzzyDate) -> String {
    match date.whole() {
        Some(day) => format!("{}.{}.{}", day.day(), day.month(), day.year()),
        None => date.to_string(),
    }
}
