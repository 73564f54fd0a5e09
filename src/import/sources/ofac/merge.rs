//! What OFAC's files say, laid over an entry that people may have added to.
//!
//! The formats differ in what they can say; [`Form`] tells them apart where that matters.

use crate::import::importer::Context;
use crate::import::merge::{Sight, merge_set};
use crate::model::{
    Address, Aircraft, CountryFact, DateFact, Designation, Document, Entry, Gender, Name, NameForm, NameType,
    Organization, Phrase, Quality, Relation, Vessel,
};
use crate::ofac::{
    self, CUT, SdnAddress, address_line, country_label, is_labelled, last_and_first, ofac_date, sdn_address,
    whole_number,
};
use crate::vocabulary::{Carrier, Scheme, documents, features};

/// Returns the entry as OFAC has it now, with what its files cannot say as it was.
///
/// Remarks that are cut hide what stands behind the cut. What the list knows is then kept, if with it the Remarks are the
/// same as far as they can be seen; else the entry says no more than what was published.
pub(crate) fn merge_csv(existing: &Entry, imported: Entry, context: &Context<'_>) -> Entry {
    let cut = |remark: &Phrase| remark.note.as_deref() == Some(CUT);
    if !imported.remarks.iter().any(cut) {
        return lay_over(existing, imported, context, Sight::Whole, Form::Csv);
    }
    let seen = ofac::remarks(&imported).unwrap_or_default();
    let mut whole = imported.clone();
    whole.remarks.retain(|remark| !cut(remark));
    let whole = lay_over(existing, whole, context, Sight::Part, Form::Csv).canonical();
    let explains = ofac::remarks(&whole).is_some_and(|text| text.starts_with(&seen));
    if explains && !whole.remarks.iter().any(cut) {
        return whole;
    }
    lay_over(existing, imported, context, Sight::Whole, Form::Csv)
}

/// What a format can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// SDN.CSV and its companions.
    Csv,
    /// SDN.XML: addresses in parts, numbers for all elements, no place of issue.
    Sdn,
    /// SDN_ENHANCED.XML: names in other scripts, kinds of links, legal authorities and days of listing as well.
    Enhanced,
}

/// Returns the entry as an XML format has it now, with what that format cannot say as it was.
pub(crate) fn merge_xml(existing: &Entry, imported: Entry, context: &Context<'_>, form: Form) -> Entry {
    lay_over(existing, imported, context, Sight::Whole, form)
}

/// `sight` says how much of the Remarks the publication shows.
fn lay_over(existing: &Entry, imported: Entry, context: &Context<'_>, sight: Sight, form: Form) -> Entry {
    let mut merged = imported;
    merge_names(existing, &mut merged, context, sight, form);
    merge_person(existing, &mut merged, sight);
    merge_addresses(existing, &mut merged, context, form);
    merge_identifiers(existing, &mut merged, sight, form);
    merged.organization = merge_organization(existing.organization.as_deref(), merged.organization, sight);
    merged.vessel = merge_vessel(existing.vessel.as_deref(), merged.vessel, sight, form);
    merged.aircraft = merge_aircraft(existing.aircraft.as_deref(), merged.aircraft, sight);
    merge_designations(existing, &mut merged, form);
    merge_relations(existing, &mut merged, context, sight, form);
    merge_texts(existing, &mut merged, sight);
    merged.death_dates.clone_from(&existing.death_dates);
    merged.references.clone_from(&existing.references);
    merged.reasons.clone_from(&existing.reasons);
    merged.notes.clone_from(&existing.notes);
    merged.sources.clone_from(&existing.sources);
    for (name, value) in existing.extra.iter() {
        merged.extra.entry(name.clone()).or_insert_with(|| value.clone());
    }
    merged
}

