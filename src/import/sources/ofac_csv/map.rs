//! The second half: rows to an entry, purely.

use crate::import::sources::ofac::names::{Names, designations_of, name_of, titles_of};
use crate::model::record::unless_empty;
use crate::model::{Address, Country, Entry, Kind, Name, NameType, Phrase, Quality, Vessel};
use crate::ofac::{self, AS_PRINTED, REMARKS_WIDTH, country_of_flag, country_of_label};

use super::read::{AddressRow, AliasRow, MainRow};
use super::remarks;

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
        designations: designations_of(&programmes_of(&main)),
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

/// Several programmes are printed `SDGT] [IFSR`.
fn programmes_of(main: &MainRow) -> Vec<&str> {
    let program = main.program.as_deref().unwrap_or_default();
    program.split("] [").filter(|code| !code.is_empty()).collect()
}

fn vessel_of(main: &MainRow) -> Option<Box<Vessel>> {
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
    unless_empty(vessel)
}
