//! Publications: what is in them, that they only grow, and that nobody sees half of one.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gazette::feed::delta::Records;
use gazette::feed::native::sha256;
use gazette::model::record::Field;
use gazette::model::{Config, Edition, Entry, List, Release};
use gazette::publish::{
    AllowedOnce, Announced, Announcer, Cause, History, KEY_GUARD, NoticeFile, Outcome, Publication, PublishError,
    Signer, Step, guards, publish,
};
use gazette::yaml::parse;
use serde_json::Value;
use tempfile::TempDir;

use crate::made::{Dice, entries, later};

/// Says what changed in as few words as will do; the real one stands above the library's publishing.
pub(crate) struct Herald;

impl Announcer for Herald {
    fn notices(&self, announced: Announced<'_>) -> Result<Vec<NoticeFile>, Cause> {
        let release = announced.target.release.as_ref().ok_or("no release")?;
        if release.title == "unspeakable" {
            return Err("the template is wrong".into());
        }
        let file = |name, media_type: &'static str| NoticeFile {
            name,
            media_type,
            content: format!("{}: {:?}\n", release.name, announced.changes.summary()),
        };
        Ok(vec![
            file("notice.html", "text/html; charset=utf-8"),
            file("notice.md", "text/markdown; charset=utf-8"),
            file("notice.txt", "text/plain; charset=utf-8"),
        ])
    }
}

struct Seal;

impl Signer for Seal {
    fn extension(&self) -> &str {
        "minisig"
    }

    fn media_type(&self) -> &str {
        "text/plain"
    }

    fn sign(&self, manifest: &[u8], comment: &str) -> Result<Vec<u8>, Cause> {
        Ok(format!("{comment}\n{}\n", sha256(manifest)).into_bytes())
    }
}

fn entry(text: &str) -> Entry {
    let parsed = parse(text.as_bytes());
    assert_eq!(parsed.errors, []);
    Entry::read(&parsed.documents[0], &mut Vec::new()).canonical()
}

pub(crate) fn party(id: &str, name: &str) -> Entry {
    entry(&format!(
        "id: {id}\nkind: entity\nnames: [{name}]\ndesignations: [{{programme: P, listed: 2019-09-13}}]"
    ))
}

pub(crate) fn list(text: &str) -> List {
    let parsed = parse(text.as_bytes());
    List::read(&parsed.documents[0], &mut Vec::new())
}

pub(crate) const LIST: &str = "{format: 1, title: Tests <of> lists, authority: Ministry}";

/// A release of one list; `number` gives name, date and commit.
pub(crate) fn edition(list_id: &str, number: u8, facts: &str, entries: Vec<impl Into<Arc<Entry>>>) -> Edition {
    let name = format!("2020-01-{number:02}");
    let mut edition = Edition {
        list_id: list_id.to_owned(),
        list: list(facts),
        entries: entries.into_iter().map(Into::into).collect(),
        parties: Vec::new(),
        release: Some(Release {
            date: name.parse().unwrap(),
            time: format!("{name}T12:00:00Z").parse().unwrap(),
            commit: format!("{number:040x}"),
            tree: format!("{:040x}", u32::from(number) + 1000),
            title: format!("Release {number} & more"),
            body: String::new(),
            name,
        }),
    };
    edition.sort();
    edition
}

/// The history of the tests: an addition, a change of meaning, nothing, a removal.
pub(crate) fn history(list_id: &str) -> Vec<Edition> {
    let (a, b, c) = (party("1", "ALPHA"), party("2", "BETA"), party("10", "<GAMMA> & SONS"));
    let b2 = party("2", "BETA LTD");
    vec![
        edition(list_id, 1, LIST, vec![a.clone(), b.clone()]),
        edition(list_id, 2, LIST, vec![a.clone(), b2.clone(), c.clone()]),
        edition(list_id, 3, LIST, vec![a.clone(), b2.clone(), c.clone()]),
        edition(list_id, 4, LIST, vec![a, c]),
    ]
}

/// A run and its settings; `editions` are given to it one by one.
pub(crate) struct Press<'a> {
    pub(crate) config: Config,
    pub(crate) order: Vec<String>,
    pub(crate) lists: BTreeMap<&'a str, Vec<Edition>>,
    pub(crate) allow: Option<&'a str>,
    /// Whether releases in which nothing changed are releases.
    pub(crate) every: bool,
    pub(crate) signer: Option<&'a dyn Signer>,
    /// Whether published releases are made again.
    pub(crate) verify_all: bool,
}

