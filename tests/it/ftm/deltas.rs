//! Deltas: what was there and the operations of a release give what is there, for every release of real histories.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]
#![allow(clippy::print_stderr, reason = "a test that could not look must say so")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use gazette::feed::ftm::{Chronicle, Delta, Version};
use gazette::feed::native::{sha256, sha256_of_lines};
use gazette::model::{Edition, Entry, List, Release, by_id};
use gazette::yaml::{SourceFile, load_list};
use serde_json::Value;

use crate::import::data::{Version as SdnVersion, file_of, history};
use crate::import::law::import;

/// A reader's copy: the lines of entities by their ids, and nothing else.
#[derive(Default)]
struct Copy {
    lines: BTreeMap<String, String>,
}

impl Copy {
    /// Applies a delta file as a strict reader does.
    fn apply(&mut self, delta: &str) {
        let mut before = String::new();
        for line in delta.lines() {
            let operation: Value = serde_json::from_str(line).unwrap();
            let id = operation["entity"]["id"].as_str().unwrap().to_owned();
            assert!(before < id, "{id} comes after {before}");
            let entity = line
                .split_once("\"entity\":")
                .unwrap()
                .1
                .strip_suffix('}')
                .unwrap()
                .to_owned();
            match operation["op"].as_str().unwrap() {
                "ADD" => assert!(self.lines.insert(id.clone(), entity).is_none(), "{id} was there"),
                "MOD" => {
                    let old = self.lines.insert(id.clone(), entity.clone());
                    assert!(
                        old.is_some_and(|old| old != entity),
                        "{id} was not there, or is the same"
                    );
                }
                "DEL" => {
                    assert!(self.lines.remove(&id).is_some(), "{id} was not there");
                    assert_eq!(operation["entity"].as_object().unwrap().len(), 1);
                }
                other => panic!("{other}"),
            }
            before = id;
        }
    }

    fn state(&self) -> String {
        sha256_of_lines(
            self.lines
                .iter()
                .map(|(id, line)| format!("{id}:{}", sha256(line.as_bytes()))),
        )
    }

