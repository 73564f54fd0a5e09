//! What OFAC's published forms carry of an entry, of whatever file they are.

use crate::feed::carries::{Carried, How, Value};
use crate::model::{Name, NameType, Quality, RelationType};
use crate::ofac::{AS_PRINTED, CUT, is_labelled, is_printed_relation};
use crate::vocabulary::{Carrier, Scheme, documents, features};

/// What is reported of a field for which OFAC's files have no place.
pub(super) const NO_PLACE: &str = "it has no place in the file";

pub(super) const OTHER_SCRIPT: &str = "names in other scripts have no place in the file";
const OWN_WORD: &str = "OFAC has no label for this type, it is written under our own word";
const ONLY_PROGRAMME: &str = "the file has nothing but the programme";
const OTHER_NUMBERS: &str = "numbers of other lists have no place in the file";
const PARTY_BY_NAME: &str = "the other party is named, and its id has no place in the file";

/// What every form of OFAC's carries in the same way.
pub(super) const COMMON: &[(How, &str)] = &[
    (How::Exact, "kind gender titles.text"),
    (How::If(name_type), "names.type"),
    (How::If(quality), "names.quality"),
    (How::Not(OTHER_SCRIPT), "names.forms"),
    (How::If(script), "names.script"),
    (
        How::Exact,
        "birth_dates.date nationalities.country citizenships.country",
    ),
    (
        How::Text,
        "birth_places.{text,street,city,state,postal_code,region,country}",
    ),
    (How::Not("dates of death have no place in the file"), "death_dates"),
    (How::Text, "positions.text remarks.text"),
    (How::If(remark_note), "remarks.note"),
    (How::If(document_type), "documents.type"),
    (How::Exact, "documents.{number,country,issued,expires}"),
    (How::If(feature_type), "features.type"),
    (How::Exact, "features.text"),
    (How::If(feature_date), "features.date"),
    (How::If(feature_country), "features.country"),
    (How::Exact, "organization.established.date organization.types.text"),
    (How::Exact, "vessel.{type,call_sign,flag,owner} vessel.built.date"),
    (How::Exact, "vessel.{other_types,other_call_signs}.text"),
    (How::Exact, "vessel.{former_flags,other_flags}.country"),
    (
        How::Exact,
        "aircraft.{construction_numbers,transponder_codes,models,operators,former_tail_numbers}.text",
    ),
    (
        How::Exact,
        "aircraft.{serial_numbers,tail_numbers}.text aircraft.built.date",
    ),
    (How::If(designation), "designations"),
    (How::Exact, "designations.programme"),
    (
        How::Not(ONLY_PROGRAMME),
        "designations.{authority,listed,effective,amended,expires,ended,measures,legal_basis,instrument}",
    ),
    (
        How::Not(ONLY_PROGRAMME),
        "designations.{instrument_url,reference,register,origin,committee,note}",
    ),
    (How::If(relation), "relations"),
    (How::Exact, "relations.name"),
    (How::If(relation_type), "relations.type"),
    (How::Not(PARTY_BY_NAME), "relations.to"),
    (How::Not("statements of reasons have no place in the file"), "reasons"),
    (How::Not(OTHER_NUMBERS), "references"),
];

/// Returns true for names in Latin letters, the only ones that the files have, and of those but one primary one.
pub(super) fn is_latin(name: &Name) -> bool {
    let latin = name.script.as_ref().is_none_or(|script| script.as_str() == "Latn");
    latin && name.kind != NameType::OriginalScript
}

/// Returns what becomes of a name: the primary one is written, and others if `is_alias`.
pub(super) fn name(value: &Value<'_>, is_alias: fn(&Name) -> bool) -> Carried {
    let Some(name) = value.name() else {
        return Carried::Exact;
    };
    if value.entry.primary() == Some(name) {
        return Carried::Exact;
    }
    match name.kind {
        NameType::Primary => Carried::not("the file has one primary name"),
        _ => Carried::exact_if(is_alias(name), OTHER_SCRIPT),
    }
}

fn name_type(value: &Value<'_>) -> Carried {
    const AS_ALIAS: &str = "it is written as an alias";
    match value.name().map(|name| &name.kind) {
        Some(NameType::Variation | NameType::OriginalScript | NameType::Other(_)) => Carried::less_well(AS_ALIAS),
        _ => Carried::Exact,
    }
}

fn quality(value: &Value<'_>) -> Carried {
    match value.name() {
        Some(name) if name.kind == NameType::Primary => Carried::not("only aliases have a quality"),
        Some(name) if matches!(name.quality, Quality::Other(_)) => Carried::less_well("it is written as strong"),
        _ => Carried::Exact,
    }
}

fn script(value: &Value<'_>) -> Carried {
    Carried::exact_if(value.text() == "Latn", NO_PLACE)
}

fn remark_note(value: &Value<'_>) -> Carried {
    // These two notes say how the text came to be, and decide how it is written.
    Carried::exact_if(matches!(value.text(), AS_PRINTED | CUT), NO_PLACE)
}

fn document_type(value: &Value<'_>) -> Carried {
    let kind = value.text();
    let is_labelled = documents().label(Scheme::Ofac, kind).is_some() || is_labelled(Carrier::Document(kind));
    Carried::whole_if(is_labelled, OWN_WORD)
}

fn feature_type(value: &Value<'_>) -> Carried {
    Carried::whole_if(features().get(value.text()).is_some(), OWN_WORD)
}

fn feature_date(value: &Value<'_>) -> Carried {
    let has_text = value.feature().is_some_and(|feature| feature.text.is_some());
    Carried::exact_if(!has_text, "the text is written instead")
}

fn feature_country(value: &Value<'_>) -> Carried {
    let has_other = value
        .feature()
        .is_some_and(|feature| feature.text.is_some() || feature.date.is_some());
    Carried::exact_if(!has_other, "the text or date is written instead")
}

fn designation(value: &Value<'_>) -> Carried {
    let day = value.edition.day();
    let is_over = value
        .designation()
        .is_some_and(|designation| !designation.is_in_force(day));
    if !is_over {
        return Carried::Exact;
    }
    if value.entry.is_in_force(day) {
        return Carried::not("the file has no place for a designation that has ended");
    }
    Carried::not("all designations have ended, and the file leaves the entry out")
}

fn relation(value: &Value<'_>) -> Carried {
    let is_printed = value.relation().is_some_and(is_printed_relation);
    Carried::exact_if(is_printed, "only links that OFAC prints have a place in the file")
}

fn relation_type(value: &Value<'_>) -> Carried {
    let is_linked_to = value
        .relation()
        .is_some_and(|relation| relation.kind == RelationType::LinkedTo);
    Carried::whole_if(is_linked_to, "it is written as `Linked To`")
}
