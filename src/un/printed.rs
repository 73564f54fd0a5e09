//! The fields of a printed entry, in their order, as the list, its PDF and the press releases have them.

use std::collections::BTreeSet;

use crate::model::{
    Address, DateFact, Document, Entry, FuzzyDate, Gender, Kind, Name, NamePartType, NameType, Phrase, Place, Quality,
};

use super::country::country_label;
use super::date::un_date;
use super::document::{PASSPORT, document_labels};
use super::other::other_facts;
use super::text::one_line;

/// What is printed for an unknown value.
pub const NOTHING: &str = "na";

/// One field of a printed entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Its label, without a colon: `Good quality a.k.a.`.
    pub label: &'static str,
    /// What comes after it: one value as it is, several as `a) … b) …`, none as `na`.
    pub text: String,
    /// True where the field is left out if there is nothing to say on either side.
    pub optional: bool,
}

/// Returns the fields of an entry in the order of the printed list.
pub fn printed(entry: &Entry) -> Vec<Printed> {
    if entry.kind == Kind::Individual {
        individual(entry)
    } else {
        entity(entry)
    }
}

fn individual(entry: &Entry) -> Vec<Printed> {
    let (passports, others) = documents(entry);
    vec![
        field("Name", numbered_name(entry)),
        optional("Name (original script)", lettered(original_scripts(entry))),
        field("Title", lettered(phrases(&entry.titles))),
        field("Designation", lettered(phrases(&entry.positions))),
        field("DOB", lettered(births(&entry.birth_dates))),
        field("POB", lettered(entry.birth_places.iter().map(place))),
        field(
            "Good quality a.k.a.",
            lettered(aliases(entry, |name| name.quality != Quality::Weak)),
        ),
        field(
            "Low quality a.k.a.",
            lettered(aliases(entry, |name| name.quality == Quality::Weak)),
        ),
        field(
            "Nationality",
            lettered(
                entry
                    .nationalities
                    .iter()
                    .map(|fact| noted(country_label(&fact.country), fact.note.as_deref())),
            ),
        ),
        field("Passport no", lettered(passports)),
        field("National identification no", lettered(others)),
        field("Address", lettered(entry.addresses.iter().map(address))),
        field("Listed on", listed_text(entry)),
        field("Other information", information(entry)),
    ]
}

fn entity(entry: &Entry) -> Vec<Printed> {
    vec![
        field("Name", one_line(entry.primary_name())),
        optional("Name (original script)", lettered(original_scripts(entry))),
        field("A.k.a.", lettered(aliases(entry, |name| name.kind != NameType::Fka))),
        field("F.k.a.", lettered(aliases(entry, |name| name.kind == NameType::Fka))),
        field("Address", lettered(entry.addresses.iter().map(address))),
        field("Listed on", listed_text(entry)),
        field("Other information", information(entry)),
    ]
}

fn field(label: &'static str, text: String) -> Printed {
    let text = if text.is_empty() { NOTHING.to_owned() } else { text };
    Printed {
        label,
        text,
        optional: false,
    }
}

fn optional(label: &'static str, text: String) -> Printed {
    Printed {
        optional: true,
        ..field(label, text)
    }
}

/// Returns one value as it is and several as `a) … b) …`.
fn lettered(values: impl IntoIterator<Item = String>) -> String {
    let values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
    if values.len() < 2 {
        return values.concat();
    }
    let with_letter = values
        .iter()
        .enumerate()
        .map(|(at, value)| format!("{}) {value}", letter(at)));
    with_letter.collect::<Vec<_>>().join(" ")
}

/// Returns `a` to `z`, then `aa`, `bb` and so on, as the list has them.
fn letter(at: usize) -> String {
    let letters = "abcdefghijklmnopqrstuvwxyz";
    let place = at % letters.len();
    letters[place..=place].repeat(at / letters.len() + 1)
}

