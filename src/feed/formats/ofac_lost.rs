//! What OFAC's published forms cannot say, of whatever file they are.

use crate::feed::format::Loss;
use crate::model::{Entry, Name, NameType};
use crate::ofac::{is_labelled, is_printed_relation};
use crate::vocabulary::{Carrier, Scheme, documents, features};

const OTHER_SCRIPT: &str = "names in other scripts have no place in the file";

/// Names that are neither primary nor what `is_written` says, and what stands beside a name.
pub(super) fn names(entry: &Entry, is_written: impl Fn(&Name) -> bool, losses: &mut Vec<Loss>) {
    for (at, name) in entry.names.iter().enumerate() {
        let mut lose = |field: &str, what: &str| losses.push(Loss::new(format!("names[{at}]{field}"), what));
        if name.kind != NameType::Primary && !is_written(name) {
            lose("", OTHER_SCRIPT);
        }
        if name.kind == NameType::Variation {
            lose(".type", "it is written as an alias");
        }
        for form in 0..name.forms.len() {
            lose(&format!(".forms[{form}]"), OTHER_SCRIPT);
        }
        let beside = [
            (".title", name.title.is_some()),
            (".position", name.position.is_some()),
            (".birth_date", name.birth_date.is_some()),
            (".birth_place", name.birth_place.is_some()),
        ];
        for (field, set) in beside {
            if set {
                lose(field, "it has no place in the file");
            }
        }
    }
}

/// Documents and features of types for which OFAC has no label.
pub(super) fn unlabelled(entry: &Entry, losses: &mut Vec<Loss>) {
    const OWN_WORD: &str = "OFAC has no label for this type, it is written under our own word";
    for (at, document) in entry.documents.iter().enumerate() {
        let labelled = documents().label(Scheme::Ofac, &document.kind).is_some();
        if !labelled && !is_labelled(Carrier::Document(&document.kind)) {
            losses.push(Loss::new(format!("documents[{at}]"), OWN_WORD));
        }
    }
    for (at, feature) in entry.features.iter().enumerate() {
        if features().get(&feature.kind).is_none() {
            losses.push(Loss::new(format!("features[{at}]"), OWN_WORD));
        }
    }
}

/// Facts for which OFAC has no type at all.
pub(super) fn placeless(entry: &Entry, losses: &mut Vec<Loss>) {
    let mut lose = |field: &str, count: usize, what: &str| {
        losses.extend((0..count).map(|at| Loss::new(format!("{field}[{at}]"), what)));
    };
    lose(
        "death_dates",
        entry.death_dates.len(),
        "dates of death have no place in the file",
    );
    const NO_PLACE: &str = "it has no place in the file";
    if let Some(organization) = &entry.organization {
        lose("organization.dissolved", organization.dissolved.len(), NO_PLACE);
        lose(
            "organization.legal_form",
            organization.legal_form.iter().count(),
            NO_PLACE,
        );
        lose("organization.parents", organization.parents.len(), NO_PLACE);
        lose("organization.subsidiaries", organization.subsidiaries.len(), NO_PLACE);
    }
    if let Some(vessel) = &entry.vessel {
        lose("vessel.operators", vessel.operators.len(), NO_PLACE);
        lose("vessel.former_operators", vessel.former_operators.len(), NO_PLACE);
        lose("vessel.length", vessel.length.iter().count(), NO_PLACE);
        lose("vessel.hull_numbers", vessel.hull_numbers.len(), NO_PLACE);
    }
    if let Some(aircraft) = &entry.aircraft {
        lose("aircraft.manufacturers", aircraft.manufacturers.len(), NO_PLACE);
        lose("aircraft.types", aircraft.types.len(), NO_PLACE);
        lose("aircraft.owners", aircraft.owners.len(), NO_PLACE);
    }
    lose(
        "reasons",
        entry.reasons.len(),
        "statements of reasons have no place in the file",
    );
    lose(
        "references",
        entry.references.len(),
        "numbers of other lists have no place in the file",
    );
}

/// What a designation says beside its programme.
pub(super) fn designations(entry: &Entry, losses: &mut Vec<Loss>) {
    for (at, designation) in entry.designations.iter().enumerate() {
        let said = [
            ("authority", designation.authority.is_some()),
            ("listed", designation.listed.is_some()),
            ("effective", designation.effective.is_some()),
            ("expires", designation.expires.is_some()),
            ("measures", !designation.measures.is_empty()),
            ("legal_basis", !designation.legal_basis.is_empty()),
            ("instrument", designation.instrument.is_some()),
        ];
        for (field, _) in said.into_iter().filter(|(_, said)| *said) {
            let what = "the file has nothing but the programme";
            losses.push(Loss::new(format!("designations[{at}].{field}"), what));
        }
    }
}

/// Relations that are no printed links, and the kinds of those that are.
pub(super) fn relations(entry: &Entry, losses: &mut Vec<Loss>) {
    for (at, relation) in entry.relations.iter().enumerate() {
        let field = format!("relations[{at}]");
        if !is_printed_relation(relation) {
            losses.push(Loss::new(field, "only links that OFAC prints have a place in the file"));
        } else if relation.kind.as_str() != "linked-to" {
            losses.push(Loss::new(format!("{field}.type"), "it is written as `Linked To`"));
        }
    }
}
