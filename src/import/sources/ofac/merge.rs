//! What OFAC's files say, laid over an entry that people may have added to.
//!
//! The formats differ in what they can say; [`Form`] tells them apart where that matters.

use crate::import::importer::Context;
use crate::import::merge::{Element, Matching, Sight, covered_part};
use crate::model::{
    Address, Aircraft, CountryFact, DateFact, Designation, Document, Entry, Gender, Name, NameForm, NameType,
    Organization, Phrase, Quality, Relation, Vessel,
};
use crate::ofac::{
    self, CUT, SdnAddress, address_line, country_label, is_labelled, last_and_first, ofac_date, sdn_address,
    whole_number,
};
use crate::vocabulary::{Carrier, Scheme, documents, features};

/// The fields that OFAC's files can state. Of a vessel they have neither its length nor its hull numbers, and people's offices
/// are free text in them.
pub(crate) const COVERS: &[&str] = &[
    "id",
    "kind",
    "names",
    "gender",
    "gender_id",
    "birth_dates",
    "birth_places",
    "nationalities",
    "citizenships",
    "titles",
    "addresses",
    "documents",
    "contacts",
    "wallets",
    "organization.established",
    "organization.types",
    "vessel.type",
    "vessel.other_types",
    "vessel.flag",
    "vessel.other_flags",
    "vessel.former_flags",
    "vessel.call_sign",
    "vessel.other_call_signs",
    "vessel.owner",
    "vessel.tonnage",
    "vessel.gross_tonnage",
    "vessel.built",
    "aircraft.models",
    "aircraft.serial_numbers",
    "aircraft.construction_numbers",
    "aircraft.tail_numbers",
    "aircraft.former_tail_numbers",
    "aircraft.transponder_codes",
    "aircraft.operators",
    "aircraft.built",
    "features",
    "designations",
    "relations",
    "remarks",
];

/// What a publication lacks without the file of strong aliases.
pub(crate) const STRONG_ALIASES: &str = "names.strong";

/// Joins the sets of an entry as SDN.CSV and its companions have it.
///
/// Remarks that are cut hide what is behind the cut. What the list knows is then kept, if with it the Remarks are the
/// same as far as they can be seen; else the entry states no more than what was published.
pub(crate) fn merge_csv(existing: &Entry, merged: &mut Entry, context: &Context<'_>) {
    let cut = |remark: &Phrase| remark.note.as_deref() == Some(CUT);
    if merged.remarks.iter().any(cut) {
        let seen = ofac::remarks(&covered_part(merged, COVERS)).unwrap_or_default();
        let mut whole = merged.clone();
        whole.remarks.retain(|remark| !cut(remark));
        merge_sets(existing, &mut whole, context, Sight::Part, Form::Csv);
        let whole = whole.canonical();
        let explains = ofac::remarks(&whole).is_some_and(|text| text.starts_with(&seen));
        if explains && !whole.remarks.iter().any(cut) {
            *merged = whole;
            return;
        }
    }
    merge_sets(existing, merged, context, Sight::Whole, Form::Csv);
}

/// What a format can state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// SDN.CSV and its companions.
    Csv,
    /// SDN.XML: qualities of aliases, numbers and parts of addresses as well, but no place of issue.
    Sdn,
    /// SDN_ENHANCED.XML: names in other scripts, kinds of links, legal authorities and days of listing as well.
    Enhanced,
}

/// Joins the sets of an entry as an XML format has it.
pub(crate) fn merge_xml(existing: &Entry, merged: &mut Entry, context: &Context<'_>, form: Form) {
    merge_sets(existing, merged, context, Sight::Whole, form);
}

/// `sight` is how much of the Remarks the publication shows.
fn merge_sets(existing: &Entry, merged: &mut Entry, context: &Context<'_>, sight: Sight, form: Form) {
    merge_names(existing, merged, context, sight, form);
    merge_person(existing, merged, sight);
    merge_addresses(existing, merged, context, form);
    merge_identifiers(existing, merged, sight, form);
    merge_organization(
        existing.organization.as_deref(),
        merged.organization.as_deref_mut(),
        sight,
    );
    merge_vessel(existing.vessel.as_deref(), merged.vessel.as_deref_mut(), sight, form);
    merge_aircraft(existing.aircraft.as_deref(), merged.aircraft.as_deref_mut(), sight);
    merge_designations(existing, merged, form);
    merge_relations(existing, merged, context, sight, form);
    merge_texts(existing, merged, sight);
}

/// Joins a set whose elements are the same if OFAC prints them the same.
fn merge_set<T: Element>(
    existing: &[T],
    imported: Vec<T>,
    print: impl Fn(&T) -> Option<String>,
    stays: impl Fn(&T) -> bool,
    sight: Sight,
) -> Vec<T> {
    let matching = Matching {
        content: &print,
        follows: &[],
        stays: &stays,
        sight,
    };
    crate::import::merge::merge_set(existing, imported, &matching)
}

fn merge_names(existing: &Entry, merged: &mut Entry, context: &Context<'_>, sight: Sight, form: Form) {
    let says = |name: &Name| Some(format!("{} {}", name.kind.as_str(), name.text));
    // OFAC's own aliases have a number where the format has one; one without is an addition.
    let is_addition = |name: &Name| context.unseen.contains(&STRONG_ALIASES) || name.id.is_none();
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
    if context.unseen.contains(&"addresses") {
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

fn merge_organization(existing: Option<&Organization>, merged: Option<&mut Organization>, sight: Sight) {
    let (Some(existing), Some(merged)) = (existing, merged) else {
        return;
    };
    dates(&existing.established, &mut merged.established, sight);
    phrases(&existing.types, &mut merged.types, sight);
}

fn merge_vessel(existing: Option<&Vessel>, merged: Option<&mut Vessel>, sight: Sight, form: Form) {
    let (Some(existing), Some(merged)) = (existing, merged) else {
        return;
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
}

/// The schema of SDN.XML has whole numbers where the CSV prints `99,144`.
fn keep_commas(existing: Option<&String>, imported: &mut Option<String>) {
    let Some(known) = existing else { return };
    let is_hidden = whole_number(known).is_none() && imported.is_none();
    if is_hidden || (imported.is_some() && whole_number(known) == *imported) {
        *imported = Some(known.clone());
    }
}

fn merge_aircraft(existing: Option<&Aircraft>, merged: Option<&mut Aircraft>, sight: Sight) {
    let (Some(existing), Some(merged)) = (existing, merged) else {
        return;
    };
    phrases(&existing.models, &mut merged.models, sight);
    phrases(&existing.serial_numbers, &mut merged.serial_numbers, sight);
    phrases(&existing.construction_numbers, &mut merged.construction_numbers, sight);
    phrases(&existing.tail_numbers, &mut merged.tail_numbers, sight);
    phrases(&existing.former_tail_numbers, &mut merged.former_tail_numbers, sight);
    phrases(&existing.transponder_codes, &mut merged.transponder_codes, sight);
    phrases(&existing.operators, &mut merged.operators, sight);
    dates(&existing.built, &mut merged.built, sight);
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
}
