//! The attacks of the threat model that no other test tries, and that the manual names a test for each of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gazette::publish::minisign::SecretKey;
use gazette::publish::source::Folder;
use gazette::publish::verify::verify;
use gazette::sync::{Subscription, SyncError, sync};

use crate::publish::{LIST, Press, assert_same, edition, folder, party, tree};
use crate::sign::key;

type Tree = BTreeMap<String, Vec<u8>>;

/// Publishes a list of so many releases, signed, and returns the folder.
fn publish(root: &Path, name: &str, releases: u8, party_name: &str, key: &SecretKey) -> PathBuf {
    let parties = |number: u8| (1..=number).map(|id| party(&id.to_string(), &format!("{party_name} {id}")));
    let editions = (1..=releases).map(|number| edition("x", number, LIST, parties(number).collect()));
    let mut press = Press::new([("x", editions.collect())]);
    press.signer = Some(key);
    let out = root.join(name);
    press.run(&out).expect("it is a good one");
    out
}

fn follow(source: &Path, dest: &Path, key: Option<&SecretKey>) -> Result<(), SyncError> {
    let source = Folder::new(source);
    let subscription = Subscription {
        source: &source,
        lists: &[],
        key: key.map(SecretKey::public),
        unsigned: false,
        feeds: &[],
        today: Some("2020-01-20".parse().expect("it is a day")),
        release: None,
    };
    sync(&subscription, dest).map(drop)
}

fn write(files: &Tree, out: &Path) {
    for (path, bytes) in files {
        let path = out.join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("there is room");
        fs::write(path, bytes).expect("there is room");
    }
}

/// Asserts that neither a new copy nor one that is older takes a tree, and that `verify` finds it faulty.
#[track_caller]
fn refused(root: &Path, name: &str, files: &Tree, old: &Path, key: &SecretKey) {
    let out = root.join(name);
    write(files, &out);
    let report = verify(&Folder::new(&out), Some(key.public()), None).expect("there is a manifest");
    assert!(!report.faults.is_empty(), "{name}");
    assert!(
        follow(&out, &root.join(format!("{name}-new")), Some(key)).is_err(),
        "{name}"
    );
    assert!(!root.join(format!("{name}-new")).exists());
    let copy = root.join(format!("{name}-copy"));
    follow(old, &copy, Some(key)).expect("it is a good one");
    let before = tree(&copy);
    assert!(follow(&out, &copy, Some(key)).is_err(), "{name}");
    assert_same(&before, &tree(&copy));
}

#[test]
fn files_of_two_publications_are_not_taken_for_one() {
    let root = folder();
    let key = key();
    let old = publish(root.path(), "old", 2, "PARTY", &key);
    let new = tree(&publish(root.path(), "new", 3, "PARTY", &key));
    // Another list in the publisher's own hand, as a second address of theirs may have it.
    let other = tree(&publish(root.path(), "other", 3, "OTHER", &key));
    let is_signed = |path: &str| path.starts_with("head.json") || path.starts_with("manifest.json");
    let mut head_of_one = other.clone();
    head_of_one.extend(new.clone().into_iter().filter(|(path, _)| is_signed(path)));
    refused(root.path(), "head-of-one", &head_of_one, &old, &key);
    let mut release_of_other = new.clone();
    release_of_other.extend(
        other
            .clone()
            .into_iter()
            .filter(|(path, _)| path.contains("2020-01-03")),
    );
    refused(root.path(), "release-of-other", &release_of_other, &old, &key);
    let mut full_feed_of_other = new;
    full_feed_of_other.extend(other.into_iter().filter(|(path, _)| path.contains("/latest/")));
    let out = root.path().join("full-feed-of-other");
    write(&full_feed_of_other, &out);
    assert!(follow(&out, &root.path().join("fresh"), Some(&key)).is_err());
    let report = verify(&Folder::new(&out), Some(key.public()), None).expect("there is a manifest");
    assert!(!report.faults.is_empty());
}

#[test]
fn one_published_file_is_not_taken_for_another() {
    let root = folder();
    let key = key();
    let old = publish(root.path(), "old", 2, "PARTY", &key);
    let new = tree(&publish(root.path(), "new", 3, "PARTY", &key));
    let pairs = [
        ("x/releases/2020-01-03/delta.jsonl", "x/releases/2020-01-02/delta.jsonl"),
        (
            "x/releases/2020-01-03/manifest.json",
            "x/releases/2020-01-02/manifest.json",
        ),
        ("head.json", "manifest.json"),
    ];
    for (number, (path, other)) in pairs.into_iter().enumerate() {
        let mut files = new.clone();
        files.insert(path.to_owned(), new[other].clone());
        let signatures = (format!("{path}.minisig"), format!("{other}.minisig"));
        if let Some(signature) = new.get(&signatures.1) {
            files.insert(signatures.0, signature.clone());
        }
        let out = root.path().join(format!("wrong-{number}"));
        write(&files, &out);
        let copy = root.path().join(format!("copy-{number}"));
        follow(&old, &copy, Some(&key)).expect("it is a good one");
        let before = tree(&copy);
        assert!(follow(&out, &copy, Some(&key)).is_err(), "{path}");
        assert_same(&before, &tree(&copy));
        let report = verify(&Folder::new(&out), Some(key.public()), None).expect("there is a manifest");
        assert!(!report.faults.is_empty(), "{path}");
    }
}

