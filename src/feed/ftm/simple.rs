//! `targets.simple.csv`: every target a row, in the columns and the dialect of OpenSanctions: every cell in quotation marks, LF;
//! several values of a cell are a row of their own, with semicolons between.

use std::io::{self, Write};
use std::sync::Arc;

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::ftm::Entity;
use crate::vocabulary::FtmType;

use super::chronicle::{Adjacent, Chronicle, Seen};

const COLUMNS: [&str; 16] = [
    "id",
    "schema",
    "name",
    "aliases",
    "birth_date",
    "countries",
    "addresses",
    "identifiers",
    "sanctions",
    "phones",
    "emails",
    "program_ids",
    "dataset",
    "first_seen",
    "last_seen",
    "last_change",
];

pub(super) fn write(
    chronicle: &Chronicle,
    seen: &[&Arc<Seen>],
    adjacent: &Adjacent<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut rows = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::Any(b'\n'))
        .from_writer(out);
    rows.write_record(COLUMNS)?;
    for seen in seen.iter().filter(|seen| seen.entity.is_target()) {
        rows.write_record(row(seen, adjacent, chronicle.title()))?;
    }
    rows.flush()
}

fn row(seen: &Seen, adjacent: &Adjacent<'_>, title: &str) -> [String; 16] {
    let entity = &seen.entity;
    let papers: Vec<&Entity> = adjacent.of_schema(&entity.id, "Identification").collect();
    let sanctions: Vec<String> = adjacent.of_schema(&entity.id, "Sanction").map(sanction).collect();
    let linked = entity.values("addressEntity").iter();
    let linked = linked
        .filter_map(|id| adjacent.get(id))
        .map(|seen| seen.entity.caption().to_owned());
    let mut aliases = of_type(entity, FtmType::Name, &[]);
    aliases.retain(|name| name != entity.caption());
    let mut countries = of_type(entity, FtmType::Country, &[]);
    countries.extend(papers.iter().flat_map(|paper| of_type(paper, FtmType::Country, &[])));
    let mut addresses = of_type(entity, FtmType::Address, &[]);
    addresses.extend(linked);
    let mut identifiers = of_type(entity, FtmType::Identifier, &["programId"]);
    identifiers.extend(papers.iter().flat_map(|paper| paper.values("number").to_vec()));
    let stamps = seen.stamps.as_ref();
    [
        entity.id.clone(),
        entity.schema.name.clone(),
        entity.caption().to_owned(),
        cell(aliases),
        cell(entity.values("birthDate").to_vec()),
        cell(countries),
        cell(addresses),
        cell(identifiers),
        cell(sanctions),
        cell(of_type(entity, FtmType::Phone, &[])),
        cell(of_type(entity, FtmType::Email, &[])),
        cell(entity.values("programId").to_vec()),
        title.to_owned(),
        stamps.map_or_else(String::new, |stamps| stamps.first_seen.clone()),
        String::new(),
        stamps.map_or_else(String::new, |stamps| stamps.last_change.clone()),
    ]
}

/// Returns programme, reason, status and dates of a Sanction in one text.
fn sanction(entity: &Entity) -> String {
    let parts = ["program", "reason", "status", "startDate", "endDate"];
    let values = parts.iter().flat_map(|property| entity.values(property));
    values.map(String::as_str).collect::<Vec<_>>().join(" - ")
}

fn of_type(entity: &Entity, kind: FtmType, but: &[&str]) -> Vec<String> {
    let properties = entity.properties.iter();
    let properties = properties.filter(|(name, _)| !but.contains(*name));
    let is_it = |name: &str| entity.schema.properties.get(name).is_some_and(|term| term.kind == kind);
    properties
        .filter(|(name, _)| is_it(name))
        .flat_map(|(_, values)| values.clone())
        .collect()
}

/// Returns the values as a row: in order, each once, quoted where that is needed.
fn cell(mut values: Vec<String>) -> String {
    values.retain(|value| !value.is_empty());
    values.sort();
    values.dedup();
    if values.is_empty() {
        return String::new();
    }
    let mut row = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    row.write_record(&values).expect("a Vec takes every row");
    let mut bytes = row.into_inner().expect("a Vec takes every row");
    bytes.pop();
    String::from_utf8(bytes).expect("the values are UTF-8")
}
