//! One `Designation`, element by element in the order of the file.

use std::borrow::Cow;

use crate::data::{Branch, Node};
use crate::model::record::Extra;
use crate::model::{
    Address, Contact, Designation, Document, Entry, FuzzyDate, Kind, List, Name, NamePartType, NameType, Phrase, Place,
    Vessel,
};
use crate::vocabulary::{Scheme, programmes};

use super::date::{printed_birth_date, printed_day};
use super::label::{country_label, gender_text, language_text, name_type_text, quality_text, script_text};
use super::measure::{INDICATORS, indicators, measure_text};

/// The six positions of a name; the sixth holds family names, and whole names of entities and ships.
pub const POSITIONS: [(&str, NamePartType); 6] = [
    ("Name1", NamePartType::First),
    ("Name2", NamePartType::Second),
    ("Name3", NamePartType::Third),
    ("Name4", NamePartType::Fourth),
    ("Name5", NamePartType::Fifth),
    ("Name6", NamePartType::Sixth),
];

/// Returns the `Designation` of an entry. Facts for which the list has no element are not in it.
pub(crate) fn designation(entry: &Entry, list: &List) -> Branch {
    let main = main_designation(entry);
    let mut children = head(entry, main);
    children.extend(names(entry));
    children.extend(regime(entry, main, list));
    children.extend(texts(entry));
    children.extend(Branch::group_of(
        "Addresses",
        entry.addresses.iter().filter_map(address).collect(),
    ));
    children.extend(contacts(entry));
    children.extend(match entry.kind {
        Kind::Individual => individual(entry),
        Kind::Vessel => ship(entry),
        _ => body(entry),
    });
    Branch::group("Designation", children)
}

/// Returns the designation of the record: the first that names a programme.
fn main_designation(entry: &Entry) -> Option<&Designation> {
    let with_programme = entry.designations.iter().find(|it| it.programme.is_some());
    with_programme.or_else(|| entry.designations.first())
}

fn leaf_of(name: &'static str, text: Option<impl Into<String>>) -> Option<Branch> {
    text.map(|text| Branch::leaf(name, text))
}

/// A container of elements with one text each; nothing where there are none.
fn leaves<T: Into<String>>(
    list: &'static str,
    item: &'static str,
    texts: impl IntoIterator<Item = T>,
) -> Option<Branch> {
    let items = texts.into_iter().map(|text| Branch::leaf(item, text)).collect();
    Branch::group_of(list, items)
}

fn phrases(phrases: &[Phrase]) -> impl Iterator<Item = &str> {
    phrases.iter().map(|phrase| phrase.text.as_str())
}

fn head(entry: &Entry, main: Option<&Designation>) -> Vec<Branch> {
    let listed = main.and_then(|it| it.listed.as_ref()).map(printed_day);
    let amended = main.and_then(|it| it.amended.iter().max()).map(printed_day);
    let reference = |kind: &str| {
        let found = entry.references.iter().find(|reference| reference.kind == kind);
        found.map(|reference| reference.value.as_str())
    };
    let all = [
        leaf_of("LastUpdated", amended.or_else(|| listed.clone())),
        leaf_of("DateDesignated", listed),
        leaf_of("UniqueID", Some(entry.id.as_str())),
        leaf_of("OFSIGroupID", reference("ofsi-group")),
        leaf_of("UNReferenceNumber", reference("un")),
    ];
    all.into_iter().flatten().collect()
}

fn names(entry: &Entry) -> impl Iterator<Item = Branch> {
    let own = entry.names.iter().filter(|name| name.kind != NameType::OriginalScript);
    let whole = entry.names.iter().filter(|name| name.kind == NameType::OriginalScript);
    let forms = entry.names.iter().flat_map(|name| &name.forms).map(|form| {
        let script = form.script.as_ref().map(|script| script_text(script).into_owned());
        non_latin(&form.text, script, form.language.as_ref().map(language_text))
    });
    let whole = whole.map(|name| {
        let script = name.script.as_ref().map(|script| script_text(script).into_owned());
        non_latin(&name.text, script, name.language.as_ref().map(language_text))
    });
    let all = [
        Branch::group_of("Names", own.map(name).collect()),
        Branch::group_of("NonLatinNames", forms.chain(whole).collect()),
        leaves("Titles", "Title", phrases(&entry.titles)),
    ];
    all.into_iter().flatten()
}

