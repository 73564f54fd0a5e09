//! One record, element by element in the order of the schema.

use std::borrow::Cow;
use std::io;

use jiff::civil::Date;

use crate::data::Node;
use crate::feed::sheet::Sheet;
use crate::model::record::Extra;
use crate::model::{
    DateFact, Designation, Document, Entry, FuzzyDate, Gender, Name, NameType, PartialDate, Phrase, Place, Quality,
};
use crate::un::{
    country_label, document_labels, document_note, issue_places, name_positions, narrative, one_line, other_facts,
    parse_un_date, street, un_date,
};

/// The years that the schema admits.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

pub(super) fn individual(entry: &Entry, day: Option<Date>, sheet: &mut Sheet<'_>) -> io::Result<()> {
    sheet.open("INDIVIDUAL", &[])?;
    head(entry, sheet)?;
    let positions = entry.primary().map(name_positions).unwrap_or_default();
    leaf(sheet, "FIRST_NAME", positions[0].as_deref())?;
    for (element, text) in ["SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"]
        .into_iter()
        .zip(&positions[1..])
    {
        sheet.leaf_of(element, text.as_deref())?;
    }
    listing(entry, sheet)?;
    sheet.leaf_of("GENDER", gender(&entry.gender))?;
    let origin = main_designation(entry).and_then(|designation| designation.origin.as_deref());
    sheet.leaf_of("SUBMITTED_BY", origin)?;
    sheet.leaf_of("NAME_ORIGINAL_SCRIPT", original_script(entry).as_deref())?;
    comments(entry, sheet)?;
    values(sheet, "TITLE", phrases(&entry.titles))?;
    values(sheet, "DESIGNATION", phrases(&entry.positions))?;
    let countries = entry.nationalities.iter().map(|fact| country_label(&fact.country));
    values(sheet, "NATIONALITY", countries.collect())?;
    register(entry, sheet)?;
    let amended = amended(entry);
    if amended.is_empty() {
        sheet.open("LAST_DAY_UPDATED", &[])?;
        sheet.empty("VALUE", &[])?;
        sheet.close()?;
    } else {
        values(sheet, "LAST_DAY_UPDATED", amended)?;
    }
    aliases(entry, sheet, "INDIVIDUAL_ALIAS")?;
    addresses(entry, sheet, "INDIVIDUAL_ADDRESS")?;
    births(entry, sheet)?;
    documents(entry, sheet)?;
    tail(entry, day, sheet)?;
    sheet.close()
}

pub(super) fn entity(entry: &Entry, day: Option<Date>, sheet: &mut Sheet<'_>) -> io::Result<()> {
    sheet.open("ENTITY", &[])?;
    head(entry, sheet)?;
    leaf(sheet, "FIRST_NAME", Some(one_line(entry.primary_name()).as_str()))?;
    listing(entry, sheet)?;
    let designation = main_designation(entry);
    sheet.leaf_of(
        "SUBMITTED_ON",
        designation.and_then(|it| extra(&it.extra, "SUBMITTED_ON")),
    )?;
    sheet.leaf_of("NAME_ORIGINAL_SCRIPT", original_script(entry).as_deref())?;
    comments(entry, sheet)?;
    register(entry, sheet)?;
    values(sheet, "LAST_DAY_UPDATED", amended(entry))?;
    aliases(entry, sheet, "ENTITY_ALIAS")?;
    addresses(entry, sheet, "ENTITY_ADDRESS")?;
    tail(entry, day, sheet)?;
    sheet.close()
}

/// Writes an element that must be there, empty where there is nothing to say.
fn leaf(sheet: &mut Sheet<'_>, name: &'static str, text: Option<&str>) -> io::Result<()> {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => sheet.leaf(name, &[], text),
        None => sheet.empty(name, &[]),
    }
}

/// Writes an element of `VALUE`s, or nothing.
fn values(sheet: &mut Sheet<'_>, name: &'static str, values: Vec<String>) -> io::Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    sheet.open(name, &[])?;
    for value in values {
        sheet.leaf("VALUE", &[], &value)?;
    }
    sheet.close()
}

fn phrases(phrases: &[Phrase]) -> Vec<String> {
    phrases.iter().map(|phrase| one_line(&phrase.text)).collect()
}

fn extra<'a>(extra: &'a Extra, name: &str) -> Option<&'a str> {
    extra.get(name).and_then(Node::as_text)
}

fn head(entry: &Entry, sheet: &mut Sheet<'_>) -> io::Result<()> {
    // A record without a number: the schema reads the empty element as `000000`.
    leaf(sheet, "DATAID", data_id(entry))?;
    sheet.leaf("VERSIONNUM", &[], extra(&entry.extra, "VERSIONNUM").unwrap_or("1"))
}

