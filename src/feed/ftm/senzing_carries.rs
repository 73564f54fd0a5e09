//! What the records of Senzing carry of an entry: what becomes a feature. The rest of what FollowTheMoney says of it is left out.

use std::sync::LazyLock;

use crate::feed::carries::{Carried, Carries, Declared, How, Value};
use crate::ftm::{Added, Entity, is_detailed, number_property, schema_name};
use crate::model::{Entry, FuzzyDate, Kind, Name, NameType, Quality, RelationType, Target};
use crate::vocabulary::{FtmProperty, FtmSchema, FtmType, documents, features, ftm, ftm_schema};

use super::senzing::{NUMBERS, PLAIN};

const NO_FEATURE: &str = "it is not a feature of Senzing's";
const ONE: &str = "only one value of each kind is written";

/// What both formats carry in the same way.
const COMMON: &[(How, &str)] = &[
    (How::Exact, "id"),
    (How::If(kind), "kind"),
    (How::If(name_text), "names.text"),
    (How::If(name_type), "names.type"),
    (How::If(quality), "names.quality"),
    (How::If(gender), "gender"),
    (How::If(|value| date(value, "birthDate")), "birth_dates.date"),
    (How::If(|value| date(value, "deathDate")), "death_dates.date"),
    (How::If(|value| takes(value, "nationality")), "nationalities.country"),
    (How::If(address_text), "addresses.text"),
    (
        How::If(address_part),
        "addresses.{care_of,po_box,street,street2,street3,street4,street5,street6}",
    ),
    (How::If(address_part), "addresses.{area,city,state,postal_code,region}"),
    (How::If(address_country), "addresses.country"),
    (How::If(contact), "contacts"),
    (How::Exact, "contacts.{type,value}"),
    (How::If(source), "sources.url"),
];

/// What `senzing` carries.
pub(crate) static FULL: LazyLock<Carries> = LazyLock::new(|| {
    let own = [
        (How::If(name), "names"),
        (How::As("of which name it is a form is not written"), "names.forms"),
        (
            How::If(place_of_birth),
            "birth_places.{text,street,city,state,postal_code,region}",
        ),
        (How::If(|value| takes(value, "citizenship")), "citizenships.country"),
        (
            How::If(|value| date(value, "incorporationDate")),
            "organization.established.date",
        ),
        (
            How::If(|value| takes(value, "callSign")),
            "vessel.call_sign vessel.other_call_signs.text",
        ),
        (
            How::If(|value| takes(value, "flag")),
            "vessel.flag vessel.other_flags.country",
        ),
        (
            How::If(|value| takes(value, "serialNumber")),
            "aircraft.serial_numbers.text",
        ),
        (
            How::If(|value| takes(value, "registrationNumber")),
            "aircraft.tail_numbers.text",
        ),
        (
            How::If(|value| takes(value, "icaoCode")),
            "aircraft.transponder_codes.text",
        ),
        (How::If(document_type), "documents.type"),
        (How::If(document), "documents"),
        (How::If(document_number), "documents.number"),
        (How::If(document_country), "documents.country"),
        (How::Exact, "wallets.address"),
        (How::If(reference), "references"),
        (How::Exact, "references.{type,value}"),
        (How::Text, "designations.programme"),
        (
            How::As("it is written in the key of the programme"),
            "designations.authority",
        ),
        (How::If(feature), "features"),
        (
            How::As("it is written under the attribute of its number"),
            "features.type",
        ),
        (How::Exact, "features.{text,date,country}"),
        (How::As("it is written as the role of a pointer"), "relations.type"),
        (How::If(target), "relations.to"),
        (How::If(name_of_other), "relations.name"),
        (How::As("one role of a link is written"), "relations.role"),
    ];
    Carries::Fields(Declared::of(NO_FEATURE, &[COMMON, &own].concat()))
});

