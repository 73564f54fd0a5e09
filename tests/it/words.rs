//! Plain technical English: words that make the text read as translated are kept out of the sources, the manual and the templates.

use std::fs;
use std::path::{Path, PathBuf};

/// The words, and what to write: printed or reported; is; used; compute; fix; severe.
const AVOIDED: &[&str] = &[
    "told", "tells", "tell", "stands", "stand", "borne", "reckon", "mend", "grave",
];

/// Lines that may contain them: quotations, and the authorities' own wording.
const QUOTATIONS: &[&str] = &[];

/// Folders that still contain some of them: shorten this list, never lengthen it.
const UNFINISHED: &[&str] = &[
    "docs/changes.md",
    "docs/ci.md",
    "docs/feeds.md",
    "docs/format.md",
    "docs/ftm.md",
    "docs/notices.md",
    "docs/ofac.md",
    "docs/publication.md",
    "docs/subscribe.md",
    "docs/threat-model.md",
    "docs/un.md",
    "src/cli",
    "src/data",
    "src/diff",
    "src/feed",
    "src/ftm",
    "src/import",
    "src/model",
    "src/notice",
    "src/ofac",
    "src/publish",
    "src/report",
    "src/repository",
    "src/store",
    "src/un",
    "src/vocabulary",
    "src/wording",
    "src/yaml",
    "templates",
];

#[test]
fn sources_and_manual_are_in_plain_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for path in [
        "src",
        "docs",
        "templates",
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
    ] {
        for file in files(&root.join(path)) {
            let name = file.strip_prefix(root).expect("below the root").display().to_string();
            let is_unfinished = UNFINISHED.iter().any(|folder| name.starts_with(folder));
            let Ok(text) = fs::read_to_string(&file) else { continue };
            for (line, number) in text.lines().zip(1..).filter(|_| !is_unfinished) {
                if !QUOTATIONS.iter().any(|quotation| line.contains(quotation)) {
                    found.extend(avoided(line).map(|word| format!("{name}:{number}: `{word}`")));
                }
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// Returns the words of a line that are to be avoided, in all forms of `reckon` and `mend`.
fn avoided(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter(|word| {
        let lower = word.to_lowercase();
        AVOIDED.contains(&lower.as_str()) || lower.starts_with("reckon") || lower.starts_with("mend")
    })
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("a folder can be read");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().flat_map(|path| files(path)).collect()
}

#[test]
fn words_are_found_in_every_form() {
    let found: Vec<&str> = avoided("It stands told; Reckoning, mended, `amended` and understand.").collect();
    assert_eq!(found, ["stands", "told", "Reckoning", "mended"]);
}
