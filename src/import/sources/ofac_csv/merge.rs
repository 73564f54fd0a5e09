//! What OFAC's legacy files say, laid over an entry that people may have added to.

use crate::import::importer::Context;
use crate::import::merge::merge_set;
use crate::model::{
    Aircraft, CountryFact, DateFact, Entry, Gender, Name, NameType, Organization, Phrase, Quality, Relation, Target,
    Vessel,
};
use crate::ofac::{self, address_line, country_label, is_labelled, ofac_date};
use crate::vocabulary::{Carrier, Scheme, documents, features};

/// Returns the entry as OFAC has it now, with what its files cannot say as it was.
pub(super) fn merge(existing: &Entry, imported: Entry, context: &Context<'_>) -> Entry {
    let mut merged = imported;
    merge_names(existing, &mut merged, context);
    merge_person(existing, &mut merged);
    merge_addresses(existing, &mut merged, context);
    merge_identifiers(existing, &mut merged);
    merged.organization = merge_organization(existing.organization.as_ref(), merged.organization);
    merged.vessel = merge_vessel(existing.vessel.as_ref(), merged.vessel);
    merged.aircraft = merge_aircraft(existing.aircraft.as_ref(), merged.aircraft);
    merge_designations(existing, &mut merged);
    merge_relations(existing, &mut merged, context);
    merge_texts(existing, &mut merged);
    merged.death_dates.clone_from(&existing.death_dates);
    merged.references.clone_from(&existing.references);
    merged.reasons.clone_from(&existing.reasons);
    merged.notes.clone_from(&existing.notes);
    merged.sources.clone_from(&existing.sources);
    merged.extra.clone_from(&existing.extra);
    merged
}

fn merge_names(existing: &Entry, merged: &mut Entry, context: &Context<'_>) {
    let says = |name: &Name| {
        let class = match (&name.kind, &name.quality) {
            (NameType::Primary, _) => "primary",
            (_, Quality::Weak) => "weak",
            _ => "strong",
        };
        Some(format!("{class} {} {}", name.kind.as_str(), name.text))
    };
    let stays = |name: &Name| match (&name.kind, &name.quality) {
        (NameType::Primary, _) | (NameType::Aka | NameType::Fka | NameType::Nka, Quality::Weak) => false,
        // OFAC's own strong aliases have a number; one without is an addition.
        (NameType::Aka | NameType::Fka | NameType::Nka, _) => !context.coverage.strong_aliases || name.id.is_none(),
        _ => true,
    };
    merged.names = merge_set(&existing.names, std::mem::take(&mut merged.names), says, stays);
}

fn merge_person(existing: &Entry, merged: &mut Entry) {
    if matches!(existing.gender, Gender::Another | Gender::Other(_)) && merged.gender == Gender::Unsaid {
        merged.gender = existing.gender.clone();
    }
    dates(&existing.birth_dates, &mut merged.birth_dates);
    let places = std::mem::take(&mut merged.birth_places);
    merged.birth_places = merge_set(
        &existing.birth_places,
        places,
        |place| Some(ofac::place_text(place)),
        |_| false,
    );
    countries(&existing.nationalities, &mut merged.nationalities);
    countries(&existing.citizenships, &mut merged.citizenships);
}

fn dates(existing: &[DateFact], merged: &mut Vec<DateFact>) {
    *merged = merge_set(
        existing,
        std::mem::take(merged),
        |fact| Some(ofac_date(&fact.date)),
        |_| false,
    );
}

fn countries(existing: &[CountryFact], merged: &mut Vec<CountryFact>) {
    let says = |fact: &CountryFact| Some(country_label(&fact.country));
    *merged = merge_set(existing, std::mem::take(merged), says, |_| false);
}

fn phrases(existing: &[Phrase], merged: &mut Vec<Phrase>) {
    *merged = merge_set(
        existing,
        std::mem::take(merged),
        |phrase| Some(phrase.text.clone()),
        |_| false,
    );
}

fn merge_addresses(existing: &Entry, merged: &mut Entry, context: &Context<'_>) {
    if !context.coverage.addresses {
        merged.addresses.clone_from(&existing.addresses);
        return;
    }
    let addresses = std::mem::take(&mut merged.addresses);
    let says = |address: &crate::model::Address| Some(format!("{:?}", address_line(address)));
    // OFAC's own addresses have a number; one without is an addition.
    merged.addresses = merge_set(&existing.addresses, addresses, says, |address| address.id.is_none());
}

