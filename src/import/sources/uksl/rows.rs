//! The rows of the CSV into the elements that the XML has for a record.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use crate::import::importer::{Input, Problem};
use crate::import::sources::xml::{Element, note, problem};
use crate::uksl::{COLUMNS, Column, REPORT_DATE, SETS};

/// The column by whose text rows belong together.
const KEY: &str = "Unique ID";

/// One element of a set: its texts under the names of the children that hold them.
type Parts = Vec<(Option<&'static str>, String)>;

/// One record, while its rows are read.
struct Gathered {
    line: u64,
    singles: Vec<(&'static str, String)>,
    /// Of each set the elements that were seen, in the order of the rows.
    sets: Vec<Vec<Parts>>,
}

/// Returns the records in the order of their first rows.
///
/// # Errors
///
/// Fails where the file is not UTF-8, has other headings, or has a row with another number of cells.
pub(super) fn records(input: &Input<'_>, problems: &mut Vec<Problem>) -> Result<Vec<Element>, Problem> {
    let fault = |line: u64, message: String| problem(input.name, line, message);
    let bytes = input.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input.bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count() as u64;
        fault(
            line,
            format!("the byte {:#04X} is not UTF-8", bytes[error.valid_up_to()]),
        )
    })?;
    let table = match text.split_once('\n') {
        Some((first, rest)) if first.trim_start_matches('"').starts_with(REPORT_DATE.trim_end()) => rest,
        _ => {
            return Err(fault(
                1,
                format!("the first line does not begin with `{}`", REPORT_DATE.trim_end()),
            ));
        }
    };
    if !table.ends_with('\n') {
        let message = "the last line has no line end: the file is truncated, or was edited".to_owned();
        problems.push(note(input.name, text.lines().count() as u64, message));
    }
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    let headings = reader.headers().cloned();
    let headings = headings.map_err(|error| fault(2, format!("the headings cannot be read: {error}")))?;
    let columns = columns(&headings).map_err(|message| fault(2, message))?;
    let key = columns
        .iter()
        .position(|(_, column)| *column == Column::One("UniqueID"));
    let key = columns[key.ok_or_else(|| fault(2, format!("the column `{KEY}` is missing")))?].0;
    let mut records: Vec<Gathered> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| {
        fault(
            error.position().map_or(2, |at| at.line() + 1),
            format!("a row cannot be read: {error}"),
        )
    })? {
        let line = row.position().map_or(0, csv::Position::line) + 1;
        if row.len() != headings.len() {
            let message = format!(
                "the row has {} cells, the headings are {}: the file is truncated or damaged",
                row.len(),
                headings.len()
            );
            return Err(fault(line, message));
        }
        let id = row.get(key).unwrap_or_default().trim().to_owned();
        if id.is_empty() {
            return Err(fault(line, format!("the row has no `{KEY}`")));
        }
        let place = *places.entry(id).or_insert_with(|| {
            records.push(Gathered {
                line,
                singles: Vec::new(),
                sets: vec![Vec::new(); SETS.len()],
            });
            records.len() - 1
        });
        records[place]
            .add(&row, &columns)
            .map_err(|message| fault(line, message))?;
    }
    Ok(records.into_iter().map(Gathered::into_element).collect())
}

/// Returns the place in a row and the meaning of each column. Columns may be in any order.
fn columns(headings: &StringRecord) -> Result<Vec<(usize, Column)>, String> {
    let place = |heading: &str| headings.iter().position(|own| own.trim() == heading);
    let found = COLUMNS.iter().map(|(heading, column)| {
        let place = place(heading).ok_or_else(|| format!("the column `{heading}` is missing"))?;
        Ok((place, *column))
    });
    let found: Vec<(usize, Column)> = found.collect::<Result<_, String>>()?;
    let unknown = headings
        .iter()
        .find(|own| COLUMNS.iter().all(|(heading, _)| own.trim() != *heading));
    match unknown {
        Some(heading) => Err(format!(
            "the column `{heading}` is not known: the authority has changed its format, and this version of gazette would misread it"
        )),
        None => Ok(found),
    }
}

impl Gathered {
    fn add(&mut self, row: &StringRecord, columns: &[(usize, Column)]) -> Result<(), String> {
        let mut elements: Vec<Parts> = vec![Vec::new(); SETS.len()];
        for (place, column) in columns {
            let cell = row.get(*place).unwrap_or_default();
            if cell.trim().is_empty() {
                continue;
            }
            match column {
                Column::One(name) => self.single(name, cell)?,
                Column::In(set, child) => elements[*set].push((*child, cell.trim().to_owned())),
            }
        }
        for (known, element) in self.sets.iter_mut().zip(elements) {
            if !element.is_empty() && !known.contains(&element) {
                known.push(element);
            }
        }
        Ok(())
    }

    /// Every row of a record has the same text in a column that is not of a set.
    fn single(&mut self, name: &'static str, cell: &str) -> Result<(), String> {
        match self.singles.iter().find(|(known, _)| *known == name) {
            None => self.singles.push((name, cell.to_owned())),
            Some((_, text)) if text == cell => {}
            Some((_, text)) => {
                return Err(format!(
                    "`{name}` is `{cell}` in this row and `{text}` in another of the same record"
                ));
            }
        }
        Ok(())
    }

    fn into_element(self) -> Element {
        let line = self.line;
        let leaf = |name: &str, text: String| Element {
            name: name.to_owned(),
            line,
            text,
            ..Element::default()
        };
        let mut record = leaf("Designation", String::new());
        record.children = self
            .singles
            .into_iter()
            .map(|(name, text)| {
                leaf(
                    name,
                    if is_running_text(name) {
                        without_blanks(&text)
                    } else {
                        text
                    },
                )
            })
            .collect();
        for (set, elements) in SETS.iter().zip(self.sets) {
            let items = elements.into_iter().map(|parts| {
                let mut item = leaf(set.item, String::new());
                for (child, text) in parts {
                    match child {
                        Some(name) => item.children.push(leaf(name, text)),
                        None => item.text = text,
                    }
                }
                item
            });
            let items: Vec<Element> = items.collect();
            if !items.is_empty() {
                within(&mut record, set.path, line).children = items;
            }
        }
        record
    }
}

fn is_running_text(name: &str) -> bool {
    matches!(name, "UKStatementofReasons" | "OtherInformation")
}

/// The CSV has a blank where the XML has a line end before and behind a text.
fn without_blanks(text: &str) -> String {
    let inner = text.strip_prefix(' ').unwrap_or(text);
    inner.strip_suffix(' ').unwrap_or(inner).to_owned()
}

/// Returns the element at a path below another; elements on the way are made.
fn within<'e>(element: &'e mut Element, path: &[&'static str], line: u64) -> &'e mut Element {
    let Some((first, rest)) = path.split_first() else {
        return element;
    };
    let at = element.children.iter().position(|child| child.name == *first);
    let at = at.unwrap_or_else(|| {
        element.children.push(Element {
            name: (*first).to_owned(),
            line,
            ..Element::default()
        });
        element.children.len() - 1
    });
    within(&mut element.children[at], rest, line)
}
