//! The second half: rows to an entry, purely.

use std::collections::HashMap;

use crate::model::record::{Item, Order};
use crate::model::{
    Address, Country, Designation, Entry, Kind, List, Name, NamePart, NamePartType, NameType, Phrase, Quality, Vessel,
};
use crate::ofac::{self, AS_PRINTED, REMARKS_WIDTH, country_of_flag, country_of_label};

use super::read::{AddressRow, AliasRow, MainRow};
use super::remarks;

/// The primary names of a publication, to find whom `Linked To: NAME` means.
pub(super) struct Names(HashMap<String, Bearer>);

enum Bearer {
    One(u64),
    /// Several entries bear the name, so that it leads to none.
    Several,
}

impl Names {
    pub(super) fn of(rows: &[MainRow]) -> Self {
        let mut names = HashMap::new();
        for row in rows {
            let Some(name) = &row.name else { continue };
            names
                .entry(name.clone())
                .and_modify(|bearer| *bearer = Bearer::Several)
                .or_insert(Bearer::One(row.number));
        }
        Self(names)
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Returns the id of the only entry that bears the name.
    pub(super) fn id_of(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Bearer::One(number) => Some(number.to_string()),
            Bearer::Several => None,
        }
    }
}

/// What the other files say of an entry.
#[derive(Default)]
pub(super) struct Parts<'a> {
    pub(super) addresses: Vec<AddressRow>,
    pub(super) aliases: Vec<AliasRow>,
    pub(super) overflow: Option<&'a str>,
}

/// Returns the entry that the rows tell, in canonical form.
pub(super) fn entry_of(main: MainRow, parts: Parts<'_>, names: &Names) -> Entry {
    let kind = kind_of(main.kind.as_deref());
    let mut entry = Entry {
        id: main.number.to_string(),
        names: names_of(&main, parts.aliases, &kind),
        addresses: parts.addresses.into_iter().map(address_of).collect(),
        designations: designations_of(main.program.as_deref().unwrap_or_default()),
        vessel: vessel_of(&main),
        kind,
        ..Entry::default()
    };
    let Some(text) = main.remarks else {
        entry.titles = titles_of(main.title.as_deref());
        return entry.canonical();
    };
    let full = text.clone() + parts.overflow.unwrap_or_default();
    let cut = text.len() == REMARKS_WIDTH && parts.overflow.is_none() && !text.ends_with('.');
    remarks::read_into(&mut entry, &full, main.title.as_deref(), cut, names);
    let entry = entry.canonical();
    let same_remarks = ofac::remarks(&entry).as_deref() == Some(full.as_str());
    if same_remarks && ofac::title(&entry) == main.title {
        return entry;
    }
    keep_as_printed(entry, full, main.title.as_deref())
}

/// What OFAC wrote by hand, in an order that the typed facts do not give back, is kept beside them.
fn keep_as_printed(mut entry: Entry, full: String, title: Option<&str>) -> Entry {
    entry.titles = titles_of(title);
    entry.remarks = vec![Phrase {
        text: full,
        note: Some(AS_PRINTED.to_owned()),
        ..Phrase::default()
    }];
    entry.canonical()
}

fn kind_of(text: Option<&str>) -> Kind {
    match text {
        None => Kind::Entity,
        Some("individual") => Kind::Individual,
        Some("vessel") => Kind::Vessel,
        Some("aircraft") => Kind::Aircraft,
        Some(other) => Kind::Other(other.to_owned()),
    }
}

fn names_of(main: &MainRow, aliases: Vec<AliasRow>, kind: &Kind) -> Vec<Name> {
    let mut names = vec![Name {
        kind: NameType::Primary,
        ..name_of(main.name.clone().unwrap_or_default(), kind)
    }];
    names.extend(aliases.into_iter().map(|row| Name {
        kind: alias_type(row.kind.as_deref()),
        quality: Quality::Strong,
        note: row.remarks,
        id: Some(row.number.to_string()),
        ..name_of(row.name.unwrap_or_default(), kind)
    }));
    names
}

fn alias_type(text: Option<&str>) -> NameType {
    match text {
        None | Some("aka") => NameType::Aka,
        Some("fka") => NameType::Fka,
        Some("nka") => NameType::Nka,
        Some(other) => NameType::Other(other.to_owned()),
    }
}

/// Returns a name with its parts: people are printed `SURNAME, Given, Jr.`.
pub(super) fn name_of(text: String, kind: &Kind) -> Name {
    let parts = match kind {
        Kind::Individual => person_parts(&text),
        _ => Vec::new(),
    };
    Name {
        text,
        parts,
        ..Name::default()
    }
}

