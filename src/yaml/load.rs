//! Files to a list: what stands in `list.yaml` and in the files beside it.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::data::{Node, Place, Value};
use crate::model::record::{Complaint, Fault, Field, Form};
use crate::model::{Config, Entry, Exceptions, List, NameType, sort_by_id};

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
    pub entry: Arc<Entry>,
    /// Where it stands in its file.
    pub place: Place,
    /// Where its id stands, if it has one.
    pub id_place: Option<Place>,
    /// Which of the list's files it stands in.
    pub file: usize,
    /// What was written: from the first where several entries stand in a file, else as soon as it is asked for. It takes more room than the
    /// entry, and few are ever asked for it all at once.
    written: OnceLock<Box<Node>>,
}

impl LoadedEntry {
    fn new(entry: Entry, node: &Node, file: usize) -> Self {
        Self {
            entry: Arc::new(entry),
            place: node.place,
            id_place: node.get("id").map(|id| id.place),
            file,
            written: OnceLock::new(),
        }
    }

    /// Returns what was written, with places, in the order of the file; `files` are those of the list.
    pub fn node(&self, files: &[SourceFile]) -> &Node {
        self.written.get_or_init(|| Box::new(self.read_node(files)))
    }

    /// Returns the same where it is at hand.
    pub fn node_at_hand(&self) -> Option<&Node> {
        self.written.get().map(Box::as_ref)
    }

    /// Reads what was written anew and keeps nothing; the file holds this one entry, or it would be at hand.
    pub fn read_node(&self, files: &[SourceFile]) -> Node {
        let documents = files.get(self.file).map(|file| parse(&file.bytes).documents);
        let mut nodes = entry_nodes(documents.unwrap_or_default());
        nodes.find(|node| node.place == self.place).unwrap_or_default()
    }
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

/// Reads a list from the files of its folder, given in any order. Always gives a list: `problems` says what is wrong. Files are
/// read side by side; what comes out does not depend on how many processors there are.
pub fn load_list(id: &str, mut files: Vec<SourceFile>) -> Loaded {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let folder = folder_of(id, &files);
    let read: Vec<(Role, FileRead)> = files
        .par_iter()
        .with_min_len(FEW_FILES)
        .enumerate()
        .map(|(index, file)| {
            let role = role_of(file.path.strip_prefix(folder).unwrap_or(&file.path));
            (role, FileRead::new(index, file, role))
        })
        .collect();
    let mut loaded = Loaded {
        id: id.to_owned(),
        files,
        ..Loaded::default()
    };
    let mut found_list_file = false;
    for (index, (role, mut read)) in read.into_iter().enumerate() {
        loaded.problems.append(&mut read.problems);
        match role {
            Role::List => {
                found_list_file = true;
                loaded.take_list(index, read.documents);
            }
            Role::Party => loaded.parties.append(&mut read.entries),
            Role::Entry => loaded.entries.append(&mut read.entries),
        }
    }
    if !found_list_file {
        loaded.complain(0, Place::default(), ProblemKind::NoListFile);
    }
    sort_by_id(&mut loaded.entries, |held| &held.entry);
    sort_by_id(&mut loaded.parties, |held| &held.entry);
    loaded
}

/// Fewer files are not worth a thread.
const FEW_FILES: usize = 16;

/// What stands in one file of a list, without the places where it stands.
#[derive(Debug, Default, Clone)]
pub struct Rows {
    /// What the file says of the list, where it is its `list.yaml`.
    pub list: Option<Box<List>>,
    /// The entries, in their canonical form, in the order of the file.
    pub entries: Vec<Arc<Entry>>,
    /// The parties that are not listed, likewise.
    pub parties: Vec<Arc<Entry>>,
}

/// Reads one file of the list whose folder is `folder` (`lists/us/`) into the model alone: for those who make something of the
/// list and do not judge the file.
///
/// # Errors
///
/// Returns the first problem because of which some of the file is not in the model; what is merely wrong is for [`load_list`].
pub fn read_rows(folder: &str, file: &SourceFile) -> Result<Rows, Problem> {
    let role = role_of(file.path.strip_prefix(folder).unwrap_or(&file.path));
    let mut read = FileRead::new(0, file, role);
    let mut rows = Rows::default();
    match role {
        Role::List => {
            let (list, _, problems) = list_of(0, read.documents);
            read.problems.extend(problems);
            rows.list = Some(Box::new(list));
        }
        Role::Party => rows.parties = entries_alone(read.entries),
        Role::Entry => rows.entries = entries_alone(read.entries),
    }
    let loses = read.problems.into_iter().find(Problem::loses_content);
    loses.map_or(Ok(rows), Err)
}

fn entries_alone(read: Vec<LoadedEntry>) -> Vec<Arc<Entry>> {
    read.into_iter().map(|held| held.entry).collect()
}

/// Reads `gazette.yaml`.
pub fn read_config(file: SourceFile) -> (Config, Loaded) {
    let (mut config, loaded) = read_settings::<Config>(file);
    config.canonicalise();
    (config, loaded)
}

/// Reads `exceptions.yaml`.
pub fn read_exceptions(file: SourceFile) -> (Exceptions, Loaded) {
    let (mut exceptions, loaded) = read_settings::<Exceptions>(file);
    exceptions.canonicalise();
    (exceptions, loaded)
}

fn read_settings<T: Field>(file: SourceFile) -> (T, Loaded) {
    let mut loaded = Loaded {
        files: vec![file],
        ..Loaded::default()
    };
    let mut read = FileRead::new(0, &loaded.files[0], Role::List);
    loaded.problems.append(&mut read.problems);
    let node = read.documents.into_iter().next().unwrap_or_default();
    let settings = read_shape(0, &node, &mut loaded.problems);
    loaded.list_node = node;
    (settings, loaded)
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    List,
    Party,
    Entry,
}

/// Returns the folder of a list with the slash behind it: the deepest of this name in which all files stand, since folders
/// above it may have the name too; nothing where the paths do not have it. The files are in the order of their paths.
fn folder_of<'a>(id: &str, files: &'a [SourceFile]) -> &'a str {
    let (Some(first), Some(last)) = (files.first(), files.last()) else {
        return "";
    };
    let slashes = first.path.match_indices('/').map(|(at, _)| at);
    let folders = slashes.filter(|at| first.path[..*at].rsplit('/').next() == Some(id));
    let mut folders = folders.map(|at| &first.path[..=at]);
    folders.rfind(|folder| last.path.starts_with(*folder)).unwrap_or("")
}