/// What the manual tells a subscriber to do whose copy followed a thief: begin an empty folder with the new key.
#[test]
fn a_copy_that_a_thief_of_the_key_deceived_begins_anew_with_the_new_key() {
    let root = folder();
    let (stolen, new) = (key(), key());
    let honest = publish(root.path(), "honest", 3, "PARTY", &stolen);
    let copy = root.path().join("copy");
    follow(&honest, &copy, Some(&stolen)).expect("it is a good one");
    // The thief continues the chain with releases of their own, and the copy follows.
    let false_one = root.path().join("false");
    write(&tree(&honest), &false_one);
    let parties = |number: u8| (1..=number).map(|id| party(&id.to_string(), &format!("PARTY {id}")));
    let mut editions: Vec<_> = (1..=3)
        .map(|number| edition("x", number, LIST, parties(number).collect()))
        .collect();
    for number in 4..=9 {
        editions.push(edition(
            "x",
            number,
            LIST,
            vec![party("1", &format!("EVERYBODY {number}"))],
        ));
    }
    let mut press = Press::new([("x", editions)]);
    press.signer = Some(&stolen);
    press.allow = Some("theft");
    press.run(&false_one).expect("the key signs whatever its holder wants");
    follow(&false_one, &copy, Some(&stolen)).expect("nothing tells a thief from the publisher");
    assert!(!tree(&copy)["x/entries.jsonl"].windows(5).any(|text| text == b"PARTY"));
    // The publisher goes on with another key, and says so by another way.
    let parties = |number: u8| (1..=number).map(|id| party(&id.to_string(), &format!("PARTY {id}")));
    let editions = (1..=4).map(|number| edition("x", number, LIST, parties(number).collect()));
    let mut press = Press::new([("x", editions.collect())]);
    press.signer = Some(&new);
    press.allow = Some("the key was stolen on 4 January 2020; the new one is in the letter of 5 January");
    press.run(&honest).expect("a reason lets another key sign");
    // The deceived copy cannot go back by itself, whichever key it is given, and says so without a change.
    let before = tree(&copy);
    for key in [None, Some(&stolen), Some(&new)] {
        assert!(follow(&honest, &copy, key).is_err());
        assert_same(&before, &tree(&copy));
    }
    let fresh = root.path().join("fresh");
    follow(&honest, &fresh, Some(&new)).expect("an empty folder has seen nothing");
    assert_eq!(tree(&fresh)["x/entries.jsonl"], tree(&honest)["x/latest/entries.jsonl"]);
    // From there on the thief's tree is a stranger's.
    let before = tree(&fresh);
    assert!(follow(&false_one, &fresh, None).is_err());
    assert_same(&before, &tree(&fresh));
}

/// The attacks that The Update Framework names, in its words.
const ATTACKS: [&str; 11] = [
    "Arbitrary software installation",
    "Endless data",
    "Extraneous dependencies",
    "Fast-forward",
    "Indefinite freeze",
    "Malicious mirrors",
    "Mix-and-match",
    "Rollback",
    "Slow retrieval",
    "Vulnerability to key compromises",
    "Wrong software installation",
];

#[test]
fn every_attack_of_the_threat_model_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manual = fs::read_to_string(root.join("docs/threat-model.md")).expect("it is there");
    for attack in ATTACKS {
        let row = manual.lines().find(|line| line.starts_with(&format!("| {attack} |")));
        let row = row.unwrap_or_else(|| panic!("no row for `{attack}`"));
        let tests: Vec<&str> = row
            .rsplit('|')
            .nth(1)
            .unwrap_or_default()
            .split('`')
            .skip(1)
            .step_by(2)
            .collect();
        assert!(!tests.is_empty(), "`{attack}` names no test");
        for test in tests {
            let (file, function) = test.rsplit_once("::").expect("a test is a module and a function");
            let path = root.join("tests/it").join(format!("{}.rs", file.replace("::", "/")));
            let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert!(
                source.contains(&format!("#[test]\nfn {function}() {{")),
                "there is no test `{test}`"
            );
        }
    }
}
