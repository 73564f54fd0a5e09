//! Rows of commands that write many files, against plain copies of what they write.

use std::fmt::Display;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::Asked;
use super::measure::{Row, compare, gazette, peak};
use super::repository::{Plan, Seed, begin, bench_folder, publication, real_history, run as git_says};

const COPY: &str = "copy of what it wrote";
const COPY_ALL: &str = "copy of the whole publication";

/// Measures publishing: one release on top of others, and whole histories from nothing.
pub(crate) fn run(asked: &Asked, seed: &Seed, told: &mut dyn FnMut(&dyn Display)) {
    let sizes: &[usize] = if asked.full { &[10_000, 100_000] } else { &[10_000] };
    for entries in sizes {
        one_release(seed, *entries, told);
    }
    // The same entries and the same changes a release: what a release costs must not grow with those before it, and little with what it
    // leaves as it was.
    for (entries, releases) in [(10_000, 20), (10_000, 40), (10_000, 80), (20_000, 80)] {
        let plan = Plan::even(entries, releases, 50);
        let what = format!(
            "publish: all of {} releases, 50 of {entries} each, in memory",
            releases + 1
        );
        told(&from_nothing(&plan.repository(seed), &memory_folder(), what));
    }
    told(&from_nothing(
        &real_history(),
        &bench_folder(),
        "publish: all 88 versions of SDN.CSV".to_owned(),
    ));
    let _ = fs::remove_dir_all(memory_folder());
}

/// A folder in memory where the system has one, so that what is measured is not the disk.
fn memory_folder() -> PathBuf {
    let shared = Path::new("/dev/shm");
    if shared.is_dir() {
        shared.join("gazette-bench")
    } else {
        // Of its own, since it is taken away at the end.
        bench_folder().join("in-memory")
    }
}

const ALLOW: [&str; 2] = ["--allow", "benchmark"];

fn publish(folder: &Path, out: &Path) -> Duration {
    gazette(
        folder,
        &["publish", "--out", &out.display().to_string(), ALLOW[0], ALLOW[1]],
    )
}

/// A release on top of ten others, in all native feeds.
fn one_release(seed: &Seed, entries: usize, told: &mut dyn FnMut(&dyn Display)) {
    let plan = Plan::even(entries, 10, 50);
    let folder = plan.repository(seed);
    let [before, out, copy] = ["before", "out", "copy"].map(|name| bench_folder().join(format!("{name}-{entries}")));
    // Made anew in each run: what a former program published is not to be measured.
    let _ = fs::remove_dir_all(&before);
    git_says(&folder, &["checkout", "--quiet", "HEAD~1"]);
    publish(&folder, &before);
    git_says(&folder, &["checkout", "--quiet", "main"]);
    let command = || {
        fresh_copy(&before, &out);
        publish(&folder, &out)
    };
    let what = format!("publish: one release of {entries} on 10");
    let peak = || {
        fresh_copy(&before, &out);
        let target = out.display().to_string();
        peak(&folder, &["publish", "--out", &target, ALLOW[0], ALLOW[1]])
    };
    let row = compare(what, Some(3.0), COPY_ALL, command, || {
        copied(&out, &copy, &files_of(&out))
    });
    told(&Row { peak: peak(), ..row });
    let what = format!("publish: one release of {entries} on 10");
    told(&compare(what, None, COPY, command, || {
        copied(&out, &copy, &new_files(&before, &out))
    }));
}

fn from_nothing(folder: &Path, place: &Path, what: String) -> Row {
    let [out, copy] = ["out", "copy"].map(|name| place.join(format!("{name}-history")));
    fs::create_dir_all(place).expect("there is room");
    let command = || {
        let _ = fs::remove_dir_all(&out);
        publish(folder, &out)
    };
    let row = compare(what, None, COPY_ALL, command, || copied(&out, &copy, &files_of(&out)));
    let _ = fs::remove_dir_all(&out);
    let target = out.display().to_string();
    Row {
        peak: peak(folder, &["publish", "--out", &target, ALLOW[0], ALLOW[1]]),
        ..row
    }
}

/// Returns a folder with OFAC's publication of July 2021 in it, and the arguments that import it.
fn ofac(name: &str) -> (PathBuf, Vec<String>) {
    let folder = bench_folder().join(name);
    // A repository of its own: the lists of the one that it stands in are not for measuring.
    begin(&folder);
    let input = folder.join("publication");
    fs::create_dir_all(&input).expect("there is room");
    let mut arguments = vec!["import".to_owned(), "ofac-csv".to_owned()];
    for (name, bytes) in publication() {
        fs::write(input.join(name), bytes).expect("there is room");
        arguments.push(format!("publication/{name}"));
    }
    arguments.extend(["--into", "us-sdn"].map(str::to_owned));
    (folder, arguments)
}

