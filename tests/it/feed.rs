//! Feeds: their bytes for one small edition, and the laws that hold for all of them.
//!
//! `GAZETTE_BLESS=1 cargo test` writes the expected files anew; read what changed.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]

mod ended;
mod leaves;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use atom_syndication::Feed;
use gazette::feed::delta::{self, Records, State};
use gazette::feed::native::{StateDigest, read_entry, read_list, record};
use gazette::feed::news::{Author, Item, ItemFacts, News, Related, write_atom, write_json_feed};
use gazette::feed::{FORMATS, FileKind, Format, format, losses_of};
use gazette::model::record::{Field, Form};
use gazette::model::{Edition, Entry, Release};
use gazette::yaml::{SourceFile, load_list};
use proptest::prelude::*;
use serde_json::Value;

use crate::made::{Dice, entries, later};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The release of the edition of the cases.
fn release() -> Release {
    Release {
        name: "2021-01-01".to_owned(),
        date: "2021-01-01".parse().unwrap(),
        time: "2021-01-01T11:30:00Z".parse().unwrap(),
        commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
        tree: "89abcdef0123456789abcdef0123456789abcdef".to_owned(),
        title: "Add P-532 & \"others\"".to_owned(),
        body: "Line one.\nLine <two>.".to_owned(),
    }
}

/// The edition that every format is written from.
pub(crate) fn edition() -> Edition {
    let folder = cases().join("edition");
    let mut files = Vec::new();
    for inner in ["", "parties"] {
        for item in fs::read_dir(folder.join(inner)).unwrap() {
            let path = item.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                let inside = path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
                files.push(SourceFile {
                    path: inside,
                    bytes: fs::read(&path).unwrap(),
                });
            }
        }
    }
    let loaded = load_list("test-list", files);
    assert!(!loaded.is_broken(), "{:?}", loaded.problems);
    Edition {
        list_id: loaded.id,
        list: loaded.list,
        entries: loaded.entries.into_iter().map(|loaded| loaded.entry).collect(),
        parties: loaded.parties.into_iter().map(|loaded| loaded.entry).collect(),
        release: Some(release()),
    }
}

fn written(format: &dyn Format, file: &FileKind, edition: &Edition) -> Vec<u8> {
    let mut out = Vec::new();
    format.write(file, edition, &mut out).unwrap();
    out
}

fn text_of(name: &str, file: &str, edition: &Edition) -> String {
    let format = format(name).unwrap();
    let file = format.files().iter().find(|kind| kind.name == file).unwrap();
    String::from_utf8(written(format, file, edition)).unwrap()
}

#[test]
fn every_format_gives_the_bytes_of_its_case() {
    let edition = edition();
    for format in FORMATS {
        for file in format.files() {
            let path = cases().join("feed").join(format.name()).join(file.name);
            let found = written(*format, file, &edition);
            if std::env::var_os("GAZETTE_BLESS").is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &found).unwrap();
            }
            let expected = fs::read(&path).unwrap_or_default();
            assert!(
                found == expected,
                "{} of `{}` is not as {} has it:\n{}",
                file.name,
                format.name(),
                path.display(),
                String::from_utf8_lossy(&found)
            );
        }
    }
}

#[test]
fn the_files_of_a_format_are_the_same_written_together() {
    let edition = edition();
    for format in FORMATS {
        let mut together = vec![Vec::new(); format.files().len()];
        let outs = together.iter_mut().map(|out| out as &mut (dyn Write + Send));
        format.write_all(&edition, &mut outs.collect::<Vec<_>>()).unwrap();
        for (file, found) in format.files().iter().zip(together) {
            assert!(found == written(*format, file, &edition), "{}", file.name);
        }
    }
}

#[test]
fn formats_and_files_have_names_of_their_own() {
    let names: BTreeSet<&str> = FORMATS.iter().map(|format| format.name()).collect();
    assert_eq!(names.len(), FORMATS.len());
    let files: Vec<String> = FORMATS
        .iter()
        .flat_map(|format| format.files())
        .map(|file| file.name.to_ascii_lowercase())
        .collect();
    let different: BTreeSet<&String> = files.iter().collect();
    assert_eq!(different.len(), files.len(), "{files:?}");
    for format in FORMATS {
        assert!(
            !format.files().is_empty() && !format.about().is_empty(),
            "{}",
            format.name()
        );
        let is_word = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
        assert!(format.name().chars().all(is_word), "{}", format.name());
    }
}