/// Returns the four positions of a person's name; nothing in those that are not used. A name without such parts is in the
/// first; one of given names and a surname in the first two.
pub fn name_positions(name: &Name) -> [Option<String>; 4] {
    let part = |wanted: NamePartType| {
        let texts: Vec<&str> = name
            .parts
            .iter()
            .filter(|part| part.kind == wanted)
            .map(|part| part.text.as_str())
            .collect();
        (!texts.is_empty()).then(|| texts.join(" "))
    };
    let positions = [
        part(NamePartType::First),
        part(NamePartType::Second),
        part(NamePartType::Third),
        part(NamePartType::Fourth),
    ];
    if positions.iter().any(Option::is_some) {
        return positions;
    }
    match (part(NamePartType::Given), part(NamePartType::Surname)) {
        (Some(given), Some(surname)) => [Some(given), Some(surname), None, None],
        _ => [Some(one_line(&name.text)), None, None, None],
    }
}

fn numbered_name(entry: &Entry) -> String {
    let Some(name) = entry.primary() else {
        return String::new();
    };
    let positions = name_positions(name);
    let said = positions.iter().zip(1..).map(|(text, number)| {
        let text = text.as_deref().unwrap_or(NOTHING);
        format!("{number}: {text}")
    });
    said.collect::<Vec<_>>().join(" ")
}

fn original_scripts(entry: &Entry) -> Vec<String> {
    let forms = entry
        .names
        .iter()
        .flat_map(|name| &name.forms)
        .map(|form| form.text.as_str());
    let whole = entry.names.iter().filter(|name| name.kind == NameType::OriginalScript);
    forms
        .chain(whole.map(|name| name.text.as_str()))
        .map(one_line)
        .collect()
}

fn aliases(entry: &Entry, wanted: impl Fn(&Name) -> bool) -> Vec<String> {
    let others = entry
        .names
        .iter()
        .filter(|name| !matches!(name.kind, NameType::Primary | NameType::OriginalScript));
    others.filter(|name| wanted(name)).map(alias).collect()
}

fn alias(name: &Name) -> String {
    let date = name.birth_date.as_ref().map(un_date);
    let at = name.birth_place.as_deref().map(place);
    let born = match (date, at) {
        (Some(date), Some(at)) => Some(format!("born {date} in {at}")),
        (Some(date), None) => Some(format!("born {date}")),
        (None, Some(at)) => Some(format!("born in {at}")),
        (None, None) => None,
    };
    let said: Vec<String> = born.into_iter().chain(name.note.clone()).collect();
    noted(
        one_line(&name.text),
        Some(said.join("; ").as_str()).filter(|said| !said.is_empty()),
    )
}

fn phrases(phrases: &[Phrase]) -> Vec<String> {
    let texts = phrases
        .iter()
        .map(|phrase| noted(one_line(&phrase.text), phrase.note.as_deref()));
    texts.collect()
}

fn births(dates: &[DateFact]) -> Vec<String> {
    dates
        .iter()
        .map(|fact| noted(un_date(&fact.date), fact.note.as_deref()))
        .collect()
}

/// Returns a value with its note behind it in brackets; a note in brackets of its own keeps these.
fn noted(value: String, note: Option<&str>) -> String {
    let Some(note) = note.map(one_line) else { return value };
    if value.is_empty() {
        return note;
    }
    if note.starts_with('(') && note.ends_with(')') {
        return format!("{value} {note}");
    }
    format!("{value} ({note})")
}

fn place(place: &Place) -> String {
    let country = place.country.as_ref().map(country_label);
    let parts = [
        place.text.as_deref(),
        place.street.as_deref(),
        place.city.as_deref(),
        place.state.as_deref(),
        place.region.as_deref(),
        place.postal_code.as_deref(),
        country.as_deref(),
    ];
    noted(joined(&parts), place.note.as_deref())
}

/// Returns everything that comes before the town, in one line; nothing where nothing does.
pub fn street(address: &Address) -> Option<String> {
    let care_of = address.care_of.as_ref().map(|text| format!("c/o {text}"));
    let po_box = address.po_box.as_ref().map(|text| format!("P.O. Box {text}"));
    let parts = [
        address.text.as_deref(),
        care_of.as_deref(),
        address.street.as_deref(),
        address.street2.as_deref(),
        address.street3.as_deref(),
        address.street4.as_deref(),
        address.street5.as_deref(),
        address.street6.as_deref(),
        po_box.as_deref(),
    ];
    parts.iter().any(Option::is_some).then(|| joined(&parts))
}

