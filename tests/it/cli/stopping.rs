//! A command that is stopped with Ctrl-C leaves everything as it was or as it is to be, and nothing beside it.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::repository::{Repository, files};

/// Enough that a debug build is at work for the better part of a second.
const ENTRIES: u32 = 1500;

fn repository() -> Repository {
    let repository = Repository::new();
    repository.list("us");
    // Names that have nothing in common, or looking for likenesses takes all the time.
    for id in 0..ENTRIES {
        repository.entity(
            "us",
            &id.to_string(),
            &format!("X{:08X}", id.wrapping_mul(2_654_435_761)),
        );
    }
    repository.commit("2020-01-01T12:00:00+0000", "first");
    repository
}

/// Starts the command, interrupts it after a while, and returns its exit code; nothing where the signal killed it.
fn interrupted(folder: &Path, arguments: &[&str], after: Duration) -> Option<i32> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gazette"))
        .current_dir(folder)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command can be run");
    std::thread::sleep(after);
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .stderr(Stdio::null())
        .status();
    // It may have ended before; then there is nobody to interrupt.
    sent.expect("there is a kill");
    child.wait().expect("it ends").code()
}

fn names(folder: &Path) -> Vec<String> {
    let items = fs::read_dir(folder).expect("it is there");
    let mut names: Vec<String> = items
        .map(|item| item.expect("it can be read").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The moments differ from machine to machine; whichever is met, the law holds.
fn moments() -> impl Iterator<Item = Duration> {
    [20, 60, 150, 300, 600, 1200].into_iter().map(Duration::from_millis)
}

#[test]
fn a_publication_that_is_interrupted_is_not_seen() {
    let repository = repository();
    let folder = tempfile::tempdir().expect("there is room");
    let out = folder.path().join("public");
    let target = out.to_str().expect("a path of letters");
    for moment in moments() {
        let code = interrupted(repository.path(), &["publish", "--out", target], moment);
        assert!(matches!(code, None | Some(0 | 130)), "{code:?}");
        if code == Some(0) {
            assert!(out.join("manifest.json").exists());
            assert_eq!(names(folder.path()), ["public"]);
            fs::remove_dir_all(&out).expect("it can be removed");
        } else if code.is_some() {
            assert!(names(folder.path()).is_empty());
        }
    }
    repository.gazette(&["publish", "--out", target]).ends(0);
}

#[test]
fn an_import_that_is_interrupted_changes_nothing() {
    let repository = Repository::new();
    for (name, bytes) in crate::import::publication() {
        fs::write(repository.path().join(name), bytes).expect("there is room");
    }
    let arguments = [
        "import",
        "ofac-csv",
        "SDN.CSV",
        "ADD.CSV",
        "ALT.CSV",
        "SDN_COMMENTS.CSV",
        "--into",
        "us-sdn",
    ];
    let lists = repository.path().join("lists");
    fs::create_dir_all(&lists).expect("there is room");
    for moment in moments().step_by(2) {
        let code = interrupted(repository.path(), &arguments, moment);
        assert!(matches!(code, None | Some(0 | 130)), "{code:?}");
        if code == Some(0) {
            assert_eq!(names(&lists), ["us-sdn"]);
            assert_eq!(files(&lists).len(), 8977);
            fs::remove_dir_all(lists.join("us-sdn")).expect("it can be removed");
        } else if code.is_some() {
            assert!(names(&lists).is_empty(), "{:?}", names(&lists));
        }
    }
}

#[test]
fn formatting_that_is_interrupted_leaves_every_file_whole() {
    let repository = repository();
    let canonical = "id: 0\nkind: entity\n";
    let path = |id: u32| format!("lists/us/{id}.yaml");
    let before: Vec<String> = (0..ENTRIES).map(|id| repository.read(&path(id))).collect();
    let after: Vec<String> = before.clone();
    for moment in moments() {
        // The kind before the id: `fmt` puts it behind.
        let turned = |text: &String| {
            let (id, rest) = text.split_once('\n').expect("an entry has lines");
            let (kind, rest) = rest.split_once('\n').expect("an entry has lines");
            format!("{kind}\n{id}\n{rest}")
        };
        assert!(before[0].starts_with(canonical), "{}", before[0]);
        (0..ENTRIES).for_each(|id| repository.write(&path(id), &turned(&before[id as usize])));
        let code = interrupted(repository.path(), &["fmt"], moment);
        assert!(matches!(code, None | Some(0 | 130)), "{code:?}");
        for id in 0..ENTRIES {
            let text = repository.read(&path(id));
            let whole = text == turned(&before[id as usize]) || text == after[id as usize];
            assert!(whole, "{text}");
        }
        if code.is_some() {
            assert_eq!(files(&repository.path().join("lists")).len(), ENTRIES as usize + 1);
        }
    }
}
