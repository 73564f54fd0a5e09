//! The first half: rows of the legacy files, read by their byte rules.
//!
//! A row that these rules do not give back byte for byte is an error with its number: guessing at a broken row could
//! move an address or a name to another party.

use std::collections::HashSet;

use csv::StringRecord;

use crate::import::importer::{Input, Problem, Severity};
use crate::ofac::{Cell, END_MARK, NULL, row_text};

/// The rows of one file.
pub(super) struct Rows<R> {
    pub(super) rows: Vec<R>,
    /// False where an error kept rows from being read.
    pub(super) complete: bool,
}

/// One row of one of the files.
pub(super) trait Row: Sized {
    /// How many columns it has.
    const COLUMNS: usize;
    /// How many of the first columns are numbers.
    const NUMBERS: usize;
    /// True where the file ends in an end mark.
    const ENDS_IN_MARK: bool = true;

    /// Makes the row of its numbers and of its texts.
    fn new(line: u64, numbers: &[u64], texts: Texts<'_>) -> Self;
}

/// The columns behind the numbers.
pub(super) struct Texts<'a> {
    record: &'a StringRecord,
    next: usize,
}

impl Texts<'_> {
    fn next(&mut self) -> Option<String> {
        let text = self.record.get(self.next).filter(|text| *text != NULL);
        self.next += 1;
        text.map(str::to_owned)
    }
}

/// A row of SDN.CSV.
pub(super) struct MainRow {
    pub(super) line: u64,
    pub(super) number: u64,
    pub(super) name: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) program: Option<String>,
    pub(super) title: Option<String>,
    pub(super) call_sign: Option<String>,
    pub(super) vessel_type: Option<String>,
    pub(super) tonnage: Option<String>,
    pub(super) gross_tonnage: Option<String>,
    pub(super) flag: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) remarks: Option<String>,
}

impl Row for MainRow {
    const COLUMNS: usize = 12;
    const NUMBERS: usize = 1;

    fn new(line: u64, numbers: &[u64], mut texts: Texts<'_>) -> Self {
        Self {
            line,
            number: numbers[0],
            name: texts.next(),
            kind: texts.next(),
            program: texts.next(),
            title: texts.next(),
            call_sign: texts.next(),
            vessel_type: texts.next(),
            tonnage: texts.next(),
            gross_tonnage: texts.next(),
            flag: texts.next(),
            owner: texts.next(),
            remarks: texts.next(),
        }
    }
}

/// A row of ADD.CSV.
pub(super) struct AddressRow {
    pub(super) line: u64,
    pub(super) entry: u64,
    pub(super) number: u64,
    pub(super) address: Option<String>,
    pub(super) area: Option<String>,
    pub(super) country: Option<String>,
    pub(super) remarks: Option<String>,
}

impl Row for AddressRow {
    const COLUMNS: usize = 6;
    const NUMBERS: usize = 2;

    fn new(line: u64, numbers: &[u64], mut texts: Texts<'_>) -> Self {
        Self {
            line,
            entry: numbers[0],
            number: numbers[1],
            address: texts.next(),
            area: texts.next(),
            country: texts.next(),
            remarks: texts.next(),
        }
    }
}

/// A row of ALT.CSV.
pub(super) struct AliasRow {
    pub(super) line: u64,
    pub(super) entry: u64,
    pub(super) number: u64,
    pub(super) kind: Option<String>,
    pub(super) name: Option<String>,
    pub(super) remarks: Option<String>,
}

impl Row for AliasRow {
    const COLUMNS: usize = 5;
    const NUMBERS: usize = 2;

    fn new(line: u64, numbers: &[u64], mut texts: Texts<'_>) -> Self {
        Self {
            line,
            entry: numbers[0],
            number: numbers[1],
            kind: texts.next(),
            name: texts.next(),
            remarks: texts.next(),
        }
    }
}

/// A row of SDN_COMMENTS.CSV.
pub(super) struct CommentRow {
    pub(super) line: u64,
    pub(super) entry: u64,
    pub(super) text: String,
}

impl Row for CommentRow {
    const COLUMNS: usize = 2;
    const NUMBERS: usize = 1;
    const ENDS_IN_MARK: bool = false;