impl<'a> Press<'a> {
    pub(crate) fn new(lists: impl IntoIterator<Item = (&'a str, Vec<Edition>)>) -> Self {
        Self {
            config: Config::default(),
            order: (1..=30).map(|number| format!("2020-01-{number:02}")).collect(),
            lists: lists.into_iter().collect(),
            allow: None,
            every: false,
            signer: None,
            verify_all: false,
        }
    }

    pub(crate) fn run(&self, out: &Path) -> Result<Outcome, PublishError> {
        self.run_watched(out, &|_| Ok(()))
    }

    fn run_watched(
        &self,
        out: &Path,
        watch: &(dyn Fn(Step<'_>) -> Result<(), Cause> + Sync),
    ) -> Result<Outcome, PublishError> {
        let lists = self.lists.iter().map(|(list_id, editions)| History {
            every: self.every,
            ..History::of_editions(list_id, editions.iter().cloned())
        });
        let allow: Vec<AllowedOnce> = guards()
            .chain([KEY_GUARD])
            .filter_map(|guard| {
                Some(AllowedOnce {
                    guard: Some(guard.to_owned()),
                    reason: self.allow?.to_owned(),
                    by: String::new(),
                })
            })
            .collect();
        let publication = Publication {
            config: &self.config,
            order: &self.order,
            lists: lists.collect(),
            announcer: &Herald,
            signer: self.signer,
            allow: &allow,
            first_base_url: None,
            watch,
            verify_all: self.verify_all,
            durable: false,
        };
        publish(publication, out)
    }
}

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Returns every file of a tree with its content.
pub(crate) fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for item in fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let inside = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(inside, fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(root, root, &mut files);
    files
}

fn names(tree: &BTreeMap<String, Vec<u8>>) -> Vec<&str> {
    tree.keys().map(String::as_str).collect()
}

pub(crate) fn json(tree: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    serde_json::from_slice(tree.get(path).unwrap_or_else(|| panic!("there is no {path}"))).unwrap()
}

pub(crate) fn text<'t>(tree: &'t BTreeMap<String, Vec<u8>>, path: &str) -> &'t str {
    std::str::from_utf8(tree.get(path).unwrap_or_else(|| panic!("there is no {path}"))).unwrap()
}

/// Asserts that two trees are the same and names the files in which they differ.
pub(crate) fn assert_same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    let differing: Vec<_> = a
        .keys()
        .chain(b.keys())
        .filter(|path| a.get(*path) != b.get(*path))
        .collect();
    assert_eq!(differing, Vec::<&String>::new());
}

#[test]
fn the_tree_is_as_designed() {
    let folder = folder();
    let out = folder.path().join("public");
    let outcome = Press::new([("x", history("x"))]).run(&out).unwrap();
    let tree = tree(&out);
    assert_eq!(outcome.lists[0].releases, 3);
    assert_eq!(outcome.files, tree.len());
    assert_eq!(
        outcome.bytes,
        tree.values().map(|content| content.len() as u64).sum::<u64>()
    );
    let expected = "SHA256SUMS catalog.json feed.atom feed.json head.json index.html manifest.json x/deltas.json \
        x/entries/1/index.html x/entries/1/index.json x/entries/10/index.html x/entries/10/index.json \
        x/entries/2/index.html x/entries/2/index.json x/feed.atom x/feed.json x/index.html";
    let front = |path: &&str| !path.contains("/releases/") && !path.contains("/latest/");
    assert_eq!(
        names(&tree).into_iter().filter(front).collect::<Vec<_>>(),
        expected.split_whitespace().collect::<Vec<_>>()
    );
    let releases: BTreeSet<&str> = names(&tree)
        .into_iter()
        .filter(|path| path.contains("/releases/"))
        .collect();
    let mut wanted = BTreeSet::new();
    for release in ["2020-01-01", "2020-01-02", "2020-01-04"] {
        for file in [
            "SHA256SUMS",
            "changes.json",
            "delta.jsonl",
            "manifest.json",
            "notice.html",
            "notice.md",
            "notice.txt",
        ] {
            wanted.insert(format!("x/releases/{release}/{file}"));
        }
    }
    assert_eq!(releases, wanted.iter().map(String::as_str).collect());
    for file in [
        "entries.json",
        "entries.jsonl",
        "parties.jsonl",
        "entries.csv",
        "names.csv",
    ] {
        assert!(tree.contains_key(&format!("x/latest/{file}")), "{file}");
    }
}

#[test]
fn manifests_name_every_file_and_its_digest() {
    let folder = folder();
    let out = folder.path().join("public");
    let mut press = Press::new([("x", history("x")), ("y", history("y"))]);
    press.signer = Some(&Seal);
    press.run(&out).unwrap();
    let tree = tree(&out);
    let manifest = json(&tree, "manifest.json");
    let mut left: BTreeSet<&str> = names(&tree).into_iter().collect();
    for file in manifest["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        let content = &tree[path];
        assert_eq!(file["sha256"], sha256(content), "{path}");
        assert_eq!(file["bytes"], content.len(), "{path}");
        assert!(!file["media_type"].as_str().unwrap().is_empty(), "{path}");
        assert!(left.remove(path), "{path}");
    }
    assert_eq!(
        left.into_iter().collect::<Vec<_>>(),
        ["manifest.json", "manifest.json.minisig"]
    );
    assert_eq!(manifest["serial"], 6);
    assert_eq!(manifest["expires"], "2020-02-03");
    let sums = text(&tree, "SHA256SUMS");
    assert_eq!(sums.lines().count(), tree.len() - 3);
    for line in sums.lines() {
        let (digest, path) = line.split_once("  ").unwrap();
        assert_eq!(digest, sha256(&tree[path]));
    }
}