/// What `senzing-flat` carries.
pub(crate) static FLAT: LazyLock<Carries> = LazyLock::new(|| {
    let own = [
        (How::If(primary_name), "names"),
        (How::If(|value| one_of(value.entry.addresses.len())), "addresses"),
        (How::If(|value| one_of(value.entry.birth_dates.len())), "birth_dates"),
        (How::If(|value| one_of(value.entry.death_dates.len())), "death_dates"),
        (
            How::If(|value| one_of(value.entry.nationalities.len())),
            "nationalities",
        ),
        (How::If(|value| whole_date(value, "birthDate")), "birth_dates.date"),
        (How::If(|value| whole_date(value, "deathDate")), "death_dates.date"),
        (How::If(flat_document), "documents"),
        (How::If(flat_type), "documents.type"),
        (How::Exact, "documents.number"),
        (How::If(document_country), "documents.country"),
    ];
    Carries::Fields(Declared::of(
        "it is not an attribute of the flat records",
        &[COMMON, &own].concat(),
    ))
});

fn kind(value: &Value<'_>) -> Carried {
    let is_known = !matches!(value.entry.kind, Kind::Other(_) | Kind::Unsaid);
    Carried::exact_if(is_known, "Senzing has no type for it")
}

fn schema(entry: &Entry) -> &'static str {
    schema_name(entry)
}

/// Returns what becomes of a text as the value of a property of the party.
fn takes(value: &Value<'_>, property: &str) -> Carried {
    taken(value.entry, property, value.text())
}

fn taken(entry: &Entry, property: &str, text: &str) -> Carried {
    match Entity::new("x", schema(entry)).add(property, text) {
        Added::AsIs => Carried::Exact,
        Added::Altered => Carried::less_well("its value is written in another form"),
        Added::NoProperty | Added::Refused => Carried::not(NO_FEATURE),
    }
}

fn one_of(count: usize) -> Carried {
    Carried::whole_if(count < 2, ONE)
}

fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn is_weak(name: &Name) -> bool {
    name.quality == Quality::Weak
}

fn name(value: &Value<'_>) -> Carried {
    let is_weak = value.name().is_some_and(is_weak);
    Carried::exact_if(!is_weak, "weak aliases are not compared, and are left out")
}

fn primary_name(value: &Value<'_>) -> Carried {
    let is_written = value.name() == value.entry.primary() && !value.name().is_some_and(is_weak);
    Carried::exact_if(is_written, "only the primary name is written")
}

fn name_text(value: &Value<'_>) -> Carried {
    let strong = value.entry.names.iter().filter(|name| !is_weak(name));
    let texts = strong.flat_map(|name| std::iter::once(&name.text).chain(name.forms.iter().map(|form| &form.text)));
    let same = texts.filter(|text| letters(text) == letters(value.text()) && *text != value.text());
    Carried::whole_if(same.count() == 0, "of names with the same letters one is written")
}

fn name_type(value: &Value<'_>) -> Carried {
    let is_told = matches!(
        value.name().map(|name| &name.kind),
        Some(NameType::Primary | NameType::Aka)
    );
    Carried::whole_if(is_told, "it is written as an alias")
}

fn quality(value: &Value<'_>) -> Carried {
    Carried::whole_if(value.text() == "strong", "it is written as strong")
}

fn gender(value: &Value<'_>) -> Carried {
    let is_known = value.entry.kind == Kind::Individual && matches!(value.text(), "male" | "female");
    Carried::exact_if(is_known, NO_FEATURE)
}

fn date(value: &Value<'_>, property: &str) -> Carried {
    use crate::model::record::Scalar;
    match FuzzyDate::from_text(value.text()) {
        FuzzyDate::Point { date, approximate } => match taken(value.entry, property, &date.to_string()) {
            Carried::Exact if approximate => Carried::less_well("that it is approximate is not written"),
            other => other,
        },
        FuzzyDate::Range { from, .. } => match taken(value.entry, property, &from.to_string()) {
            Carried::Exact => Carried::less_well("the dates that may be meant are written"),
            other => other,
        },
        FuzzyDate::Unread(_) => Carried::not(NO_FEATURE),
    }
}