pub(super) fn data_id(entry: &Entry) -> Option<&str> {
    let own = entry
        .references
        .iter()
        .find(|reference| reference.kind == "un-dataid")?;
    let digits = !own.value.is_empty() && own.value.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some(own.value.as_str())
}

/// The designation of the record: the first that names a programme.
pub(super) fn main_designation(entry: &Entry) -> Option<&Designation> {
    let with_programme = entry.designations.iter().find(|it| it.programme.is_some());
    with_programme.or_else(|| entry.designations.first())
}

fn listing(entry: &Entry, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let programme = main_designation(entry).and_then(|designation| designation.programme.as_deref());
    leaf(sheet, "UN_LIST_TYPE", programme)?;
    sheet.leaf("REFERENCE_NUMBER", &[], &entry.id)?;
    leaf(sheet, "LISTED_ON", listed_day(entry).as_deref())
}

/// The first whole day on which a designation listed the party.
pub(super) fn listed_day(entry: &Entry) -> Option<String> {
    let days = entry
        .designations
        .iter()
        .flat_map(|it| it.listed.iter().chain(&it.effective));
    let first = days.filter_map(FuzzyDate::whole).min();
    first.map(|day| day.to_string())
}

fn gender(gender: &Gender) -> Option<&str> {
    match gender {
        Gender::Male => Some("Male"),
        Gender::Female => Some("Female"),
        Gender::Another => Some("Other"),
        Gender::Other(word) => Some(word),
        Gender::Unsaid => None,
    }
}

/// The one form of the name for which there is an element.
fn original_script(entry: &Entry) -> Option<String> {
    let mut forms = entry.primary().into_iter().flat_map(|name| &name.forms);
    let whole = || entry.names.iter().find(|name| name.kind == NameType::OriginalScript);
    let text = forms
        .next()
        .map(|form| form.text.as_str())
        .or_else(|| Some(whole()?.text.as_str()));
    text.map(one_line)
}

/// The narrative, then what has no element of its own.
fn comments(entry: &Entry, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let texts = entry
        .remarks
        .iter()
        .chain(&entry.reasons)
        .map(|phrase| narrative(&phrase.text));
    let facts = other_facts(entry).into_iter().map(|(_, text)| text);
    let text = texts.chain(facts).collect::<Vec<_>>().join("\n");
    leaf(sheet, "COMMENTS1", Some(text.as_str()))
}

fn register(entry: &Entry, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let register = main_designation(entry).and_then(|designation| designation.register.clone());
    values(
        sheet,
        "LIST_TYPE",
        vec![register.unwrap_or_else(|| "UN List".to_owned())],
    )
}

fn amended(entry: &Entry) -> Vec<String> {
    let mut days: Vec<&FuzzyDate> = entry.designations.iter().flat_map(|it| &it.amended).collect();
    days.sort();
    days.into_iter().map(ToString::to_string).collect()
}

pub(super) fn is_alias(name: &Name) -> bool {
    !matches!(name.kind, NameType::Primary | NameType::OriginalScript)
}

fn aliases(entry: &Entry, sheet: &mut Sheet<'_>, element: &'static str) -> io::Result<()> {
    let is_person = element == "INDIVIDUAL_ALIAS";
    let mut none = true;
    for name in entry.names.iter().filter(|name| is_alias(name)) {
        none = false;
        sheet.open(element, &[])?;
        leaf(sheet, "QUALITY", Some(quality(name, is_person)))?;
        sheet.leaf("ALIAS_NAME", &[], &alias_text(name, is_person))?;
        if is_person {
            birth_of_alias(name, sheet)?;
            sheet.leaf_of("NOTE", name.note.as_deref())?;
        }
        sheet.close()?;
    }
    if none {
        sheet.open(element, &[])?;
        sheet.empty("QUALITY", &[])?;
        sheet.empty("ALIAS_NAME", &[])?;
        sheet.close()?;
    }
    Ok(())
}

/// For persons the quality is said, for entities the kind of alias.
fn quality(name: &Name, is_person: bool) -> &str {
    match (&name.quality, &name.kind) {
        (Quality::Other(word), _) => word,
        (Quality::Weak, _) => "Low",
        (_, NameType::Fka) => "f.k.a.",
        (Quality::Strong, _) if is_person => "Good",
        (Quality::Unsaid, _) if is_person => "",
        _ => "a.k.a.",
    }
}

/// The schema has no NOTE for the aliases of entities.
fn alias_text(name: &Name, is_person: bool) -> Cow<'_, str> {
    match &name.note {
        Some(note) if !is_person => Cow::Owned(format!("{} (Note: {note})", one_line(&name.text))),
        _ => Cow::Owned(one_line(&name.text)),
    }
}

