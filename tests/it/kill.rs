//! Publishing is killed at any moment, and runs twice at once: readers see the old tree or the new one, and both verify.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]
#![allow(clippy::print_stderr, reason = "a test says what it could not look at")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use gazette::publish::source::Folder;
use gazette::publish::verify::verify;
use tempfile::TempDir;

use crate::made::Dice;
use crate::publish::{assert_same, folder, tree};
use crate::repository::Repository;

/// How often a run is killed.
const KILLS: u32 = 50;

/// The moments are the same in each run of the test, as far as a machine lets them be.
const SEED: u64 = 20_190_913;

type Tree = BTreeMap<String, Vec<u8>>;

/// A repository with a publication that it has outgrown.
struct Scene {
    repository: PathBuf,
    folder: TempDir,
    /// The publication as it is, and as an undisturbed run makes it.
    old: PathBuf,
    new: Tree,
    /// How long that run took.
    took: Duration,
}

impl Scene {
    /// Publishes the repository as it is now; `grow` then lets it grow.
    fn new(repository: &Path, grow: impl FnOnce()) -> Self {
        let folder = folder();
        let old = folder.path().join("old");
        let made = gazette(
            repository,
            &["keygen", "--no-password", "--out"],
            &folder.path().join("key"),
        );
        assert!(made.wait_with_output().unwrap().status.success());
        let mut scene = Self {
            repository: repository.to_owned(),
            old: old.clone(),
            new: Tree::new(),
            took: Duration::ZERO,
            folder,
        };
        scene.complete(&old);
        grow();
        let undisturbed = scene.round("undisturbed");
        let start = Instant::now();
        scene.complete(&undisturbed);
        scene.took = start.elapsed();
        scene.new = tree(&undisturbed);
        assert!(scene.new.len() > tree(&old).len());
        scene
    }

    /// Returns a folder with the old publication.
    fn round(&self, name: &str) -> PathBuf {
        let out = self.folder.path().join(name).join("public");
        for (path, content) in tree(&self.old) {
            let file = out.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, content).unwrap();
        }
        out
    }

    fn start(&self, out: &Path) -> Child {
        let key = self.folder.path().join("key");
        gazette(
            &self.repository,
            &["publish", "--key", key.to_str().unwrap(), "--out"],
            out,
        )
    }

    fn complete(&self, out: &Path) {
        let ran = self.start(out).wait_with_output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
}

/// Starts the command with a last argument.
fn gazette(repository: &Path, arguments: &[&str], last: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_gazette"))
        .args(arguments)
        .arg(last)
        .current_dir(repository)
        .env_remove("GAZETTE_SECRET_KEY")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Reads a publication again and again until it is told to end, and returns how often.
fn read_on(out: &Path, is_over: &AtomicBool) -> usize {
    let mut readings = 0;
    loop {
        let over = is_over.load(Ordering::SeqCst);
        let report = verify(&Folder::new(out), None, None).unwrap();
        assert_eq!(report.faults, [], "reading {readings}");
        readings += 1;
        if over {
            return readings;
        }
    }
}

/// Starts runs and kills them, while somebody reads; then lets one end.
fn kill_and_read(scene: &Scene) {
    let mut dice = Dice::new(SEED);
    let old = tree(&scene.old);
    let (mut round, mut seen_old, mut readings) = (0, 0, 0);
    let mut out = scene.round("round-0");
    for _ in 0..KILLS {
        let moment = scene.took.mul_f64(dice.below(1500) as f64 / 1000.0);
        let is_over = AtomicBool::new(false);
        readings += thread::scope(|scope| {
            let reader = scope.spawn(|| read_on(&out, &is_over));
            let mut run = scene.start(&out);
            thread::sleep(moment);
            // SIGKILL, which nothing can catch.
            run.kill().unwrap();
            run.wait().unwrap();
            is_over.store(true, Ordering::SeqCst);
            reader.join().unwrap()
        });
        let seen = tree(&out);
        if seen == old {
            seen_old += 1;
        } else {
            // Too late to hinder it: the next is killed over an old tree again.
            assert_same(&scene.new, &seen);
            scene.complete(&out);
            assert_same(&scene.new, &tree(&out));
            round += 1;
            out = scene.round(&format!("round-{round}"));
        }
    }
    assert!(seen_old > KILLS / 4, "{seen_old} of {KILLS} were killed before the end");
    assert!(readings >= KILLS as usize);
    scene.complete(&out);
    assert_same(&scene.new, &tree(&out));
    let left: Vec<_> = fs::read_dir(out.parent().unwrap())
        .unwrap()
        .map(|item| item.unwrap().file_name())
        .collect();
    assert_eq!(left, ["public"], "nothing is left of killed runs");
    eprintln!("{KILLS} kills, {seen_old} of them before the new tree was shown; {readings} readings without a fault");
}

/// A small repository, and what makes it grow.
fn small() -> Repository {
    let repository = Repository::new();
    repository.list("x");
    repository.list("y");
    for number in 1..=3 {
        repository.entity("x", &number.to_string(), &format!("COMPANY {number}"));
        repository.entity("y", &number.to_string(), &format!("FIRM {number}"));
        repository.commit(&format!("2020-01-0{number}T12:00:00+0000"), "more");
    }
    repository
}

fn grow(repository: &Repository) {
    for number in 4..=6 {
        repository.entity("x", &number.to_string(), &format!("COMPANY {number}"));
        repository.commit(&format!("2020-01-0{number}T12:00:00+0000"), "more");
    }
}

#[test]
fn killed_at_fifty_moments_it_never_shows_half_a_tree() {
    let repository = small();
    let scene = Scene::new(repository.path(), || grow(&repository));
    kill_and_read(&scene);
}

#[test]
fn two_runs_at_once_leave_one_good_tree() {
    let repository = small();
    let scene = Scene::new(repository.path(), || grow(&repository));
    for round in 0..5 {
        let out = scene.round(&format!("both-{round}"));
        let runs = [scene.start(&out), scene.start(&out)];
        let ends = runs.map(|run| run.wait_with_output().unwrap());
        let busy = ends.iter().filter(|ran| !ran.status.success());
        for ran in busy.clone() {
            assert_eq!(ran.status.code(), Some(2));
            assert!(String::from_utf8_lossy(&ran.stderr).contains("another run is at work"));
        }
        assert!(busy.count() < 2);
        assert_same(&scene.new, &tree(&out));
    }
}

/// The founding lists of this repository, where its history is there: `cargo test killed -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes, and needs this repository's own history"]
fn killed_at_fifty_moments_over_the_founding_lists() {
    let home = folder();
    let clone = home.path().join("clone");
    let git = |arguments: &[&str]| Command::new("git").args(arguments).status().unwrap().success();
    let here = env!("CARGO_MANIFEST_DIR");
    assert!(git(&["clone", "--quiet", here, clone.to_str().unwrap()]));
    let in_clone = |arguments: &[&str]| git(&[&["-C", clone.to_str().unwrap()], arguments].concat());
    let log = Command::new("git")
        .args([
            "-C",
            clone.to_str().unwrap(),
            "log",
            "--first-parent",
            "--format=%H",
            "--",
            "lists",
        ])
        .output()
        .unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    let commits: Vec<&str> = log.lines().collect();
    let tip = commits[0];
    assert!(in_clone(&["checkout", "--quiet", commits[commits.len() / 2]]));
    let scene = Scene::new(&clone, || assert!(in_clone(&["checkout", "--quiet", tip])));
    kill_and_read(&scene);
}
