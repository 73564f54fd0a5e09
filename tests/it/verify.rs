//! Checking a publication: whatever is wrong is found and named.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use gazette::feed::native::sha256;
use gazette::publish::minisign::{PublicKey, SecretKey};
use gazette::publish::source::{Folder, Source, SourceError};
use gazette::publish::verify::{Report, verify};
use serde_json::Value;

use crate::publish::{Press, folder, history, made_history, tree};
use crate::sign::key;

/// Publishes two lists, signed, in every format.
pub(crate) fn published(key: Option<&SecretKey>, out: &Path) {
    let mut press = Press::new([("x", history("x")), ("made", made())]);
    press.config.publication.retention.0 = Some(1);
    press.signer = key.map(|key| key as _);
    press.allow = Some("made at random");
    press.run(out).unwrap();
}

fn made() -> Vec<gazette::model::Edition> {
    let mut editions = made_history(5);
    for edition in &mut editions {
        "made".clone_into(&mut edition.list_id);
    }
    editions.truncate(3);
    editions
}

pub(crate) fn check(out: &Path, key: Option<&PublicKey>) -> Report {
    verify(&Folder::new(out), key, None).unwrap()
}

fn faulty(report: &Report) -> BTreeSet<&str> {
    report.faults.iter().map(|fault| fault.path.as_str()).collect()
}

#[test]
fn a_good_publication_has_no_fault() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    published(Some(&key), &out);
    let report = check(&out, Some(key.public()));
    assert_eq!(report.faults, []);
    assert_eq!(report.key, Some(key.public().id().to_string()));
    assert!(report.pinned);
    assert_eq!(report.files, tree(&out).len());
    assert_eq!(
        report.lists.iter().map(|list| list.releases).collect::<Vec<_>>(),
        [3, 3]
    );
    // Without a key the same holds, and it is said that nothing is proved by it.
    let report = check(&out, None);
    assert_eq!(report.faults, []);
    assert!(!report.pinned);
    assert_eq!(report.notes.len(), 1);
}

#[test]
fn an_unsigned_publication_is_consistent_and_proves_nothing() {
    let folder = folder();
    let out = folder.path().join("public");
    published(None, &out);
    let report = check(&out, None);
    assert_eq!(report.faults, []);
    assert_eq!(report.key, None);
    assert!(report.notes[0].contains("NOT SIGNED"));
    let report = check(&out, Some(key().public()));
    assert_eq!(faulty(&report), BTreeSet::from(["manifest.json.minisig"]));
}

#[test]
fn one_changed_byte_of_any_file_is_found_and_the_file_named() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    published(Some(&key), &out);
    let files = tree(&out);
    assert!(files.len() > 80);
    for (number, (path, content)) in files.iter().enumerate() {
        // The first, the last, and one that is another place in every file.
        for place in [0, content.len() - 1, number * 7919 % content.len()] {
            let pinned = (number % 2 == 0).then_some(key.public());
            let mut changed = content.clone();
            changed[place] ^= 1;
            fs::write(out.join(path), &changed).unwrap();
            let report = check(&out, pinned);
            assert!(faulty(&report).contains(path.as_str()), "{path} at {place}: {report:?}");
        }
        fs::write(out.join(path), content).unwrap();
    }
    assert_eq!(check(&out, Some(key.public())).faults, []);
}

#[test]
fn what_is_missing_or_too_much_is_named() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    published(Some(&key), &out);
    for (path, content) in tree(&out) {
        if path == "manifest.json" {
            continue;
        }
        fs::remove_file(out.join(&path)).unwrap();
        assert!(faulty(&check(&out, None)).contains(path.as_str()), "{path}");
        fs::write(out.join(&path), [&content[..], b"\n"].concat()).unwrap();
        assert!(faulty(&check(&out, None)).contains(path.as_str()), "{path}");
        fs::write(out.join(&path), content).unwrap();
    }
    fs::write(out.join("x/latest/more.csv"), "").unwrap();
    assert_eq!(faulty(&check(&out, None)), BTreeSet::from(["x/latest/more.csv"]));
}

/// Changes a file and everything that names it, as somebody does who has the web server and not the key.
pub(crate) fn forge(out: &Path, path: &str, change: &dyn Fn(&str) -> String) {
    let file = out.join(path);
    let old = fs::read_to_string(&file).unwrap();
    let new = change(&old);
    assert_ne!(old, new);
    fs::write(&file, &new).unwrap();
    let (old_sum, new_sum) = (sha256(old.as_bytes()), sha256(new.as_bytes()));
    let namers = tree(out).into_iter().filter(|(namer, content)| {
        namer != path && std::str::from_utf8(content).is_ok_and(|content| content.contains(&old_sum))
    });
    for (namer, _) in namers.collect::<Vec<_>>() {
        forge(out, &namer, &|text| text.replace(&old_sum, &new_sum));
    }
}