fn name(name: &Name) -> Branch {
    let positions = POSITIONS.into_iter().zip(name_positions(name));
    let mut children: Vec<Branch> = positions
        .filter_map(|((element, _), text)| leaf_of(element, text))
        .collect();
    children.push(Branch::leaf("NameType", name_type_text(&name.kind)));
    children.extend(leaf_of("AliasStrength", quality_text(&name.quality)));
    Branch::group("Name", children)
}

/// Returns the six positions of a name. A name of another house has its surname in the sixth and its other parts in the first five;
/// one without parts is whole in the sixth.
pub fn name_positions(name: &Name) -> [Option<Cow<'_, str>>; 6] {
    let own = POSITIONS.map(|(_, kind)| {
        let part = name.parts.iter().find(|part| part.kind == kind)?;
        Some(Cow::Borrowed(part.text.as_str()))
    });
    if own.iter().any(Option::is_some) {
        return own;
    }
    let of = |wanted: fn(&NamePartType) -> bool| -> Vec<&str> {
        let parts = name.parts.iter().filter(|part| wanted(&part.kind));
        parts.map(|part| part.text.as_str()).collect()
    };
    let surnames = of(|kind| *kind == NamePartType::Surname);
    let others = of(|kind| {
        matches!(
            kind,
            NamePartType::Given | NamePartType::Middle | NamePartType::Patronymic | NamePartType::Father
        )
    });
    let mut positions: [Option<Cow<'_, str>>; 6] = Default::default();
    if surnames.is_empty() || others.is_empty() || others.len() > 5 || surnames.len() + others.len() != name.parts.len()
    {
        positions[5] = Some(Cow::Borrowed(name.text.as_str()));
        return positions;
    }
    for (position, text) in positions.iter_mut().zip(others) {
        *position = Some(Cow::Borrowed(text));
    }
    positions[5] = Some(Cow::Owned(surnames.join(" ")));
    positions
}

fn non_latin(text: &str, script: Option<String>, language: Option<&str>) -> Branch {
    let all = [
        leaf_of("NameNonLatinScript", Some(text)),
        leaf_of("NonLatinScriptType", script),
        leaf_of("NonLatinScriptLanguage", language),
    ];
    Branch::group("NonLatinName", all.into_iter().flatten().collect())
}

fn regime(entry: &Entry, main: Option<&Designation>, list: &List) -> Vec<Branch> {
    let code = main.and_then(|it| it.programme.as_deref());
    let imposed = main.map(|it| imposed(it, list)).unwrap_or_default();
    let kind = match entry.kind {
        Kind::Individual => "Individual",
        Kind::Vessel => "Ship",
        _ => "Entity",
    };
    let stated = main.and_then(|it| extra(&it.extra, "SanctionsImposedIndicators"));
    let all = [
        leaf_of("RegimeName", code.map(|code| regime_name(code, list))),
        leaf_of("IndividualEntityShip", Some(kind)),
        leaf_of("DesignationSource", main.and_then(|it| it.origin.as_deref())),
        leaf_of("SanctionsImposed", Some(measure_text(imposed))),
        Some(indicators_branch(imposed, stated)),
    ];
    all.into_iter().flatten().collect()
}

/// The measures of the designation, else those of its programme.
fn imposed<'a>(designation: &'a Designation, list: &'a List) -> &'a [String] {
    if !designation.measures.is_empty() {
        return &designation.measures;
    }
    let programme = designation
        .programme
        .as_ref()
        .and_then(|code| list.programmes.get(code));
    programme.map_or(&[], |programme| programme.measures.as_slice())
}

fn regime_name<'a>(code: &'a str, list: &'a List) -> &'a str {
    let own = list
        .programmes
        .get(code)
        .and_then(|programme| programme.title.as_deref());
    own.or_else(|| programmes(Scheme::Uk).label(Scheme::Uk, code))
        .unwrap_or(code)
}

/// Indicators that the list states otherwise than they follow from the measures are kept by name: `TravelBan=false`.
fn indicators_branch(imposed: &[String], stated: Option<&str>) -> Branch {
    let stated: Vec<(&str, &str)> = stated
        .into_iter()
        .flat_map(|text| text.split(' '))
        .filter_map(|pair| pair.split_once('='))
        .collect();
    let children = INDICATORS.into_iter().zip(indicators(imposed)).map(|(name, value)| {
        let own = stated.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        Branch::leaf(name, own.unwrap_or(if value { "true" } else { "false" }))
    });
    Branch::group("SanctionsImposedIndicators", children.collect())
}

fn extra<'a>(extra: &'a Extra, name: &str) -> Option<&'a str> {
    extra.get(name).and_then(Node::as_text)
}