fn merge_names(existing: &Entry, merged: &mut Entry, context: &Context<'_>, sight: Sight, form: Form) {
    let says = |name: &Name| Some(format!("{} {}", name.kind.as_str(), name.text));
    // OFAC's own aliases have a number where the format has one; one without is an addition.
    let is_addition = |name: &Name| !context.coverage.strong_aliases || name.id.is_none();
    let stays = |name: &Name| match name.kind {
        NameType::Primary => false,
        NameType::Aka | NameType::Fka | NameType::Nka => is_addition(name),
        _ => true,
    };
    let imported = std::mem::take(&mut merged.names);
    let parted_by_source = imported.clone();
    let (weak, strong) = parted(imported);
    let (known_weak, known_strong) = parted(existing.names.clone());
    merged.names = merge_set(&known_strong, strong, says, stays, Sight::Whole);
    // The weak aliases of the CSV have no number, so that none of them can be told for an addition.
    merged
        .names
        .extend(merge_set(&known_weak, weak, says, |_| false, sight));
    if form != Form::Csv {
        follow_source(&mut merged.names, parted_by_source, form);
    }
}

/// What the XML formats say of a name beside its text: how it is parted, of which quality it is, its forms.
fn follow_source(names: &mut [Name], source: Vec<Name>, form: Form) {
    for new in source {
        let same = |name: &&mut Name| name.kind == new.kind && name.text == new.text && name.id == new.id;
        let Some(name) = names.iter_mut().find(same) else {
            continue;
        };
        name.quality = new.quality.clone();
        if form == Form::Enhanced {
            name.parts = new.parts;
            name.script = new.script;
            keep_notes(&name.forms, &new.forms).clone_into(&mut name.forms);
        } else if last_and_first(name) != last_and_first(&new) {
            name.parts = new.parts;
        }
    }
}

/// Returns the forms that the source has, each as people have it where both have the same.
fn keep_notes(known: &[NameForm], source: &[NameForm]) -> Vec<NameForm> {
    let known_as = |new: &NameForm| {
        known
            .iter()
            .find(|form| form.text == new.text && form.script == new.script)
    };
    let form = |new: &NameForm| NameForm {
        note: known_as(new).and_then(|known| known.note.clone()),
        language: known_as(new).and_then(|known| known.language.clone()),
        ..new.clone()
    };
    source.iter().map(form).collect()
}

/// Parts names into those that the Remarks print and the others.
fn parted(names: Vec<Name>) -> (Vec<Name>, Vec<Name>) {
    let in_remarks = |name: &Name| name.quality == Quality::Weak && name.kind != NameType::Primary;
    names.into_iter().partition(in_remarks)
}

fn merge_person(existing: &Entry, merged: &mut Entry, sight: Sight) {
    let unprinted = matches!(existing.gender, Gender::Another | Gender::Other(_));
    if (unprinted || sight == Sight::Part) && merged.gender == Gender::Unsaid {
        merged.gender = existing.gender.clone();
    }
    if merged.gender == existing.gender {
        merged.gender_id.clone_from(&existing.gender_id);
    }
    dates(&existing.birth_dates, &mut merged.birth_dates, sight);
    let places = std::mem::take(&mut merged.birth_places);
    merged.birth_places = merge_set(
        &existing.birth_places,
        places,
        |place| Some(ofac::place_text(place)),
        |_| false,
        sight,
    );
    countries(&existing.nationalities, &mut merged.nationalities, sight);
    countries(&existing.citizenships, &mut merged.citizenships, sight);
}

fn dates(existing: &[DateFact], merged: &mut Vec<DateFact>, sight: Sight) {
    *merged = merge_set(
        existing,
        std::mem::take(merged),
        |fact| Some(ofac_date(&fact.date)),
        |_| false,
        sight,
    );
}

fn countries(existing: &[CountryFact], merged: &mut Vec<CountryFact>, sight: Sight) {
    let says = |fact: &CountryFact| Some(country_label(&fact.country));
    *merged = merge_set(existing, std::mem::take(merged), says, |_| false, sight);
}

fn phrases(existing: &[Phrase], merged: &mut Vec<Phrase>, sight: Sight) {
    *merged = merge_set(
        existing,
        std::mem::take(merged),
        |phrase| Some(phrase.text.clone()),
        |_| false,
        sight,
    );
}