fn birth_of_alias(name: &Name, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let date = name.birth_date.as_ref().map(ToString::to_string);
    sheet.leaf_of("DATE_OF_BIRTH", date.as_deref())?;
    let Some(place) = &name.birth_place else { return Ok(()) };
    let city = place_city(place);
    sheet.leaf_of("CITY_OF_BIRTH", city.as_deref())?;
    let country = place.country.as_ref().map(country_label);
    sheet.leaf_of("COUNTRY_OF_BIRTH", country.as_deref())
}

fn addresses(entry: &Entry, sheet: &mut Sheet<'_>, element: &'static str) -> io::Result<()> {
    // Of a person the country must be there, if only as an empty element.
    let needs_country = element == "INDIVIDUAL_ADDRESS";
    for address in &entry.addresses {
        sheet.open(element, &[])?;
        sheet.leaf_of("STREET", street(address).as_deref())?;
        sheet.leaf_of("CITY", address.city.as_deref().or(address.area.as_deref()))?;
        sheet.leaf_of("STATE_PROVINCE", address.state.as_deref().or(address.region.as_deref()))?;
        sheet.leaf_of("ZIP_CODE", address.postal_code.as_deref())?;
        match address.country.as_ref().map(country_label) {
            Some(label) => sheet.leaf("COUNTRY", &[], &label)?,
            None if needs_country => sheet.empty("COUNTRY", &[])?,
            None => {}
        }
        sheet.leaf_of("NOTE", address.note.as_deref())?;
        sheet.close()?;
    }
    if entry.addresses.is_empty() {
        sheet.open(element, &[])?;
        sheet.empty("COUNTRY", &[])?;
        sheet.close()?;
    }
    Ok(())
}

fn births(entry: &Entry, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for fact in &entry.birth_dates {
        birth_date(fact, sheet)?;
    }
    if entry.birth_dates.is_empty() {
        sheet.open("INDIVIDUAL_DATE_OF_BIRTH", &[])?;
        sheet.empty("TYPE_OF_DATE", &[])?;
        sheet.close()?;
    }
    for place in &entry.birth_places {
        birth_place(place, sheet)?;
    }
    if entry.birth_places.is_empty() {
        sheet.open("INDIVIDUAL_PLACE_OF_BIRTH", &[])?;
        sheet.empty("COUNTRY", &[])?;
        sheet.close()?;
    }
    Ok(())
}

/// A date of birth as the schema has it.
pub(super) struct Birth {
    kind: &'static str,
    note: Option<String>,
    values: Vec<(&'static str, String)>,
    /// False where the element says less than the model.
    pub(super) is_whole: bool,
}

/// The note comes before the date, as the schema has it; the UN's own files have it after the date.
fn birth_date(fact: &DateFact, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let birth = birth(fact);
    sheet.open("INDIVIDUAL_DATE_OF_BIRTH", &[])?;
    let kind = extra(&fact.extra, "TYPE_OF_DATE").unwrap_or(birth.kind);
    sheet.leaf("TYPE_OF_DATE", &[], kind)?;
    sheet.leaf_of("NOTE", birth.note.as_deref())?;
    for (name, value) in birth.values {
        sheet.leaf(name, &[], &value)?;
    }
    sheet.close()
}

pub(super) fn birth(fact: &DateFact) -> Birth {
    let whole = |kind, note: Option<String>, values| Birth {
        kind,
        note,
        values,
        is_whole: true,
    };
    let in_note = |kind, is_read_back: bool| Birth {
        is_whole: is_read_back && fact.note.is_none(),
        ..whole(kind, noted(fact, &un_date(&fact.date)), Vec::new())
    };
    match &fact.date {
        FuzzyDate::Point { date, approximate } => {
            let kind = if *approximate { "APPROXIMATELY" } else { "EXACT" };
            match (date.whole(), date.month(), YEARS.contains(&date.year())) {
                (Some(day), ..) => whole(kind, fact.note.clone(), vec![("DATE", day.to_string())]),
                (None, None, true) => whole(kind, fact.note.clone(), vec![("YEAR", date.year().to_string())]),
                (None, Some(_), _) if !approximate && told_by(fact.note.as_deref(), *date) => {
                    whole(kind, fact.note.clone(), Vec::new())
                }
                _ => in_note(kind, !approximate),
            }
        }
        FuzzyDate::Range { from, to, approximate } => {
            range(fact, *from, *to, *approximate).unwrap_or_else(|| in_note("BETWEEN", false))
        }
        FuzzyDate::Unread(text) => Birth {
            is_whole: fact.note.is_none(),
            ..whole("EXACT", noted(fact, text), Vec::new())
        },
    }
}

/// Years have elements; a more exact date is in the note as well.
fn range(fact: &DateFact, from: PartialDate, to: PartialDate, approximate: bool) -> Option<Birth> {
    if !YEARS.contains(&from.year()) || !YEARS.contains(&to.year()) {
        return None;
    }
    let only_years = from.month().is_none() && to.month().is_none();
    let note = match (only_years, approximate) {
        (true, false) => fact.note.clone(),
        (true, true) if fact.note.is_none() => Some("Approximately".to_owned()),
        (true, true) => noted(fact, "Approximately"),
        (false, _) => noted(fact, &un_date(&fact.date)),
    };
    Some(Birth {
        kind: "BETWEEN",
        note,
        values: vec![
            ("FROM_YEAR", from.year().to_string()),
            ("TO_YEAR", to.year().to_string()),
        ],
        is_whole: only_years && (!approximate || fact.note.is_none()),
    })
}

/// True where the note says the date in its own words.
fn told_by(note: Option<&str>, date: PartialDate) -> bool {
    note.and_then(parse_un_date) == Some(date)
}

fn noted(fact: &DateFact, text: &str) -> Option<String> {
    Some(match &fact.note {
        Some(note) => format!("{text}; {note}"),
        None => text.to_owned(),
    })
}

/// The schema has no street here: it is written in the note.
fn birth_place(place: &Place, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let note = match (&place.street, &place.note) {
        (Some(street), Some(note)) => Some(format!("Street: {street}. Note: {note}")),
        (Some(street), None) => Some(format!("Street: {street}")),
        (None, note) => note.clone(),
    };
    sheet.open("INDIVIDUAL_PLACE_OF_BIRTH", &[])?;
    sheet.leaf_of("CITY", place_city(place).as_deref())?;
    sheet.leaf_of("STATE_PROVINCE", place.state.as_deref().or(place.region.as_deref()))?;
    let country = place.country.as_ref().map(country_label);
    sheet.leaf_of("COUNTRY", country.as_deref())?;
    sheet.leaf_of("NOTE", note.as_deref())?;
    sheet.close()
}

/// A place that is given in one piece is written as the town.
fn place_city(place: &Place) -> Option<Cow<'_, str>> {
    match (&place.text, &place.city) {
        (Some(text), Some(city)) => Some(Cow::Owned(format!("{text}, {city}"))),
        (Some(text), None) => Some(Cow::Borrowed(text)),
        (None, city) => city.as_deref().map(Cow::Borrowed),
    }
}

