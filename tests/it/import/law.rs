//! The law: what was imported is exported as it came, byte for byte; and nearly all of it from typed facts.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use gazette::feed;
use gazette::import::{Imported, Input, importer};
use gazette::model::{Edition, Entry};
use gazette::ofac::{AS_PRINTED, CUT};

use super::data::{Version, file_of, history, publication};

/// The entries whose Remarks no order of typed facts gives back; the reasons stand in `docs/ofac.md`.
const BY_HAND: [&str; 2] = ["11748", "17104"];

/// The entries of the history whose Remarks have exactly 1000 characters and no full stop at their end; SDN_COMMENTS.CSV is
/// not in it.
const CUT_WITHOUT_COMMENTS: [&str; 12] = [
    "12300", "17018", "27307", "28263", "28264", "29703", "30518", "31212", "33151", "33854", "36216", "37070",
];

pub(crate) fn import(files: &[(&str, Vec<u8>)]) -> Imported {
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    importer("ofac-csv").expect("it is registered").read(&inputs)
}

pub(crate) fn export(entries: Vec<impl Into<Arc<Entry>>>, file: &str) -> Vec<u8> {
    let format = feed::format("ofac-csv").expect("it is registered");
    let kind = format
        .files()
        .iter()
        .find(|kind| kind.name == file)
        .expect("a file of the format");
    let edition = Edition {
        list_id: "us-sdn".to_owned(),
        entries: entries.into_iter().map(Into::into).collect(),
        ..Edition::default()
    };
    let mut out = Vec::new();
    format.write(kind, &edition, &mut out).expect("memory takes all");
    out
}

fn remarks_with(entries: &[Entry], note: &str) -> Vec<String> {
    let bears = |entry: &&Entry| entry.remarks.iter().any(|remark| remark.note.as_deref() == Some(note));
    entries.iter().filter(bears).map(|entry| entry.id.clone()).collect()
}

fn assert_same(file: &str, exported: &[u8], published: &[u8]) {
    if exported == published {
        return;
    }
    let lines = |bytes: &[u8]| -> Vec<String> {
        String::from_utf8_lossy(bytes)
            .split("\r\n")
            .map(str::to_owned)
            .collect()
    };
    let (exported, published) = (lines(exported), lines(published));
    let differing: Vec<_> = published
        .iter()
        .zip(&exported)
        .filter(|(a, b)| a != b)
        .take(5)
        .collect();
    panic!(
        "{file} differs ({} and {} rows): {differing:#?}",
        published.len(),
        exported.len()
    );
}

#[test]
fn the_publication_of_july_2021_comes_out_as_it_came() {
    let files = publication();
    let imported = import(&files);
    let messages: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    assert_eq!(messages, Vec::<String>::new());
    assert_eq!(imported.entries.len(), 8976);
    for (name, published) in &files {
        assert_same(name, &export(imported.entries.clone(), name), published);
    }
}

#[test]
fn the_publication_is_typed_but_for_named_exceptions() {
    let imported = import(&publication());
    assert_eq!(remarks_with(&imported.entries, CUT), Vec::<String>::new());
    // Each with its reason in docs/ofac.md: 2 of 8,976, so that 99.98 % are typed.
    assert_eq!(remarks_with(&imported.entries, AS_PRINTED), BY_HAND);
}

/// Parts all rows that any version has into files in which no entry comes twice, so that each row is read once.
fn layers(versions: &[Version]) -> Vec<BTreeMap<u64, String>> {
    let mut rows: BTreeMap<u64, Vec<&String>> = BTreeMap::new();
    for version in versions {
        for (number, row) in &version.rows {
            let known = rows.entry(*number).or_default();
            if !known.contains(&row) {
                known.push(row);
            }
        }
    }
    let mut layers: Vec<BTreeMap<u64, String>> = Vec::new();
    for (number, variants) in rows {
        for (depth, row) in variants.into_iter().enumerate() {
            if layers.len() == depth {
                layers.push(BTreeMap::new());
            }
            layers[depth].insert(number, row.clone());
        }
    }
    layers
}

#[test]
fn all_versions_of_sdn_csv_come_out_as_they_came() {
    let versions = history();
    assert_eq!(versions.len(), 88);
    for version in &versions {
        assert_eq!(
            version.computed_digest(),
            version.digest,
            "{} is not as published",
            version.time
        );
    }
    // A row is a function of its entry alone, so it is enough to read and write each row once.
    let mut written: HashMap<String, String> = HashMap::new();
    let mut by_hand = Vec::new();
    let mut cut = Vec::new();
    for layer in layers(&versions) {
        let imported = import(&[("SDN.CSV", file_of(layer.values().map(String::as_str)))]);
        assert!(!imported.is_refused(), "{:?}", imported.problems);
        by_hand.extend(remarks_with(&imported.entries, AS_PRINTED));
        cut.extend(remarks_with(&imported.entries, CUT));
        let out = String::from_utf8(export(imported.entries, "SDN.CSV")).expect("the feed is ASCII");
        let rows = out.strip_suffix("\r\n\u{1a}").expect("the end mark").split("\r\n");
        written.extend(layer.into_values().zip(rows.map(str::to_owned)));
    }
    for version in &versions {
        for row in version.rows.values() {
            assert_eq!(written[row], *row, "in the version of {}", version.time);
        }
    }
    let (last, first) = (versions.last().expect("88"), &versions[0]);
    for version in [first, last] {
        let imported = import(&[("SDN.CSV", version.bytes())]);
        assert_same("SDN.CSV", &export(imported.entries, "SDN.CSV"), &version.bytes());
    }
    by_hand.sort();
    by_hand.dedup();
    cut.sort_by_key(|id| id.parse::<u64>().ok());
    cut.dedup();
    assert_eq!(by_hand, BY_HAND);
    assert_eq!(cut, CUT_WITHOUT_COMMENTS);
}
