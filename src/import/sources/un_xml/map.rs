//! An `INDIVIDUAL` or an `ENTITY` into an entry.
//!
//! The schema demands that some elements are there at all: what is not known is written as an empty one. Those are dropped.

use std::collections::BTreeSet;

use crate::data::Node;
use crate::import::importer::Problem;
use crate::import::order::keep_order;
use crate::import::sources::xml::{Element, note, problem};
use crate::model::record::{Extra, Scalar, unless_empty};
use crate::model::{
    Address, Country, CountryFact, DateFact, Designation, Document, Entry, FuzzyDate, Gender, Kind, Name, NameForm,
    NamePart, NamePartType, NameType, PartialDate, Phrase, Place, Quality, Reference,
};
use crate::un::{
    country_of_label, document_kind, document_labels, document_note, expiry_of_note, issue_places, issued_in,
    narrative, one_line, parse_un_date, script_of, un_date,
};

/// Whose number DATAID is.
pub(super) const DATAID: &str = "un-dataid";

/// What stands for a country or a position of a name that is not known.
const NOT_KNOWN: &str = "na";

/// The quality of an alias; without meaning for an entity, whose element has the kind of alias instead.
pub(super) const GOOD: &str = "Good";

/// The register that needs no telling.
const UN_LIST: &str = "UN List";

pub(super) struct Mapper<'a> {
    pub(super) file: &'a str,
    pub(super) problems: &'a mut Vec<Problem>,
    pub(super) good_entities: &'a mut usize,
    /// The dates of birth of aliases without a name: they are further dates of the person.
    pub(super) nameless_birth_dates: Vec<FuzzyDate>,
}