fn texts(entry: &Entry) -> Vec<Branch> {
    let joined = |texts: &[Phrase]| phrases(texts).collect::<Vec<_>>().join("\n\n");
    let other = joined(&entry.remarks);
    let reasons = format!("\n{}\n", joined(&entry.reasons));
    let other = (!other.is_empty()).then_some(other);
    let all = [
        leaf_of("OtherInformation", other),
        leaf_of("UKStatementofReasons", Some(reasons)),
    ];
    all.into_iter().flatten().collect()
}

fn address(address: &Address) -> Option<Branch> {
    let lines = address_lines(address);
    let country = address.country.as_ref().map(country_label);
    const LINES: [&str; 6] = [
        "AddressLine1",
        "AddressLine2",
        "AddressLine3",
        "AddressLine4",
        "AddressLine5",
        "AddressLine6",
    ];
    let mut children: Vec<Branch> = LINES
        .into_iter()
        .zip(lines)
        .filter_map(|(element, text)| leaf_of(element, text))
        .collect();
    children.extend(leaf_of("AddressPostalCode", address.postal_code.as_deref()));
    children.extend(leaf_of("AddressCountry", country));
    Branch::group_of("Address", children)
}

/// The six lines; an address of another house has the town in the sixth, where the list has it mostly.
fn address_lines(address: &Address) -> [Option<String>; 6] {
    let own = [
        &address.street,
        &address.street2,
        &address.street3,
        &address.street4,
        &address.street5,
        &address.street6,
    ];
    let mut lines = own.map(|line| line.clone());
    let before = [
        address.text.clone(),
        address.care_of.as_ref().map(|text| format!("c/o {text}")),
        address.po_box.as_ref().map(|text| format!("P.O. Box {text}")),
    ];
    let others = before.into_iter().flatten().chain(
        [&address.state, &address.region, &address.area]
            .into_iter()
            .filter_map(|text| text.clone()),
    );
    for text in others {
        add_line(&mut lines[..5], text);
    }
    if let Some(city) = &address.city {
        add_line(&mut lines[5..], city.clone());
    }
    lines
}

/// Puts a text into the first line that is free, else behind the last.
fn add_line(lines: &mut [Option<String>], text: String) {
    if let Some(free) = lines.iter_mut().find(|line| line.is_none()) {
        *free = Some(text);
    } else if let Some(Some(last)) = lines.last_mut() {
        *last = format!("{last}, {text}");
    }
}

fn contacts(entry: &Entry) -> impl Iterator<Item = Branch> {
    let of = |kind: &'static str| {
        let own = entry
            .contacts
            .iter()
            .filter(move |contact: &&Contact| contact.kind == kind);
        own.map(|contact| contact.value.as_str())
    };
    let all = [
        leaves("PhoneNumbers", "PhoneNumber", of("phone")),
        leaves("EmailAddresses", "EmailAddress", of("email")),
        leaves("Websites", "Website", of("website")),
    ];
    all.into_iter().flatten()
}

/// `XDetails` with the `X` in it; nothing where there is nothing to say.
fn details(
    outer: &'static str,
    inner: &'static str,
    parts: impl IntoIterator<Item = Option<Branch>>,
) -> Option<Branch> {
    let inner = Branch::group_of(inner, parts.into_iter().flatten().collect())?;
    Some(Branch::group(outer, vec![inner]))
}