/// A complete publication of OFAC's into an empty folder.
pub(crate) fn import() -> Row {
    let (folder, arguments) = ofac("import");
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (lists, copy) = (folder.join("lists"), folder.join("copy"));
    let command = || {
        let _ = fs::remove_dir_all(&lists);
        gazette(&folder, &arguments)
    };
    let floor = || copied(&lists, &copy, &files_of(&lists));
    let what = "import: OFAC of July 2021, 8,976 entries".to_owned();
    let row = compare(what, None, COPY, command, floor);
    let _ = fs::remove_dir_all(&lists);
    Row {
        peak: peak(&folder, &arguments),
        ..row
    }
}

/// Files of many forms out of OFAC's list of July 2021, against writing the same bytes from memory. The native format tells what of it is
/// reading the list.
pub(crate) fn export(told: &mut dyn FnMut(&dyn Display)) {
    let (folder, arguments) = ofac("export");
    gazette(&folder, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    for format in ["json", "ftm"] {
        let arguments = ["export", format, "--list", "us-sdn", "--out", "feeds"];
        let (feeds, copy) = (folder.join("feeds"), folder.join("copy"));
        let command = || {
            let _ = fs::remove_dir_all(&feeds);
            gazette(&folder, &arguments)
        };
        command();
        let files = contents(&feeds);
        let megabytes = files.iter().map(|(_, content)| content.len()).sum::<usize>() as f64 / 1e6;
        for (floor_name, is_synced) in [
            ("write of the same bytes", false),
            ("write of the same bytes, fsync", true),
        ] {
            let what = format!("export {format}: OFAC of July 2021, {megabytes:.1} MB");
            let row = compare(what, None, floor_name, command, || written(&files, &copy, is_synced));
            told(&Row {
                peak: peak(&folder, &arguments),
                ..row
            });
        }
    }
}

/// Writes files that are in memory into an empty folder, and returns the time that it took.
fn written(files: &[(PathBuf, Vec<u8>)], to: &Path, is_synced: bool) -> Duration {
    let _ = fs::remove_dir_all(to);
    let begin = Instant::now();
    fs::create_dir_all(to).expect("there is room");
    for (name, content) in files {
        let mut file = fs::File::create(to.join(name)).expect("there is room");
        file.write_all(content).expect("there is room");
        if is_synced {
            file.sync_all().expect("there is a disk");
        }
    }
    begin.elapsed().max(Duration::from_nanos(1))
}

fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = files_of(folder).into_iter();
    files
        .map(|name| {
            let content = fs::read(folder.join(&name)).expect("it is there");
            (name, content)
        })
        .collect()
}

/// A subscriber's copy brought from one release to the next by its delta.
pub(crate) fn sync(seed: &Seed) -> Row {
    let plan = Plan::even(10_000, 10, 50);
    let folder = plan.repository(seed);
    let [old, new, held, dest, copy] =
        ["old", "new", "held", "dest", "copy"].map(|name| bench_folder().join(format!("{name}-sync")));
    for made in [&old, &new, &held] {
        let _ = fs::remove_dir_all(made);
    }
    git_says(&folder, &["checkout", "--quiet", "HEAD~1"]);
    publish(&folder, &old);
    git_says(&folder, &["checkout", "--quiet", "main"]);
    fresh_copy(&old, &new);
    publish(&folder, &new);
    let sync = |from: &Path, to: &Path| {
        let (from, to) = (from.display().to_string(), to.display().to_string());
        gazette(&folder, &["sync", "--unsigned", "--at", "2020-01-12", &from, &to])
    };
    sync(&old, &held);
    let command = || {
        fresh_copy(&held, &dest);
        sync(&new, &dest)
    };
    let what = "sync: a delta of 50 of 10,000".to_owned();
    let row = compare(what, None, COPY, command, || copied(&dest, &copy, &files_of(&dest)));
    let _ = fs::remove_dir_all(&new);
    row
}

fn fresh_copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(status.expect("cp runs").success());
}

/// Copies files of a tree into an empty folder, one after the other, and returns the time that it took.
fn copied(from: &Path, to: &Path, files: &[PathBuf]) -> Duration {
    let _ = fs::remove_dir_all(to);
    let begin = Instant::now();
    let mut made = PathBuf::new();
    for file in files {
        let target = to.join(file);
        let parent = target.parent().expect("a file is in a folder");
        if made != parent {
            fs::create_dir_all(parent).expect("there is room");
            parent.clone_into(&mut made);
        }
        fs::write(&target, fs::read(from.join(file)).expect("it is there")).expect("there is room");
    }
    begin.elapsed().max(Duration::from_nanos(1))
}

fn files_of(tree: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(tree, tree, &mut files);
    files.sort();
    files
}

/// Returns the files of a tree that are not the same in an older one.
fn new_files(old: &Path, new: &Path) -> Vec<PathBuf> {
    let mut found = files_of(new);
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