#[test]
fn a_file_of_another_format_is_refused() {
    let foreign = FileKind {
        name: "NONE.TXT",
        media_type: "text/plain",
        about: "",
    };
    for format in FORMATS {
        let error = format.write(&foreign, &edition(), &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("has no file `NONE.TXT`"), "{error}");
    }
}

#[test]
fn json_and_json_lines_say_the_same_and_all_of_it() {
    let edition = edition();
    let document: Value = serde_json::from_str(&text_of("json", "entries.json", &edition)).unwrap();
    let lines = text_of("jsonl", "entries.jsonl", &edition);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(document["entries"].as_array().unwrap(), &lines[1..]);
    assert_eq!(document["digest"], lines[0]["digest"]);
    assert_eq!(document["counts"]["entries"], 4);
    assert_eq!(document["parties"][0]["id"], "holding");
    assert!(lines.iter().all(|line| line["id"] != "holding"));
}

#[test]
fn the_digest_is_that_of_the_lines_behind_the_header() {
    let text = text_of("jsonl", "entries.jsonl", &edition());
    let (header, rest) = text.split_once('\n').unwrap();
    let header: Value = serde_json::from_str(header).unwrap();
    assert_eq!(
        header["digest"]["entries"],
        gazette::feed::native::sha256(rest.as_bytes())
    );
}

