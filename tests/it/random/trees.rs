//! Git trees that no editor makes: odd names and modes, links, submodules, files where folders belong.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::{PIECES, broken, gazette, rounds};
use crate::made::Dice;
use crate::publish::{assert_same, tree};
use crate::repository::{LIST, entity};

const NAMES: &[&[u8]] = &[
    b"a",
    b"A",
    b"list.yaml",
    b"LIST.yaml",
    b"1.yaml",
    b"2.yaml",
    b"2.YAML",
    b"3.yml",
    b" .yaml",
    b"-x.yaml",
    b"--help.yaml",
    b"_.yaml",
    b"CON.yaml",
    b"a\nb.yaml",
    b"\x1b[31m.yaml",
    b"::error::x.yaml",
    b"\xff\xfe.yaml",
    b"e\xcc\x81.yaml",
    b"\xc3\xa9.yaml",
    b"'\".yaml",
    b"<b>.yaml",
    b"$(id).yaml",
    b".hidden.yaml",
    b"x.yaml.orig",
    b"gazette.yaml",
    b"lists",
    b"parties",
    b"templates",
    b".gitattributes",
];

/// What a path in a tree can be; links and submodules now and then.
const MODES: &[&str] = &["100644", "100644", "100644", "100755", "120000", "160000"];

fn content(dice: &mut Dice, number: usize) -> Vec<u8> {
    let id = ["1", "2", "2", "_x", "é", "A", "a"][dice.below(7)];
    match dice.below(8) {
        0 => LIST.as_bytes().to_vec(),
        1 => broken(LIST.as_bytes(), dice),
        2 => PIECES[dice.below(PIECES.len())].to_vec(),
        3 => b"../../../etc/passwd".to_vec(),
        4 => broken(entity(id, "ONE").as_bytes(), dice),
        _ => entity(id, &format!("NUMBER {number}")).into_bytes(),
    }
}

/// Returns a path as `git fast-import` takes it.
fn quoted(path: &[u8]) -> Vec<u8> {
    let mut text = b"\"".to_vec();
    for byte in path {
        match byte {
            b'"' | b'\\' | b'\n' | 0x80.. => text.extend(format!("\\{byte:03o}").bytes()),
            byte => text.push(*byte),
        }
    }
    text.push(b'"');
    text
}

fn path(dice: &mut Dice) -> Vec<u8> {
    let name = |dice: &mut Dice| NAMES[dice.below(NAMES.len())];
    let mut path = match dice.below(6) {
        0 => Vec::new(),
        1 => b"lists/".to_vec(),
        2 => [b"lists/", name(dice), b"/"].concat(),
        3 => [b"lists/a/", name(dice), b"/"].concat(),
        _ => b"lists/a/".to_vec(),
    };
    path.extend(name(dice));
    path
}

/// Returns commits with odd trees as `git fast-import` takes them, each on the one before.
fn history(dice: &mut Dice) -> Vec<u8> {
    let mut stream = Vec::new();
    for number in 0..1 + dice.below(3) {
        let title = [&b"a title"[..], b"", b"\x1b[31m::error::\xff", b"a\n\nb"][dice.below(4)];
        let date = [1_577_880_000_u64, 0, 253_402_300_799][dice.below(3)] + number as u64;
        stream.extend(b"commit refs/heads/main\ncommitter E <e@example.org> ");
        stream.extend(format!("{date} +0000\ndata {}\n", title.len()).bytes());
        stream.extend(title);
        stream.push(b'\n');
        if number == 0 {
            file(&mut stream, "100644", b"lists/a/list.yaml", LIST.as_bytes());
            file(&mut stream, "100644", b"lists/a/1.yaml", entity("1", "ONE").as_bytes());
        }
        for _ in 0..1 + dice.below(4) {
            let mode = MODES[dice.below(MODES.len())];
            let path = path(dice);
            file(&mut stream, mode, &path, &content(dice, number));
        }
        stream.push(b'\n');
    }
    stream
}

fn file(stream: &mut Vec<u8>, mode: &str, path: &[u8], content: &[u8]) {
    let is_submodule = mode == "160000";
    let what = if is_submodule {
        "1234567890123456789012345678901234567890"
    } else {
        "inline"
    };
    stream.extend(format!("M {mode} {what} ").bytes());
    stream.extend(quoted(path));
    stream.push(b'\n');
    if !is_submodule {
        stream.extend(format!("data {}\n", content.len()).bytes());
        stream.extend(content);
        stream.push(b'\n');
    }
}

fn git(folder: &std::path::Path, arguments: &[&str], input: &[u8]) -> bool {
    let mut child = Command::new("git")
        .current_dir(folder)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("git runs");
    // It may end before it has read all.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    child.wait().expect("it is ours").success()
}

#[test]
fn trees() {
    rounds("trees", 2, |dice| {
        let scene = TempDir::new().expect("there is room");
        let bare = scene.path().join("lists.git");
        fs::create_dir(&bare).expect("there is room");
        assert!(git(&bare, &["init", "--quiet", "--bare", "--initial-branch=main"], b""));
        if !git(&bare, &["fast-import", "--quiet"], &history(dice)) {
            // A tree that git itself does not take.
            return;
        }
        let before = tree(scene.path());
        for arguments in [
            &["check", "--format", "json"] as &[&str],
            &["check", "--format", "github"],
            &["log"],
            &["diff", "HEAD~1..HEAD"],
            &["show", "1"],
            &["export", "json", "--list", "a"],
        ] {
            gazette(&bare, arguments);
        }
        let (code, _) = gazette(&bare, &["publish", "--out", "../public"]);
        let public = scene.path().join("public");
        assert_eq!(code == 0, public.exists(), "half a publication");
        if code == 0 {
            let (code, said) = gazette(&bare, &["verify", "../public"]);
            assert_eq!(code, 0, "{said}");
            fs::remove_dir_all(&public).expect("it is ours");
        }
        let mut after = tree(scene.path());
        // A log may keep what it has read, below git's own folder; what the command printed is ours.
        after.retain(|path, _| before.contains_key(path));
        assert_same(&before, &after);
    });
}