impl Mapper<'_> {
    pub(super) fn entry(mut self, mut element: Element) -> Option<Entry> {
        let is_person = element.name == "INDIVIDUAL";
        let id = self.reference(&mut element)?;
        let mut entry = Entry {
            id,
            kind: if is_person { Kind::Individual } else { Kind::Entity },
            ..Entry::default()
        };
        entry.references.extend(data_id(&mut element));
        self.version(&mut element, &mut entry.extra);
        self.names(&mut element, &mut entry)?;
        let designation = self.designation(&mut element);
        entry.designations.push(designation);
        entry.gender = gender(text(&mut element, "GENDER"));
        let comments = element.take("COMMENTS1").map(|element| narrative(&element.into_text()));
        entry
            .remarks
            .extend(comments.filter(|text| !text.is_empty()).map(phrase));
        entry.titles = values(&mut element, "TITLE").into_iter().map(phrase).collect();
        entry.positions = values(&mut element, "DESIGNATION").into_iter().map(phrase).collect();
        let mut nationalities = values(&mut element, "NATIONALITY");
        let second = text(&mut element, "NATIONALITY2");
        nationalities.extend(second.filter(|country| !nationalities.contains(country)));
        nationalities.retain(|label| label != NOT_KNOWN);
        entry.nationalities = nationalities.iter().map(|label| country_fact(label)).collect();
        self.parts(&mut element, &mut entry, is_person);
        self.add_nameless_birth_dates(&mut entry);
        number_elements(&mut entry);
        self.leave(element, &mut entry.extra);
        Some(entry)
    }

    /// The number of the record. Amendments that are being drafted bear that of the record with `.1` behind it, and were
    /// published so in August 2023: they are that record.
    fn reference(&mut self, element: &mut Element) -> Option<String> {
        let Some(reference) = text(element, "REFERENCE_NUMBER") else {
            let message = format!("the `{}` has no `REFERENCE_NUMBER`", element.name);
            self.problems.push(problem(self.file, element.line, message));
            return None;
        };
        let Some(record) = drafted(&reference) else {
            return Some(reference);
        };
        let message = format!("`{reference}` is the number of a draft, it was read as `{record}`");
        self.problems.push(note(self.file, element.line, message));
        Some(record.to_owned())
    }

    fn version(&mut self, element: &mut Element, extra: &mut Extra) {
        let version = text(element, "VERSIONNUM").filter(|version| version != "1");
        keep_text(extra, "VERSIONNUM", version);
        for name in ["SORT_KEY", "SORT_KEY_LAST_MOD"] {
            keep_text(extra, name, text(element, name));
        }
    }

    fn names(&mut self, element: &mut Element, entry: &mut Entry) -> Option<()> {
        let positions = [
            (NamePartType::First, text(element, "FIRST_NAME")),
            (NamePartType::Second, text(element, "SECOND_NAME")),
            (NamePartType::Third, text(element, "THIRD_NAME")),
            (NamePartType::Fourth, text(element, "FOURTH_NAME")),
        ];
        let parts: Vec<NamePart> = positions
            .into_iter()
            .filter_map(|(kind, text)| name_part(kind, text?))
            .collect();
        let whole = parts
            .iter()
            .map(|part| part.text.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        if whole.is_empty() {
            let message = format!("`{}` has no name", entry.id);
            self.problems.push(problem(self.file, element.line, message));
            return None;
        }
        let alone = matches!(parts.as_slice(), [part] if part.kind == NamePartType::First);
        entry.names.push(Name {
            text: whole,
            kind: NameType::Primary,
            parts: if alone { Vec::new() } else { parts },
            forms: text(element, "NAME_ORIGINAL_SCRIPT").map(form).into_iter().collect(),
            ..Name::default()
        });
        Some(())
    }

    fn designation(&mut self, element: &mut Element) -> Designation {
        let mut designation = Designation {
            programme: text(element, "UN_LIST_TYPE"),
            listed: text(element, "LISTED_ON").as_deref().map(day),
            amended: amended_days(element),
            ended: text(element, "DELISTED_ON").as_deref().map(day),
            origin: text(element, "SUBMITTED_BY"),
            register: values(element, "LIST_TYPE")
                .into_iter()
                .find(|register| register != UN_LIST),
            ..Designation::default()
        };
        keep_text(&mut designation.extra, "SUBMITTED_ON", text(element, "SUBMITTED_ON"));
        designation
    }

    /// The elements that may come several times.
    fn parts(&mut self, element: &mut Element, entry: &mut Entry, is_person: bool) {
        let prefix = if is_person { "INDIVIDUAL" } else { "ENTITY" };
        for item in said(element, &format!("{prefix}_ALIAS")) {
            self.alias(item, entry, is_person);
        }
        for item in said(element, &format!("{prefix}_ADDRESS")) {
            let address = self.address(item);
            entry.addresses.push(address);
        }
        for item in said(element, "INDIVIDUAL_DATE_OF_BIRTH") {
            self.birth_date(item, entry);
        }
        for item in said(element, "INDIVIDUAL_PLACE_OF_BIRTH") {
            let place = self.birth_place(item);
            entry.birth_places.push(place);
        }
        for item in said(element, "INDIVIDUAL_DOCUMENT") {
            let document = self.document(item);
            entry.documents.push(document);
        }
    }

    fn alias(&mut self, mut item: Element, entry: &mut Entry, is_person: bool) {
        let quality = text(&mut item, "QUALITY");
        let Some(whole) = text(&mut item, "ALIAS_NAME") else {
            if item.is_blank() {
                // A quality without a name has no meaning.
                return;
            }
            if let Some(date) = text(&mut item, "DATE_OF_BIRTH") {
                self.nameless_birth_dates.push(day(&date));
            }
            item.drop_blank();
            if item.is_blank() {
                return;
            }
            let line = item.line;
            let name = item.keep(&mut entry.extra);
            let message = format!("an `{name}` has no name, it was kept under `extra`");
            self.problems.push(note(self.file, line, message));
            return;
        };
        let (whole, told) = if is_person { (whole, None) } else { without_note(whole) };
        if !is_person && quality.as_deref() == Some("Good") {
            *self.good_entities += 1;
        }
        let (kind, quality) = alias_kind(quality.as_deref(), is_person);
        let city = text(&mut item, "CITY_OF_BIRTH");
        let born_at = Place {
            city,
            country: country(&mut item, "COUNTRY_OF_BIRTH"),
            ..Place::default()
        };
        let mut name = Name {
            text: whole,
            kind,
            quality,
            birth_date: text(&mut item, "DATE_OF_BIRTH").as_deref().map(day),
            birth_place: unless_empty(born_at),
            note: remark(&mut item).or(told),
            ..Name::default()
        };
        self.leave(item, &mut name.extra);
        entry.names.push(name);
    }

    /// Adds the dates of birth that the file has in aliases without a name, unless the person has them anyway.
    fn add_nameless_birth_dates(&mut self, entry: &mut Entry) {
        for date in std::mem::take(&mut self.nameless_birth_dates) {
            if !entry.birth_dates.iter().any(|fact| fact.date == date) {
                entry.birth_dates.push(DateFact {
                    date,
                    ..DateFact::default()
                });
            }
        }
    }

    fn address(&mut self, mut item: Element) -> Address {
        let mut address = Address {
            street: text(&mut item, "STREET"),
            city: text(&mut item, "CITY"),
            state: text(&mut item, "STATE_PROVINCE"),
            postal_code: text(&mut item, "ZIP_CODE"),
            country: country(&mut item, "COUNTRY"),
            note: remark(&mut item),
            ..Address::default()
        };
        self.leave(item, &mut address.extra);
        address
    }

    fn birth_place(&mut self, mut item: Element) -> Place {
        let street = text(&mut item, "STREET");
        let note = remark(&mut item);
        let (told, note) = street_of_note(note);
        let mut place = Place {
            street: street.or(told),
            city: text(&mut item, "CITY"),
            state: text(&mut item, "STATE_PROVINCE"),
            country: country(&mut item, "COUNTRY"),
            note,
            ..Place::default()
        };
        self.leave(item, &mut place.extra);
        place
    }

    fn birth_date(&mut self, mut item: Element, entry: &mut Entry) {
        let kind = text(&mut item, "TYPE_OF_DATE");
        let single = text(&mut item, "DATE").or_else(|| text(&mut item, "YEAR"));
        let from = text(&mut item, "FROM_YEAR");
        let to = text(&mut item, "TO_YEAR");
        let note_text = remark(&mut item);
        let Some(mut fact) = birth_fact(kind.as_deref(), single, from.as_deref(), to.as_deref(), note_text) else {
            keep_text(&mut entry.extra, "TYPE_OF_DATE", kind);
            return;
        };
        self.leave(item, &mut fact.extra);
        entry.birth_dates.push(fact);
    }

    fn document(&mut self, mut item: Element) -> Document {
        let first = text(&mut item, "TYPE_OF_DOCUMENT");
        let second = text(&mut item, "TYPE_OF_DOCUMENT2").filter(|label| Some(label) != first.as_ref());
        let country = country(&mut item, "ISSUING_COUNTRY");
        let note = remark(&mut item);
        let (note, expires) = expiry(note);
        let mut document = Document {
            kind: document_kind(first.as_deref(), second.as_deref()),
            number: text(&mut item, "NUMBER"),
            country,
            issued: text(&mut item, "DATE_OF_ISSUE").as_deref().map(day),
            expires: expires.map(|date| FuzzyDate::Point {
                date,
                approximate: false,
            }),
            note,
            ..Document::default()
        };
        keep_labels(&mut document, first, second);
        keep_issue(&mut document, &mut item);
        self.leave(item, &mut document.extra);
        document
    }

    /// Keeps what nobody asked for and what says something, and tells it.
    fn leave(&mut self, mut element: Element, extra: &mut Extra) {
        element.drop_blank();
        let (line, of) = (element.line, element.name.clone());
        for name in element.leave(extra) {
            let message = format!("the element `{name}` of `{of}` is not known, it was kept under `extra`");
            self.problems.push(note(self.file, line, message));
        }
    }
}