#[test]
fn manifests_are_a_chain_from_the_newest_to_the_first() {
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x"))]).run(&out).unwrap();
    let tree = tree(&out);
    let mut link = json(&tree, "manifest.json")["lists"]["x"].clone();
    let mut seen = Vec::new();
    while !link.is_null() {
        let path = link["path"].as_str().unwrap();
        assert_eq!(link["sha256"], sha256(&tree[path]));
        let manifest = json(&tree, path);
        assert_eq!(manifest["commit"].as_str().unwrap().len(), 40);
        seen.push((
            manifest["serial"].as_u64().unwrap(),
            manifest["release"].as_str().unwrap().to_owned(),
        ));
        link = manifest["previous"].clone();
    }
    let expected = [(3, "2020-01-04"), (2, "2020-01-02"), (1, "2020-01-01")];
    assert_eq!(seen, expected.map(|(serial, release)| (serial, release.to_owned())));
}

#[test]
fn the_deltas_make_the_newest_list_from_nothing() {
    let folder = folder();
    let out = folder.path().join("public");
    let mut press = Press::new([("x", made_history(11))]);
    press.allow = Some("made at random");
    press.run(&out).unwrap();
    let tree = tree(&out);
    let mut records = Records::default();
    for number in 1..=6 {
        if let Some(delta) = tree.get(&format!("x/releases/2020-01-{number:02}/delta.jsonl")) {
            let state = records.apply(std::str::from_utf8(delta).unwrap()).unwrap();
            let manifest = json(&tree, &format!("x/releases/2020-01-{number:02}/manifest.json"));
            assert_eq!(manifest["state"], serde_json::to_value(state).unwrap());
        }
    }
    let latest = text(&tree, "x/latest/entries.jsonl").split_once('\n').unwrap().1;
    let rebuilt: String = records.entries().map(|line| format!("{line}\n")).collect();
    assert_eq!(rebuilt, latest);
}

pub(crate) fn made_history(seed: u64) -> Vec<Edition> {
    let mut dice = Dice::new(seed);
    let mut current = entries(&mut dice);
    let mut history = Vec::new();
    for number in 1..=6 {
        history.push(edition("x", number, LIST, current.clone()));
        current = later(&current, &mut dice);
    }
    history
}

#[test]
fn two_runs_in_two_folders_give_one_tree() {
    let (one, two) = (folder(), folder());
    let press = Press::new([
        ("x", history("x")),
        ("y", made_history(3).into_iter().map(renamed).collect()),
    ]);
    let press = Press {
        allow: Some("made at random"),
        ..press
    };
    press.run(&one.path().join("public")).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| press.run(&two.path().join("deep/er/site"))).unwrap();
    assert_same(
        &tree(&one.path().join("public")),
        &tree(&two.path().join("deep/er/site")),
    );
}

fn renamed(mut edition: Edition) -> Edition {
    "y".clone_into(&mut edition.list_id);
    edition
}

#[test]
fn release_by_release_gives_what_all_at_once_gives() {
    let (one, two) = (folder(), folder());
    let (all, steps) = (one.path().join("public"), two.path().join("public"));
    let press = |until: usize| {
        let until = |list_id: &str| history(list_id).into_iter().take(until).collect::<Vec<_>>();
        Press::new([("x", until("x")), ("y", until("y"))])
    };
    press(4).run(&all).unwrap();
    let mut now = Vec::new();
    for until in 1..=4 {
        now.push(press(until).run(&steps).unwrap().lists[0].published_now);
    }
    assert_eq!(now, [1, 1, 0, 1]);
    assert_same(&tree(&all), &tree(&steps));
}

#[test]
fn what_was_published_is_taken_over_and_never_written_again() {
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x")[..2].to_vec())]).run(&out).unwrap();
    let before = tree(&out);
    // The notice of a published release is not made again: today's template may be another, or wrong.
    let mut editions = history("x");
    "unspeakable".clone_into(&mut editions[0].release.as_mut().unwrap().title);
    Press::new([("x", editions)]).run(&out).unwrap();
    let after = tree(&out);
    for (path, content) in &before {
        if path.starts_with("x/releases/") {
            assert_eq!(after.get(path), Some(content), "{path}");
        }
    }
}

#[test]
fn a_rewritten_history_is_refused_and_named() {
    let changed = |change: fn(&mut Vec<Edition>)| {
        let mut editions = history("x");
        change(&mut editions);
        editions
    };
    let cases = [
        (
            changed(|it| "ff".repeat(20).clone_into(&mut it[1].release.as_mut().unwrap().commit)),
            "release 2 was published as `2020-01-02` and was commit `000000000000`; the repository has `ffffffffffff`",
        ),
        (
            changed(|it| drop(it.remove(1))),
            "release 2 was published as `2020-01-02` and the repository has `2020-01-03` in its place",
        ),
        (
            changed(|it| it.truncate(2)),
            "release 3 was published as `2020-01-04` and the repository has no such release",
        ),
        (
            // What is new is built on the newest, so that one is reckoned anew; those before it stand by their commits.
            changed(|it| it[3].entries[0] = party("1", "OMEGA").into()),
            "release 3 was published as `2020-01-04` and its records",
        ),
    ];
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x"))]).run(&out).unwrap();
    let before = tree(&out);
    for (editions, expected) in cases {
        let error = Press::new([("x", editions)]).run(&out).unwrap_err();
        assert!(matches!(error, PublishError::Rewritten { .. }));
        assert!(error.to_string().contains(expected), "{error}");
        assert_same(&before, &tree(&out));
    }
    let gone = Press::new([("y", history("y"))]).run(&out).unwrap_err();
    assert!(matches!(gone, PublishError::ListGone { list_id } if list_id == "x"));
}

