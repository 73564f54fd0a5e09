//! Checks that the parts of the crate name only what is below them, as the crate's first page has it, and that the files of
//! a part do not form circles.

mod circles;

use std::fs;
use std::path::{Path, PathBuf};

/// Each part and the parts that it may name: those on the floors below.
const FLOORS: &[(u8, &[&str])] = &[
    (0, &["data", "escape"]),
    (1, &["model", "numbers", "vocabulary"]),
    (
        2,
        &[
            "yaml",
            "ofac",
            "ftm",
            "un",
            "uksl",
            "fsf",
            "ownership",
            "diff",
            "templating",
        ],
    ),
    (3, &["import", "wording"]),
    (4, &["store", "feed", "notice"]),
    (5, &["lint"]),
    (6, &["report"]),
    (7, &["publish"]),
    (8, &["repository", "sync"]),
    (9, &["cli"]),
];

/// The circles of files that are allowed, at most four, each with its reason.
const ALLOWED_CIRCLES: &[(&[&str], &str)] = &[];

/// Parts whose circles are still to be taken apart: whoever has done so removes the part from here.
const PARTS_WITH_CIRCLES: &[&str] = &[
    "model", "yaml", "ftm", "diff", "import", "feed", "notice", "publish", "sync",
];

fn floor(part: &str) -> Option<u8> {
    let found = FLOORS.iter().find(|(_, parts)| parts.contains(&part));
    found.map(|(floor, _)| *floor)
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the source folder can be read") {
        let path = entry.expect("a folder entry can be read").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Returns the parts of the crate that a text names, by `crate::part`; in `use crate::{a, b}` each of them.
fn parts_named(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut parts = Vec::new();
    // The command is another crate, which names the library by its name.
    let code = code.replace("gazette::", "crate::");
    for tail in code.split("crate::").skip(1) {
        match tail.strip_prefix('{') {
            Some(group) => {
                let group = &group[..group.find("};").unwrap_or(group.len())];
                parts.extend(top_level_names(group));
            }
            None => parts.extend(first_name(tail)),
        }
    }
    parts
}

fn top_level_names(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = vec![String::new()];
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            c if depth == 0 => names.last_mut().expect("it starts with one").push(c),
            _ => {}
        }
    }
    names.iter().filter_map(|name| first_name(name.trim())).collect()
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}

#[test]
fn each_part_names_only_what_stands_below_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for file in rust_files(&source) {
        let inside = file.strip_prefix(&source).expect("the file is below the folder");
        let part = inside
            .iter()
            .next()
            .and_then(|name| name.to_str())
            .expect("a path of ours");
        let Some(own) = floor(part) else { continue };
        let text = fs::read_to_string(&file).expect("a source file is text");
        for named in parts_named(&text) {
            let Some(other) = floor(&named) else { continue };
            if named != part && other >= own {
                faults.push(format!(
                    "{} (floor {own}) names `{named}` (floor {other})",
                    inside.display()
                ));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn every_part_of_the_library_has_a_floor() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("lib.rs is text");
    let parts = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    for part in parts {
        assert!(floor(part).is_some(), "`{part}` stands on no floor");
    }
}

#[test]
fn groups_of_names_are_seen() {
    let text = "use crate::{data::{Node, Place}, model};\nlet x = crate::yaml::print(&node);";
    assert_eq!(parts_named(text), ["data", "model", "yaml"]);
}

#[test]
fn files_of_a_part_do_not_form_circles() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&source);
    let parts = FLOORS.iter().flat_map(|(_, parts)| parts.iter());
    let mut new = Vec::new();
    for part in parts.filter(|part| !PARTS_WITH_CIRCLES.contains(part)) {
        let found = circles::circles(&source, part, &files).into_iter();
        new.extend(found.filter(|circle| !ALLOWED_CIRCLES.iter().any(|(allowed, _)| circle == allowed)));
    }
    assert_eq!(new, Vec::<Vec<String>>::new());
    assert!(ALLOWED_CIRCLES.len() <= 4);
}