fn documents(entry: &Entry, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for document in &entry.documents {
        paper(document, sheet)?;
    }
    if entry.documents.is_empty() {
        sheet.empty("INDIVIDUAL_DOCUMENT", &[])?;
    }
    Ok(())
}

fn paper(document: &Document, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let (first, second) = document_labels(document);
    let first = extra(&document.extra, "TYPE_OF_DOCUMENT").unwrap_or(first);
    let second = extra(&document.extra, "TYPE_OF_DOCUMENT2").or(second.as_deref());
    let places = document.issued_in.as_deref().map(issue_places).unwrap_or_default();
    let city = extra(&document.extra, "CITY_OF_ISSUE").or(places.0);
    let country_of_issue = extra(&document.extra, "COUNTRY_OF_ISSUE").or(places.1);
    let country = document.country.as_ref().map(country_label);
    let issued = document.issued.as_ref().map(ToString::to_string);
    let note = document_note(document.note.as_deref(), document.expires.as_ref());
    sheet.open("INDIVIDUAL_DOCUMENT", &[])?;
    sheet.leaf("TYPE_OF_DOCUMENT", &[], first)?;
    sheet.leaf_of("TYPE_OF_DOCUMENT2", second)?;
    sheet.leaf_of("NUMBER", document.number.as_deref())?;
    sheet.leaf_of("ISSUING_COUNTRY", country.as_deref())?;
    sheet.leaf_of("DATE_OF_ISSUE", issued.as_deref())?;
    sheet.leaf_of("CITY_OF_ISSUE", city)?;
    sheet.leaf_of("COUNTRY_OF_ISSUE", country_of_issue)?;
    sheet.leaf_of("NOTE", note.as_deref())?;
    sheet.close()
}

fn tail(entry: &Entry, day: Option<Date>, sheet: &mut Sheet<'_>) -> io::Result<()> {
    leaf(sheet, "SORT_KEY", extra(&entry.extra, "SORT_KEY"))?;
    leaf(sheet, "SORT_KEY_LAST_MOD", extra(&entry.extra, "SORT_KEY_LAST_MOD"))?;
    let delisted = delisted_day(entry, day);
    sheet.leaf_of("DELISTED_ON", delisted.map(|day| day.to_string()).as_deref())
}

/// Returns the day on which the last designation ended or expired; `None` if one holds.
pub(super) fn delisted_day(entry: &Entry, day: Option<Date>) -> Option<Date> {
    if entry.is_in_force(day) {
        return None;
    }
    let ends = |one: &Designation| one.ended.iter().chain(&one.expires).filter_map(FuzzyDate::whole).min();
    entry.designations.iter().filter_map(ends).max()
}
