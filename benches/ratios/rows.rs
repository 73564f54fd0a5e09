//! What is measured against what.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use super::measure::{Memory, Row, compare, gazette, git, model, peak};
use super::repository::{Plan, Seed, bench_folder, run as git_says};
use super::{Asked, publishing};

/// Measures the rows that were asked for and hands each on as it is done.
pub(crate) fn run(asked: &Asked, told: &mut dyn FnMut(&dyn Display)) {
    let seed = Seed::read();
    if asked.wants("start") {
        told(&start());
    }
    if asked.wants("diff") {
        diffs(asked, &seed, told);
    }
    if asked.wants("parse") {
        sizes(asked).iter().for_each(|entries| told(&parse(&seed, *entries)));
    }
    if asked.wants("check") {
        sizes(asked).iter().for_each(|entries| told(&check(&seed, *entries)));
    }
    if asked.wants("memory") {
        sizes(asked).iter().for_each(|entries| memory(&seed, *entries, told));
    }
    if asked.wants("publish") {
        publishing::run(asked, &seed, told);
    }
    if asked.wants("log") {
        history(&seed, told);
    }
    if asked.wants("import") {
        told(&publishing::import());
    }
    if asked.wants("export") {
        publishing::export(told);
    }
    if asked.wants("sync") {
        told(&publishing::sync(&seed));
    }
}

fn sizes(asked: &Asked) -> &'static [usize] {
    if asked.full {
        &[10_000, 100_000, 1_000_000]
    } else {
        &[10_000, 100_000]
    }
}

/// The start of the process against that of git.
fn start() -> Row {
    let folder = bench_folder();
    let version = || gazette(&folder, &["--version"]);
    compare("start: --version".into(), None, "git --version", version, || {
        git(&folder, &["--version"], None)
    })
}

/// So many entries in one release, and behind it releases in which some change: first the most, at last one.
fn sized(entries: usize) -> Plan {
    let changed = [10_000, 50, 1].into_iter().filter(|changed| *changed < entries);
    Plan {
        entries,
        changed: changed.collect(),
    }
}

/// Two releases with some changed entries, against `diff-tree -r` and `cat-file --batch` of the changed blobs.
fn diffs(asked: &Asked, seed: &Seed, told: &mut dyn FnMut(&dyn Display)) {
    for entries in sizes(asked) {
        let plan = sized(*entries);
        let folder = plan.repository(seed);
        for (back, changed) in plan.changed.iter().rev().enumerate() {
            let [old, new] = [back + 1, back].map(|back| format!("HEAD~{back}"));
            told(&diff(&folder, &old, &new, &format!("{changed} of {entries}")));
        }
    }
}

fn diff(folder: &Path, old: &str, new: &str, size: &str) -> Row {
    let blobs = bench_folder().join("changed-blobs.txt");
    let raw = git_says(folder, &["diff-tree", "-r", "--no-abbrev", old, new]);
    let ids = raw
        .lines()
        .flat_map(|line| line.split_whitespace().skip(2).take(2).collect::<Vec<_>>());
    fs::write(&blobs, ids.collect::<Vec<_>>().join("\n") + "\n").expect("there is room");
    let range = format!("{old}..{new}");
    let arguments = ["diff", &range, "--stat"];
    let row = compare(
        format!("diff: {size}"),
        Some(1.0),
        "diff-tree -r, cat-file --batch",
        || gazette(folder, &arguments),
        || git(folder, &["diff-tree", "-r", old, new], None) + git(folder, &["cat-file", "--batch"], Some(&blobs)),
    );
    Row {
        peak: peak(folder, &arguments),
        ..row
    }
}

/// Writes the ids of all entries of `HEAD` to a file, for `cat-file --batch`.
fn all_blobs(folder: &Path) -> PathBuf {
    let blobs = bench_folder().join("all-blobs.txt");
    let tree = git_says(folder, &["ls-tree", "-r", "HEAD", "lists"]);
    let entries = tree.lines().filter(|line| !line.ends_with("/list.yaml"));
    let ids = entries.filter_map(|line| line.split_whitespace().nth(2));
    fs::write(&blobs, ids.collect::<Vec<_>>().join("\n") + "\n").expect("there is room");
    blobs
}

const FROM_NOTHING: [&str; 3] = ["diff", "1999-12-31..HEAD", "--name-only"];

const CHECK: [&str; 3] = ["check", "--format", "json"];

const CAT_FILE: &str = "cat-file --batch of all blobs";

/// Reading every entry of a commit into the model: a comparison with nothing, of which only the names are printed.
fn parse(seed: &Seed, entries: usize) -> Row {
    over_all(seed, entries, format!("parse: {entries}"), &FROM_NOTHING)
}

/// Reading and judging every entry of the working tree.
fn check(seed: &Seed, entries: usize) -> Row {
    over_all(seed, entries, format!("check: {entries}"), &CHECK)
}

/// A command that looks at every entry, against git's own reading of them.
fn over_all(seed: &Seed, entries: usize, what: String, arguments: &[&str]) -> Row {
    let folder = sized(entries).repository(seed);
    let blobs = all_blobs(&folder);
    let row = compare(
        what,
        Some(2.0),
        CAT_FILE,
        || gazette(&folder, arguments),
        || git(&folder, &["cat-file", "--batch"], Some(&blobs)),
    );
    Row {
        peak: peak(&folder, arguments),
        ..row
    }
}

/// What commands hold at the most that look at every entry.
fn memory(seed: &Seed, entries: usize, told: &mut dyn FnMut(&dyn Display)) {
    let folder = sized(entries).repository(seed);
    let Some(model) = model(&folder, &all_blobs(&folder)) else {
        return;
    };
    let feeds = bench_folder().join("feeds").display().to_string();
    let commands: [(&str, &[&str]); 3] = [
        ("diff from nothing", &FROM_NOTHING),
        ("check", &CHECK),
        ("export jsonl", &["export", "jsonl", "--out", &feeds]),
    ];
    for (name, arguments) in commands {
        let Some(peak) = peak(&folder, arguments) else { continue };
        told(&Memory {
            what: format!("memory: {name}, {entries}"),
            peak,
            model,
            target: 3.0,
        });
    }
}

/// A walk over a thousand releases, against `git log --raw`.
fn history(seed: &Seed, told: &mut dyn FnMut(&dyn Display)) {
    let plan = Plan::even(20_000, 999, 20);
    let folder = plan.repository(seed);
    let all = &["log", "--format", "json"][..];
    let one = &["log", "1000000"][..];
    let show = &["show", "1000000", "--at", "2021-01-01"][..];
    for (name, arguments, is_first) in [
        ("log: 1,000 releases of 20,000, first run", all, true),
        ("log: 1,000 releases of 20,000, again", all, false),
        ("log: one entry, 1,000 releases, first run", one, true),
        ("log: one entry, 1,000 releases, again", one, false),
        ("log: show --at, 1,000 releases", show, false),
    ] {
        let raw = || git(&folder, &["log", "--raw", "--first-parent"], None);
        let forget = || {
            if is_first {
                // What `log` remembers of releases.
                let _ = fs::remove_dir_all(folder.join(".git/gazette"));
            }
        };
        let run = || {
            forget();
            gazette(&folder, arguments)
        };
        let row = compare(name.into(), Some(2.0), "git log --raw", run, raw);
        forget();
        told(&Row {
            peak: peak(&folder, arguments),
            ..row
        });
    }
}