#[test]
fn records_read_back_are_the_entries() {
    let edition = edition();
    assert_eq!(read_list(&record(&edition.list)).unwrap(), edition.list);
    for entry in edition.entries.iter().chain(&edition.parties) {
        assert_eq!(read_entry(&record(entry)).as_ref(), Ok(&**entry));
    }
    assert!(read_entry(r#"{"id":"1","shoe_size":"44"}"#).is_err());
}

/// Reads a table with the rules that the format's page gives, and nothing of the format's code.
fn table(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let row = |row: Result<csv::StringRecord, _>| row.unwrap().iter().map(unguarded).collect();
    reader.records().map(row).collect()
}

fn unguarded(cell: &str) -> String {
    let behind = cell.trim_start_matches('\'');
    let guarded =
        behind.len() < cell.len() && behind.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if guarded { cell[1..].to_owned() } else { cell.to_owned() }
}

#[test]
fn no_cell_is_a_formula_and_every_name_is_read_back() {
    let edition = edition();
    let names = text_of("csv", "names.csv", &edition);
    let mut raw = csv::ReaderBuilder::new().from_reader(names.as_bytes());
    for row in raw.records() {
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }
    let rows = table(&names);
    assert_eq!(rows[0][..4], ["entry_id", "kind", "primary_name", "name"]);
    let found: BTreeSet<&str> = rows[1..].iter().map(|row| row[3].as_str()).collect();
    let names = edition.entries.iter().flat_map(|entry| &entry.names);
    let expected = names.flat_map(|name| std::iter::once(&name.text).chain(name.forms.iter().map(|form| &form.text)));
    assert_eq!(found, expected.map(String::as_str).collect());
}

#[test]
fn lines_of_the_table_end_as_rfc_4180_asks() {
    let text = text_of("csv", "names.csv", &edition());
    assert!(text.ends_with("\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn values_of_a_cell_are_told_apart() {
    let text = text_of("csv", "entries.csv", &edition());
    let rows = table(&text);
    let column = |heading: &str| rows[0].iter().position(|cell| cell == heading).unwrap();
    let (lazarus, kim) = (&rows[1], &rows[2]);
    assert_eq!(lazarus[column("weak_aliases")], "GUARDIANS;; OF PEACE");
    assert_eq!(lazarus[column("former_names")], "OLD NAME");
    assert_eq!(lazarus[column("measures")], "asset-freeze; travel-ban; arms-embargo");
    assert_eq!(lazarus[column("listed")], "2019-09-13");
    assert_eq!(kim[column("aliases")], "'=1+1; 'ABD AL-RAHMAN");
    assert_eq!(kim[column("contacts")], "phone +850 2 381");
    assert_eq!(kim[column("nationalities")], "KP; NO");
    assert!(
        kim[column("reasons")].contains("with \"quotes\"; and a semicolon.\n\nDeuxième")
            || kim[column("reasons")].starts_with("Deuxième")
    );
}

#[test]
fn what_csv_cannot_carry_is_named() {
    let edition = edition();
    let csv = format("csv").unwrap();
    let all = losses_of(csv, &edition);
    let losses = |id: &str| -> Vec<&str> {
        let of_entry = all.iter().filter(|loss| loss.entry == id && !loss.is_bookkeeping());
        of_entry.map(|loss| loss.field.as_str()).collect()
    };
    assert_eq!(losses("1"), [""; 0]);
    assert_eq!(losses("10"), ["extra"]);
}

fn news() -> News {
    News {
        page: Default::default(),
        id: "tag:example.org,2019-09-13:test-list".to_owned(),
        title: "A <list> & its \"news\"".to_owned(),
        description: Some("Bell: \u{7}; emoji: 🚢".to_owned()),
        updated: "2021-01-01T11:30:00Z".parse().unwrap(),
        author: Author {
            name: "Ministry of Tests".to_owned(),
            url: Some("https://example.org/?a=1&b=2".to_owned()),
            email: None,
        },
        language: Some("en".to_owned()),
        home_page: "https://example.org/lists/".to_owned(),
        atom_url: "https://example.org/lists/feed.atom".to_owned(),
        json_url: Some("https://example.org/lists/feed.json".to_owned()),
        items: vec![Item {
            id: "tag:example.org,2021-01-01:test-list/2021-01-01".to_owned(),
            title: "Add P-532".to_owned(),
            summary: "1 added: P-532 <b>.".to_owned(),
            time: "2021-01-01T11:30:00Z".parse().unwrap(),
            url: "https://example.org/lists/releases/2021-01-01/notice.html".to_owned(),
            related: vec![Related {
                rel: "related",
                url: "https://example.org/lists/releases/2021-01-01/delta.jsonl".to_owned(),
                media_type: "application/jsonl".to_owned(),
                title: "delta.jsonl".to_owned(),
                bytes: 123,
            }],
            tags: vec!["test-list".to_owned(), "identity".to_owned()],
            facts: ItemFacts {
                list_id: "test-list".to_owned(),
                release: "2021-01-01".to_owned(),
                serial: 3,
                added: 1,
                removed: 0,
                amended: 0,
                entries: 4,
            },
        }],
    }
}

#[test]
fn atom_is_read_by_another_program() {
    let mut text = Vec::new();
    write_atom(&news(), &mut text).unwrap();
    let feed = Feed::read_from(text.as_slice()).unwrap();
    assert_eq!(feed.title().as_str(), "A <list> & its \"news\"");
    assert_eq!(feed.subtitle().unwrap().as_str(), "Bell: \u{fffd}; emoji: 🚢");
    assert_eq!(feed.id(), "tag:example.org,2019-09-13:test-list");
    assert_eq!(feed.authors()[0].uri(), Some("https://example.org/?a=1&b=2"));
    let entry = &feed.entries()[0];
    assert_eq!(entry.id(), "tag:example.org,2021-01-01:test-list/2021-01-01");
    assert_eq!(entry.updated().to_rfc3339(), "2021-01-01T11:30:00+00:00");
    assert_eq!(entry.summary().unwrap().as_str(), "1 added: P-532 <b>.");
    let links: Vec<_> = entry.links().iter().map(|link| (link.rel(), link.length())).collect();
    assert_eq!(links, [("alternate", None), ("related", Some("123"))]);
    let terms: Vec<_> = entry.categories().iter().map(|category| category.term()).collect();
    assert_eq!(terms, ["test-list", "identity"]);
}

#[test]
fn json_feed_has_what_its_specification_asks_for() {
    let mut text = Vec::new();
    write_json_feed(&news(), &mut text).unwrap();
    let feed: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    let item = &feed["items"][0];
    for member in ["id", "url", "title", "content_text", "date_published"] {
        assert!(item[member].is_string(), "{member}");
    }
    assert_eq!(item["attachments"][0]["size_in_bytes"], 123);
    assert_eq!(item["_gazette"]["serial"], 3);
}

fn made(entries: Vec<Arc<Entry>>, serial: u64) -> (Edition, State) {
    let edition = Edition {
        list_id: "made".to_owned(),
        entries,
        release: Some(release()),
        ..Edition::default()
    };
    let state = State::of(&edition, serial);
    (edition, state)
}

fn delta_between(base: (&Edition, &State), target: (&Edition, &State)) -> String {
    let changes = gazette::diff::compare_editions(base.0, target.0);
    let mut out = Vec::new();
    delta::write(base, target, &changes, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_delta_leads_from_the_base_to_the_target(seed: u64) {
        let mut dice = Dice::new(seed);
        let first = entries(&mut dice);
        let second = later(&first, &mut dice);
        let (base, base_state) = made(first, 1);
        let (target, target_state) = made(second, 2);
        let delta = delta_between((&base, &base_state), (&target, &target_state));
        let mut records = Records::of(&base);
        prop_assert_eq!(&records.apply(&delta).unwrap(), &target_state);
        prop_assert_eq!(&records, &Records::of(&target));
        prop_assert!(delta::prove(Some((&base, &base_state)), (&target, &target_state), &delta).is_ok());
        let canonical = text_of("jsonl", "entries.jsonl", &target);
        let lines: String = records.entries().map(|line| format!("{line}\n")).collect();
        prop_assert_eq!(canonical.split_once('\n').unwrap().1, lines);
    }

    #[test]
    fn a_record_of_any_entry_reads_back_as_that_entry(seed: u64) {
        for entry in entries(&mut Dice::new(seed)) {
            let read = read_entry(&record(&entry)).unwrap();
            prop_assert_eq!(&read, &*entry);
            prop_assert_eq!(record(&read), record(&entry));
            prop_assert_eq!(read.node(Form::Short), entry.node(Form::Short));
        }
    }
}

#[test]
fn a_delta_that_was_tampered_with_is_refused() {
    let mut dice = Dice::new(7);
    let (target, target_state) = made(entries(&mut dice), 1);
    let nothing = Edition::default();
    let empty = State::nothing();
    let delta = delta_between((&nothing, &empty), (&target, &target_state));
    assert_eq!(Records::default().digest(), StateDigest::of_nothing());
    assert!(Records::default().apply(&delta).is_ok());
    let lines: Vec<&str> = delta.lines().collect();
    let without_last = lines[..lines.len() - 1].join("\n");
    let twice = format!("{delta}{}\n", lines[lines.len() - 1]);
    let cases = [
        (without_last, "the target of the delta has other entries"),
        (twice, "already there"),
        (
            delta.replacen("\"kind\":\"", "\"kind\":\"x", 1),
            "the target of the delta has other entries",
        ),
        (delta.replacen("\"version\":1", "\"version\":2", 1), "version 2"),
        (
            delta.replacen("\"type\":\"added\"", "\"type\":\"amended\"", 1),
            "not there",
        ),
        (format!("{delta}[]\n"), "cannot be read"),
        (String::new(), "line 1 of the delta cannot be read"),
    ];
    for (tampered, expected) in cases {
        let error = Records::default().apply(&tampered).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}: {expected}");
    }
    let error = Records::of(&target).apply(&delta).unwrap_err().to_string();
    assert!(error.contains("the base of the delta has other"), "{error}");
}

#[test]
fn the_manual_names_every_format_file_and_column() {
    let manual = fs::read_to_string(cases().join("../../docs/feeds.md")).unwrap();
    let mut names: Vec<String> = Vec::new();
    for format in FORMATS {
        names.push(format.name().to_owned());
        names.extend(format.files().iter().map(|file| file.name.to_owned()));
    }
    for file in ["entries.csv", "names.csv"] {
        names.extend(table(&text_of("csv", file, &edition())).swap_remove(0));
    }
    let missing: Vec<_> = names
        .iter()
        .filter(|name| !manual.contains(&format!("`{name}`")))
        .collect();
    assert_eq!(missing, Vec::<&String>::new());
}
