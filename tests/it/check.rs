//! Rules: each finds its fault at the exact place and stays silent on every good tree.
//!
//! A case is a folder `tests/cases/lint/<rule>/` with two repositories, `bad/` and `good/`, and `findings.txt`: what is found in
//! `bad/`. Beside its lists a repository may have `base/` (the lists at the base revision), `removed.txt` (lines of list, id,
//! release), `as-of.txt` (the day of the release), `sizes.txt` (lines of path and size: a file of so many blanks) and `strays.txt`
//! (lines of path and why it is not read).
//! `GAZETTE_BLESS=1 cargo test` writes `findings.txt` anew: read it before you believe it.

mod findings;
mod hostile;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gazette::feed::{Loss, losses};
use gazette::lint::{Finding, Input, RULES, Removed, Severity, Stray, fix, run};
use gazette::model::{Edition, Entry, Release};
use gazette::yaml::{Loaded, SourceFile, load_list, read_config, read_exceptions};

/// A repository as it is looked at.
#[derive(Default)]
struct Tree {
    lists: Vec<Loaded>,
    config: Option<Loaded>,
    exceptions: Option<Loaded>,
    base: Option<Vec<Edition>>,
    removed: Removed,
    as_of: Option<jiff::civil::Date>,
    losses: Vec<Loss>,
    strays: Vec<Stray>,
}

impl Tree {
    fn read(folder: &Path) -> Self {
        let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        let mut files = files_below(folder, "lists");
        for line in text("sizes.txt").lines() {
            let (path, size) = line.split_once(' ').expect("a path and a size");
            let bytes = vec![b' '; size.parse().expect("a size")];
            files.push(SourceFile {
                path: path.into(),
                bytes,
            });
        }
        let config = fs::read(folder.join("gazette.yaml")).ok().map(|bytes| {
            let path = "gazette.yaml".to_owned();
            read_config(SourceFile { path, bytes }).1
        });
        let exceptions = fs::read(folder.join("exceptions.yaml")).ok().map(|bytes| {
            let path = "exceptions.yaml".to_owned();
            read_exceptions(SourceFile { path, bytes }).1
        });
        let base = folder.join("base").is_dir().then(|| {
            let lists = lists_of(files_below(&folder.join("base"), "lists"));
            lists.into_iter().map(edition).collect()
        });
        let lists = lists_of(files);
        Self {
            losses: feed_losses(&lists, text("as-of.txt").trim().parse().ok()),
            strays: text("strays.txt").lines().map(stray).collect(),
            lists,
            config,
            exceptions,
            base,
            removed: removed(&text("removed.txt")),
            as_of: text("as-of.txt").trim().parse().ok(),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        run(&Input {
            exceptions: self.exceptions.as_ref(),
            lists: &self.lists,
            config: self.config.as_ref(),
            base: self.base.as_deref(),
            removed: &self.removed,
            as_of: self.as_of,
            losses: Some(&self.losses),
            styles: Some(&gazette::notice::known_styles(&[])),
            strays: &self.strays,
        })
    }
}

fn feed_losses(lists: &[Loaded], as_of: Option<jiff::civil::Date>) -> Vec<Loss> {
    let edition = |loaded: &Loaded| Edition {
        list_id: loaded.id.clone(),
        list: loaded.list.clone(),
        entries: loaded.entries.iter().map(|entry| entry.entry.clone()).collect(),
        parties: loaded.parties.iter().map(|party| party.entry.clone()).collect(),
        release: as_of.map(Release::to_come),
    };
    lists.iter().flat_map(|loaded| losses(&edition(loaded))).collect()
}

fn stray(line: &str) -> Stray {
    let (path, why) = line.split_once(' ').expect("a path and why");
    Stray {
        path: path.to_owned(),
        why: why.to_owned(),
        remedy: None,
    }
}

fn removed(text: &str) -> Removed {
    let mut removed = Removed::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [list, id, release] = words[..] else {
            panic!("{line}: list, id, release")
        };
        removed
            .entry(list.into())
            .or_default()
            .insert(id.into(), release.into());
    }
    removed
}

fn edition(loaded: Loaded) -> Edition {
    let entries = |entries: Vec<gazette::yaml::LoadedEntry>| -> Vec<Arc<Entry>> {
        entries.into_iter().map(|entry| entry.entry).collect()
    };
    Edition {
        list_id: loaded.id,
        list: loaded.list,
        entries: entries(loaded.entries),
        parties: entries(loaded.parties),
        release: None,
    }
}

fn lists_of(files: Vec<SourceFile>) -> Vec<Loaded> {
    let mut by_list: BTreeMap<String, Vec<SourceFile>> = BTreeMap::new();
    for file in files {
        let list = file.path.split('/').nth(1).expect("a file of a list").to_owned();
        by_list.entry(list).or_default().push(file);
    }
    by_list.into_iter().map(|(id, files)| load_list(&id, files)).collect()
}

