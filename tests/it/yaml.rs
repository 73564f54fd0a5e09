//! The reader for the house style gives what the full parser gives, or leaves the text to it.

use std::fs;
use std::path::Path;

use gazette::data::{Node, Value};
use gazette::import::{Input, importer};
use gazette::yaml::{Parsed, entry_node, parse, parse_fully, print};

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

#[test]
fn files_that_were_broken_at_random_are_read_alike() {
    let mut dice = Dice::new(20_190_913);
    let files = files_of_this_repository();
    let rounds = std::env::var("GAZETTE_FUZZ_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok());
    for _ in 0..rounds.unwrap_or(6_000) {
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
    let mut dice = Dice::new(27_307);
    let rounds = std::env::var("GAZETTE_FUZZ_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok());
    for _ in 0..rounds.unwrap_or(20_000) {
        let count = 1 + dice.below(8);
        let mut text: String = (0..count).map(|_| PIECES[dice.below(PIECES.len())]).collect();
        if dice.below(2) == 0 {
            text.push('\n');
        }
        assert_same(text.as_bytes());
    }
}
