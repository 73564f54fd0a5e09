//! What is measured against what.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Asked;
use super::measure::{Row, compare, gazette, git, peak};
use super::repository::{Plan, Seed, bench_folder, publication, run as git_says};

/// Measures the rows that were asked for and hands each on as it is done.
pub(crate) fn run(asked: &Asked, told: &mut dyn FnMut(&Row)) {
    let seed = Seed::read();
    if asked.wants("start") {
        told(&start());
    }
    if asked.wants("diff") {
        diffs(asked, &seed, told);
    }
    if asked.wants("check") {
        told(&check(&seed, 10_000));
        if asked.full {
            told(&check(&seed, 100_000));
        }
    }
    if asked.wants("log") {
        history(&seed, told);
    }
    if asked.wants("publish") {
        told(&publish_one(&seed));
    }
    if asked.wants("import") {
        told(&import());
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

/// Two releases with some changed entries, against `diff-tree -r` and `cat-file --batch` of the changed blobs.
fn diffs(asked: &Asked, seed: &Seed, told: &mut dyn FnMut(&Row)) {
    let sizes: &[usize] = if asked.full {
        &[10_000, 100_000, 1_000_000]
    } else {
        &[10_000, 100_000]
    };
    for entries in sizes {
        for changed in [1, 100, 10_000].into_iter().filter(|changed| changed < entries) {
            let plan = Plan {
                entries: *entries,
                releases: 1,
                changed,
            };
            told(&diff(&plan.repository(seed), &format!("{changed} of {entries}")));
        }
    }
}

fn diff(folder: &Path, size: &str) -> Row {
    let blobs = bench_folder().join("changed-blobs.txt");
    let raw = git_says(folder, &["diff-tree", "-r", "--no-abbrev", "HEAD~1", "HEAD"]);
    let ids = raw
        .lines()
        .flat_map(|line| line.split_whitespace().skip(2).take(2).collect::<Vec<_>>());
    fs::write(&blobs, ids.collect::<Vec<_>>().join("\n") + "\n").expect("there is room");
    let arguments = ["diff", "HEAD~1..HEAD", "--stat"];
    let row = compare(
        format!("diff: {size}"),
        Some(1.0),
        "diff-tree -r, cat-file --batch",
        || gazette(folder, &arguments),
        || {
            git(folder, &["diff-tree", "-r", "HEAD~1", "HEAD"], None)
                + git(folder, &["cat-file", "--batch"], Some(&blobs))
        },
    );
    Row {
        peak: peak(folder, &arguments),
        ..row
    }
}

/// Reading and judging every entry, against `cat-file --batch` of all blobs.
fn check(seed: &Seed, entries: usize) -> Row {
    let plan = Plan {
        entries,
        releases: 1,
        changed: 1,
    };
    let folder = plan.repository(seed);
    let blobs = bench_folder().join("all-blobs.txt");
    let tree = git_says(&folder, &["ls-tree", "-r", "HEAD"]);
    let ids = tree.lines().filter_map(|line| line.split_whitespace().nth(2));
    fs::write(&blobs, ids.collect::<Vec<_>>().join("\n") + "\n").expect("there is room");
    let arguments = ["check", "--format", "json"];
    let row = compare(
        format!("check: {entries}"),
        Some(2.0),
        "cat-file --batch",
        || gazette(&folder, &arguments),
        || git(&folder, &["cat-file", "--batch"], Some(&blobs)),
    );
    Row {
        peak: peak(&folder, &arguments),
        ..row
    }
}

/// A walk over a thousand releases, against `git log --raw`.
fn history(seed: &Seed, told: &mut dyn FnMut(&Row)) {
    let plan = Plan {
        entries: 20_000,
        releases: 999,
        changed: 20,
    };
    let folder = plan.repository(seed);
    for (name, arguments) in [
        ("log: 1,000 releases of 20,000", &["log", "--format", "json"][..]),
        ("log: one entry, 1,000 releases", &["log", "1000000"]),
        (
            "log: show --at, 1,000 releases",
            &["show", "1000000", "--at", "2021-01-01"],
        ),
    ] {
        let raw = || git(&folder, &["log", "--raw", "--first-parent"], None);
        let row = compare(
            name.into(),
            Some(2.0),
            "git log --raw",
            || gazette(&folder, arguments),
            raw,
        );
        told(&Row {
            peak: peak(&folder, arguments),
            ..row
        });
    }
}

/// A release of 10,000 entries on top of a publication, against a plain copy of the files that it wrote.
fn publish_one(seed: &Seed) -> Row {
    let plan = Plan {
        entries: 10_000,
        releases: 10,
        changed: 50,
    };
    let folder = plan.repository(seed);
    let (before, out, copy) = (
        bench_folder().join("before"),
        bench_folder().join("out"),
        bench_folder().join("copy"),
    );
    if !before.exists() {
        git_says(&folder, &["checkout", "--quiet", "HEAD~1"]);
        gazette(
            &folder,
            &[
                "publish",
                "--out",
                &before.display().to_string(),
                "--allow",
                "benchmark",
            ],
        );
        git_says(&folder, &["checkout", "--quiet", "main"]);
    }
    let target = out.display().to_string();
    let command = || {
        fresh_copy(&before, &out);
        gazette(&folder, &["publish", "--out", &target, "--allow", "benchmark"])
    };
    let floor = || {
        let written = new_files(&before, &out);
        let _ = fs::remove_dir_all(&copy);
        let begin = Instant::now();
        written.iter().for_each(|file| {
            let to = copy.join(file);
            fs::create_dir_all(to.parent().expect("a file is in a folder")).expect("there is room");
            fs::write(&to, fs::read(out.join(file)).expect("it is there")).expect("there is room");
        });
        begin.elapsed()
    };
    compare(
        "publish: one release of 10,000 on 10".into(),
        Some(3.0),
        "copy of what it wrote",
        command,
        floor,
    )
}

fn fresh_copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    let status = std::process::Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(status.expect("cp runs").success());
}

/// Returns the files of a tree that are not the same in an older one.
fn new_files(old: &Path, new: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(new, new, &mut found);
    found.retain(|file| fs::read(old.join(file)).ok() != fs::read(new.join(file)).ok());
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            found.push(path.strip_prefix(root).expect("it is below").to_owned());
        }
    }
}

