//! `gazette import` at the command line: one publication into a folder, all or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::data::publication;

fn gazette(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gazette"));
    command.arg("-C").arg(folder).args(arguments);
    command.output().expect("the command runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Returns every path below a folder with its content.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("it can be read") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.display().to_string(), fs::read(&path).expect("it can be read"));
            }
        }
    }
    found
}

/// The entries with numbers below this make a list that is quickly written.
const BELOW: u64 = 6000;

/// Returns the rows of a file about the first entries.
fn beginning(bytes: &[u8]) -> Vec<u8> {
    let text = text(bytes);
    let rows = text.split_inclusive("\r\n").take_while(|row| {
        let number = row.split(',').next().and_then(|number| number.parse::<u64>().ok());
        number.is_some_and(|number| number < BELOW)
    });
    rows.collect::<String>().into_bytes()
}

/// Leaves out what a link loses when its target is gone.
fn without_targets(bytes: &[u8]) -> String {
    let text = text(bytes);
    text.split_inclusive('\n')
        .filter(|line| !line.starts_with("    to: "))
        .collect()
}

#[test]
fn a_list_goes_in_once_and_a_truncated_one_leaves_it_untouched() {
    let repo = tempfile::tempdir().expect("there is room");
    let folder = repo.path();
    let files: Vec<(&str, Vec<u8>)> = publication()
        .iter()
        .map(|(name, bytes)| (*name, beginning(bytes)))
        .collect();
    for (name, bytes) in &files {
        fs::write(folder.join(name), bytes).expect("there is room");
    }
    let all = [
        "import", "ofac-csv", "SDN.CSV", "ADD.CSV", "ALT.CSV", "--into", "us-sdn", "--quiet",
    ];
    let first = gazette(folder, &all);
    let count = files[0].1.split(|byte| *byte == b'\n').count() - 1;
    let said = format!(
        "lists/us-sdn: {count} added, 0 amended, 0 removed, 0 unchanged; {} files written or removed\n",
        count + 1
    );
    assert_eq!((text(&first.stdout), text(&first.stderr)), (said, String::new()));
    fs::write(folder.join("lists/us-sdn/README.md"), "kept").expect("there is room");
    let before = tree(&folder.join("lists"));

    let truncated = &files[0].1[..files[0].1.len() / 2];
    fs::write(folder.join("SDN.CSV"), truncated).expect("there is room");
    let second = gazette(folder, &all);
    assert_eq!(second.status.code(), Some(2));
    assert!(
        text(&second.stderr).contains("the file ends in the middle of a row"),
        "{}",
        text(&second.stderr)
    );
    assert!(
        tree(&folder.join("lists")) == before,
        "a refused publication writes nothing"
    );

    let half = &truncated[..=truncated.iter().rposition(|byte| *byte == b'\n').expect("it has rows")];
    fs::write(folder.join("SDN.CSV"), half).expect("there is room");
    let third = gazette(folder, &["import", "ofac-csv", "SDN.CSV", "--into", "us-sdn"]);
    assert_eq!(third.status.code(), Some(2));
    assert!(
        text(&third.stderr).contains("--allow-shrink"),
        "{}",
        text(&third.stderr)
    );
    assert!(
        tree(&folder.join("lists")) == before,
        "a shrunken publication writes nothing"
    );

    let last = gazette(
        folder,
        &["import", "ofac-csv", "SDN.CSV", "--into", "us-sdn", "--allow-shrink"],
    );
    assert_eq!(last.status.code(), Some(0), "{}", text(&last.stderr));
    let after = tree(&folder.join("lists"));
    assert!(after.len() < before.len());
    for (path, content) in &after {
        let known = &before[path];
        let same = content == known || without_targets(content) == without_targets(known);
        assert!(
            same || path.ends_with("list.yaml"),
            "{path} keeps its addresses and aliases"
        );
    }
    assert!(after.keys().any(|path| path.ends_with("README.md")));
}

#[test]
fn a_list_has_a_plain_name() {
    let repo = tempfile::tempdir().expect("there is room");
    for name in ["../outside", ".hidden", "a/b", ""] {
        let output = gazette(repo.path(), &["import", "ofac-csv", "SDN.CSV", "--into", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(
            text(&output.stderr).contains("is no name of a list"),
            "{name}: {}",
            text(&output.stderr)
        );
    }
}