fn address(address: &Address) -> String {
    let country = address.country.as_ref().map(country_label);
    let street = street(address);
    let parts = [
        street.as_deref(),
        address.area.as_deref(),
        address.city.as_deref(),
        address.state.as_deref(),
        address.region.as_deref(),
        address.postal_code.as_deref(),
        country.as_deref(),
    ];
    noted(joined(&parts), address.note.as_deref())
}

fn joined(parts: &[Option<&str>]) -> String {
    let said = parts.iter().flatten().map(|text| one_line(text));
    said.collect::<Vec<_>>().join(", ")
}

/// Returns the passports, and everything else.
fn documents(entry: &Entry) -> (Vec<String>, Vec<String>) {
    let (mut passports, mut others) = (Vec::new(), Vec::new());
    for document in &entry.documents {
        let (first, second) = document_labels(document);
        let text = paper(document, second.as_deref());
        if first == PASSPORT {
            passports.push(text);
        } else {
            others.push(text);
        }
    }
    (passports, others)
}

/// Returns `645120378, issued by Democratic People's Republic of Korea`; what the label of the field does not say comes first.
fn paper(document: &Document, label: Option<&str>) -> String {
    let head: Vec<&str> = [label, document.number.as_deref()].into_iter().flatten().collect();
    let issued = document
        .issued
        .as_ref()
        .map(|date| format!("issued on {}", un_date(date)));
    let country = document
        .country
        .as_ref()
        .map(|country| format!("issued by {}", country_label(country)));
    let issuer = document.issuer.as_ref().map(|issuer| format!("issued by {issuer}"));
    let at = document.issued_in.as_ref().map(|at| format!("issued in {at}"));
    let told_by_note = document
        .note
        .as_deref()
        .and_then(super::document::expiry_of_note)
        .is_some();
    let expires = document.expires.as_ref().filter(|_| !told_by_note);
    let expires = expires.map(|date| format!("expires on {}", un_date(date)));
    let bearer = document
        .bearer
        .as_ref()
        .map(|bearer| format!("in the name of {bearer}"));
    let parts = [
        Some(head.join(" ")).filter(|head| !head.is_empty()),
        issued,
        country,
        issuer,
        at,
        expires,
        bearer,
    ];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    noted(text, document.note.as_deref())
}

/// When a party was listed, and when the entry was amended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOn {
    /// The day as printed; of several designations the first.
    pub listed: String,
    /// The days of amendment.
    pub amended: BTreeSet<FuzzyDate>,
}

/// Returns what comes after "Listed on", in its parts.
pub fn listed_on(entry: &Entry) -> ListedOn {
    let days = entry.designations.iter().flat_map(|designation| &designation.amended);
    ListedOn {
        listed: entry.listed().map_or_else(|| NOTHING.to_owned(), un_date),
        amended: days.cloned().collect(),
    }
}

fn listed_text(entry: &Entry) -> String {
    let ListedOn { listed, amended } = listed_on(entry);
    if amended.is_empty() {
        return listed;
    }
    let days: Vec<String> = amended.iter().map(un_date).collect();
    format!("{listed} ( amended on {} )", days.join(", "))
}

/// Returns the narrative, then what has no field of its own.
fn information(entry: &Entry) -> String {
    let texts = entry
        .remarks
        .iter()
        .chain(&entry.reasons)
        .map(|phrase| one_line(&phrase.text));
    let gender = match &entry.gender {
        Gender::Male => Some("Gender: Male.".to_owned()),
        Gender::Female => Some("Gender: Female.".to_owned()),
        Gender::Unsaid => None,
        other => Some(format!("Gender: {}.", other.as_str())),
    };
    let facts = other_facts(entry).into_iter().map(|(_, text)| text);
    texts.chain(gender).chain(facts).collect::<Vec<_>>().join(" ")
}