fn files_below(root: &Path, folder: &str) -> Vec<SourceFile> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return files;
    };
    for entry in entries {
        let entry = entry.expect("the case can be read");
        let name = entry.file_name().into_string().expect("a name of ours");
        let path = format!("{folder}/{name}");
        if entry.path().is_dir() {
            files.extend(files_below(root, &path));
        } else {
            let bytes = fs::read(entry.path()).expect("the case can be read");
            files.push(SourceFile { path, bytes });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn cases() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lint");
    let folders = fs::read_dir(root).expect("there are cases");
    let mut cases: Vec<_> = folders
        .map(|entry| entry.expect("the case can be read"))
        .map(|entry| (entry.file_name().into_string().expect("a name of ours"), entry.path()))
        .collect();
    cases.sort();
    cases
}

fn told(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let (file, at, severity, rule) = (&finding.file, finding.position, finding.severity.as_str(), finding.rule);
        let message = &finding.message;
        writeln!(out, "{file}:{}:{}: {severity}[{rule}]: {message}", at.line, at.column).expect("a String");
        for label in &finding.labels {
            let (file, at, text) = (&label.file, label.position, &label.text);
            writeln!(out, "    {file}:{}:{}: {text}", at.line, at.column).expect("a String");
        }
        if let Some(remedy) = &finding.remedy {
            writeln!(out, "    help: {remedy}").expect("a String");
        }
    }
    out
}