/// Takes the text of a child in one line; nothing where there is none.
fn text(element: &mut Element, name: &str) -> Option<String> {
    let text = one_line(&element.take_text(name)?);
    (!text.is_empty()).then_some(text)
}

/// Takes the NOTE of an element. Commas at its end, or alone, are left over from the UN's own editing.
fn remark(element: &mut Element) -> Option<String> {
    let note = text(element, "NOTE")?;
    let note = note.trim_end_matches([' ', ',']);
    note.chars().any(char::is_alphanumeric).then(|| note.to_owned())
}

/// Takes the country of a child, where one is known.
fn country(element: &mut Element, name: &str) -> Option<Country> {
    let label = text(element, name).filter(|label| label != NOT_KNOWN)?;
    Some(country_of_label(&label))
}

/// Takes the texts of the `VALUE`s of a child.
fn values(element: &mut Element, name: &str) -> Vec<String> {
    let items = element.take_items(name, "VALUE").into_iter();
    let texts = items.map(|item| one_line(&item.into_text()));
    texts.filter(|text| !text.is_empty()).collect()
}

/// Takes the children with this name that say something.
fn said(element: &mut Element, name: &str) -> Vec<Element> {
    let mut items = element.take_all(name);
    items.retain(|item| !item.is_blank());
    items
}

