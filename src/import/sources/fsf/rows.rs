//! The rows of the CSV into the elements that the XML has for a party.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use crate::fsf::{COLUMNS, Column, DETAILS};
use crate::import::importer::{Input, Problem};
use crate::import::sources::xml::{Element, problem};

/// The columns without which nothing can be said.
const NEEDED: [&str; 6] = [
    "Entity_LogicalId",
    "Entity_EU_ReferenceNumber",
    "Entity_SubjectType",
    "Entity_Regulation_NumberTitle",
    "NameAlias_WholeName",
    "NameAlias_LogicalId",
];

/// Returns the parties in the order of their first rows.
///
/// # Errors
///
/// Fails where the file is not UTF-8, is of version 1.0, lacks a column that is needed, has one that is not known, or has a row with
/// another number of cells.
pub(super) fn records(input: &Input<'_>) -> Result<Vec<Element>, Problem> {
    let fault = |line: u64, message: String| problem(input.name, line, message);
    let bytes = input.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input.bytes);
    if let Err(error) = std::str::from_utf8(bytes) {
        let line = 1 + bytes[..error.valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count() as u64;
        let message = format!("the byte {:#04X} is not UTF-8", bytes[error.valid_up_to()]);
        return Err(fault(line, message));
    }
    let mut reader = ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(bytes);
    let headings = reader.headers().cloned();
    let headings = headings.map_err(|error| fault(1, format!("the headings cannot be read: {error}")))?;
    let columns = columns(&headings).map_err(|message| fault(1, message))?;
    let place_of = |wanted: Column| {
        columns
            .iter()
            .find(|(_, column)| *column == wanted)
            .map(|(place, _)| *place)
    };
    let key = place_of(Column::Entity("logicalId")).ok_or_else(|| fault(1, "no key".to_owned()))?;
    let mut parties: Vec<Element> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| {
        fault(
            error.position().map_or(1, csv::Position::line),
            format!("a row cannot be read: {error}"),
        )
    })? {
        let line = row.position().map_or(0, csv::Position::line);
        // Rows of 2026 end with a semicolon more than the headings.
        let surplus = row.len() == headings.len() + 1 && row.iter().next_back() == Some("");
        if row.len() != headings.len() && !surplus {
            let message = format!(
                "the row has {} cells, the headings are {}: the file is truncated or damaged",
                row.len(),
                headings.len()
            );
            return Err(fault(line, message));
        }
        let id = row.get(key).unwrap_or_default().to_owned();
        if id.is_empty() {
            return Err(fault(line, "the row has no `Entity_LogicalId`".to_owned()));
        }
        let place = *places.entry(id).or_insert_with(|| {
            parties.push(party(&row, &columns, line));
            parties.len() - 1
        });
        add_details(&mut parties[place], &row, &columns, line);
    }
    Ok(parties)
}

/// Returns the place in a row and the meaning of each column. Columns may be in any order, and some may be missing.
fn columns(headings: &StringRecord) -> Result<Vec<(usize, Column)>, String> {
    let mut found = Vec::new();
    for (place, heading) in headings.iter().enumerate() {
        let heading = heading.trim();
        if headings.iter().take(place).any(|other| other.trim() == heading) && !heading.is_empty() {
            return Err(format!(
                "the column `{heading}` comes twice, as in version 1.0 of the file: fetch `csvFullSanctionsList_1_1`"
            ));
        }
        match COLUMNS.iter().find(|(known, _)| known == heading) {
            Some((_, column)) => found.push((place, *column)),
            None if heading.is_empty() => {}
            None => {
                return Err(format!(
                    "the column `{heading}` is not known: the authority has changed its format, and this version of gazette would \
                     misread it"
                ));
            }
        }
    }
    let missing = NEEDED
        .iter()
        .find(|needed| headings.iter().all(|heading| heading.trim() != **needed));
    match missing {
        Some(column) => Err(format!("the column `{column}` is missing")),
        None => Ok(found),
    }
}

fn element(name: &str, line: u64) -> Element {
    Element {
        name: name.to_owned(),
        line,
        ..Element::default()
    }
}

fn remark(text: &str, line: u64) -> Element {
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    Element {
        text: inner.unwrap_or(text).to_owned(),
        ..element("remark", line)
    }
}

/// What each row of a party repeats.
fn party(row: &StringRecord, columns: &[(usize, Column)], line: u64) -> Element {
    let mut party = element("sanctionEntity", line);
    let mut subject = element("subjectType", line);
    let mut regulation = element("regulation", line);
    for (place, column) in columns {
        let cell = row.get(*place).unwrap_or_default();
        if cell.is_empty() {
            continue;
        }
        let attribute = |name: &str| (name.to_owned(), cell.to_owned());
        match column {
            Column::Entity(name) => party.attributes.push(attribute(name)),
            Column::EntityRemark => party.children.push(remark(cell, line)),
            Column::Subject(name) => subject.attributes.push(attribute(name)),
            Column::Regulation("publicationUrl") => regulation.children.push(Element {
                text: cell.to_owned(),
                ..element("publicationUrl", line)
            }),
            Column::Regulation(name) => regulation.attributes.push(attribute(name)),
            _ => {}
        }
    }
    party.children.extend([regulation, subject]);
    party
}

/// Adds the details of a row that the party does not have yet. A row mostly has one.
fn add_details(party: &mut Element, row: &StringRecord, columns: &[(usize, Column)], line: u64) {
    let mut details = DETAILS.map(|(name, _)| element(name, line));
    let mut acts = DETAILS.map(|_| element("regulationSummary", line));
    for (place, column) in columns {
        let cell = row.get(*place).unwrap_or_default();
        if cell.is_empty() {
            continue;
        }
        let attribute = |name: &str| (name.to_owned(), cell.to_owned());
        match column {
            Column::Detail(of, name) => details[*of].attributes.push(attribute(name)),
            Column::DetailRemark(of) => details[*of].children.push(remark(cell, line)),
            Column::Contacts(of) => details[*of].children.extend(contacts(cell, line)),
            Column::DetailAct(of, name) => acts[*of].attributes.push(attribute(name)),
            _ => {}
        }
    }
    for (mut detail, act) in details.into_iter().zip(acts) {
        if detail.attributes.is_empty() {
            continue;
        }
        if !act.attributes.is_empty() {
            detail.children.push(act);
        }
        let is_known = |known: &Element| {
            known.name == detail.name
                && known.attribute("logicalId").is_some()
                && known.attribute("logicalId") == detail.attribute("logicalId")
        };
        if !party.children.iter().any(is_known) {
            party.children.push(detail);
        }
    }
}

/// `KEY[value] KEY[value]`; another text is kept whole.
fn contacts(cell: &str, line: u64) -> Vec<Element> {
    let parts = cell.split_inclusive(']').map(str::trim).filter(|part| !part.is_empty());
    let read: Option<Vec<(&str, &str)>> = parts.map(|part| part.strip_suffix(']')?.split_once('[')).collect();
    let pairs = read.unwrap_or_else(|| vec![("other", cell)]);
    let contact = |(key, value): (&str, &str)| Element {
        attributes: vec![
            ("key".to_owned(), key.to_owned()),
            ("value".to_owned(), value.to_owned()),
        ],
        ..element("contactInfo", line)
    };
    pairs.into_iter().map(contact).collect()
}