#[test]
fn each_rule_finds_its_fault_at_the_exact_place() {
    let mut faults = String::new();
    for (rule, folder) in cases() {
        let findings = Tree::read(&folder.join("bad")).findings();
        let without = findings.iter().filter(|finding| {
            let remedy = finding.remedy.as_deref().unwrap_or_default();
            // What a feed loses is not a fault of the list, and these strays are made without a remedy.
            let is_exempt = matches!(finding.rule, "lost-in-feed" | "unread-file");
            remedy.is_empty() || (remedy.starts_with("`gazette explain ") && !is_exempt)
        });
        for finding in without {
            writeln!(faults, "{rule}: no remedy for: {}", finding.message).expect("a String");
        }
        let told = told(&findings);
        let path = folder.join("findings.txt");
        if std::env::var_os("GAZETTE_BLESS").is_some() {
            fs::write(&path, &told).expect("the case can be written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if told != expected {
            writeln!(faults, "{rule}: expected\n{expected}found\n{told}").expect("a String");
        }
        if !findings.iter().any(|finding| finding.rule == rule) {
            writeln!(faults, "{rule}: does not find its fault").expect("a String");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn every_rule_is_silent_on_every_good_tree() {
    let mut faults = String::new();
    for (rule, folder) in cases() {
        let tree = Tree::read(&folder.join("good"));
        assert!(!tree.lists.is_empty(), "{rule}: the good tree has no list");
        let told = told(&tree.findings());
        if !told.is_empty() {
            writeln!(faults, "{rule}/good:\n{told}").expect("a String");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn every_rule_is_named_explained_and_has_its_case() {
    let cases: BTreeSet<String> = cases().into_iter().map(|(name, _)| name).collect();
    let ids: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(ids.len(), RULES.len(), "an id is borne twice");
    assert_eq!(ids, cases, "each rule has its case and each case its rule");
    assert!(
        RULES.is_sorted_by_key(|rule| rule.id),
        "the registry is in the order of the ids"
    );
    for rule in RULES {
        let kebab = |c: char| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit();
        assert!(rule.id.chars().all(kebab) && !rule.id.starts_with('-'), "{}", rule.id);
        let headings: Vec<&str> = rule
            .explanation
            .lines()
            .filter(|line| line.starts_with("## "))
            .collect();
        let expected = [
            "## What it finds",
            "## Why it matters",
            "## Example",
            "## How to fix it",
        ];
        assert_eq!(headings, expected, "{}", rule.id);
        assert!(
            rule.explanation.contains("```yaml\n"),
            "{}: an example in YAML",
            rule.id
        );
        assert!(rule.explanation.ends_with('\n'), "{}", rule.id);
        assert!(
            rule.explanation.lines().all(|line| line.len() <= 140),
            "{}: long lines",
            rule.id
        );
        assert!(
            !rule.summary().is_empty() && !rule.summary().contains("## "),
            "{}",
            rule.id
        );
    }
}

#[test]
fn edits_mend_what_they_are_offered_for() {
    // The file that is too large has nothing to mend and takes long.
    for (rule, folder) in cases().into_iter().filter(|(rule, _)| rule != "file-too-large") {
        let tree = Tree::read(&folder.join("bad"));
        let findings = tree.findings();
        let fixable = findings.iter().filter(|finding| finding.fix.is_some()).count();
        let mut mended = Tree::read(&folder.join("bad"));
        let mut edits = 0;
        for loaded in &mut mended.lists {
            let mut files = loaded.files.clone();
            for file in &mut files {
                // Edits that touch one another take several rounds.
                while let Some(fixed) = fix(file, &run_on(loaded, file)) {
                    edits += fixed.edits;
                    file.bytes = fixed.bytes;
                }
            }
            *loaded = load_list(&loaded.id, files);
        }
        assert!(edits >= fixable, "{rule}: {edits} edits for {fixable} findings");
        let left = mended
            .findings()
            .into_iter()
            .filter(|finding| finding.fix.is_some())
            .count();
        assert_eq!(left, 0, "{rule}: an edit left its finding");
    }
}

/// Returns the findings of a list in which one file has a new content.
fn run_on(loaded: &Loaded, file: &SourceFile) -> Vec<Finding> {
    let others = loaded.files.iter().filter(|other| other.path != file.path).cloned();
    let files = others.chain([file.clone()]).collect();
    run(&Input::new(&[load_list(&loaded.id, files)]))
}

#[test]
fn a_broken_file_hides_no_other() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lint");
    let mut files = Vec::new();
    let rules = [
        "yaml-syntax",
        "bad-date",
        "yaml-alias",
        "duplicate-key",
        "not-utf8",
        "deep-nesting",
        "unknown-word",
    ];
    for rule in rules {
        for mut file in files_below(&folder.join(rule).join("bad"), "lists") {
            if !file.path.ends_with("list.yaml") {
                file.path = format!("lists/us/{rule}-{}", file.path.rsplit('/').next().expect("a file"));
                files.push(file);
            }
        }
    }
    let list = "format: 1\ntitle: T\nauthority: A\nprogrammes:\n  P: P\n";
    files.push(SourceFile {
        path: "lists/us/list.yaml".into(),
        bytes: list.into(),
    });
    let findings = run(&Input::new(&[load_list("us", files)]));
    for rule in rules {
        assert!(findings.iter().any(|finding| finding.rule == rule), "{rule} is hidden");
    }
}

/// `lists/` ends in the names of some lists, and has that of one.
#[test]
fn a_list_may_have_any_name() {
    for id in ["s", "ts", "lists", "parties"] {
        let file = |name: &str, content: &str| SourceFile {
            path: format!("lists/{id}/{name}"),
            bytes: content.into(),
        };
        let listed = "id: a\nkind: entity\nnames: A\ndesignations:\n  - programme: P\n    listed: 2020-01-01\n";
        let files = vec![
            file("a.yaml", listed),
            file("list.yaml", "format: 1\ntitle: T\nauthority: A\nprogrammes:\n  P: P\n"),
            file("parties/b.yaml", "id: b\nkind: entity\nnames: B\n"),
        ];
        let loaded = load_list(id, files);
        let ids = |entries: &[gazette::yaml::LoadedEntry]| -> Vec<String> {
            entries.iter().map(|loaded| loaded.entry.id.clone()).collect()
        };
        assert_eq!(
            (loaded.list.title.as_str(), ids(&loaded.entries), ids(&loaded.parties)),
            ("T", vec!["a".into()], vec!["b".into()]),
            "{id}"
        );
        let rules: Vec<&str> = run(&Input::new(&[loaded])).iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["unused-party"], "{id}");
    }
}

#[test]
fn findings_are_in_order_and_the_same_whatever_the_order_of_files() {
    for (rule, folder) in cases() {
        let files = files_below(&folder.join("bad"), "lists");
        let forward = run(&Input::new(&lists_of(files.clone())));
        let backward = run(&Input::new(&lists_of(files.into_iter().rev().collect())));
        assert_eq!(forward, backward, "{rule}");
        let key = |finding: &Finding| {
            (
                finding.file.clone(),
                finding.place.start,
                finding.place.end,
                finding.rule,
            )
        };
        assert!(forward.is_sorted_by_key(key), "{rule}");
    }
}

#[test]
fn a_list_may_lower_or_switch_off_a_rule_but_no_firm_one() {
    let severity = |setting: &str, entry: &str| {
        let list = format!("format: 1\ntitle: T\nauthority: A\nprogrammes: {{P: P}}\nlint:\n  {setting}\n");
        let file = |path: &str, text: &str| SourceFile {
            path: path.into(),
            bytes: text.into(),
        };
        let files = vec![file("lists/us/list.yaml", &list), file("lists/us/1.yaml", entry)];
        let findings = run(&Input::new(&[load_list("us", files)]));
        let told: Vec<_> = findings
            .iter()
            .map(|finding| (finding.rule, finding.severity))
            .collect();
        told
    };
    let entry = "id: 1\nkind: entity\nnames: ['A  B']\ndesignations: [{programme: P, listed: 2020-01-02}]\n";
    assert_eq!(
        severity("double-space: error", entry),
        [("double-space", Severity::Error)]
    );
    assert_eq!(
        severity("double-space: note", entry),
        [("double-space", Severity::Note)]
    );
    assert_eq!(severity("double-space: off", entry), []);
    let broken = format!("{entry}id: 2\n");
    let told = severity("duplicate-key: off", &broken.replace("A  B", "A B"));
    assert_eq!(
        told,
        [
            ("duplicate-key", Severity::Error),
            ("bad-lint-setting", Severity::Error)
        ]
    );
}