    fn new(line: u64, numbers: &[u64], mut texts: Texts<'_>) -> Self {
        Self {
            line,
            entry: numbers[0],
            text: texts.next().unwrap_or_default(),
        }
    }
}

/// Reads a file and adds to `problems` what is wrong with it.
pub(super) fn read_rows<R: Row>(input: &Input<'_>, problems: &mut Vec<Problem>) -> Rows<R> {
    let mut reader = FileReader {
        name: input.name,
        problems,
        faults: 0,
    };
    let mut rows = Vec::new();
    if let Some(text) = reader.text(input.bytes, R::ENDS_IN_MARK) {
        reader.records(text, &mut rows);
    }
    Rows {
        rows,
        complete: reader.faults == 0,
    }
}

struct FileReader<'a> {
    name: &'a str,
    problems: &'a mut Vec<Problem>,
    faults: usize,
}

/// What is wrong with one row; where reading cannot go on, the rest of the file is left unread.
enum Fault {
    ThisRow(String),
    TheRest(String),
}

impl FileReader<'_> {
    fn error(&mut self, row: Option<u64>, message: impl Into<String>) {
        self.faults += 1;
        self.say(row, Severity::Error, message.into());
    }

    fn say(&mut self, row: Option<u64>, severity: Severity, message: String) {
        self.problems.push(Problem {
            file: self.name.to_owned(),
            row,
            severity,
            message,
        });
    }

    /// Returns the rows as text without the end mark, if the bytes are what they may be.
    fn text<'b>(&mut self, bytes: &'b [u8], wants_mark: bool) -> Option<&'b str> {
        let body = bytes.strip_suffix(&[END_MARK]).unwrap_or(bytes);
        if body.is_empty() {
            self.error(None, "the file is empty");
            return None;
        }
        if let Some(at) = body.iter().position(|byte| !is_allowed(*byte)) {
            self.error(Some(row_at(body, at)), foreign_byte(body[at]));
            return None;
        }
        if !body.ends_with(b"\r\n") {
            let last = row_at(body, body.len() - 1);
            self.error(
                Some(last),
                "the file ends in the middle of a row: it is truncated, or its line ends are not CR LF",
            );
            return None;
        }
        if wants_mark && body.len() == bytes.len() {
            let message = "the end mark 0x1A is not there: the file may be truncated behind a whole row".to_owned();
            self.say(None, Severity::Note, message);
        }
        std::str::from_utf8(body).ok()
    }

    /// Reads record by record beside line by line: a record that is not exactly one line is a fault.
    fn records<R: Row>(&mut self, text: &str, rows: &mut Vec<R>) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .double_quote(false)
            .from_reader(text.as_bytes());
        let mut record = StringRecord::new();
        let mut order = Order::default();
        let lines = text.strip_suffix("\r\n").unwrap_or(text).split("\r\n");
        for (number, line) in (1..).zip(lines) {
            let read = reader.read_record(&mut record).unwrap_or(false);
            if number == 1 && is_header(&record) {
                self.say(
                    Some(1),
                    Severity::Note,
                    "the header line, which OFAC does not write, was skipped".to_owned(),
                );
                continue;
            }
            let row = if read {
                row_of::<R>(number, line, &record, &mut order)
            } else {
                Err(unreadable(line))
            };
            match row {
                Ok(row) => rows.push(row),
                Err(Fault::ThisRow(message)) => self.error(Some(number), message),
                Err(Fault::TheRest(message)) => {
                    self.error(Some(number), format!("{message}; the rest of the file was not read"));
                    return;
                }
            }
        }
        if rows.is_empty() {
            self.error(None, "the file has no rows");
        }
    }
}

fn is_allowed(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\r' | b'\n')
}

fn foreign_byte(byte: u8) -> String {
    match byte {
        END_MARK => "the end mark 0x1A stands before the end of the file".to_owned(),
        0x80.. => format!("the byte 0x{byte:02X} is no ASCII: OFAC writes names without diacritics"),
        _ => format!("the control character 0x{byte:02X} does not belong there"),
    }
}

