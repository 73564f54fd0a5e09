//! `outgrown-layout`: a folder or a file of a list has more in it than is good for its speed.

use crate::lint::builder::{FindingBuilder, Origin};
use std::collections::BTreeMap;

use crate::data::Place;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Rule, Sink};
use crate::lint::scope::ListScope;
use crate::yaml::{FileLayout, MOST_IN_FILE, MOST_IN_FOLDER, overfull_folder};

pub(super) const RULE: Rule = Rule {
    id: "outgrown-layout",
    severity: Severity::Note,
    explanation: "\
## What it finds

A folder of a list with more than 2,000 files directly in it, and a file with more than 500 entries.

## Why it matters

git compares folder by folder and stores a folder, and a file, anew for each change in it. In a flat folder of 200,000 files, finding
fifty changes takes ten times as long as in folders by the hash of the id, and committing takes six times as long. One file of
many entries is read whole for each of them.

## Example

```yaml
# lists/us/all.yaml
- id: 1
  kind: entity
# … and 500 more
```

## How to fix it

Move the files into folders by the first two digits of the SHA-256 of their ids, where `gazette import` and `gazette new` then put new
ones too (`docs/performance.md` has the command). The meaning stays the same, so that it makes no release.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    folders(list, out);
    files(list, out);
}

fn folders(list: &ListScope<'_>, out: &mut Sink) {
    let paths = list.loaded.files.iter().map(|file| file.path.as_str());
    let Some((folder, files)) = overfull_folder(paths) else {
        return;
    };
    let remedy = match FileLayout::for_entries(list.loaded.entries.len()) {
        FileLayout::TwiceSharded => {
            "lay the files out in folders by the first two digits of the hash of the id, and by the next two"
        }
        FileLayout::Flat | FileLayout::Sharded => {
            "lay the files out in folders by the first two digits of the hash of the id"
        }
    };
    let message = format!("the folder `{folder}` has {files} files, more than {MOST_IN_FOLDER} make git slow");
    out.add(FindingBuilder::new(list.list_file(), Place::default(), message).remedy(remedy));
}

fn files(list: &ListScope<'_>, out: &mut Sink) {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for entry in &list.loaded.entries {
        *counts.entry(entry.file).or_default() += 1;
    }
    for (file, entries) in counts.into_iter().filter(|(_, entries)| *entries > MOST_IN_FILE) {
        let message =
            format!("the file has {entries} entries, more than {MOST_IN_FILE} make each change of one of them dear");
        let origin = Origin { list: list.at, file };
        out.add(FindingBuilder::new(origin, Place::default(), message).remedy("give each entry a file of its own"));
    }
}