/// Papers, contacts, wallets and features: of the types for which OFAC has a label its files speak, of others never.
fn merge_identifiers(existing: &Entry, merged: &mut Entry) {
    merged.documents = merge_set(
        &existing.documents,
        std::mem::take(&mut merged.documents),
        |document| Some(format!("{} {}", document.kind, ofac::document_value(document))),
        |document| !is_paper_of_ofac(&document.kind),
    );
    merged.contacts = merge_set(
        &existing.contacts,
        std::mem::take(&mut merged.contacts),
        |contact| Some(format!("{} {}", contact.kind, contact.value)),
        |contact| !is_labelled(Carrier::Contact(&contact.kind)),
    );
    merged.wallets = merge_set(
        &existing.wallets,
        std::mem::take(&mut merged.wallets),
        |wallet| Some(format!("{} {}", wallet.currency, wallet.address)),
        |wallet| !is_labelled(Carrier::Wallet(&wallet.currency)),
    );
    merged.features = merge_set(
        &existing.features,
        std::mem::take(&mut merged.features),
        |feature| Some(format!("{} {}", feature.kind, ofac::feature_value(feature))),
        |feature| features().get(&feature.kind).is_none(),
    );
}

fn is_paper_of_ofac(kind: &str) -> bool {
    documents().label(Scheme::Ofac, kind).is_some() || is_labelled(Carrier::Document(kind))
}

fn merge_organization(existing: Option<&Organization>, imported: Option<Organization>) -> Option<Organization> {
    let Some(existing) = existing else { return imported };
    let imported = imported.unwrap_or_default();
    let mut merged = existing.clone();
    merged.established = imported.established;
    merged.types = imported.types;
    dates(&existing.established, &mut merged.established);
    phrases(&existing.types, &mut merged.types);
    Some(merged)
}

fn merge_vessel(existing: Option<&Vessel>, imported: Option<Vessel>) -> Option<Vessel> {
    let Some(existing) = existing else { return imported };
    let imported = imported.unwrap_or_default();
    let mut merged = Vessel {
        operators: existing.operators.clone(),
        former_operators: existing.former_operators.clone(),
        length: existing.length.clone(),
        hull_numbers: existing.hull_numbers.clone(),
        extra: existing.extra.clone(),
        ..imported
    };
    phrases(&existing.other_types, &mut merged.other_types);
    phrases(&existing.other_call_signs, &mut merged.other_call_signs);
    countries(&existing.other_flags, &mut merged.other_flags);
    countries(&existing.former_flags, &mut merged.former_flags);
    dates(&existing.built, &mut merged.built);
    Some(merged)
}

fn merge_aircraft(existing: Option<&Aircraft>, imported: Option<Aircraft>) -> Option<Aircraft> {
    let Some(existing) = existing else { return imported };
    let imported = imported.unwrap_or_default();
    let mut merged = Aircraft {
        manufacturers: existing.manufacturers.clone(),
        types: existing.types.clone(),
        owners: existing.owners.clone(),
        extra: existing.extra.clone(),
        ..imported
    };
    phrases(&existing.models, &mut merged.models);
    phrases(&existing.serial_numbers, &mut merged.serial_numbers);
    phrases(&existing.construction_numbers, &mut merged.construction_numbers);
    phrases(&existing.tail_numbers, &mut merged.tail_numbers);
    phrases(&existing.former_tail_numbers, &mut merged.former_tail_numbers);
    phrases(&existing.transponder_codes, &mut merged.transponder_codes);
    phrases(&existing.operators, &mut merged.operators);
    dates(&existing.built, &mut merged.built);
    Some(merged)
}

/// Dates, legal basis and instrument of a programme come from elsewhere and stay as long as OFAC prints the programme.
fn merge_designations(existing: &Entry, merged: &mut Entry) {
    let designations = std::mem::take(&mut merged.designations);
    merged.designations = merge_set(
        &existing.designations,
        designations,
        |designation| designation.programme.clone(),
        |designation| designation.programme.is_none() || designation.ended.is_some(),
    );
}

/// A link of which people know the kind keeps it; a target that is gone from the list is one no more.
fn merge_relations(existing: &Entry, merged: &mut Entry, context: &Context<'_>) {
    let resolved: Vec<_> = merged.relations.iter().map(|relation| relation.to.clone()).collect();
    let count = resolved.len();
    let relations = std::mem::take(&mut merged.relations);
    let says = |relation: &Relation| {
        let printed = ofac::is_printed_relation(relation);
        printed.then(|| relation.name.clone()).flatten()
    };
    let stays = |relation: &Relation| !ofac::is_printed_relation(relation);
    merged.relations = merge_set(&existing.relations, relations, says, stays);
    for (relation, to) in merged.relations.iter_mut().take(count).zip(resolved) {
        let dangles = relation.to.as_ref().is_some_and(|to| match to.target() {
            Target::Entry(id) => !(context.is_listed)(id),
            Target::Party(_) | Target::Elsewhere(..) => false,
        });
        if to.is_some() || dangles {
            relation.to = to;
        }
    }
}

/// Free text that people know as an office stays one.
fn merge_texts(existing: &Entry, merged: &mut Entry) {
    phrases(&existing.titles, &mut merged.titles);
    let is_position = |remark: &Phrase| existing.positions.iter().any(|position| position.text == remark.text);
    merged.remarks.retain(|remark| !is_position(remark));
    phrases(&existing.remarks, &mut merged.remarks);
    merged.positions.clone_from(&existing.positions);
}