/// A month without a day is left out.
fn whole_date(value: &Value<'_>, property: &str) -> Carried {
    let is_month = |date: &FuzzyDate| {
        date.exact()
            .is_some_and(|date| date.month().is_some() && date.whole().is_none())
    };
    use crate::model::record::Scalar;
    match FuzzyDate::from_text(value.text()) {
        date if is_month(&date) => Carried::not("watchman reads no month without a day, it is left out"),
        FuzzyDate::Point {
            date,
            approximate: true,
        } if date.month().is_some() && date.whole().is_none() => {
            Carried::not("watchman reads no month without a day, it is left out")
        }
        _ => date(value, property),
    }
}

fn place_of_birth(value: &Value<'_>) -> Carried {
    Carried::exact_if(value.entry.kind == Kind::Individual, NO_FEATURE)
}

const WHOLE_INSTEAD: &str = "the whole address is written instead";

fn address_text(value: &Value<'_>) -> Carried {
    Carried::exact_if(!value.text().is_empty(), NO_FEATURE)
}

fn address_part(value: &Value<'_>) -> Carried {
    let has_text = value.address().is_some_and(|address| address.text.is_some());
    Carried::exact_if(!has_text, WHOLE_INSTEAD)
}

fn address_country(value: &Value<'_>) -> Carried {
    let Some(address) = value.address() else {
        return Carried::Exact;
    };
    let parts = [
        &address.care_of,
        &address.street,
        &address.street2,
        &address.street3,
        &address.street4,
        &address.street5,
        &address.street6,
        &address.po_box,
        &address.area,
        &address.city,
        &address.state,
        &address.postal_code,
        &address.region,
    ];
    if address.text.is_none() && parts.iter().any(|part| part.is_some()) {
        return Carried::Exact;
    }
    Carried::not(WHOLE_INSTEAD)
}

fn contact(value: &Value<'_>) -> Carried {
    let Some(contact) = value.contact() else {
        return Carried::Exact;
    };
    match ftm().contacts.get(&contact.kind) {
        Some(property) => taken(value.entry, property, &contact.value),
        None => Carried::not(NO_FEATURE),
    }
}

fn source(value: &Value<'_>) -> Carried {
    takes(value, "sourceUrl")
}

fn schema_of(entry: &Entry) -> Option<&'static FtmSchema> {
    ftm_schema(schema(entry))
}