fn merge_addresses(existing: &Entry, merged: &mut Entry, context: &Context<'_>, form: Form) {
    if !context.coverage.addresses {
        merged.addresses.clone_from(&existing.addresses);
        return;
    }
    let addresses = std::mem::take(&mut merged.addresses);
    // An address that the CSV has in one piece is not the one that XML has in parts.
    let says = |address: &Address| match form {
        Form::Csv => Some(format!("{:?}", address_line(address))),
        _ => Some(format!("{:?} {:?}", sdn_address(address), address.area)),
    };
    // OFAC's own addresses have a number; one without is an addition. SDN.XML leaves those out that say nothing.
    let is_unsaid = |address: &Address| form == Form::Sdn && sdn_address(address) == SdnAddress::default();
    let stays = |address: &Address| address.id.is_none() || is_unsaid(address);
    merged.addresses = merge_set(&existing.addresses, addresses, says, stays, Sight::Whole);
}

/// Papers, contacts, wallets and features: of the types for which OFAC has a label its files speak, of others never.
fn merge_identifiers(existing: &Entry, merged: &mut Entry, sight: Sight, form: Form) {
    let value = |document: &Document| match form {
        Form::Sdn => ofac::document_value(&Document {
            issued_in: None,
            ..document.clone()
        }),
        _ => ofac::document_value(document),
    };
    merged.documents = merge_set(
        &existing.documents,
        std::mem::take(&mut merged.documents),
        |document| Some(format!("{} {}", document.kind, value(document))),
        |document| !is_paper_of_ofac(&document.kind),
        sight,
    );
    merged.contacts = merge_set(
        &existing.contacts,
        std::mem::take(&mut merged.contacts),
        |contact| Some(format!("{} {}", contact.kind, contact.value)),
        |contact| !is_labelled(Carrier::Contact(&contact.kind)),
        sight,
    );
    merged.wallets = merge_set(
        &existing.wallets,
        std::mem::take(&mut merged.wallets),
        |wallet| Some(format!("{} {}", wallet.currency, wallet.address)),
        |wallet| !is_labelled(Carrier::Wallet(&wallet.currency)),
        sight,
    );
    merged.features = merge_set(
        &existing.features,
        std::mem::take(&mut merged.features),
        |feature| Some(format!("{} {}", feature.kind, ofac::feature_value(feature))),
        |feature| features().get(&feature.kind).is_none(),
        sight,
    );
}

fn is_paper_of_ofac(kind: &str) -> bool {
    documents().label(Scheme::Ofac, kind).is_some() || is_labelled(Carrier::Document(kind))
}

fn merge_organization(
    existing: Option<&Organization>,
    imported: Option<Box<Organization>>,
    sight: Sight,
) -> Option<Box<Organization>> {
    let Some(existing) = existing else { return imported };
    let imported = *imported.unwrap_or_default();
    let mut merged = existing.clone();
    merged.established = imported.established;
    merged.types = imported.types;
    dates(&existing.established, &mut merged.established, sight);
    phrases(&existing.types, &mut merged.types, sight);
    Some(Box::new(merged))
}

fn merge_vessel(
    existing: Option<&Vessel>,
    imported: Option<Box<Vessel>>,
    sight: Sight,
    form: Form,
) -> Option<Box<Vessel>> {
    let Some(existing) = existing else { return imported };
    let imported = *imported.unwrap_or_default();
    let mut merged = Vessel {
        operators: existing.operators.clone(),
        former_operators: existing.former_operators.clone(),
        length: existing.length.clone(),
        hull_numbers: existing.hull_numbers.clone(),
        extra: existing.extra.clone(),
        ..imported
    };
    if form == Form::Sdn {
        keep_commas(existing.tonnage.as_ref(), &mut merged.tonnage);
        keep_commas(existing.gross_tonnage.as_ref(), &mut merged.gross_tonnage);
    }
    phrases(&existing.other_types, &mut merged.other_types, sight);
    phrases(&existing.other_call_signs, &mut merged.other_call_signs, sight);
    countries(&existing.other_flags, &mut merged.other_flags, sight);
    countries(&existing.former_flags, &mut merged.former_flags, sight);
    dates(&existing.built, &mut merged.built, sight);
    Some(Box::new(merged))
}

/// The schema of SDN.XML has whole numbers where the CSV prints `99,144`.
fn keep_commas(existing: Option<&String>, imported: &mut Option<String>) {
    let Some(known) = existing else { return };
    let unsaid = whole_number(known).is_none() && imported.is_none();
    if unsaid || (imported.is_some() && whole_number(known) == *imported) {
        *imported = Some(known.clone());
    }
}