#[test]
fn a_run_that_is_stopped_anywhere_changes_nothing_and_the_next_completes() {
    let (one, two) = (folder(), folder());
    let (out, undisturbed) = (one.path().join("public"), two.path().join("public"));
    let old = Press::new([("x", history("x")[..2].to_vec())]);
    let new = Press::new([("x", history("x"))]);
    new.run(&undisturbed).unwrap();
    old.run(&out).unwrap();
    let before = tree(&out);
    let mut stops = 0;
    loop {
        let steps = AtomicUsize::new(0);
        let stop = |_: Step<'_>| -> Result<(), Cause> {
            let is_last = steps.fetch_add(1, Ordering::SeqCst) == stops;
            if is_last { Err("killed".into()) } else { Ok(()) }
        };
        match new.run_watched(&out, &stop) {
            Err(error) => assert!(matches!(error, PublishError::Stopped { .. }), "{error}"),
            Ok(_) => break,
        }
        assert_same(&before, &tree(&out));
        let left: Vec<_> = fs::read_dir(one.path())
            .unwrap()
            .map(|item| item.unwrap().file_name())
            .collect();
        assert_eq!(left, ["public"]);
        stops += 1;
    }
    // Four editions, feeds, pages, the front, and the moment before the new tree is shown.
    assert_eq!(stops, 8);
    assert_same(&tree(&undisturbed), &tree(&out));
}

#[test]
fn what_a_killed_run_left_is_thrown_away() {
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x")[..2].to_vec())]).run(&out).unwrap();
    let work = folder.path().join(".public.gazette-work/new/x");
    fs::create_dir_all(&work).unwrap();
    fs::write(work.join("half-written"), "x").unwrap();
    Press::new([("x", history("x"))]).run(&out).unwrap();
    assert!(!tree(&out).keys().any(|path| path.contains("half")));
    assert!(!work.exists());
}

#[test]
fn a_damaged_publication_is_not_built_upon() {
    let press = || Press::new([("x", history("x"))]);
    let cases: [(&str, &str); 4] = [
        ("x/releases/2020-01-01/notice.md", "is not what its manifest says"),
        (
            "x/releases/2020-01-02/manifest.json",
            "is not what the manifest after it says",
        ),
        (
            "x/releases/2020-01-04/manifest.json",
            "is not what the manifest after it says",
        ),
        ("manifest.json", "cannot be read"),
    ];
    for (path, expected) in cases {
        let folder = folder();
        let out = folder.path().join("public");
        press().run(&out).unwrap();
        fs::write(out.join(path), "short").unwrap();
        let error = press().run(&out).unwrap_err().to_string();
        assert!(error.contains(path) && error.contains(expected), "{error}");
    }
}

#[test]
fn a_manifest_that_leads_out_of_the_tree_is_refused() {
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x"))]).run(&out).unwrap();
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    let hostile = manifest.replacen("\"path\":\"catalog.json\"", "\"path\":\"../../etc/passwd\"", 1);
    assert_ne!(manifest, hostile);
    fs::write(out.join("manifest.json"), hostile).unwrap();
    let error = Press::new([("x", history("x"))]).run(&out).unwrap_err().to_string();
    assert!(error.contains("leads out of the publication"), "{error}");
}

#[test]
fn files_of_others_are_left_alone_and_told() {
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x")[..2].to_vec())]).run(&out).unwrap();
    fs::write(out.join("CNAME"), "lists.example.org\n").unwrap();
    let outcome = Press::new([("x", history("x"))]).run(&out).unwrap();
    assert_eq!(outcome.foreign, ["CNAME"]);
    let tree = tree(&out);
    assert_eq!(text(&tree, "CNAME"), "lists.example.org\n");
    assert!(!text(&tree, "manifest.json").contains("CNAME"));
}

#[test]
fn a_file_of_others_is_never_overwritten() {
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x")[..2].to_vec())]).run(&out).unwrap();
    fs::create_dir_all(out.join("x/releases/2020-01-04")).unwrap();
    fs::write(out.join("x/releases/2020-01-04/notice.md"), "mine").unwrap();
    let error = Press::new([("x", history("x"))]).run(&out).unwrap_err();
    assert!(matches!(error, PublishError::InTheWay { path } if path == "x/releases/2020-01-04/notice.md"));
    let no_publication = folder.path().join("other");
    fs::create_dir_all(&no_publication).unwrap();
    fs::write(no_publication.join("thesis.tex"), "").unwrap();
    let error = Press::new([("x", history("x"))]).run(&no_publication).unwrap_err();
    assert!(matches!(error, PublishError::NoPublication { .. }));
    assert_eq!(names(&tree(&no_publication)), ["thesis.tex"]);
}