#[test]
fn a_forged_tree_is_consistent_and_the_signature_is_not() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    published(Some(&key), &out);
    forge(&out, "x/index.html", &|text| text.replacen("ALPHA", "OMEGA", 1));
    let report = check(&out, Some(key.public()));
    assert_eq!(
        faulty(&report),
        BTreeSet::from(["manifest.json", "manifest.json.minisig"])
    );
}

#[test]
fn a_feed_that_is_not_what_the_deltas_make_is_found_though_every_digest_fits() {
    let folder = folder();
    let out = folder.path().join("public");
    published(None, &out);
    forge(&out, "x/latest/entries.csv", &|text| text.replacen("ALPHA", "OMEGA", 1));
    // The feed of the newest release has two names, and may be one file.
    let faulty_feeds = BTreeSet::from(["x/latest/entries.csv", "x/snapshots/2020-01-04/entries.csv"]);
    assert_eq!(faulty(&check(&out, None)), faulty_feeds);
}

#[test]
fn a_delta_that_does_not_lead_to_its_release_is_found_though_every_digest_fits() {
    let folder = folder();
    let out = folder.path().join("public");
    published(None, &out);
    forge(&out, "x/releases/2020-01-02/delta.jsonl", &|text| {
        text.replacen("BETA LTD", "ZETA LTD", 1)
    });
    let report = check(&out, None);
    assert!(
        faulty(&report).contains("x/releases/2020-01-02/delta.jsonl"),
        "{report:?}"
    );
}

#[test]
fn a_foreign_key_is_refused_and_a_successor_is_trusted() {
    let folder = folder();
    let out = folder.path().join("public");
    let (old, new) = (key(), key());
    let mut press = Press::new([("x", history("x"))]);
    press.config.publication.next_key = Some(new.public().line().to_owned());
    press.signer = Some(&old);
    press.run(&out).unwrap();
    assert_eq!(
        faulty(&check(&out, Some(new.public()))),
        BTreeSet::from(["manifest.json.minisig"])
    );
    press.signer = Some(&new);
    press.run(&out).unwrap();
    for trusted in [&old, &new] {
        let report = check(&out, Some(trusted.public()));
        assert_eq!(report.faults, []);
        assert_eq!(report.key, Some(new.public().id().to_string()));
    }
    assert_eq!(
        faulty(&check(&out, Some(key().public()))),
        BTreeSet::from(["manifest.json.minisig"])
    );
}

#[test]
fn what_has_expired_is_told_where_a_day_is_given() {
    let folder = folder();
    let out = folder.path().join("public");
    published(None, &out);
    let on = |day: &str| verify(&Folder::new(&out), None, Some(day.parse().unwrap())).unwrap();
    // The newest release is that of 2020-01-04, and 30 days later is 2020-02-03.
    assert_eq!(on("2020-02-02").faults, []);
    assert_eq!(faulty(&on("2020-02-03")), BTreeSet::from(["manifest.json"]));
}

#[test]
fn the_command_ends_with_what_it_found() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    published(Some(&key), &out);
    let run = |arguments: &[&str]| {
        let ran = Command::new(env!("CARGO_BIN_EXE_gazette"))
            .arg("verify")
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        (ran.status.code(), String::from_utf8(ran.stdout).unwrap())
    };
    let line = key.public().line();
    let (code, text) = run(&["public", "--key", line]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.ends_with("which you trust: nothing is wrong\n"), "{text}");
    assert_eq!(run(&["nowhere"]).0, Some(2));
    fs::write(out.join("x/index.html"), "").unwrap();
    let (code, text) = run(&["public", "--key", line, "--format", "json"]);
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(code, Some(1));
    assert_eq!(report["faults"][0]["path"], "x/index.html");
}

/// A publication that another takes the place of after so many files are read.
struct Swapped<'a> {
    trees: [&'a Path; 2],
    left: std::cell::Cell<usize>,
}

impl Source for Swapped<'_> {
    fn read(&self, path: &str, at_most: u64, from: u64, out: &mut dyn std::io::Write) -> Result<bool, SourceError> {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        Folder::new(self.trees[usize::from(left == 0)]).read(path, at_most, from, out)
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        Folder::new(self.trees[usize::from(self.left.get() == 0)]).list()
    }
}

#[test]
fn a_publication_that_is_replaced_while_it_is_read_is_read_again() {
    let folder = folder();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    let key = key();
    let mut press = Press::new([("x", history("x"))]);
    press.signer = Some(&key);
    press.run(&new).unwrap();
    press.lists.insert("x", history("x")[..2].to_vec());
    press.run(&old).unwrap();
    for reads in 0..=tree(&old).len() + 1 {
        let source = Swapped {
            trees: [&old, &new],
            left: reads.into(),
        };
        let report = verify(&source, Some(key.public()), None).unwrap();
        assert_eq!(report.faults, [], "after {reads} files");
    }
}