fn keep_text(extra: &mut Extra, name: &str, text: Option<String>) {
    extra.extend(text.map(|text| (name.to_owned(), Node::text(text))));
}

/// Returns the record of which a number is a draft's: `KPi.063 .1` is one of `KPi.063`.
fn drafted(reference: &str) -> Option<&str> {
    let (record, draft) = reference.rsplit_once('.')?;
    let record = record.trim_end();
    let number = record.split_once('.')?.1;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(number) && digits(draft)).then_some(record)
}

/// `000000` is what the schema gives to a record without a number.
fn data_id(element: &mut Element) -> Option<Reference> {
    let value = text(element, "DATAID").filter(|id| id.bytes().any(|byte| byte != b'0'))?;
    Some(Reference {
        kind: DATAID.to_owned(),
        value,
        ..Reference::default()
    })
}

/// `na` stands in a position that is not used; a first name may be so short.
fn name_part(kind: NamePartType, text: String) -> Option<NamePart> {
    let used = kind == NamePartType::First || text != NOT_KNOWN;
    used.then(|| NamePart {
        kind,
        text,
        ..NamePart::default()
    })
}

/// A name in its original script; the script is that of its letters, where they are all of one.
fn form(text: String) -> NameForm {
    NameForm {
        script: script_of(&text),
        text,
        ..NameForm::default()
    }
}

fn gender(text: Option<String>) -> Gender {
    let Some(text) = text else { return Gender::Unsaid };
    match text.to_ascii_lowercase().as_str() {
        "male" => Gender::Male,
        "female" => Gender::Female,
        "other" => Gender::Another,
        _ => Gender::Other(text),
    }
}

fn phrase(text: String) -> Phrase {
    Phrase {
        text,
        ..Phrase::default()
    }
}

fn country_fact(label: &str) -> CountryFact {
    CountryFact {
        country: country_of_label(label),
        ..CountryFact::default()
    }
}

/// A day of the schema, which may bear a time zone that says nothing: `2015-07-01-04:00`. Another text stays what it is.
fn day(text: &str) -> FuzzyDate {
    let zone =
        |zone: &str| zone == "Z" || (zone.len() == 6 && zone.starts_with(['+', '-']) && zone[3..].starts_with(':'));
    match (text.get(..10), text.get(10..)) {
        (Some(date), Some(rest)) if zone(rest) && PartialDate::parse(date).is_some() => FuzzyDate::from_text(date),
        _ => FuzzyDate::from_text(text),
    }
}

/// A day that is said twice is one day.
fn amended_days(element: &mut Element) -> Vec<FuzzyDate> {
    let days = values(element, "LAST_DAY_UPDATED");
    let days: BTreeSet<FuzzyDate> = days.iter().map(|text| day(text)).collect();
    days.into_iter().collect()
}

/// For persons the quality is said, for entities the kind of alias.
fn alias_kind(label: Option<&str>, is_person: bool) -> (NameType, Quality) {
    match label {
        None | Some("a.k.a.") => (NameType::Aka, Quality::Unsaid),
        Some("f.k.a.") => (NameType::Fka, Quality::Unsaid),
        Some(GOOD) if is_person => (NameType::Aka, Quality::Strong),
        // What the list knows of it decides.
        Some(GOOD) => (NameType::Aka, Quality::Other(GOOD.to_owned())),
        Some("Low") => (NameType::Aka, Quality::Weak),
        Some(other) => (NameType::Aka, Quality::Other(other.to_owned())),
    }
}