fn refused(editions: Vec<Edition>) -> Vec<(&'static str, String)> {
    let folder = folder();
    let out = folder.path().join("public");
    match Press::new([("x", editions)]).run(&out) {
        Ok(_) => Vec::new(),
        Err(PublishError::Refused { refusals }) => {
            assert!(!out.exists());
            refusals
                .into_iter()
                .map(|refusal| (refusal.guard, refusal.finding))
                .collect()
        }
        Err(error) => panic!("{error}"),
    }
}

fn parties(count: usize) -> Vec<Entry> {
    (1..=count)
        .map(|id| party(&id.to_string(), &format!("P{id}")))
        .collect()
}

#[test]
fn guards_stop_what_is_probably_a_mistake() {
    let strict = "{format: 1, title: T, authority: A, limits: {shrink: 0, grow: 50, entries: 2}}";
    let dangling =
        entry("id: 3\nkind: entity\nnames: [C]\nrelations: [{type: part-of, to: 9}, {type: succeeds, to: 8}]");
    let cases: [(&str, Vec<Edition>, Vec<&str>); 9] = [
        (
            "few removals of a short list",
            vec![edition("x", 1, LIST, parties(12)), edition("x", 2, LIST, parties(2))],
            vec![],
        ),
        (
            "removals of a long list",
            vec![edition("x", 1, LIST, parties(100)), edition("x", 2, LIST, parties(89))],
            vec!["list-shrank"],
        ),
        (
            "a tenth of a long list",
            vec![edition("x", 1, LIST, parties(200)), edition("x", 2, LIST, parties(180))],
            vec![],
        ),
        (
            "nothing left",
            vec![edition("x", 1, LIST, parties(3)), edition("x", 2, LIST, parties(0))],
            vec!["empty-list"],
        ),
        (
            "nothing at first",
            vec![edition("x", 1, LIST, parties(0))],
            vec!["empty-list"],
        ),
        (
            "a bound of the list",
            vec![edition("x", 1, strict, parties(3)), edition("x", 2, strict, parties(2))],
            vec!["list-shrank"],
        ),
        (
            "two bounds",
            vec![edition("x", 1, strict, parties(1)), edition("x", 2, strict, parties(3))],
            vec!["too-few-entries", "list-grew"],
        ),
        (
            "an id again",
            vec![
                edition("x", 1, LIST, parties(3)),
                edition("x", 2, LIST, parties(2)),
                edition("x", 3, LIST, parties(3)),
            ],
            vec!["id-reused"],
        ),
        (
            "a relation to nothing",
            vec![edition("x", 1, LIST, vec![dangling])],
            vec!["dangling-relation"],
        ),
    ];
    for (what, editions, expected) in cases {
        let found = refused(editions);
        let guards: Vec<&str> = found.iter().map(|(guard, _)| *guard).collect();
        assert_eq!(guards, expected, "{what}: {found:?}");
    }
}

#[test]
fn a_guard_that_is_lifted_is_told_in_the_manifest_for_ever() {
    let folder = folder();
    let out = folder.path().join("public");
    let editions = vec![edition("x", 1, LIST, parties(100)), edition("x", 2, LIST, parties(80))];
    let mut press = Press::new([("x", editions)]);
    press.allow = Some("programme P ended");
    press.run(&out).unwrap();
    let allowed = &json(&tree(&out), "x/releases/2020-01-02/manifest.json")["allowed"];
    assert_eq!(allowed[0]["guard"], "list-shrank");
    assert_eq!(allowed[0]["finding"], "it removes 20 of 100 entries, more than 10 %");
    assert_eq!(allowed[0]["reason"], "programme P ended");
    // What was published once needs no leave again.
    press.allow = None;
    press.run(&out).unwrap();
}

