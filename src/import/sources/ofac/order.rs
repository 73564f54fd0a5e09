//! Elements get an `order` where their source has one of its own.

use crate::import::order::{keep_order, keep_order_by};
use crate::model::{Entry, Quality};

/// Gives the elements of every set but names and addresses their `order` where they need one.
pub(crate) fn number_elements(entry: &mut Entry) {
    keep_order(&mut entry.birth_dates, |_| (), |fact| &mut fact.order);
    keep_order(&mut entry.birth_places, |_| (), |place| &mut place.order);
    for set in [&mut entry.nationalities, &mut entry.citizenships] {
        keep_order(set, |_| (), |fact| &mut fact.order);
    }
    for set in [&mut entry.titles, &mut entry.remarks] {
        keep_order(set, |_| (), |phrase| &mut phrase.order);
    }
    keep_order(
        &mut entry.documents,
        |document| document.kind.clone(),
        |document| &mut document.order,
    );
    keep_order(
        &mut entry.contacts,
        |contact| contact.kind.clone(),
        |contact| &mut contact.order,
    );
    keep_order(
        &mut entry.wallets,
        |wallet| wallet.currency.clone(),
        |wallet| &mut wallet.order,
    );
    keep_order(
        &mut entry.features,
        |feature| feature.kind.clone(),
        |feature| &mut feature.order,
    );
    // Links are printed by name.
    keep_order_by(
        &mut entry.relations,
        |_| (),
        |a, b| a.name <= b.name,
        |relation| &mut relation.order,
    );
    number_crafts(entry);
}

/// Strong aliases stand in the order of their ids; the weak ones of the CSV have none.
pub(crate) fn number_weak_aliases(entry: &mut Entry) {
    let first_weak = entry.names.iter().position(|name| name.quality == Quality::Weak);
    if let Some(first) = first_weak {
        keep_order(&mut entry.names[first..], |_| (), |name| &mut name.order);
    }
}

fn number_crafts(entry: &mut Entry) {
    if let Some(organization) = &mut entry.organization {
        keep_order(&mut organization.established, |_| (), |fact| &mut fact.order);
        keep_order(&mut organization.types, |_| (), |phrase| &mut phrase.order);
    }
    if let Some(vessel) = &mut entry.vessel {
        for set in [&mut vessel.former_flags, &mut vessel.other_flags] {
            keep_order(set, |_| (), |fact| &mut fact.order);
        }
        for set in [&mut vessel.other_call_signs, &mut vessel.other_types] {
            keep_order(set, |_| (), |phrase| &mut phrase.order);
        }
        keep_order(&mut vessel.built, |_| (), |fact| &mut fact.order);
    }
    if let Some(aircraft) = &mut entry.aircraft {
        keep_order(&mut aircraft.built, |_| (), |fact| &mut fact.order);
        let sets = [
            &mut aircraft.models,
            &mut aircraft.operators,
            &mut aircraft.serial_numbers,
            &mut aircraft.construction_numbers,
            &mut aircraft.tail_numbers,
            &mut aircraft.former_tail_numbers,
            &mut aircraft.transponder_codes,
        ];
        for set in sets {
            keep_order(set, |_| (), |phrase| &mut phrase.order);
        }
    }
}