fn role_of(inside: &str) -> Role {
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

    fn take_list(&mut self, file: usize, documents: Vec<Node>) {
        let (list, node, problems) = list_of(file, documents);
        self.list = list;
        self.list_node = node;
        self.problems.extend(problems);
    }
}

/// Reads `list.yaml`: what it says, the same with places, and what is wrong with it.
fn list_of(file: usize, documents: Vec<Node>) -> (List, Node, Vec<Problem>) {
    let node = documents.into_iter().next().unwrap_or_default();
    let mut problems = Vec::new();
    let mut list: List = read_shape(file, &node, &mut problems);
    list.canonicalise();
    let format = list.format.0;
    if let Some(said) = node.get("format").filter(|_| format != Some(crate::model::FORMAT)) {
        problems.push(Problem {
            file,
            place: said.place,
            kind: ProblemKind::UnknownFormat(format),
        });
    }
    (list, node, problems)
}

fn read_shape<T: Field>(file: usize, node: &Node, problems: &mut Vec<Problem>) -> T {
    let mut complaints: Vec<Complaint> = Vec::new();
    let value = T::read(node, &mut complaints);
    problems.extend(complaints.into_iter().map(|complaint| Problem {
        file,
        place: complaint.place,
        kind: ProblemKind::Shape(complaint.fault),
    }));
    value
}

/// What one file holds.
#[derive(Default)]
struct FileRead {
    /// The documents of a file that holds no entries.
    documents: Vec<Node>,
    entries: Vec<LoadedEntry>,
    problems: Vec<Problem>,
}

impl FileRead {
    fn new(index: usize, file: &SourceFile, role: Role) -> Self {
        let parsed = parse(&file.bytes);
        let mut read = Self::default();
        let syntax = parsed.errors.into_iter().map(|error| Problem {
            file: index,
            place: error.place,
            kind: ProblemKind::Syntax(error.fault),
        });
        read.problems.extend(syntax);
        if role == Role::List {
            read.documents = parsed.documents;
        } else {
            read.take_entries(index, parsed.documents);
        }
        read
    }

    /// Reads the entries of a file.
    fn take_entries(&mut self, file: usize, documents: Vec<Node>) {
        let nodes: Vec<Node> = entry_nodes(documents).collect();
        for node in &nodes {
            let entry = read_shape::<Entry>(file, node, &mut self.problems).canonical();
            self.entries.push(LoadedEntry::new(entry, node, file));
        }
        if nodes.len() > 1 {
            for (held, node) in self.entries.iter().zip(nodes) {
                held.written.get_or_init(|| Box::new(node));
            }
        }
    }
}

/// Returns the entries of a file: each document is one entry or a list of entries.
fn entry_nodes(documents: Vec<Node>) -> impl Iterator<Item = Node> {
    documents.into_iter().flat_map(|document| match document.value {
        Value::Null => Vec::new(),
        Value::List(elements) => elements,
        _ => vec![document],
    })
}