/// Parts `NAME (Note: what else is said)`, as an alias of an entity is written, for which the schema has no NOTE.
fn without_note(whole: String) -> (String, Option<String>) {
    let parted = whole.strip_suffix(')').and_then(|inner| inner.split_once(" (Note: "));
    match parted {
        Some((name, note)) => (name.to_owned(), Some(note.to_owned())),
        None => (whole, None),
    }
}

/// Parts `Street: X. Note: Y`, as a place of birth is written, for which the schema has no STREET.
fn street_of_note(note: Option<String>) -> (Option<String>, Option<String>) {
    let Some(told) = note.as_deref().and_then(|note| note.strip_prefix("Street: ")) else {
        return (None, note);
    };
    match told.split_once(". Note: ") {
        Some((street, note)) => (Some(street.to_owned()), Some(note.to_owned())),
        None => (Some(told.to_owned()), None),
    }
}

/// What a date of birth says; nothing where it says no more than its type.
fn birth_fact(
    kind: Option<&str>,
    single: Option<String>,
    from: Option<&str>,
    to: Option<&str>,
    note: Option<String>,
) -> Option<DateFact> {
    let approximate = kind == Some("APPROXIMATELY");
    let mut fact = DateFact::default();
    let circa = |text: &str| {
        if approximate {
            format!("{text}~")
        } else {
            text.to_owned()
        }
    };
    if let (Some(from), Some(to)) = (from, to) {
        let about = note.as_deref() == Some("Approximately");
        let tilde = if about { "~" } else { "" };
        fact.date = FuzzyDate::from_text(&format!("{from}{tilde}/{to}{tilde}"));
        fact.note = note.filter(|_| !about);
    } else if let Some(text) = single.or_else(|| from.or(to).map(str::to_owned)) {
        let date = day(&text).to_string();
        fact.date = FuzzyDate::from_text(&circa(&date));
        fact.note = note;
    } else {
        (fact.date, fact.note) = date_of_note(note?);
    }
    let usual = match fact.date {
        FuzzyDate::Range { .. } => "BETWEEN",
        FuzzyDate::Point { approximate: true, .. } => "APPROXIMATELY",
        _ => "EXACT",
    };
    let unusual = kind.filter(|kind| *kind != usual).map(str::to_owned);
    keep_text(&mut fact.extra, "TYPE_OF_DATE", unusual);
    Some(fact)
}

/// Months do not fit into the schema and stand in the note, as other texts do. A month that is written as we write it needs
/// no note.
fn date_of_note(note: String) -> (FuzzyDate, Option<String>) {
    match parse_un_date(&note).filter(|date| date.day_of_month().is_none()) {
        Some(date) => {
            let date = FuzzyDate::Point {
                date,
                approximate: false,
            };
            let told = un_date(&date) == note;
            (date, Some(note).filter(|_| !told))
        }
        None => (FuzzyDate::from_text(&note), None),
    }
}

/// Parts a note into what it says beside the day of expiry, and that day. A note in other words than ours keeps them.
fn expiry(note: Option<String>) -> (Option<String>, Option<PartialDate>) {
    let Some(note) = note else { return (None, None) };
    let (rest, clause) = match note.rsplit_once("; ") {
        Some((rest, clause)) if clause.starts_with("Date of expiration: ") => (Some(rest.to_owned()), clause),
        _ => (None, note.as_str()),
    };
    let Some(date) = expiry_of_note(clause) else {
        return (Some(note), None);
    };
    let written = FuzzyDate::Point {
        date,
        approximate: false,
    };
    if document_note(rest.as_deref(), Some(&written)).as_deref() == Some(note.as_str()) && rest.is_some() {
        return (rest, Some(date));
    }
    let ours = document_note(None, Some(&written)).as_deref() == Some(note.as_str());
    ((!ours).then_some(note), Some(date))
}

