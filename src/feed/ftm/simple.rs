//! `targets.simple.csv`: every target a row, in the columns and the dialect of OpenSanctions: every cell in quotation marks, LF;
//! several values of a cell are a row of their own, with semicolons between.

use crate::ftm::Entity;
use crate::vocabulary::FtmType;

use super::View;
use super::cells::{plain, quoted};

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

pub(super) fn head(out: &mut Vec<u8>) {
    let mut row = Row::begin(out);
    COLUMNS.iter().for_each(|column| row.one(column));
    row.end();
}

pub(super) fn line(view: &View<'_>, place: usize, out: &mut Vec<u8>) {
    let adjacent = &view.adjacent;
    let seen = adjacent.seen(place);
    let entity = &seen.entity;
    if !entity.is_target() {
        return;
    }
    let papers: Vec<&Entity> = adjacent.of_schema(place, "Identification").collect();
    let sanctions: Vec<String> = adjacent.of_schema(place, "Sanction").map(sanction).collect();
    let aliases = of_type(entity, FtmType::Name).filter(|name| *name != entity.caption());
    let countries = papers.iter().flat_map(|paper| of_type(paper, FtmType::Country));
    let numbers = papers.iter().flat_map(|paper| paper.values("number"));
    let identifiers = entity.statements().filter(|(property, _)| property.name != "programId");
    let identifiers = identifiers.filter(|(property, _)| property.kind == FtmType::Identifier);
    let (first_seen, last_change) = seen
        .stamps
        .as_ref()
        .map_or(("", ""), |stamps| (&stamps.first_seen, &stamps.last_change));
    let mut row = Row::begin(out);
    row.one(&entity.id);
    row.one(&entity.schema.name);
    row.one(entity.caption());
    row.several(aliases);
    row.several(entity.values("birthDate"));
    row.several(of_type(entity, FtmType::Country).chain(countries));
    row.several(of_type(entity, FtmType::Address).chain(adjacent.addresses(place)));
    row.several(identifiers.map(|(_, value)| value).chain(numbers));
    row.several(sanctions.iter().map(String::as_str));
    row.several(of_type(entity, FtmType::Phone));
    row.several(of_type(entity, FtmType::Email));
    row.several(entity.values("programId"));
    row.one(view.chronicle.title());
    row.one(first_seen);
    row.one("");
    row.one(last_change);
    row.end();
}

/// Returns programme, reason, status and dates of a Sanction in one text.
fn sanction(entity: &Entity) -> String {
    let parts = ["program", "reason", "status", "startDate", "endDate"];
    let values = parts.iter().flat_map(|property| entity.values(property));
    values.collect::<Vec<_>>().join(" - ")
}

fn of_type(entity: &Entity, kind: FtmType) -> impl Iterator<Item = &str> {
    let statements = entity.statements().filter(move |(property, _)| property.kind == kind);
    statements.map(|(_, value)| value)
}

/// A row that is being written.
struct Row<'a> {
    out: &'a mut Vec<u8>,
    is_begun: bool,
}

impl<'a> Row<'a> {
    fn begin(out: &'a mut Vec<u8>) -> Self {
        Self { out, is_begun: false }
    }

    fn one(&mut self, cell: &str) {
        self.cell(cell.as_bytes());
    }

    fn cell(&mut self, cell: &[u8]) {
        if self.is_begun {
            self.out.push(b',');
        }
        self.is_begun = true;
        quoted(cell, self.out);
    }

    /// Writes the values as a row of their own: in order, each once, quoted where that is needed.
    fn several<'v>(&mut self, values: impl Iterator<Item = &'v str>) {
        let mut values: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
        values.sort_unstable();
        values.dedup();
        let mut cell = Vec::new();
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                cell.push(b';');
            }
            plain(value.as_bytes(), b';', &mut cell);
        }
        self.cell(&cell);
    }

    fn end(self) {
        self.out.push(b'\n');
    }
}