fn row_at(bytes: &[u8], at: usize) -> u64 {
    let before = bytes[..at].iter().filter(|byte| **byte == b'\n').count();
    before as u64 + 1
}

/// Copies of the list that others keep have one; it names the first column.
fn is_header(record: &StringRecord) -> bool {
    let first = record.get(0).unwrap_or_default().trim().to_ascii_lowercase();
    first.starts_with("ent")
}

fn unreadable(line: &str) -> Fault {
    Fault::TheRest(if line.is_empty() {
        "the row is empty".to_owned()
    } else {
        "the row cannot be read".to_owned()
    })
}

fn row_of<R: Row>(number: u64, line: &str, record: &StringRecord, order: &mut Order) -> Result<R, Fault> {
    if record.len() != R::COLUMNS {
        let (are, expected) = (record.len(), R::COLUMNS);
        let message = format!("{expected} columns are expected and {are} are there");
        return Err(if spans_lines(record) {
            stray_quote()
        } else {
            Fault::TheRest(message)
        });
    }
    let mut numbers = [0; 2];
    for (column, slot) in numbers.iter_mut().enumerate().take(R::NUMBERS) {
        let text = record.get(column).unwrap_or_default();
        *slot = parse_number(text)
            .ok_or_else(|| Fault::ThisRow(format!("`{text}` in column {} is no number", column + 1)))?;
    }
    if written::<R>(record) != line {
        return Err(if spans_lines(record) {
            stray_quote()
        } else {
            not_as_written(line)
        });
    }
    if let Some(column) = (R::NUMBERS..R::COLUMNS).find(|column| record.get(*column) == Some("")) {
        return Err(Fault::ThisRow(format!(
            "column {} is an empty text; nothing is written `{NULL}`",
            column + 1
        )));
    }
    order.check(&numbers[..R::NUMBERS])?;
    let texts = Texts {
        record,
        next: R::NUMBERS,
    };
    Ok(R::new(number, &numbers, texts))
}

fn spans_lines(record: &StringRecord) -> bool {
    record.iter().any(|field| field.contains('\n'))
}

fn stray_quote() -> Fault {
    Fault::TheRest("a double quote opens a text that the row does not close".to_owned())
}

fn not_as_written(line: &str) -> Fault {
    if line.contains(['\n', '\r']) {
        return Fault::TheRest("the line end is not CR LF".to_owned());
    }
    if line.contains("\"-0- \"") {
        return Fault::ThisRow(format!("nothing is written `{NULL}` without quotes"));
    }
    Fault::TheRest("a text is not in double quotes, or a stray double quote stands in one".to_owned())
}

/// Returns the row as OFAC writes what the record says.
fn written<R: Row>(record: &StringRecord) -> String {
    let cells: Vec<Cell<'_>> = record
        .iter()
        .enumerate()
        .map(|(column, field)| match field {
            _ if column < R::NUMBERS => Cell::Number(field),
            NULL => Cell::Null,
            _ => Cell::Text(field),
        })
        .collect();
    row_text(&cells)
}

fn parse_number(text: &str) -> Option<u64> {
    let canonical = !text.is_empty() && text.len() <= 10 && !text.starts_with('0');
    (canonical && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// Holds the rows to their order: by entry, then by the second number, which no row of the file has twice.
#[derive(Default)]
struct Order {
    last: Vec<u64>,
    seconds: HashSet<u64>,
}

impl Order {
    fn check(&mut self, numbers: &[u64]) -> Result<(), Fault> {
        if self.last == numbers {
            return Err(Fault::ThisRow(format!("`{}` comes twice", joined(numbers))));
        }
        if self.last.as_slice() > numbers {
            let message = format!(
                "`{}` stands behind `{}`: the rows are out of order",
                joined(numbers),
                joined(&self.last)
            );
            return Err(Fault::ThisRow(message));
        }
        if let [_, second] = numbers
            && !self.seconds.insert(*second)
        {
            return Err(Fault::ThisRow(format!("the number `{second}` comes twice")));
        }
        self.last = numbers.to_vec();
        Ok(())
    }
}

fn joined(numbers: &[u64]) -> String {
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(",")
}
