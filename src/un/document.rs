//! Identity documents in the UN's words.

use crate::model::{Document, FuzzyDate, PartialDate};
use crate::vocabulary::{Scheme, countries, documents};

use super::date::{parse_un_date, un_date};
use super::text::one_line;

/// TYPE_OF_DOCUMENT of passports.
pub const PASSPORT: &str = "Passport";

/// TYPE_OF_DOCUMENT of everything else.
pub const NATIONAL_ID: &str = "National Identification Number";

/// Returns the kind of a document in our words: the second label says more than the first where there are two. A label that
/// nobody knows is the kind itself.
pub fn document_kind(first: Option<&str>, second: Option<&str>) -> String {
    let known = |label: Option<&str>| documents().code(Scheme::Un, label?).map(str::to_owned);
    let said = |label: Option<&str>| label.unwrap_or_default().to_owned();
    match (known(second), known(first)) {
        (Some(kind), _) => kind,
        (None, Some(kind)) if second.is_none() => kind,
        _ if second.is_some() => said(second),
        _ => said(first),
    }
}

/// Returns TYPE_OF_DOCUMENT and TYPE_OF_DOCUMENT2 of a document.
pub fn document_labels(document: &Document) -> (&'static str, Option<String>) {
    let kind = document.kind.as_str();
    match documents().label(Scheme::Un, kind) {
        Some(PASSPORT) => (PASSPORT, None),
        Some(NATIONAL_ID) => (NATIONAL_ID, None),
        Some(label) => (NATIONAL_ID, Some(label.to_owned())),
        None if kind.to_lowercase().contains("passport") => (PASSPORT, Some(words(kind))),
        None => (NATIONAL_ID, Some(words(kind))),
    }
}

/// Our words for kinds of documents are written with hyphens; a label that nobody knew is left as it is.
fn words(kind: &str) -> String {
    if documents().get(kind).is_some() {
        return documents()
            .label(Scheme::Ofac, kind)
            .map_or_else(|| kind.replace('-', " "), str::to_owned);
    }
    kind.to_owned()
}

/// Returns CITY_OF_ISSUE and COUNTRY_OF_ISSUE as one place: `Bonn, Germany`.
pub fn issued_in(city: Option<&str>, country: Option<&str>) -> Option<String> {
    let said: Vec<&str> = [city, country].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Returns the city and the country of a place of issue, where its end is a country in the UN's words.
pub fn issue_places(place: &str) -> (Option<&str>, Option<&str>) {
    if is_country_label(place) {
        return (None, Some(place));
    }
    match place.rsplit_once(", ") {
        Some((city, country)) if is_country_label(country) => (Some(city), Some(country)),
        _ => (Some(place), None),
    }
}

/// Returns true for what the UN write for a country.
pub fn is_country_label(text: &str) -> bool {
    countries().code(Scheme::Un, text).is_some()
}

/// Words behind which notes say when a document expires.
const EXPIRES: &[&str] = &[
    "date of expiration",
    "passport expiration date",
    "expiration date",
    "expires on",
    "expires",
    "expired on",
    "expired",
    "valid until",
];

/// Returns the day on which a document expires, where its note says this and nothing else.
pub fn expiry_of_note(note: &str) -> Option<PartialDate> {
    let note = one_line(note);
    let lower = note.to_lowercase();
    let words = EXPIRES.iter().find(|words| lower.starts_with(**words))?;
    let rest = note.get(words.len()..)?;
    parse_un_date(rest.trim_start_matches(':').trim_end_matches([' ', ',']))
}

/// Returns the NOTE of a document: its own, and the day on which it expires where that does not say it. `None` of a note that
/// says nothing else is written in these words, so that it can be left out of the model.
pub fn document_note(note: Option<&str>, expires: Option<&FuzzyDate>) -> Option<String> {
    let Some(date) = expires else {
        return note.map(str::to_owned);
    };
    let in_note = note.and_then(expiry_of_note);
    if in_note.is_some() && in_note == date.exact() {
        return note.map(str::to_owned);
    }
    let clause = format!("Date of expiration: {}", un_date(date));
    Some(match note {
        Some(note) => format!("{note}; {clause}"),
        None => clause,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_tell_when_a_document_expires() {
        let day = |note| expiry_of_note(note).map(|date| date.to_string());
        assert_eq!(day("Date of expiration: 24 Nov 2026").as_deref(), Some("2026-11-24"));
        assert_eq!(day("Expired 28 Nov. 2016").as_deref(), Some("2016-11-28"));
        assert_eq!(day("valid until 10 April 2018").as_deref(), Some("2018-04-10"));
        assert_eq!(day("Expiration date: 2026-12-11. ").as_deref(), Some("2026-12-11"));
        assert_eq!(day("expired"), None);
        assert_eq!(day("issued in Juba. Expires on 11 Jun. 2017"), None);
    }

    #[test]
    fn a_note_says_the_day_once() {
        let date = FuzzyDate::parse("2026-11-24").expect("a date");
        assert_eq!(
            document_note(None, Some(&date)).as_deref(),
            Some("Date of expiration: 24 Nov. 2026")
        );
        let own = Some("Date of expiration: 24 Nov 2026");
        assert_eq!(document_note(own, Some(&date)).as_deref(), own);
        let more = document_note(Some("MISUSE"), Some(&date));
        assert_eq!(more.as_deref(), Some("MISUSE; Date of expiration: 24 Nov. 2026"));
    }

    #[test]
    fn the_country_of_issue_is_told_from_the_city() {
        assert_eq!(issue_places("Bonn, Germany"), (Some("Bonn"), Some("Germany")));
        assert_eq!(issue_places("Germany"), (None, Some("Germany")));
        assert_eq!(
            issue_places("Berlin,by the Embassy"),
            (Some("Berlin,by the Embassy"), None)
        );
    }
}
