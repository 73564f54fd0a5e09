//! The official data of `tests/data/un` (its README says where it comes from).

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::GzDecoder;
use gazette::feed::format;
use gazette::import::{Bounds, FileChange, Imported, Input, Plan, importer, plan};
use gazette::model::{Edition, Entry, Release};
use gazette::yaml::{Loaded, SourceFile, load_list};

pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/un")
}

fn unpacked(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    GzDecoder::new(bytes.as_slice())
        .read_to_string(&mut text)
        .expect("the data is gzip of UTF-8");
    text
}

/// Returns the complete list of 27 February 2026.
pub(super) fn complete() -> String {
    unpacked(&folder().join("consolidated-2026-02-27.xml.gz"))
}

/// The ten changes, by the names of their files.
pub(super) const PAIRS: [&str; 10] = [
    "2021-02-20_delist-QDi.138-QDi.362",
    "2021-02-27_add-YEi.006",
    "2021-03-02_add-SOi.020-amend-SOi.019",
    "2022-07-01_amend-KPi.029-comment",
    "2022-07-27_amend-44-dprk-SC-14983",
    "2023-08-10_glitch-reference-numbers",
    "2023-08-12_HTi.001-back-under-new-DATAID",
    "2024-02-08_amend-85-review-date",
    "2024-03-09_rename-KPe.054",
    "2025-06-17_add-QDi.436",
];

/// Returns a change: the list before and after.
pub(super) fn pair(name: &str) -> (String, String) {
    let file = |side: &str| unpacked(&folder().join(format!("pairs/{name}.{side}.xml.gz")));
    (file("before"), file("after"))
}

pub(super) fn read(text: &str) -> Imported {
    let input = Input {
        name: "consolidated.xml",
        bytes: text.as_bytes(),
    };
    importer("un-xml").expect("there is that importer").read(&[input])
}

/// Returns the entries of a list without errors.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let imported = read(text);
    assert!(!imported.is_refused(), "{:?}", imported.problems);
    imported.entries
}

/// Returns an edition of a day, of the list that the importer makes.
pub(super) fn edition(entries: Vec<impl Into<Arc<Entry>>>, day: &str) -> Edition {
    let mut edition = Edition {
        list_id: "un".to_owned(),
        list: importer("un-xml").expect("there is that importer").new_list(),
        entries: entries.into_iter().map(Into::into).collect(),
        parties: Vec::new(),
        release: Some(Release {
            name: day.to_owned(),
            date: day.parse().expect("a day"),
            time: format!("{day}T12:00:00Z").parse().expect("an instant"),
            commit: "0".repeat(40),
            tree: "0".repeat(40),
            title: String::new(),
            body: String::new(),
        }),
    };
    edition.sort();
    edition
}

/// Returns the list as a format writes it.
pub(super) fn written(edition: &Edition, name: &str) -> String {
    let format = format(name).expect("there is that format");
    let mut out = Vec::new();
    format
        .write(&format.files()[0], edition, &mut out)
        .expect("the list can be written");
    String::from_utf8(out).expect("feeds are UTF-8")
}

/// A list on disk, as far as an import sees it.
#[derive(Default)]
pub(super) struct Shelf(BTreeMap<String, String>);

impl Shelf {
    /// Lays a publication over it, whatever it removes, and returns the plan that was followed.
    pub(super) fn import(&mut self, imported: Imported) -> Plan {
        let importer = importer("un-xml").expect("there is that importer");
        let existing = self.loaded();
        let bounds = Bounds { allow_shrink: true };
        let plan = plan(importer, &existing, "lists/un", imported, bounds).expect("the publication is sound");
        for change in &plan.changes {
            match change {
                FileChange::Write { path, content } => self.0.insert(path.clone(), content.clone()),
                FileChange::Remove { path } => self.0.remove(path),
            };
        }
        plan
    }

    /// Changes the text of a file, as an editor does.
    pub(super) fn edit(&mut self, path: &str, from: &str, to: &str) {
        let text = self.0.get_mut(path).expect("the file is there");
        assert!(text.contains(from), "no `{from}` in {text}");
        *text = text.replacen(from, to, 1);
    }

    pub(super) fn text(&self, path: &str) -> &str {
        &self.0[path]
    }

    fn loaded(&self) -> Loaded {
        if self.0.is_empty() {
            return Loaded::default();
        }
        let files = self.0.iter().map(|(path, text)| SourceFile {
            path: path.clone(),
            bytes: text.clone().into_bytes(),
        });
        load_list("un", files.collect())
    }

    pub(super) fn edition(&self, day: &str) -> Edition {
        let loaded = self.loaded();
        let mut edition = edition(
            loaded
                .entries
                .into_iter()
                .map(|loaded| loaded.entry)
                .collect::<Vec<_>>(),
            day,
        );
        edition.list = loaded.list;
        edition
    }
}

/// Returns the list before and after a change, the second imported over the first, and how that went.
pub(super) fn change(name: &str) -> (Edition, Edition, Plan) {
    let (before, after) = pair(name);
    let mut shelf = Shelf::default();
    shelf.import(read(&before));
    let old = shelf.edition("2020-01-01");
    let plan = shelf.import(read(&after));
    // The day on which the collector first saw it, which is the name's beginning.
    (old, shelf.edition(&name[..10]), plan)
}