fn merge_aircraft(existing: Option<&Aircraft>, imported: Option<Box<Aircraft>>, sight: Sight) -> Option<Box<Aircraft>> {
    let Some(existing) = existing else { return imported };
    let imported = *imported.unwrap_or_default();
    let mut merged = Aircraft {
        manufacturers: existing.manufacturers.clone(),
        types: existing.types.clone(),
        owners: existing.owners.clone(),
        extra: existing.extra.clone(),
        ..imported
    };
    phrases(&existing.models, &mut merged.models, sight);
    phrases(&existing.serial_numbers, &mut merged.serial_numbers, sight);
    phrases(&existing.construction_numbers, &mut merged.construction_numbers, sight);
    phrases(&existing.tail_numbers, &mut merged.tail_numbers, sight);
    phrases(&existing.former_tail_numbers, &mut merged.former_tail_numbers, sight);
    phrases(&existing.transponder_codes, &mut merged.transponder_codes, sight);
    phrases(&existing.operators, &mut merged.operators, sight);
    dates(&existing.built, &mut merged.built, sight);
    Some(Box::new(merged))
}

/// Dates, legal basis and instrument of a programme come from elsewhere and stay as long as OFAC prints the programme; the
/// days and authorities that ENHANCED says follow it.
fn merge_designations(existing: &Entry, merged: &mut Entry, form: Form) {
    let designations = std::mem::take(&mut merged.designations);
    let source = designations.clone();
    merged.designations = merge_set(
        &existing.designations,
        designations,
        |designation| match (&designation.programme, &designation.register) {
            (Some(programme), _) => Some(format!("programme {programme}")),
            (None, register) => register.as_ref().map(|register| format!("register {register}")),
        },
        |designation| designation.programme.is_none() || designation.ended.is_some(),
        Sight::Whole,
    );
    if form != Form::Enhanced {
        return;
    }
    for new in source {
        let is_same = |known: &&mut Designation| known.programme == new.programme;
        let is_register = |known: &Designation| known.programme.is_some() || known.register == new.register;
        let same = |known: &&mut Designation| is_same(known) && is_register(known);
        let Some(known) = merged.designations.iter_mut().find(same) else {
            continue;
        };
        known.listed = new.listed.or(known.listed.take());
        known.register = new.register.or(known.register.take());
        if !new.legal_basis.is_empty() {
            known.legal_basis = new.legal_basis;
        }
        if !new.measures.is_empty() {
            known.measures = new.measures;
        }
    }
}

/// A link of which people know the kind keeps it; a target that is gone from the list is one no more.
fn merge_relations(existing: &Entry, merged: &mut Entry, context: &Context<'_>, sight: Sight, form: Form) {
    let kinds: Vec<_> = merged.relations.iter().map(|relation| relation.kind.clone()).collect();
    let resolved: Vec<_> = merged.relations.iter().map(|relation| relation.to.clone()).collect();
    let count = resolved.len();
    let relations = std::mem::take(&mut merged.relations);
    let says = |relation: &Relation| {
        let printed = ofac::is_printed_relation(relation);
        printed.then(|| relation.name.clone()).flatten()
    };
    let stays = |relation: &Relation| !ofac::is_printed_relation(relation);
    merged.relations = merge_set(&existing.relations, relations, says, stays, sight);
    for ((relation, to), kind) in merged.relations.iter_mut().take(count).zip(resolved).zip(kinds) {
        if form == Form::Enhanced {
            relation.kind = kind;
        }
        let dangles = relation.entry().is_some_and(|id| !(context.is_listed)(id));
        if to.is_some() || dangles {
            relation.to = to;
        }
    }
}

/// Free text that people know as an office stays one.
fn merge_texts(existing: &Entry, merged: &mut Entry, sight: Sight) {
    phrases(&existing.titles, &mut merged.titles, sight);
    let is_position = |remark: &Phrase| existing.positions.iter().any(|position| position.text == remark.text);
    merged.remarks.retain(|remark| !is_position(remark));
    phrases(&existing.remarks, &mut merged.remarks, sight);
    merged.positions.clone_from(&existing.positions);
}
