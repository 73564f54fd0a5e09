//! What the tests of official lists share: their files, a list on disk as an import sees it, and XML compared as sets.

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
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use serde::Deserialize;

/// Returns a file below `tests/data`, unpacked if its name ends in `.gz`.
pub(crate) fn data(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path);
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension().is_none_or(|extension| extension != "gz") {
        return String::from_utf8(bytes).expect("the data is UTF-8");
    }
    let mut text = String::new();
    let read = GzDecoder::new(bytes.as_slice()).read_to_string(&mut text);
    read.expect("the data is gzip of UTF-8");
    text
}

/// Returns the folder of the whole rebuilt lists, which are not in the repository.
pub(crate) fn rebuilt() -> PathBuf {
    std::env::var_os("GAZETTE_REBUILT_LISTS")
        .expect("GAZETTE_REBUILT_LISTS names the folder of the unpacked lists")
        .into()
}

/// What changed from one day to the next.
#[derive(Deserialize)]
pub(crate) struct Step {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) amended: Vec<String>,
    pub(crate) order_only: Vec<String>,
}

pub(crate) fn steps(list: &str) -> Vec<Step> {
    serde_json::from_str(&data(&format!("{list}/steps.json"))).expect("the steps are JSON")
}

pub(crate) fn read(format: &str, text: &str) -> Imported {
    let input = Input {
        name: "file",
        bytes: text.as_bytes(),
    };
    importer(format).expect("there is that importer").read(&[input])
}

/// Returns the entries of a list without errors.
pub(crate) fn entries(format: &str, text: &str) -> Vec<Entry> {
    let imported = read(format, text);
    assert!(!imported.is_refused(), "{:?}", imported.problems);
    imported.entries
}

/// Returns the problems of a file that is refused.
pub(crate) fn refused(format: &str, text: &str) -> String {
    let imported = read(format, text);
    assert!(imported.is_refused() && imported.entries.is_empty(), "{text:.200}");
    let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    problems.join("\n")
}

/// Returns an edition of a day, of the list that the importer makes.
pub(crate) fn edition(format: &str, entries: Vec<impl Into<Arc<Entry>>>, day: &str) -> Edition {
    let mut edition = Edition {
        list_id: "list".to_owned(),
        list: importer(format).expect("there is that importer").new_list(),
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
pub(crate) fn written(edition: &Edition, name: &str) -> String {
    let format = format(name).expect("there is that format");
    let mut out = Vec::new();
    let done = format.write(&format.files()[0], edition, &mut out);
    done.expect("the list can be written");
    String::from_utf8(out).expect("feeds are UTF-8")
}

/// A list on disk, as far as an import sees it.
pub(crate) struct Shelf {
    format: &'static str,
    files: BTreeMap<String, String>,
}

impl Shelf {
    pub(crate) fn new(format: &'static str) -> Self {
        Self {
            format,
            files: BTreeMap::new(),
        }
    }

    pub(crate) fn import(&mut self, text: &str) -> Plan {
        let importer = importer(self.format).expect("there is that importer");
        let existing = self.loaded();
        let imported = importer.read(&[Input {
            name: "file",
            bytes: text.as_bytes(),
        }]);
        let plan = plan(importer, &existing, "lists/list", imported, Bounds::default()).expect("the file is sound");
        for change in &plan.changes {
            match change {
                FileChange::Write { path, content } => self.files.insert(path.clone(), content.clone()),
                FileChange::Remove { path } => self.files.remove(path),
            };
        }
        plan
    }

    fn loaded(&self) -> Loaded {
        if self.files.is_empty() {
            return Loaded::default();
        }
        let files = self.files.iter().map(|(path, text)| SourceFile {
            path: path.clone(),
            bytes: text.clone().into_bytes(),
        });
        load_list("list", files.collect())
    }

    pub(crate) fn edition(&self, day: &str) -> Edition {
        let loaded = self.loaded();
        let entries: Vec<_> = loaded.entries.into_iter().map(|loaded| loaded.entry).collect();
        let mut edition = edition(self.format, entries, day);
        edition.list = loaded.list;
        edition
    }
}

/// Imports each day over the one before and compares, both by what the import amends and by the difference of the two editions.
pub(crate) fn follow(format: &'static str, steps: &[Step], text: impl Fn(&str) -> String) {
    let mut shelf = Shelf::new(format);
    shelf.import(&text(&steps[0].from));
    let mut old = shelf.edition(&steps[0].from);
    for step in steps {
        let plan = shelf.import(&text(&step.to));
        let new = shelf.edition(&step.to);
        let changes = gazette::diff::compare(&old.entries, &new.entries);
        let amended: Vec<&str> = changes.amended().map(|amendment| amendment.new.id.as_str()).collect();
        assert_eq!(plan.amended, step.amended, "the import of {}", step.to);
        assert_eq!(amended, step.amended, "{} to {}", step.from, step.to);
        assert_eq!((changes.added().count(), changes.removed().count()), (0, 0));
        assert!(step.order_only.iter().all(|id| !plan.amended.contains(id)));
        old = new;
    }
}

/// An element of XML whose children are in no order: a reader of the tests' own, which knows nothing of gazette's.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tree {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Tree>,
}

impl Tree {
    pub(crate) fn child(&self, name: &str) -> Option<&Tree> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Reads a well-formed document; `change` sees each element once its children are complete, and drops those for which it gives false.
pub(crate) fn tree(text: &str, change: &dyn Fn(&mut Tree) -> bool) -> Tree {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Tree::default()];
    loop {
        let event = reader.read_event().expect("the document is well-formed");
        let start = match &event {
            Event::Start(start) | Event::Empty(start) => Some(Tree {
                name: start.name().as_ref().to_owned(),
                attributes: start
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.expect("attributes are well-formed");
                        let value = unescape(&attribute.value).expect("attributes are well-formed");
                        (attribute.key.as_ref().to_owned(), value.into_owned())
                    })
                    .collect(),
                ..Tree::default()
            }),
            _ => None,
        };
        let closed = match event {
            Event::Start(_) => {
                open.push(start.expect("it starts"));
                continue;
            }
            Event::Empty(_) => start.expect("it starts"),
            Event::End(_) => open.pop().expect("it was opened"),
            Event::Text(text) => {
                open.last_mut().expect("there is always one").text.push_str(&text);
                continue;
            }
            Event::GeneralRef(reference) => {
                let text = format!("&{};", &*reference);
                open.last_mut().expect("there is always one").text.push_str(&text);
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let mut closed = closed;
        if !closed.children.is_empty() {
            closed.text.clear();
        }
        closed.attributes.sort();
        closed.children.sort();
        if change(&mut closed) {
            open.last_mut().expect("there is always one").children.push(closed);
        }
    }
    let mut document = open.pop().expect("there is always one");
    document.children.pop().expect("there is a root")
}