/// A complete publication of OFAC's into an empty folder, against a plain copy of the files that it makes.
fn import() -> Row {
    let folder = bench_folder().join("import");
    let _ = fs::remove_dir_all(&folder);
    let input = folder.join("publication");
    fs::create_dir_all(&input).expect("there is room");
    let mut arguments = vec!["import".to_owned(), "ofac-csv".to_owned()];
    for (name, bytes) in publication() {
        fs::write(input.join(name), bytes).expect("there is room");
        arguments.push(format!("publication/{name}"));
    }
    arguments.extend(["--into", "us-sdn"].map(str::to_owned));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (lists, copy) = (folder.join("lists"), folder.join("copy"));
    let command = || {
        let _ = fs::remove_dir_all(&lists);
        gazette(&folder, &arguments)
    };
    let floor = || {
        let _ = fs::remove_dir_all(&copy);
        let begin = Instant::now();
        let mut files = Vec::new();
        collect(&lists, &lists, &mut files);
        for file in &files {
            let to = copy.join(file);
            fs::create_dir_all(to.parent().expect("a file is in a folder")).expect("there is room");
            fs::write(&to, fs::read(lists.join(file)).expect("it is there")).expect("there is room");
        }
        begin.elapsed().max(Duration::from_nanos(1))
    };
    let row = compare(
        "import: OFAC of July 2021, 8,976 entries".into(),
        None,
        "copy of what it wrote",
        command,
        floor,
    );
    let _ = fs::remove_dir_all(&lists);
    Row {
        peak: peak(&folder, &arguments),
        ..row
    }
}