fn person_parts(text: &str) -> Vec<NamePart> {
    let kinds = [NamePartType::Surname, NamePartType::Given, NamePartType::Suffix];
    let pieces: Vec<&str> = text.splitn(kinds.len(), ", ").collect();
    if pieces.len() == 1 {
        return Vec::new();
    }
    let part = |(kind, text): (NamePartType, &str)| NamePart {
        kind,
        text: text.to_owned(),
        ..NamePart::default()
    };
    kinds.into_iter().zip(pieces).map(part).collect()
}

fn address_of(row: AddressRow) -> Address {
    Address {
        street: row.address,
        area: row.area,
        country: row
            .country
            .map(|label| country_of_label(&label).unwrap_or_else(|| Country::from(label.as_str()))),
        note: row.remarks,
        id: Some(row.number.to_string()),
        ..Address::default()
    }
}

/// Several programmes are printed `SDGT] [IFSR`, mostly in the order in which OFAC numbers them.
fn designations_of(program: &str) -> Vec<Designation> {
    let codes: Vec<&str> = program.split("] [").filter(|code| !code.is_empty()).collect();
    let mut designations: Vec<Designation> = codes.iter().map(|code| designation(code)).collect();
    if printed_programmes(&designations) != codes {
        for (place, designation) in (1..).zip(&mut designations) {
            designation.order = Order(Some(place));
        }
    }
    designations
}

fn designation(code: &str) -> Designation {
    Designation {
        programme: Some(code.to_owned()),
        ..Designation::default()
    }
}

fn printed_programmes(designations: &[Designation]) -> Vec<String> {
    let entry = Entry {
        designations: designations.to_vec(),
        ..Entry::default()
    };
    let codes = ofac::programmes(&entry, &List::default());
    codes.into_iter().map(str::to_owned).collect()
}

fn titles_of(title: Option<&str>) -> Vec<Phrase> {
    let mut titles: Vec<Phrase> = title
        .into_iter()
        .flat_map(|title| title.split("; "))
        .map(phrase)
        .collect();
    keep_order(&mut titles, |_| (), |title| &mut title.order);
    titles
}

pub(super) fn phrase(text: impl Into<String>) -> Phrase {
    Phrase {
        text: text.into(),
        ..Phrase::default()
    }
}

fn vessel_of(main: &MainRow) -> Option<Vessel> {
    let flag = main
        .flag
        .as_deref()
        .map(|label| country_of_flag(label).unwrap_or_else(|| Country::from(label)));
    let vessel = Vessel {
        kind: main.vessel_type.clone(),
        flag,
        call_sign: main.call_sign.clone(),
        owner: main.owner.clone(),
        tonnage: main.tonnage.clone(),
        gross_tonnage: main.gross_tonnage.clone(),
        ..Vessel::default()
    };
    (vessel != Vessel::default()).then_some(vessel)
}

/// Gives elements an `order` where the canonical order would not be that of the source.
///
/// Within each group, the longest tail that stands in canonical order needs none; what is before it is numbered from 1.
/// So a value that OFAC adds at the end mostly changes nothing about those before it.
pub(super) fn keep_order<T: Item, G: PartialEq>(
    elements: &mut [T],
    group: impl Fn(&T) -> G,
    order: impl Fn(&mut T) -> &mut Order,
) {
    keep_order_by(elements, group, |a, b| a <= b, order);
}

/// As [`keep_order`], for sets that are printed in another order than the canonical one.
pub(super) fn keep_order_by<T, G: PartialEq>(
    elements: &mut [T],
    group: impl Fn(&T) -> G,
    in_order: impl Fn(&T, &T) -> bool,
    order: impl Fn(&mut T) -> &mut Order,
) {
    let mut done: Vec<G> = Vec::new();
    for first in 0..elements.len() {
        let own = group(&elements[first]);
        if done.contains(&own) {
            continue;
        }
        let members: Vec<usize> = (first..elements.len())
            .filter(|at| group(&elements[*at]) == own)
            .collect();
        let sorted = members
            .windows(2)
            .rev()
            .take_while(|pair| in_order(&elements[pair[0]], &elements[pair[1]]))
            .count();
        let numbered = members.len() - 1 - sorted;
        for (number, at) in (1..).zip(&members[..numbered]) {
            *order(&mut elements[*at]) = Order(Some(number));
        }
        done.push(own);
    }
}