fn property_of(value: &Value<'_>) -> Option<&'static str> {
    number_property(&value.document()?.kind, schema_of(value.entry)?)
}

/// Persons and bodies have papers of their own; of other parties only numbers that have an attribute are features.
fn is_holder(entry: &Entry) -> bool {
    schema_of(entry).is_some_and(|schema| schema.is_a("LegalEntity"))
}

fn document(value: &Value<'_>) -> Carried {
    let has_number = value.document().is_some_and(|document| document.number.is_some());
    let is_plain = |property: &str| {
        PLAIN.iter().any(|(known, _)| *known == property) || NUMBERS.iter().any(|(known, ..)| *known == property)
    };
    let is_feature = has_number && (is_holder(value.entry) || property_of(value).is_some_and(is_plain));
    Carried::exact_if(is_feature, NO_FEATURE)
}

/// The number of a paper of its own is written as it is, any other as the property takes it.
fn document_number(value: &Value<'_>) -> Carried {
    let has_paper = is_holder(value.entry)
        && value.document().is_some_and(|document| {
            is_detailed(document) || !ftm().documents.contains_key(documents().current(&document.kind))
        });
    match property_of(value) {
        Some(property) if !has_paper => takes(value, property),
        _ => Carried::Exact,
    }
}

/// Facts that have a property of identifiers, or say where a body is registered, are features.
fn feature(value: &Value<'_>) -> Carried {
    let Some(feature) = value.feature() else {
        return Carried::Exact;
    };
    let names = ftm()
        .features
        .get(features().current(&feature.kind))
        .into_iter()
        .flatten();
    let schema = schema_of(value.entry);
    let property = names.filter_map(|name| schema?.property(name)).next();
    let is_feature = |property: &&FtmProperty| property.kind == FtmType::Identifier || property.name == "jurisdiction";
    let Some(property) = property.filter(is_feature) else {
        return Carried::not(NO_FEATURE);
    };
    let country = feature.country.as_ref().map(|country| country.as_str());
    let date = feature.date.as_ref().map(ToString::to_string);
    let texts = [feature.text.as_deref(), country, date.as_deref()];
    let mut taken = texts
        .into_iter()
        .flatten()
        .map(|text| taken(value.entry, &property.name, text));
    taken.find(|taken| *taken != Carried::Exact).unwrap_or(Carried::Exact)
}

fn document_type(value: &Value<'_>) -> Carried {
    let kind = value.text();
    let is_passport = ftm().passports.iter().any(|known| known == kind);
    match is_passport || ftm().documents.contains_key(documents().current(kind)) {
        true => Carried::whole_if(kind == "passport", "it is written under the attribute of its number"),
        false => Carried::whole_if(
            is_holder(value.entry),
            "it is written under the attribute of its number",
        ),
    }
}

fn document_country(value: &Value<'_>) -> Carried {
    if !is_holder(value.entry) {
        return Carried::not(NO_FEATURE);
    }
    match Entity::new("x", "Identification").add("country", value.text()) {
        Added::AsIs => Carried::Exact,
        _ => Carried::not(NO_FEATURE),
    }
}

fn flat_document(value: &Value<'_>) -> Carried {
    if value.entry.documents.len() > 1 {
        return Carried::less_well(ONE);
    }
    let has_number = value.document().is_some_and(|document| document.number.is_some());
    let is_attribute = property_of(value).is_some_and(|property| {
        matches!(
            property,
            "passportNumber" | "idNumber" | "taxNumber" | "socialSecurityNumber"
        )
    });
    Carried::exact_if(has_number && is_attribute, "it is not an attribute of the flat records")
}

fn flat_type(value: &Value<'_>) -> Carried {
    Carried::whole_if(
        value.text() == "passport",
        "it is written under the attribute of its number",
    )
}

fn reference(value: &Value<'_>) -> Carried {
    let is_trusted = |kind: &str| kind == "wikidata";
    let count = value
        .entry
        .references
        .iter()
        .filter(|one| is_trusted(&one.kind))
        .count();
    let is_written = value.reference().is_some_and(|one| is_trusted(&one.kind)) && count == 1;
    match value.reference() {
        Some(reference) if is_written => taken(value.entry, "wikidataId", &reference.value),
        _ => Carried::not(NO_FEATURE),
    }
}

fn is_of_the_list(value: &Value<'_>) -> bool {
    let to = value.relation().and_then(|relation| relation.to.as_ref());
    match to.map(|to| to.target()) {
        Some(Target::Entry(id)) => value.edition.entry(id).is_some(),
        Some(Target::Party(id)) => value.edition.parties.iter().any(|party| party.id == id),
        _ => false,
    }
}

fn target(value: &Value<'_>) -> Carried {
    Carried::exact_if(
        is_of_the_list(value),
        "a party that is not on this list has no record of its own id",
    )
}

fn name_of_other(value: &Value<'_>) -> Carried {
    if value
        .relation()
        .is_some_and(|relation| relation.kind == RelationType::SameAs)
    {
        return Carried::not("that two parties are one is not written");
    }
    Carried::whole_if(
        !is_of_the_list(value),
        "the other party is written under the name of its own entry",
    )
}