/// Labels that would be written otherwise are kept.
fn keep_labels(document: &mut Document, first: Option<String>, second: Option<String>) {
    let (written_first, written_second) = document_labels(document);
    let first = first.filter(|label| label != written_first);
    keep_text(&mut document.extra, "TYPE_OF_DOCUMENT", first);
    if second != written_second {
        keep_text(&mut document.extra, "TYPE_OF_DOCUMENT2", second);
    }
}

/// The place of issue; where its parts could not be told again from the whole, they are kept.
fn keep_issue(document: &mut Document, item: &mut Element) {
    let city = text(item, "CITY_OF_ISSUE");
    let country = text(item, "COUNTRY_OF_ISSUE");
    let Some(place) = issued_in(city.as_deref(), country.as_deref()) else {
        return;
    };
    if issue_places(&place) == (city.as_deref(), country.as_deref()) {
        document.issued_in = Some(place);
    } else {
        keep_text(&mut document.extra, "CITY_OF_ISSUE", city);
        keep_text(&mut document.extra, "COUNTRY_OF_ISSUE", country);
    }
}

/// The printed list letters its values in the order of the file.
fn number_elements(entry: &mut Entry) {
    if !entry.names.is_empty() {
        keep_order(&mut entry.names[1..], |_| (), |name| &mut name.order);
    }
    keep_order(&mut entry.addresses, |_| (), |address| &mut address.order);
    keep_order(&mut entry.birth_dates, |_| (), |fact| &mut fact.order);
    keep_order(&mut entry.birth_places, |_| (), |place| &mut place.order);
    keep_order(&mut entry.nationalities, |_| (), |fact| &mut fact.order);
    keep_order(&mut entry.documents, |_| (), |document| &mut document.order);
    for set in [&mut entry.titles, &mut entry.positions] {
        keep_order(set, |_| (), |phrase| &mut phrase.order);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_bear_the_number_of_their_record() {
        assert_eq!(drafted("KPi.055.1"), Some("KPi.055"));
        assert_eq!(drafted("KPi.063 .1"), Some("KPi.063"));
        assert_eq!(drafted("KPi.063"), None);
        assert_eq!(drafted("KPi.063.x"), None);
    }

    #[test]
    fn zones_of_days_say_nothing() {
        assert_eq!(day("2015-07-01-04:00").to_string(), "2015-07-01");
        assert_eq!(day("2015-07-01Z").to_string(), "2015-07-01");
        assert_eq!(day("2015-07-01 or so").to_string(), "2015-07-01 or so");
    }

    #[test]
    fn births_of_all_shapes() {
        let read = |kind, single: Option<&str>, from, to, note: Option<&str>| {
            let fact = birth_fact(kind, single.map(str::to_owned), from, to, note.map(str::to_owned));
            fact.map(|fact| (fact.date.to_string(), fact.note))
        };
        let is = |date: &str, note: Option<&str>| Some((date.to_owned(), note.map(str::to_owned)));
        assert_eq!(
            read(Some("EXACT"), Some("1944-10-13"), None, None, None),
            is("1944-10-13", None)
        );
        assert_eq!(
            read(Some("APPROXIMATELY"), Some("1968"), None, None, None),
            is("1968~", None)
        );
        assert_eq!(
            read(Some("BETWEEN"), None, Some("1958"), Some("1960"), None),
            is("1958/1960", None)
        );
        assert_eq!(
            read(Some("BETWEEN"), None, Some("1955"), Some("1958"), Some("Approximately")),
            is("1955~/1958~", None)
        );
        assert_eq!(
            read(Some("EXACT"), None, None, None, Some("Nov. 1973")),
            is("1973-11", None)
        );
        assert_eq!(
            read(Some("EXACT"), None, None, None, Some("August 1961")),
            is("1961-08", Some("August 1961"))
        );
        assert_eq!(
            read(Some("EXACT"), None, None, None, Some("24/06/1402 (Hijri Calendar)")),
            is("24/06/1402 (Hijri Calendar)", None)
        );
        assert_eq!(read(Some("EXACT"), None, None, None, None), None);
    }
}
