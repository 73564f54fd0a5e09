//! The subscriber's scripts of `docs/subscribe.md` do what it says, where their programs are installed.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]
#![allow(clippy::print_stderr, reason = "a test says what it could not look at")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gazette::publish::minisign::SecretKey;

use crate::publish::{Press, folder, history, made_history, text, tree};
use crate::sign::key;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples").join(name)
}

/// Returns true where all programs are installed; says which is not.
fn have(programs: &[&str]) -> bool {
    programs.iter().all(|program| {
        let ran = Command::new(program)
            .arg(if *program == "minisign" { "-v" } else { "--version" })
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if ran.is_err() {
            eprintln!("`{program}` is not installed; the script was not run");
        }
        ran.is_ok()
    })
}

/// Publishes the first releases of both kinds of lists.
fn publish(out: &Path, until: usize, key: Option<&SecretKey>) {
    let made = made_history(11).into_iter().take(until).map(|mut edition| {
        "made".clone_into(&mut edition.list_id);
        edition
    });
    let mut press = Press::new([
        ("x", history("x").into_iter().take(until).collect()),
        ("made", made.collect()),
    ]);
    press.allow = Some("made at random");
    press.signer = key.map(|key| key as _);
    press.run(out).unwrap();
}

fn run(program: &str, script: &Path, site: &Path, arguments: &[&str], folder: &Path) -> bool {
    let ran = Command::new(program)
        .arg(script)
        .args(
            arguments
                .iter()
                .map(|argument| argument.replace("SITE", &format!("file://{}", site.display()))),
        )
        .current_dir(folder)
        .output()
        .unwrap();
    if !ran.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&ran.stderr));
    }
    ran.status.success()
}

fn follows(program: &str, name: &str) {
    let folder = folder();
    let out = folder.path().join("public");
    let follow = |list: &str| {
        run(
            program,
            &script(name),
            &out,
            &["SITE", list, "copy.jsonl"],
            folder.path(),
        )
    };
    for list in ["x", "made"] {
        let _ = fs::remove_dir_all(&out);
        let _ = fs::remove_file(folder.path().join("copy.jsonl"));
        for until in [1, 2, 2, 4] {
            publish(&out, until, None);
            assert!(follow(list));
            let shown = tree(&out);
            let wanted = text(&shown, &format!("{list}/latest/entries.jsonl"))
                .split_once('\n')
                .unwrap()
                .1;
            assert_eq!(fs::read_to_string(folder.path().join("copy.jsonl")).unwrap(), wanted);
        }
    }
    // A copy that is none starts anew; a delta with another byte is refused, and the copy stays.
    fs::write(folder.path().join("copy.jsonl"), "{\"id\":\"1\"}\n").unwrap();
    assert!(follow("x"));
    let before = fs::read(folder.path().join("copy.jsonl")).unwrap();
    fs::write(folder.path().join("copy.jsonl"), "").unwrap();
    let delta = out.join("x/releases/2020-01-02/delta.jsonl");
    let good = fs::read_to_string(&delta).unwrap();
    fs::write(&delta, good.replacen("BETA", "ZETA", 1)).unwrap();
    assert!(!follow("x"));
    assert_eq!(fs::read(folder.path().join("copy.jsonl")).unwrap(), b"");
    fs::write(&delta, good).unwrap();
    assert!(follow("x"));
    assert_eq!(fs::read(folder.path().join("copy.jsonl")).unwrap(), before);
}

#[test]
fn the_script_in_python_follows_the_deltas() {
    if have(&["python3"]) {
        follows("python3", "follow.py");
    }
}

#[test]
fn the_script_in_shell_follows_the_deltas() {
    if have(&["sh", "curl", "jq", "sha256sum"]) {
        follows("sh", "follow.sh");
    }
}

#[test]
fn a_file_is_checked_with_three_programs() {
    if !have(&["sh", "curl", "minisign", "sha256sum"]) {
        return;
    }
    let folder = folder();
    let out = folder.path().join("public");
    let key = key();
    publish(&out, 4, Some(&key));
    let check = |line: &str| {
        let arguments = ["SITE", line, "x/latest/entries.csv"];
        run("sh", &script("check.sh"), &out, &arguments, folder.path())
    };
    assert!(check(key.public().line()));
    assert!(!check(self::key().public().line()));
    let file = out.join("x/latest/entries.csv");
    let good = fs::read_to_string(&file).unwrap();
    fs::write(&file, good.replacen("ALPHA", "OMEGA", 1)).unwrap();
    assert!(!check(key.public().line()));
}
