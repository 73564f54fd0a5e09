//! The reader for the house style gives what the full parser gives, or leaves the text to it.

use std::fs;
use std::path::Path;

use gazette::data::{Node, Value};
use gazette::import::{Input, importer};
use gazette::model::Entry;
use gazette::model::record::Field;
use gazette::yaml::{FileRole, Parsed, entry_node, format, parse, parse_fully, print};

use crate::made::Dice;

/// Says everything that a reading gave, places and all.
fn told(parsed: &Parsed) -> String {
    let mut text = String::new();
    parsed.documents.iter().for_each(|node| tell(node, &mut text));
    text.push_str(&format!("{:?} {:?}", parsed.comments, parsed.errors));
    text
}

fn tell(node: &Node, text: &mut String) {
    text.push_str(&format!("{:?}{:?}", node.place, node.key_place));
    match &node.value {
        Value::List(elements) => elements.iter().for_each(|element| tell(element, text)),
        Value::Map(pairs) => {
            for (name, value) in pairs {
                text.push_str(name);
                tell(value, text);
            }
        }
        value => text.push_str(&format!("{value:?}")),
    }
}

fn assert_same(text: &[u8]) {
    let (one, other) = (told(&parse(text)), told(&parse_fully(text)));
    assert!(one == other, "{}\n{one}\n{other}", String::from_utf8_lossy(text));
}

fn yaml_files(folder: &Path, found: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(fs::read(&path).expect("it can be read"));
        }
    }
}

fn files_of_this_repository() -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for folder in ["lists", "tests/cases", "templates"] {
        yaml_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut files);
    }
    assert!(files.len() > 200);
    files
}

#[test]
fn every_file_of_this_repository_is_read_alike() {
    files_of_this_repository().iter().for_each(|file| assert_same(file));
}

#[test]
fn every_entry_of_the_publication_of_july_2021_is_read_alike() {
    let files = crate::import::publication();
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let imported = importer("ofac-csv").expect("it is registered").read(&inputs);
    for entry in imported.entries.iter().step_by(7) {
        assert_same(print(&entry_node(entry)).as_bytes());
    }
}

/// What means something in YAML, and what looks as if it did.
const PIECES: &[&str] = &[
    ":",
    ": ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "-",
    "- ",
    "#",
    " #",
    "# x\n",
    "'",
    "''",
    "\"",
    "\\",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!",
    "!!str ",
    "|",
    "|-\n",
    ">",
    "%",
    "@",
    "`",
    "?",
    "? ",
    "~",
    "null",
    "---\n",
    "...\n",
    "\t",
    "\r",
    "\r\n",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{7}",
    "é",
    "金",
    "key: value\n",
    "  key: value\n",
    "- x\n",
    "  - x\n",
    "a:\n",
    "=",
    "<<: ",
    "0",
    "NO",
    ".",
    "x: ",
    "x:\n  y: z\n",
    "x:\n- y\n",
    "'a': b\n",
    "a: 'b' # c\n",
    "a: 'b'#c\n",
    "a: b #c\n",
    "a: b#c\n",
];

/// Changes a text in a few places, at random.
fn broken(text: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(3) {
        let mut at = dice.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        match dice.below(4) {
            0 => text.insert_str(at, PIECES[dice.below(PIECES.len())]),
            1 => text.insert_str(at, PIECES[dice.below(PIECES.len())]),
            2 => {
                let mut end = (at + 1 + dice.below(6)).min(text.len());
                while !text.is_char_boundary(end) {
                    end += 1;
                }
                text.replace_range(at..end, "");
            }
            _ => {
                let line_end = text[at..].find('\n').map_or(text.len(), |found| at + found);
                let line_start = text[..at].rfind('\n').map_or(0, |found| found + 1);
                let line = text[line_start..line_end].to_owned();
                text.insert_str(line_end, &format!("\n{}{line}", " ".repeat(dice.below(3))));
            }
        }
    }
    text
}

/// Returns a number that the environment gives: `.ci/run` asks for more texts than every test run has time for, and for others with each
/// commit.
fn asked(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn files_that_were_broken_at_random_are_read_alike() {
    let mut dice = Dice::new(asked("GAZETTE_FUZZ_SEED").unwrap_or(20_190_913));
    let files = files_of_this_repository();
    for _ in 0..asked("GAZETTE_FUZZ_ROUNDS").unwrap_or(6_000) {
        let file = &files[dice.below(files.len())];
        let Ok(text) = std::str::from_utf8(file) else { continue };
        // Few lines break in more interesting ways than many.
        let lines: Vec<&str> = text.lines().collect();
        let from = dice.below(lines.len().max(1));
        let some: String = lines
            .iter()
            .skip(from)
            .take(1 + dice.below(12))
            .flat_map(|line| [*line, "\n"])
            .collect();
        assert_same(broken(&some, &mut dice).as_bytes());
    }
}

#[test]
fn texts_made_of_pieces_are_read_alike() {
    let mut dice = Dice::new(asked("GAZETTE_FUZZ_SEED").unwrap_or(27_307));
    for _ in 0..asked("GAZETTE_FUZZ_ROUNDS").unwrap_or(20_000) {
        let count = 1 + dice.below(8);
        let mut text: String = (0..count).map(|_| PIECES[dice.below(PIECES.len())]).collect();
        if dice.below(2) == 0 {
            text.push('\n');
        }
        assert_same(text.as_bytes());
    }
}

/// Reads the entries of a file into the model, in the order of the file.
fn entries_of(text: &[u8]) -> Vec<Entry> {
    let documents = parse(text).documents;
    let nodes = documents.iter().flat_map(Node::elements);
    nodes
        .map(|node| Entry::read(node, &mut Vec::new()).canonical())
        .collect()
}

#[test]
fn formatting_changes_no_entry_of_the_real_lists_and_is_done_once() {
    let mut files = Vec::new();
    yaml_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("lists"), &mut files);
    let publication = crate::import::publication();
    let inputs: Vec<Input<'_>> = publication.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let imported = importer("ofac-csv").expect("it is registered").read(&inputs);
    let printed = imported
        .entries
        .iter()
        .step_by(41)
        .map(|entry| print(&entry_node(entry)).into_bytes());
    files.extend(printed);
    for file in files {
        // Flow style, other quotes and other indents say the same.
        let text = String::from_utf8(file).expect("lists are UTF-8");
        let json = serde_yaml::from_str::<serde_yaml::Value>(&text).map(|value| serde_json::to_string(&value));
        let variants = [
            Some(text.clone()),
            json.ok().and_then(Result::ok).filter(|_| !has_number_like_text(&text)),
        ];
        for variant in variants.into_iter().flatten() {
            let once = format(variant.as_bytes(), FileRole::Entries).expect("it is YAML");
            assert_eq!(entries_of(once.as_bytes()), entries_of(variant.as_bytes()), "{variant}");
            assert_eq!(format(once.as_bytes(), FileRole::Entries).expect("it is YAML"), once);
        }
    }
}

/// True where the YAML library would read a bare scalar as a number, a date or a flag and write it otherwise.
fn has_number_like_text(text: &str) -> bool {
    let bare = |line: &str| {
        line.rsplit([' ', '\n'])
            .next()
            .unwrap_or_default()
            .parse::<f64>()
            .is_ok()
    };
    text.lines().any(bare)
}