    fn file(&self) -> String {
        self.lines.values().flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}

fn entities(chronicle: &Chronicle) -> String {
    let mut out = Vec::new();
    for seen in chronicle.ordered().unwrap() {
        seen.entity.write(chronicle.dataset(), seen.stamps.as_ref(), &mut out);
        out.push(b'\n');
    }
    String::from_utf8(out).unwrap()
}

fn delta_text(delta: &Delta, chronicle: &Chronicle) -> String {
    let mut out = Vec::new();
    delta.write(chronicle, &chronicle.ordered().unwrap(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Follows a history release by release and holds the copy against the whole each time.
struct Follower {
    base: Edition,
    chronicle: Option<(Chronicle, Version)>,
    copy: Copy,
    operations: usize,
}

impl Follower {
    fn new() -> Self {
        Self {
            base: Edition::default(),
            chronicle: None,
            copy: Copy::default(),
            operations: 0,
        }
    }

    fn follow(&mut self, target: Edition) {
        let before = self.chronicle.take();
        let version = Version::of(
            target.release.as_ref().unwrap(),
            before.as_ref().map(|(_, version)| version),
        );
        let (chronicle, delta) = match before {
            None => {
                let chronicle = Chronicle::begin(&target, &version);
                let delta = Delta::between(&[], &chronicle.ordered().unwrap());
                (chronicle, delta)
            }
            Some((mut chronicle, before)) => {
                assert!(before.to_string() < version.to_string(), "versions sort as releases do");
                let delta = chronicle.advance(&self.base, &target, &version).unwrap();
                (chronicle, delta)
            }
        };
        self.operations += delta.ops.len();
        self.copy.apply(&delta_text(&delta, &chronicle));
        assert_eq!(
            self.copy.state(),
            chronicle.state(&chronicle.ordered().unwrap()),
            "{version}"
        );
        self.base = target;
        self.chronicle = Some((chronicle, version));
    }

    /// The copy is the whole file, byte for byte; and but for the times it is what the newest edition alone gives.
    fn finish(self) -> usize {
        let (chronicle, _) = self.chronicle.unwrap();
        let whole = entities(&chronicle);
        assert!(self.copy.file() == whole, "the copy is not the whole file");
        let alone = entities(&Chronicle::of(&self.base));
        let without_times = |text: &str| -> String { text.lines().map(|line| without_times(line) + "\n").collect() };
        assert!(
            without_times(&whole) == alone,
            "what was taken over differs from what is made anew"
        );
        self.operations
    }
}

fn without_times(line: &str) -> String {
    let Some((head, rest)) = line.split_once(",\"first_seen\"") else {
        return line.to_owned();
    };
    let (_, tail) = rest.split_once(",\"properties\"").unwrap();
    format!("{head},\"properties\"{tail}")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_of(folder: &Path, inside: &str, files: &mut Vec<SourceFile>) {
    for item in fs::read_dir(folder).unwrap() {
        let item = item.unwrap();
        let name = format!("{inside}{}", item.file_name().to_string_lossy());
        if item.file_type().unwrap().is_dir() {
            files_of(&item.path(), &format!("{name}/"), files);
        } else {
            files.push(SourceFile {
                path: name,
                bytes: fs::read(item.path()).unwrap(),
            });
        }
    }
}

/// Returns the lists below a folder.
fn editions(lists: &Path, release: Option<&Release>) -> Vec<Edition> {
    let mut folders: Vec<_> = fs::read_dir(lists).unwrap().map(|item| item.unwrap().path()).collect();
    folders.sort();
    let edition = |folder: &Path| {
        let mut files = Vec::new();
        files_of(folder, "", &mut files);
        let loaded = load_list(&folder.file_name().unwrap().to_string_lossy(), files);
        Edition {
            list_id: loaded.id,
            list: loaded.list,
            entries: loaded.entries.into_iter().map(|loaded| loaded.entry).collect(),
            parties: loaded.parties.into_iter().map(|loaded| loaded.entry).collect(),
            release: release.cloned(),
        }
    };
    folders
        .iter()
        .filter(|folder| folder.is_dir())
        .map(|folder| edition(folder))
        .collect()
}

/// The founding lists as they stand.
pub(super) fn founding() -> Vec<Edition> {
    editions(&root().join("lists"), None)
}

/// OFAC's list of July 2021.
pub(super) fn ofac() -> Edition {
    let imported = import(&crate::import::publication());
    edition(imported.entries, None)
}

fn edition(entries: Vec<Entry>, release: Option<Release>) -> Edition {
    let mut list = List::default();
    list.authority.name = "Office of Foreign Assets Control".to_owned();
    list.authority.country = Some("US".into());
    Edition {
        list_id: "us-sdn".to_owned(),
        list,
        entries: entries.into_iter().map(Entry::canonical).map(Arc::new).collect(),
        release,
        ..Edition::default()
    }
}

fn release(name: &str, time: &str, commit: &str) -> Release {
    Release {
        name: name.to_owned(),
        date: time[..10].parse().unwrap(),
        time: time.parse().unwrap(),
        commit: commit.to_owned(),
        tree: String::new(),
        title: String::new(),
        body: String::new(),
    }
}

fn git(arguments: &[&str]) -> Option<Vec<u8>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root())
        .args(arguments)
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout)
}

#[test]
fn every_release_of_the_founding_lists() {
    let log = git(&["log", "--first-parent", "--reverse", "--format=%H %aI", "--", "lists"]).unwrap_or_default();
    let log = String::from_utf8(log).unwrap();
    let is_whole = git(&["rev-parse", "--is-shallow-repository"]).is_some_and(|said| said == b"false\n");
    if log.is_empty() || !is_whole {
        eprintln!("NOT CHECKED: the history of the founding lists is not here");
        return;
    }
    let mut followers: BTreeMap<String, Follower> = BTreeMap::new();
    for (commit, time) in log.lines().map(|line| line.split_once(' ').unwrap()) {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("lists.tar");
        let path = archive.to_str().unwrap();
        git(&["archive", "--format=tar", "--output", path, commit, "lists"]).unwrap();
        let unpacked = Command::new("tar")
            .arg("-xf")
            .arg(&archive)
            .arg("-C")
            .arg(folder.path())
            .status()
            .unwrap();
        assert!(unpacked.success());
        let release = release(commit, &time.replace("+00:00", "Z"), commit);
        for edition in editions(&folder.path().join("lists"), Some(&release)) {
            let follower = followers.entry(edition.list_id.clone()).or_insert_with(Follower::new);
            follower.follow(edition);
        }
    }
    assert!(followers.len() >= 6);
    for (_, follower) in followers {
        assert!(follower.finish() > 10);
    }
}

/// The rows of a version that are not in the other.
fn differing(version: &SdnVersion, other: &SdnVersion) -> Vec<String> {
    let rows = version.rows.iter();
    rows.filter(|(number, row)| other.rows.get(number) != Some(row))
        .map(|(_, row)| row.clone())
        .collect()
}

fn read(rows: &[String]) -> Vec<Entry> {
    if rows.is_empty() {
        return Vec::new();
    }
    import(&[("SDN.CSV", file_of(rows.iter().map(String::as_str)))]).entries
}

/// Each row is read once: a row is a function of its entry alone, but for links, which then have only names.
#[test]
fn every_version_of_ofacs_list_over_ten_months() {
    let versions = history();
    let mut follower = Follower::new();
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    let nothing = SdnVersion {
        time: String::new(),
        digest: String::new(),
        rows: BTreeMap::new(),
    };
    let mut before = &nothing;
    for (at, version) in versions.iter().enumerate() {
        for gone in before.rows.keys().filter(|number| !version.rows.contains_key(number)) {
            entries.remove(&gone.to_string());
        }
        for entry in read(&differing(version, before)) {
            let entry = entry.canonical();
            entries.insert(entry.id.clone(), entry);
        }
        let mut sorted: Vec<Entry> = entries.values().cloned().collect();
        sorted.sort_by(by_id);
        // The days of the versions are real; two of one day differ in their commits alone.
        let day = &version.time[..10];
        let release = release(&format!("{day}.{at}"), &format!("{day}T12:00:00Z"), &version.digest);
        follower.follow(edition(sorted, Some(release)));
        before = version;
    }
    assert_eq!(versions.len(), 88);
    // More than three entities for each of the 10,225 rows: the party, its designations, and what hangs on it.
    assert!(follower.finish() > 3 * 10_225);
}