#[test]
fn nothing_is_read_on_the_word_of_a_manifest_that_is_not_proved() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    published(Some(&key), &out);
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    fs::write(out.join("manifest.json"), manifest.replace("\"bytes\":", "\"bytes\":1")).unwrap();
    let report = check(&out, Some(key.public()));
    assert_eq!(
        faulty(&report),
        BTreeSet::from(["manifest.json", "manifest.json.minisig"])
    );
    assert_eq!(report.files, 2);
}

#[test]
fn manifests_that_are_none_are_faults_and_no_more() {
    let folder = folder();
    let out = folder.path().join("public");
    published(None, &out);
    let good = fs::read_to_string(out.join("manifest.json")).unwrap();
    let huge = "\"bytes\":18446744073709551615,\"media_type\":\"application/json\",\"path\":\"catalog.json\"";
    let start = good
        .find("\"media_type\":\"application/json\",\"path\":\"catalog.json\"")
        .unwrap();
    let size = good[..start].rfind("\"bytes\"").unwrap();
    let end = start + "\"media_type\":\"application/json\",\"path\":\"catalog.json\"".len();
    let cases = [
        String::new(),
        "[".repeat(1 << 20),
        format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200)),
        "{}".to_owned(),
        good.replace("\"version\":1", "\"version\":2"),
        good.replace("\"version\":1", "\"version\":1e400"),
        good.replace("\"path\":\"catalog.json\"", "\"path\":\"../../etc/passwd\""),
        good.replace("\"path\":\"catalog.json\"", "\"path\":\"/etc/passwd\""),
        good.replace("\"path\":\"catalog.json\"", "\"path\":\"X/../catalog.json\""),
        format!("{}{huge}{}", &good[..size], &good[end..]),
        good.replace("\"serial\":3", "\"serial\":18446744073709551615"),
        good.replace("\"expires\":\"", "\"expires\":\"x"),
        good.replace("x/releases", "x/../../releases"),
    ];
    for (number, case) in cases.iter().enumerate() {
        assert_ne!(*case, good, "{number}");
        fs::write(out.join("manifest.json"), case).unwrap();
        assert!(!check(&out, None).faults.is_empty(), "{number}");
    }
}

#[test]
fn a_release_that_lost_its_signature_is_found_though_the_publication_is_signed() {
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    published(Some(&key), &out);
    let path = "x/releases/2020-01-02/manifest.json";
    fs::remove_file(out.join(format!("{path}.minisig"))).unwrap();
    // The publisher's own key signs the manifest that does not name the signature: nothing but this check would see it.
    let mut manifest: Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    let files = manifest["files"].as_array_mut().unwrap();
    files.retain(|file| file["path"] != format!("{path}.minisig"));
    let content = format!("{manifest}\n");
    fs::write(
        out.join("manifest.json.minisig"),
        key.sign_bytes(content.as_bytes(), "a test"),
    )
    .unwrap();
    fs::write(out.join("manifest.json"), content).unwrap();
    let report = check(&out, Some(key.public()));
    assert!(faulty(&report).contains(path), "{report:?}");
}

/// A publication of which the manifest names any number of files that do not exist.
struct Names {
    asked: std::cell::Cell<usize>,
    manifest: Vec<u8>,
}

impl Source for Names {
    fn read(&self, path: &str, _: u64, _: u64, out: &mut dyn std::io::Write) -> Result<bool, SourceError> {
        self.asked.set(self.asked.get() + 1);
        if path != "manifest.json" {
            return Ok(false);
        }
        out.write_all(&self.manifest)?;
        Ok(true)
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        Ok(None)
    }
}

#[test]
fn a_manifest_of_files_that_do_not_exist_is_given_up() {
    let folder = folder();
    let out = folder.path().join("public");
    published(None, &out);
    let mut manifest: Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    let one = manifest["files"][0].clone();
    let named = (0..20_000).map(|number| {
        let mut file = one.clone();
        file["path"] = format!("a/{number:08}").into();
        file
    });
    manifest["files"] = Value::Array(named.collect());
    let source = Names {
        asked: std::cell::Cell::new(0),
        manifest: format!("{manifest}\n").into_bytes(),
    };
    let report = verify(&source, None, None).unwrap();
    assert!(!report.faults.is_empty());
    assert!(source.asked.get() < 1_100, "{}", source.asked.get());
}

#[test]
fn a_large_manifest_that_nobody_signed_is_not_read() {
    let source = Names {
        asked: std::cell::Cell::new(0),
        manifest: vec![b'['; (64 << 20) + 1],
    };
    let report = verify(&source, None, None).unwrap();
    assert_eq!(faulty(&report), BTreeSet::from(["manifest.json"]));
    assert!(report.faults[0].what.contains("--key"), "{report:?}");
}
