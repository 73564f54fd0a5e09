//! 34 real files of CONSOLIDATED.XML, one imported over the other: each transition brings what an independent script counts
//! (`tests/python/ofac_xml_transitions.py`), whatever the order of the elements.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::GzDecoder;
use gazette::import::{Bounds, FileChange, Input, importer, plan};
use gazette::yaml::{SourceFile, load_list};

const HISTORY: &[u8] = include_bytes!("../../data/ofac/nonsdn/consolidated-history.txt.gz");
const COUNTED: &str = include_str!("../../data/ofac/nonsdn/transitions.tsv");

/// Returns the days and files, the oldest first.
fn versions() -> Vec<(String, String)> {
    let mut packed = String::new();
    GzDecoder::new(HISTORY)
        .read_to_string(&mut packed)
        .expect("the data is gzip");
    let text = |json: &str| serde_json::from_str::<String>(json).expect("a text in JSON");
    let mut head = String::new();
    let mut entries: BTreeMap<u64, String> = BTreeMap::new();
    let mut versions: Vec<(String, String)> = Vec::new();
    let file = |head: &str, entries: &BTreeMap<u64, String>| {
        head.to_owned() + &entries.values().map(String::as_str).collect::<String>() + "</sdnList>"
    };
    for line in packed.lines() {
        let (mark, rest) = line.split_at(1);
        let number = |uid: &str| uid.parse::<u64>().expect("a number");
        match mark {
            "=" => {
                if let Some(last) = versions.last_mut() {
                    last.1 = file(&head, &entries);
                }
                versions.push((rest.to_owned(), String::new()));
            }
            "#" => head = text(rest),
            "-" => assert!(entries.remove(&number(rest)).is_some()),
            _ => {
                let (uid, entry) = rest.split_once(' ').expect("an id and an entry");
                entries.insert(number(uid), text(entry));
            }
        }
    }
    versions.last_mut().expect("there are versions").1 = file(&head, &entries);
    versions
}

/// Imports the files one over the other, and returns a row for each but the first.
fn replayed(versions: &[(String, String)]) -> Vec<String> {
    let importer = importer("ofac-xml").expect("it is registered");
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut rows = Vec::new();
    for (day, file) in versions {
        let imported = importer.read(&[Input {
            name: "CONSOLIDATED.XML",
            bytes: file.as_bytes(),
        }]);
        let sources = files.iter().map(|(path, bytes)| SourceFile {
            path: path.clone(),
            bytes: bytes.clone(),
        });
        let existing = load_list("cons", sources.collect());
        let is_first = files.is_empty();
        let plan = plan(importer, &existing, "lists/cons", imported, Bounds::default()).expect("it is sound");
        let counts = (plan.added.len(), plan.removed.len(), plan.amended.len());
        for change in plan.changes {
            match change {
                FileChange::Write { path, content } => files.insert(path, content.into_bytes()),
                FileChange::Remove { path } => files.remove(&path),
            };
        }
        if !is_first {
            rows.push(format!("{day}\t{}\t{}\t{}", counts.0, counts.1, counts.2));
        }
    }
    rows
}

#[test]
fn real_files_that_are_only_shuffled_bring_nothing() {
    let versions = versions();
    assert_eq!(versions.len(), 34);
    let expected: Vec<&str> = COUNTED.lines().skip(30).collect();
    assert_eq!(expected[0], "2025-12-04\t0\t0\t0");
    assert_eq!(replayed(&versions[30..]), expected);
}

#[test]
#[ignore = "takes half a minute; run it after a change of the importers"]
fn every_transition_of_the_consolidated_list_equals_a_count_that_is_blind_to_order() {
    let expected: Vec<&str> = COUNTED.lines().collect();
    assert_eq!(replayed(&versions()), expected);
}
