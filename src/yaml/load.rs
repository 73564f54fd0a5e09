//! Files to a list: what stands in `list.yaml` and in the files beside it.

use crate::data::{Node, Place, Value};
use crate::model::record::{Complaint, Fault, Field, Form};
use crate::model::{Config, Entry, List, NameType, by_id};

use super::parse::{SyntaxFault, parse};
use super::source::SourceFile;

/// The name of the file that makes a folder a list.
pub const LIST_FILE: &str = "list.yaml";

/// A list as it was read, its files and everything that is wrong with their shape.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The list's id: the name of its folder.
    pub id: String,
    /// What `list.yaml` says.
    pub list: List,
    /// What `list.yaml` says, with places; nothing where there is none.
    pub list_node: Node,
    /// The entries in the order of their ids.
    pub entries: Vec<LoadedEntry>,
    /// The parties of `parties/` that are not listed, in the order of their ids.
    pub parties: Vec<LoadedEntry>,
    /// The files, in the order of their paths.
    pub files: Vec<SourceFile>,
    /// What is wrong with the files, in the order of the files and of their text.
    pub problems: Vec<Problem>,
}

/// An entry and where it stands.
#[derive(Debug)]
pub struct LoadedEntry {
    /// The entry in its canonical form.
    pub entry: Entry,
    /// What was written, with places, in the order of the file.
    pub node: Node,
    /// Which of the list's files it stands in.
    pub file: usize,
}

/// Something that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which of the list's files.
    pub file: usize,
    /// Where in it.
    pub place: Place,
    /// What.
    pub kind: ProblemKind,
}

/// What may be wrong with a file before anybody asks what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// It is no YAML.
    Syntax(SyntaxFault),
    /// It is not of the shape that the schema asks for.
    Shape(Fault),
    /// The folder has no `list.yaml`.
    NoListFile,
    /// `list.yaml` has a `format` that this program does not know.
    UnknownFormat(Option<u64>),
}

impl Problem {
    /// Returns true where the file's content is not wholly in the model.
    pub fn loses_content(&self) -> bool {
        !matches!(
            self.kind,
            ProblemKind::Shape(Fault::UnknownField { .. } | Fault::MissingField { .. })
        )
    }
}

impl Loaded {
    /// Returns true where some content of the files is not in the model, so that nothing may be made of it.
    pub fn is_broken(&self) -> bool {
        self.problems.iter().any(Problem::loses_content)
    }
}

/// Reads a list from the files of its folder, given in any order. Always gives a list: `problems` says what is wrong.
pub fn load_list(id: &str, mut files: Vec<SourceFile>) -> Loaded {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut loaded = Loaded {
        id: id.to_owned(),
        files,
        ..Loaded::default()
    };
    let mut found_list_file = false;
    for index in 0..loaded.files.len() {
        let path = loaded.files[index].path.clone();
        let documents = loaded.parse_file(index);
        match role_of(id, &path) {
            Role::List => {
                found_list_file = true;
                loaded.take_list(index, documents);
            }
            Role::Party => {
                let parties = loaded.read_entries(index, documents);
                loaded.parties.extend(parties);
            }
            Role::Entry => {
                let entries = loaded.read_entries(index, documents);
                loaded.entries.extend(entries);
            }
        }
    }
    if !found_list_file {
        loaded.complain(0, Place::default(), ProblemKind::NoListFile);
    }
    loaded.entries.sort_by(|a, b| by_id(&a.entry, &b.entry));
    loaded.parties.sort_by(|a, b| by_id(&a.entry, &b.entry));
    loaded
}

/// Reads `gazette.yaml`.
pub fn read_config(file: SourceFile) -> (Config, Loaded) {
    let mut loaded = Loaded {
        files: vec![file],
        ..Loaded::default()
    };
    let node = loaded.parse_file(0).into_iter().next().unwrap_or_default();
    let mut config = loaded.read::<Config>(0, &node);
    config.canonicalise();
    loaded.list_node = node;
    (config, loaded)
}

/// Returns an entry as it is written to its file: a single name is the primary one and need not say so.
pub fn entry_node(entry: &Entry) -> Node {
    let mut entry = entry.clone();
    if let [name] = entry.names.as_mut_slice()
        && name.kind == NameType::Primary
    {
        name.kind = NameType::Unsaid;
    }
    entry.node(Form::Short).unwrap_or_default()
}

enum Role {
    List,
    Party,
    Entry,
}

fn role_of(id: &str, path: &str) -> Role {
    let inside = path.split_once(&format!("{id}/")).map_or(path, |(_, inside)| inside);
    match inside {
        LIST_FILE => Role::List,
        _ if inside.starts_with("parties/") => Role::Party,
        _ => Role::Entry,
    }
}

impl Loaded {
    fn complain(&mut self, file: usize, place: Place, kind: ProblemKind) {
        self.problems.push(Problem { file, place, kind });
    }

    fn parse_file(&mut self, file: usize) -> Vec<Node> {
        let parsed = parse(&self.files[file].bytes);
        for error in parsed.errors {
            self.complain(file, error.place, ProblemKind::Syntax(error.fault));
        }
        parsed.documents
    }

    fn read<T: Field>(&mut self, file: usize, node: &Node) -> T {
        let mut complaints: Vec<Complaint> = Vec::new();
        let value = T::read(node, &mut complaints);
        for complaint in complaints {
            self.complain(file, complaint.place, ProblemKind::Shape(complaint.fault));
        }
        value
    }

    fn take_list(&mut self, file: usize, documents: Vec<Node>) {
        let node = documents.into_iter().next().unwrap_or_default();
        self.list = self.read(file, &node);
        self.list.canonicalise();
        let format = self.list.format.0;
        if format != Some(crate::model::FORMAT) && node.get("format").is_some() {
            let place = node.get("format").map_or(node.place, |format| format.place);
            self.complain(file, place, ProblemKind::UnknownFormat(format));
        }
        self.list_node = node;
    }

    /// Reads the entries of a file: each document is one entry or a list of entries.
    fn read_entries(&mut self, file: usize, documents: Vec<Node>) -> Vec<LoadedEntry> {
        let mut entries = Vec::new();
        for document in documents {
            match document.value {
                Value::Null => {}
                Value::List(elements) => {
                    entries.extend(elements.into_iter().map(|node| self.read_entry(file, node)));
                }
                _ => entries.push(self.read_entry(file, document)),
            }
        }
        entries
    }

    fn read_entry(&mut self, file: usize, node: Node) -> LoadedEntry {
        let entry = self.read::<Entry>(file, &node).canonical();
        LoadedEntry { entry, node, file }
    }
}
