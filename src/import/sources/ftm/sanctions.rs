//! Sanctions to designations.

use std::collections::BTreeSet;

use crate::model::record::Table;
use crate::model::{Designation, Entry, Programme, Reference};

use super::raw::{Graph, Raw};
use super::words::{date, mark, measure, phrases};

/// Gives an entry its designations, and the list the programmes that they name.
pub(super) fn designations(graph: &Graph, raw: &Raw, entry: &mut Entry, programmes: &mut Table<Programme>) {
    let sanctions: Vec<&Raw> = graph.leading(&raw.id, "Sanction", "entity").collect();
    for sanction in &sanctions {
        entry.designations.push(designation(sanction, programmes));
    }
    // The reasons are those of the entry; where its Sanctions have different ones, each keeps its own.
    let reasons: BTreeSet<Vec<&str>> = sanctions.iter().map(|sanction| sanction.values("reason")).collect();
    if let Some(reasons) = reasons.first().filter(|_| reasons.len() == 1) {
        entry.reasons = phrases(reasons);
    }
    let numbers: BTreeSet<Vec<&str>> = sanctions.iter().map(|sanction| sanction.values("unscId")).collect();
    if let Some(numbers) = numbers.first().filter(|_| numbers.len() == 1) {
        entry.references.extend(numbers.iter().map(|number| Reference {
            kind: "un".to_owned(),
            value: (*number).to_owned(),
            ..Reference::default()
        }));
    }
}

fn designation(raw: &Raw, programmes: &mut Table<Programme>) -> Designation {
    let text = |property: &str| raw.first(property).map(str::to_owned);
    let dated = |property: &str| raw.first(property).map(date);
    Designation {
        programme: programme(raw, programmes),
        authority: text("authority"),
        listed: dated("listingDate"),
        effective: dated("startDate"),
        ended: dated("endDate"),
        amended: raw.values("modifiedAt").into_iter().map(date).collect(),
        measures: raw.values("provisions").into_iter().map(measure).collect(),
        reference: text("authorityId"),
        instrument_url: text("sourceUrl"),
        note: text("description"),
        id: mark(&raw.id),
        ..Designation::default()
    }
}

/// Returns the code of the programme: the key, else the title itself.
fn programme(raw: &Raw, programmes: &mut Table<Programme>) -> Option<String> {
    let title = raw.first("program").map(str::to_owned);
    let code = raw.first("programId").map(str::to_owned).or_else(|| title.clone())?;
    if !programmes.contains_key(&code) {
        let programme = Programme {
            title: title.filter(|title| *title != code),
            url: raw.first("programUrl").map(str::to_owned),
            ..Programme::default()
        };
        programmes.insert(code.clone(), programme);
    }
    Some(code)
}