#[test]
fn entries_keep_their_page_and_their_history() {
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x"))]).run(&out).unwrap();
    let tree = tree(&out);
    let beta = json(&tree, "x/entries/2/index.json");
    assert_eq!(beta["status"], "removed");
    assert_eq!(beta["entry"]["names"][0]["text"], "BETA LTD");
    let events: Vec<_> = beta["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (&event["event"], &event["date"]))
        .collect();
    let expected: [(Value, Value); 3] = [
        ("listed".into(), "2020-01-01".into()),
        ("amended".into(), "2020-01-02".into()),
        ("removed".into(), "2020-01-04".into()),
    ];
    assert_eq!(
        events,
        expected.iter().map(|(event, date)| (event, date)).collect::<Vec<_>>()
    );
    assert_eq!(beta["history"][1]["classes"], serde_json::json!(["identity"]));
    assert!(text(&tree, "x/entries/2/index.html").contains("No longer listed."));
    let gamma = text(&tree, "x/entries/10/index.html");
    assert!(gamma.contains("&lt;GAMMA&gt; &amp; SONS") && !gamma.contains("<GAMMA>"));
    assert!(text(&tree, "x/index.html").contains("entries/2/index.html"));
}

#[test]
fn every_link_of_every_page_leads_to_a_file() {
    let folder = folder();
    let out = folder.path().join("public");
    let mut editions = history("x");
    let strange = entry(
        "id: ../A b\nkind: entity\nnames: [X]\ndesignations: [{programme: P}]\n\
         relations: [{type: part-of, to: 1}, {type: succeeds, to: 2}, {type: same-as, to: y/1}]",
    );
    editions[3].entries.push(strange.into());
    Press::new([("x", editions), ("y", history("y"))]).run(&out).unwrap();
    let tree = tree(&out);
    let mut links = 0;
    for (path, content) in tree.iter().filter(|(path, _)| path.ends_with("index.html")) {
        let html = std::str::from_utf8(content).unwrap();
        assert!(!html.contains("<script") && !html.contains("http:"), "{path}");
        for href in html
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
        {
            let href = href.split('#').next().unwrap();
            if !href.is_empty() {
                let folder = Path::new(path).parent().unwrap().join(href);
                let mut target = Vec::new();
                for part in folder.iter().map(|part| part.to_str().unwrap()) {
                    if part == ".." {
                        target.truncate(target.len() - 1)
                    } else {
                        target.push(part)
                    }
                }
                assert!(tree.contains_key(&target.join("/")), "{path} leads to {href}");
                links += 1;
            }
        }
    }
    assert!(links > 100, "{links}");
    assert!(text(&tree, "x/entries/~2e.~2fA~20b/index.html").contains("../2/index.html"));
}

#[test]
fn news_tell_each_release_once_the_newest_first() {
    let folder = folder();
    let out = folder.path().join("public");
    let mut press = Press::new([("x", history("x")), ("y", history("y")[..2].to_vec())]);
    press.config.base_url = Some("https://lists.example.org/gazette/".to_owned());
    press.run(&out).unwrap();
    let tree = tree(&out);
    for (path, expected) in [
        ("x/feed", vec!["x/2020-01-04", "x/2020-01-02", "x/2020-01-01"]),
        (
            "feed",
            vec![
                "x/2020-01-04",
                "x/2020-01-02",
                "y/2020-01-02",
                "x/2020-01-01",
                "y/2020-01-01",
            ],
        ),
    ] {
        let atom = atom_syndication::Feed::read_from(tree[&format!("{path}.atom")].as_slice()).unwrap();
        let json = json(&tree, &format!("{path}.json"));
        let of_atom: Vec<&str> = atom.entries().iter().map(|entry| entry.id()).collect();
        let of_json: Vec<&str> = json["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].as_str().unwrap())
            .collect();
        let expected: Vec<String> = expected
            .iter()
            .map(|id| format!("tag:lists.example.org,{}:{id}", &id[2..]))
            .collect();
        assert_eq!(of_atom, expected, "{path}");
        assert_eq!(of_json, expected, "{path}");
        assert_eq!(atom.updated().to_rfc3339(), "2020-01-04T12:00:00+00:00");
        let link = &atom.entries()[0].links()[0];
        assert_eq!(
            link.href(),
            "https://lists.example.org/gazette/x/releases/2020-01-04/notice.html"
        );
    }
    let summary = json(&tree, "x/feed.json")["items"][1]["content_text"].clone();
    assert_eq!(summary, "1 added: <GAMMA> & SONS. 1 amended: BETA LTD.");
}

#[test]
fn without_an_address_links_are_relative() {
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x"))]).run(&out).unwrap();
    let tree = tree(&out);
    assert_eq!(
        json(&tree, "x/feed.json")["items"][0]["url"],
        "releases/2020-01-04/notice.html"
    );
    assert_eq!(
        json(&tree, "feed.json")["items"][0]["url"],
        "x/releases/2020-01-04/notice.html"
    );
}

#[test]
fn the_catalogue_says_where_everything_is() {
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x"))]).run(&out).unwrap();
    let tree = tree(&out);
    let list = &json(&tree, "catalog.json")["lists"][0];
    assert_eq!(list["id"], "x");
    assert_eq!(list["title"], "Tests <of> lists");
    assert_eq!(list["counts"]["entries"], 2);
    assert_eq!(list["newest"]["serial"], 3);
    assert_eq!(
        (&list["issued"], &list["modified"]),
        (&"2020-01-01".into(), &"2020-01-04".into())
    );
    for format in list["formats"].as_array().unwrap() {
        for file in format["files"].as_array().unwrap() {
            assert_eq!(file["sha256"], sha256(&tree[file["path"].as_str().unwrap()]));
        }
    }
}

#[test]
fn settings_make_no_release_and_are_followed() {
    let folder = folder();
    let out = folder.path().join("public");
    let mut editions = history("x");
    let only_csv = "{format: 1, title: Tests <of> lists, authority: Ministry, feeds: [csv], lint: {note: off}}";
    let last = editions[3].entries.clone();
    editions.push(edition("x", 5, only_csv, last));
    let outcome = Press::new([("x", editions)]).run(&out).unwrap();
    assert_eq!(
        (outcome.lists[0].releases, outcome.lists[0].newest.as_str()),
        (3, "2020-01-04")
    );
    let latest: Vec<String> = tree(&out)
        .into_keys()
        .filter(|path| path.contains("/latest/"))
        .collect();
    assert_eq!(latest, ["x/latest/entries.csv", "x/latest/names.csv"]);
    let narrow = "{format: 1, title: T, authority: A, feeds: [json, ofac-csv]}";
    let beyond_ascii = vec![party("1", "金")];
    let error = Press::new([("x", vec![edition("x", 1, narrow, beyond_ascii)])])
        .run(&folder.path().join("c"))
        .unwrap_err();
    assert_eq!(error.to_string(), "the feed `ofac-csv` of `x` cannot be written");
    let unknown = "{format: 1, title: T, authority: A, feeds: [cvs]}";
    let error = Press::new([("x", vec![edition("x", 1, unknown, parties(1))])])
        .run(&folder.path().join("b"))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("asks for the feed `cvs`; there are json, jsonl, csv"),
        "{error}"
    );
}

#[test]
fn editions_that_are_none_are_refused() {
    let twice = vec![party("1", "A"), party("1", "B")];
    let mut tree_only = edition("x", 1, LIST, parties(1));
    tree_only.release = None;
    let mut hostile = edition("x", 1, LIST, parties(1));
    "../../x".clone_into(&mut hostile.release.as_mut().unwrap().name);
    let cases = [
        ("x", vec![edition("x", 1, LIST, twice)], "stands twice"),
        ("x", vec![tree_only], "a working tree is no release"),
        ("x", vec![hostile], "cannot be the name of a folder"),
        ("x", vec![edition("y", 1, LIST, parties(1))], "`y` is another list"),
        ("x", Vec::new(), "the list has no release"),
        ("..", Vec::new(), "cannot be the name of a folder"),
        (
            "x",
            vec![edition("x", 1, LIST, vec![party("a", "A"), party("A", "B")])],
            "would be one",
        ),
        (
            "x",
            vec![edition("x", 31, LIST, parties(1))],
            "is not among the repository's releases",
        ),
    ];
    for (list_id, editions, expected) in cases {
        let folder = folder();
        let error = Press::new([(list_id, editions)])
            .run(&folder.path().join("public"))
            .unwrap_err();
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        let error = format!("{error}: {}", cause.unwrap_or_default());
        assert!(error.contains(expected), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn changes_are_told_from_release_to_release() {
    let folder = folder();
    let out = folder.path().join("public");
    Press::new([("x", history("x"))]).run(&out).unwrap();
    let tree = tree(&out);
    let ends = |release: &str| {
        let changes = json(&tree, &format!("x/releases/{release}/changes.json"));
        (changes["lists"][0]["from"].clone(), changes["summary"].clone())
    };
    let counts = |added, removed, amended| serde_json::json!({"added": added, "removed": removed, "amended": amended});
    assert_eq!(ends("2020-01-01"), ("nothing".into(), counts(2, 0, 0)));
    assert_eq!(ends("2020-01-02"), ("2020-01-01".into(), counts(1, 0, 1)));
    assert_eq!(ends("2020-01-04"), ("2020-01-02".into(), counts(0, 1, 0)));
    let delta = text(&tree, "x/releases/2020-01-02/delta.jsonl");
    let amended: Value = serde_json::from_str(delta.lines().last().unwrap()).unwrap();
    assert_eq!((&amended["type"], &amended["id"]), (&"amended".into(), &"2".into()));
    let fields = &json(&tree, "x/releases/2020-01-02/changes.json")["lists"][0]["changes"][0]["fields"];
    assert_eq!(&amended["changes"], fields);
}

#[test]
fn a_notice_that_cannot_be_made_stops_everything() {
    let folder = folder();
    let out = folder.path().join("public");
    let mut editions = history("x");
    "unspeakable".clone_into(&mut editions[3].release.as_mut().unwrap().title);
    let error = Press::new([("x", editions)]).run(&out).unwrap_err();
    assert_eq!(error.to_string(), "release `2020-01-04` of `x` cannot be announced");
    assert!(!out.exists());
}

/// Publishes so many releases of one list and returns the tree.
fn long_news(count: u32, out: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |number: u32| format!("2020-{:02}-{:02}", number / 28 + 1, number % 28 + 1);
    let editions = (0..count).map(|number| {
        let mut edition = edition("x", 1, LIST, vec![party("1", &format!("ALPHA {number}"))]);
        let release = edition.release.as_mut().unwrap();
        release.name = name(number);
        release.date = release.name.parse().unwrap();
        release.time = format!("{}T12:00:00Z", release.name).parse().unwrap();
        release.commit = format!("{number:040x}");
        edition
    });
    let mut press = Press::new([("x", editions.collect())]);
    press.order = (0..count).map(name).collect();
    press.run(out).unwrap();
    tree(out)
}

#[test]
fn long_news_are_in_pages_that_readers_fetch_once() {
    let folder = folder();
    let out = folder.path().join("public");
    let short = long_news(199, &out);
    assert!(!short.contains_key("x/feed-1.atom"));
    assert!(json(&short, "x/feed.json")["next_url"].is_null());
    let before = long_news(299, &out);
    let tree = long_news(301, &out);
    // From the newest page over the archives every release comes once, the newest first.
    for extension in ["atom", "json"] {
        let mut next = Some(format!("feed.{extension}"));
        let mut seen = Vec::new();
        while let Some(page) = next {
            let path = format!("x/{page}");
            next = if extension == "json" {
                let page = json(&tree, &path);
                let items = page["items"].as_array().unwrap().clone();
                seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
                page["next_url"].as_str().map(str::to_owned)
            } else {
                let page: atom_syndication::Feed = text(&tree, &path).parse().unwrap();
                seen.extend(page.entries().iter().map(|entry| entry.id().to_owned()));
                let older = page.links().iter().find(|link| link.rel() == "prev-archive");
                older.map(|link| link.href().to_owned())
            };
        }
        assert_eq!(seen.len(), 301);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 301);
        assert!(
            seen[0].ends_with("2020-11-21") && seen[300].ends_with("2020-01-01"),
            "{} {}",
            seen[0],
            seen[300]
        );
    }
    // An archive that has a newer one is never another.
    assert_eq!(before["x/feed-1.json"], tree["x/feed-1.json"]);
    let first = text(&tree, "x/feed-1.atom");
    for part in ["<fh:archive/>", "rel=\"current\"", "rel=\"next-archive\""] {
        assert!(first.contains(part), "{part}");
    }
    assert!(!text(&tree, "x/feed.atom").contains("fh:archive"));
    assert!(
        json(&tree, "manifest.json")["files"]
            .to_string()
            .contains("x/feed-2.atom")
    );
}

#[test]
fn a_tag_is_a_release_of_each_list_though_nothing_changed() {
    let folder = folder();
    let out = folder.path().join("public");
    let mut press = Press::new([("x", history("x"))]);
    press.every = true;
    press.run(&out).unwrap();
    let tree = tree(&out);
    let delta = text(&tree, "x/releases/2020-01-03/delta.jsonl");
    assert_eq!(delta.lines().count(), 1);
    let header: Value = serde_json::from_str(delta.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&header["base"]["serial"], &header["target"]["serial"]),
        (&2.into(), &3.into())
    );
    assert_eq!(header["base"]["digest"], header["target"]["digest"]);
    assert_eq!(json(&tree, "x/deltas.json")["deltas"].as_array().unwrap().len(), 4);
    // News are of changes; what did not change is none.
    assert_eq!(json(&tree, "x/feed.json")["items"].as_array().unwrap().len(), 3);
    assert_eq!(json(&tree, "feed.json")["items"].as_array().unwrap().len(), 3);
    let report = gazette::publish::verify::verify(&gazette::publish::source::Folder::new(&out), None, None).unwrap();
    assert_eq!((report.faults, report.serial), (vec![], 4));
}

#[test]
fn a_tag_over_an_unchanged_list_is_not_guarded_and_renews_the_expiry() {
    let folder = folder();
    let out = folder.path().join("public");
    let (a, b) = (party("1", "ALPHA"), party("2", "BETA"));
    let mut press = Press::new([(
        "x",
        vec![
            edition("x", 1, LIST, vec![a, b]),
            edition("x", 2, LIST, Vec::<Entry>::new()),
        ],
    )]);
    press.every = true;
    press.allow = Some("the regime ended");
    press.run(&out).unwrap();
    press.allow = None;
    press
        .lists
        .get_mut("x")
        .unwrap()
        .push(edition("x", 20, LIST, Vec::<Entry>::new()));
    press.run(&out).unwrap();
    let tree = tree(&out);
    assert_eq!(json(&tree, "head.json")["expires"], "2020-02-19");
    assert_eq!(
        json(&tree, "x/releases/2020-01-20/manifest.json")["allowed"],
        Value::Null
    );
}

fn snapshots(tree: &BTreeMap<String, Vec<u8>>) -> BTreeSet<&str> {
    let releases = tree
        .keys()
        .filter_map(|path| path.strip_prefix("x/snapshots/")?.split('/').next());
    releases.collect()
}

#[test]
fn full_feeds_are_kept_of_as_many_releases_as_the_settings_say() {
    let (one, two) = (folder(), folder());
    let (out, stepwise) = (one.path().join("public"), two.path().join("public"));
    let mut press = Press::new([("x", history("x"))]);
    press.config.publication.retention.0 = Some(2);
    press.run(&out).unwrap();
    let whole = tree(&out);
    assert_eq!(snapshots(&whole), BTreeSet::from(["2020-01-02", "2020-01-04"]));
    for (path, content) in whole.iter().filter(|(path, _)| path.starts_with("x/latest/")) {
        let snapshot = path.replace("/latest/", "/snapshots/2020-01-04/");
        assert_eq!(whole.get(&snapshot), Some(content), "{path}");
    }
    // One release after the other gives the same.
    for until in 1..=4 {
        press.lists.insert("x", history("x")[..until].to_vec());
        press.run(&stepwise).unwrap();
    }
    assert_same(&whole, &tree(&stepwise));
    // More, fewer, none, and those that are wanted again are made again from the deltas.
    for (retention, expected) in [(3, 3), (1, 1), (0, 0), (2, 2)] {
        press.config.publication.retention.0 = Some(retention);
        press.run(&out).unwrap();
        assert_eq!(snapshots(&tree(&out)).len(), expected);
        let source = gazette::publish::source::Folder::new(&out);
        let report = gazette::publish::verify::verify(&source, None, None).unwrap();
        assert_eq!(report.faults, []);
    }
    assert_same(&whole, &tree(&out));
}