fn individual(entry: &Entry) -> Option<Branch> {
    let dates = entry.birth_dates.iter().map(|fact| printed_birth_date(&fact.date));
    let (passports, others): (Vec<&Document>, Vec<&Document>) =
        entry.documents.iter().partition(|document| document.kind == "passport");
    let papers = |documents: Vec<&Document>, item, number, information| -> Vec<Branch> {
        let papers = documents
            .into_iter()
            .filter_map(|document| paper(document, item, number, information));
        papers.collect()
    };
    let parts = [
        leaves("DOBs", "DOB", dates),
        Branch::group_of(
            "PassportDetails",
            papers(passports, "Passport", "PassportNumber", "PassportAdditionalInformation"),
        ),
        Branch::group_of(
            "NationalIdentifierDetails",
            papers(
                others,
                "NationalIdentifier",
                "NationalIdentifierNumber",
                "NationalIdentifierAdditionalInformation",
            ),
        ),
        leaves(
            "Nationalities",
            "Nationality",
            entry.nationalities.iter().map(|fact| country_label(&fact.country)),
        ),
        leaves("Positions", "Position", phrases(&entry.positions)),
        leaves("Genders", "Gender", gender_text(&entry.gender)),
        Branch::group_of(
            "BirthDetails",
            entry.birth_places.iter().filter_map(birth_place).collect(),
        ),
    ];
    details("IndividualDetails", "Individual", parts)
}

fn paper(document: &Document, item: &'static str, number: &'static str, information: &'static str) -> Option<Branch> {
    let children = [
        leaf_of(number, document.number.as_deref()),
        leaf_of(information, document.note.as_deref()),
    ];
    Branch::group_of(item, children.into_iter().flatten().collect())
}

fn birth_place(place: &Place) -> Option<Branch> {
    let within: Vec<&str> = place.parts().collect();
    let town = (!within.is_empty()).then(|| within.join(", "));
    let children = [
        leaf_of("TownOfBirth", town),
        leaf_of("CountryOfBirth", place.country.as_ref().map(country_label)),
    ];
    Branch::group_of("Location", children.into_iter().flatten().collect())
}

fn body(entry: &Entry) -> Option<Branch> {
    let own = entry.organization.as_deref().cloned().unwrap_or_default();
    let numbers = entry.documents.iter().filter_map(|document| document.number.as_deref());
    let parts = [
        leaves("TypeOfEntities", "TypeOfEntity", phrases(&own.types)),
        leaves("BusinessRegistrationNumbers", "BusinessRegistrationNumber", numbers),
        leaves("ParentCompanies", "ParentCompany", phrases(&own.parents)),
        leaves("Subsidiaries", "Subsidiary", phrases(&own.subsidiaries)),
    ];
    details("EntityDetails", "Entity", parts)
}

fn ship(entry: &Entry) -> Option<Branch> {
    let own = entry.vessel.as_deref().cloned().unwrap_or_default();
    let numbers = entry.documents.iter().filter(|document| document.kind == "imo");
    let numbers = numbers.filter_map(|document| document.number.as_deref()).map(imo_text);
    let owner = own.owner.as_deref().into_iter().chain(phrases(&own.operators));
    let flags = own.flag.iter().chain(own.other_flags.iter().map(|fact| &fact.country));
    let former = own.former_flags.iter().map(|fact| country_label(&fact.country));
    let types = own.kind.as_deref().into_iter().chain(phrases(&own.other_types));
    let parts = [
        leaves("IMONumbers", "IMONumber", numbers),
        leaves("CurrentOwnerOperators", "CurrentOwnerOperator", owner),
        leaves(
            "PreviousOwnerOperators",
            "PreviousOwnerOperator",
            phrases(&own.former_operators),
        ),
        leaves(
            "CurrentBelievedFlagOfShips",
            "CurrentBelievedFlagOfShip",
            flags.map(country_label),
        ),
        leaves("PreviousFlags", "PreviousFlag", former),
        leaves("TypeOfShipDetails", "TypeOfShip", types),
        leaves("TonnageOfShipDetails", "TonnageOfShip", own.tonnage.as_deref()),
        leaves("LengthOfShipDetails", "LengthOfShip", own.length.as_deref()),
        leaves("YearsBuilt", "YearBuilt", built(&own)),
        leaves(
            "HullIdentificationNumbers",
            "HullIdentificationNumber",
            phrases(&own.hull_numbers),
        ),
    ];
    details("ShipDetails", "Ship", parts)
}

fn built(vessel: &Vessel) -> impl Iterator<Item = String> {
    let dates = vessel.built.iter().map(|fact| &fact.date);
    dates.map(FuzzyDate::to_string)
}

/// The list has `IMO` before the seven digits.
fn imo_text(number: &str) -> String {
    let digits = number.len() == 7 && number.bytes().all(|byte| byte.is_ascii_digit());
    if digits {
        format!("IMO{number}")
    } else {
        number.to_owned()
    }
}
