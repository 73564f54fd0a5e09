//! What failed downloads leave behind: nothing, a page for people, an error for programs; and formats that have changed.

use std::collections::BTreeMap;

use crate::import::importer::{Input, Problem};

use super::xml::{note, problem};

/// A format of which more records than these in a hundred have an element that is not known has changed, and its records may have
/// moved facts into that element.
const MOST_UNKNOWN: usize = 20;

/// Fails for an empty file, a web page, and an error message in JSON.
///
/// Each was stored as "the list" by a public collector: a page that said `403`, a page that said maintenance, no bytes, and
/// `{"status":500,…}` of 167 bytes for the European Union's list on 8 February 2026.
pub(super) fn refuse_failed_download(input: &Input<'_>) -> Result<(), Problem> {
    let bytes = input.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input.bytes);
    let start = bytes.trim_ascii_start();
    let head: Vec<u8> = start.iter().take(64).map(u8::to_ascii_lowercase).collect();
    let begins = |texts: &[&str]| texts.iter().any(|text| head.starts_with(text.as_bytes()));
    let what = if start.is_empty() {
        "is empty"
    } else if begins(&["<!doctype html", "<html", "<head", "<body"]) {
        "is a web page and not the list"
    } else if begins(&["{", "["]) {
        "is JSON, as servers send it with an error, and not the list"
    } else {
        return Ok(());
    };
    Err(problem(input.name, 1, format!("the file {what}: the download failed")))
}

/// Returns a problem for each element that is not known: a note, and an error where too many records have it.
pub(super) fn unknown_elements(file: &str, unknown: &BTreeMap<String, (usize, u64)>, records: usize) -> Vec<Problem> {
    let problems = unknown.iter().map(|(name, (count, line))| {
        if count * 100 > records * MOST_UNKNOWN && *count > 1 {
            let message = format!(
                "`{name}` is not known and is in {count} of {records} records: the authority has changed its format, and this \
                 version of gazette would misread it"
            );
            return problem(file, *line, message);
        }
        let message = format!("`{name}` is not known; in {count} of {records} records, where it was kept under `extra`");
        note(file, *line, message)
    });
    problems.collect()
}
