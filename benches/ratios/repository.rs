//! Repositories of as many real entries as are asked for, made by `git fast-import`.

use std::fs;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use flate2::read::GzDecoder;
use gazette::import::{Input, importer};
use gazette::model::{Entry, Phrase};
use gazette::yaml::{FileLayout, entry_node, print};

const FILES: [(&str, &[u8]); 4] = [
    (
        "SDN.CSV",
        include_bytes!("../../tests/data/ofac/full-2021-07/SDN.CSV.gz"),
    ),
    (
        "ADD.CSV",
        include_bytes!("../../tests/data/ofac/full-2021-07/ADD.CSV.gz"),
    ),
    (
        "ALT.CSV",
        include_bytes!("../../tests/data/ofac/full-2021-07/ALT.CSV.gz"),
    ),
    (
        "SDN_COMMENTS.CSV",
        include_bytes!("../../tests/data/ofac/full-2021-07/SDN_COMMENTS.CSV.gz"),
    ),
];

/// The publication of July 2021 as YAML: the seed of all entries.
pub(crate) struct Seed {
    entries: Vec<Entry>,
    programmes: Vec<String>,
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut out).expect("the data is gzip");
    out
}

/// Returns the files of the publication.
pub(crate) fn publication() -> Vec<(&'static str, Vec<u8>)> {
    FILES.iter().map(|(name, bytes)| (*name, unpacked(bytes))).collect()
}

impl Seed {
    pub(crate) fn read() -> Self {
        let files = publication();
        let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
        let entries = importer("ofac-csv").expect("it is registered").read(&inputs).entries;
        let programmes = programmes(&entries);
        Self { entries, programmes }
    }

    /// The file of entry `number` in its `version`. Past the end of the seed, entries begin anew under names and numbers of
    /// their own; relations that would lead elsewhere are left out.
    fn file(&self, number: usize, version: usize) -> String {
        let mut entry = self.entries[number % self.entries.len()].clone();
        let cycle = number / self.entries.len();
        entry.id = (1_000_000 + number).to_string();
        entry.relations.clear();
        if cycle > 0 {
            entry.wallets.clear();
            entry
                .names
                .iter_mut()
                .for_each(|name| name.text.push_str(&format!(" {cycle}")));
            let numbers = entry
                .documents
                .iter_mut()
                .filter_map(|document| document.number.as_mut());
            numbers.for_each(|number| number.push_str(&format!("-{cycle}")));
        }
        if version > 0 {
            entry.titles.push(Phrase {
                text: format!("Version {version}"),
                ..Phrase::default()
            });
        }
        print(&entry_node(&entry))
    }
}

/// The 88 versions of SDN.CSV from August 2021 to June 2022, as `tests/data/ofac/README.md` describes the file.
const VERSIONS: &[u8] = include_bytes!("../../tests/data/ofac/sdn-history.txt.gz");

/// Makes the repository of the real history: of each version the rows that it changed are imported and committed.
pub(crate) fn real_history() -> PathBuf {
    let folder = bench_folder().join("real-history");
    if folder.join("made").exists() {
        return folder;
    }
    begin(&folder);
    let mut out = FastImport::begin(&folder);
    let mut codes: Vec<String> = Vec::new();
    let text = String::from_utf8(unpacked(VERSIONS)).expect("the data is ASCII");
    let versions = text.trim_start_matches("= ").split("\n= ");
    for (number, version) in versions.enumerate() {
        let (head, rows) = version.split_once('\n').unwrap_or((version, ""));
        let time: Option<jiff::Timestamp> = head.split(' ').next().and_then(|time| time.parse().ok());
        let entries = imported(rows.lines().filter_map(|line| line.strip_prefix('+')));
        let gone = rows.lines().filter_map(|line| line.strip_prefix('-'));
        codes.extend(programmes(&entries));
        codes.sort();
        codes.dedup();
        let time = time.expect("a version has a time").as_second();
        out.commit(&format!("version {}", number + 1), time, |out| {
            if number == 0 {
                file(out, "gazette.yaml", CONFIG);
            }
            file(out, "lists/us-sdn/list.yaml", &list_file(&codes));
            gone.for_each(|id| writeln!(out, "D {}", path_of(id)).expect("git takes it"));
            for entry in &entries {
                file(out, &path_of(&entry.id), &print(&entry_node(entry)));
            }
        });
    }
    out.end();
    finish(&folder);
    folder
}

fn path_of(id: &str) -> String {
    format!("lists/us-sdn/{}", FileLayout::Sharded.file(id))
}

/// Returns what rows of SDN.CSV say.
fn imported<'a>(rows: impl Iterator<Item = &'a str>) -> Vec<Entry> {
    let mut bytes: Vec<u8> = rows.flat_map(|row| [row, "\r\n"]).collect::<String>().into_bytes();
    bytes.push(0x1A);
    let input = Input {
        name: "SDN.CSV",
        bytes: &bytes,
    };
    importer("ofac-csv").expect("it is registered").read(&[input]).entries
}

fn programmes(entries: &[Entry]) -> Vec<String> {
    let designations = entries.iter().flat_map(|entry| &entry.designations);
    let mut programmes: Vec<String> = designations
        .filter_map(|designation| designation.programme.clone())
        .collect();
    programmes.sort();
    programmes.dedup();
    programmes
}

fn list_file(programmes: &[String]) -> String {
    let mut text = "format: 1\ntitle: Entries in great number\nauthority: Benchmark\nprogrammes:\n".to_owned();
    for programme in programmes {
        text.push_str(&format!("  '{programme}': {{ title: x }}\n"));
    }
    text
}

const CONFIG: &str = "releases:\n  from: commits\n";

pub(crate) fn begin(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("there is room");
    run(folder, &["init", "--quiet", "--initial-branch=main"]);
}

fn finish(folder: &Path) {
    run(folder, &["checkout", "--quiet", "main"]);
    // As a server packs what is cloned from it: the deltas of fast-import follow the order in which files came in, and reading in the
    // order of the trees would go through chains that no clone has.
    run(folder, &["repack", "-adfq"]);
    fs::write(folder.join("made"), "").expect("it can be written");
}

/// `git fast-import`, fed commit by commit.
struct FastImport {
    child: Child,
    out: BufWriter<ChildStdin>,
}

impl FastImport {
    fn begin(folder: &Path) -> Self {
        let mut child = Command::new("git")
            .current_dir(folder)
            .args(["fast-import", "--quiet"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("git can be run");
        let out = BufWriter::new(child.stdin.take().expect("it was asked for"));
        Self { child, out }
    }

    fn commit(&mut self, message: &str, time: i64, content: impl FnOnce(&mut dyn Write)) {
        let who = format!("Editor <editor@example.org> {time} +0000");
        let out = &mut self.out;
        write!(
            out,
            "commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {}\n{message}\n",
            message.len()
        )
        .expect("git takes it");
        content(out);
        writeln!(out).expect("git takes it");
    }

    fn end(self) {
        let Self { mut child, mut out } = self;
        out.flush().expect("git takes it");
        drop(out);
        assert!(child.wait().expect("git ends").success());
    }
}

/// A history to make: so many entries in the first release, then releases that each change some.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) entries: usize,
    /// How many entries each of the releases behind the first changes.
    pub(crate) changed: Vec<usize>,
}

impl Plan {
    /// A history of equal releases behind the first.
    pub(crate) fn even(entries: usize, releases: usize, changed: usize) -> Self {
        Self {
            entries,
            changed: vec![changed; releases],
        }
    }

    fn path(&self, number: usize) -> String {
        let layout = FileLayout::for_entries(self.entries);
        format!("lists/many/{}", layout.file(&(1_000_000 + number).to_string()))
    }

    fn name(&self) -> String {
        let runs = self.changed.chunk_by(|one, other| one == other);
        let runs: Vec<String> = runs.map(|run| format!("{}x{}", run.len(), run[0])).collect();
        format!("{}-{}", self.entries, runs.join("-"))
    }

    /// Makes the repository, or takes the one that a former run made.
    pub(crate) fn repository(&self, seed: &Seed) -> PathBuf {
        let folder = bench_folder().join(self.name());
        if folder.join("made").exists() {
            return folder;
        }
        begin(&folder);
        self.import(seed, &folder);
        finish(&folder);
        folder
    }

    fn import(&self, seed: &Seed, folder: &Path) {
        let mut out = FastImport::begin(folder);
        let time = |release: usize| 1_577_880_000 + i64::try_from(release).unwrap_or_default() * 86_400;
        out.commit("release 0", time(0), |out| {
            file(out, "gazette.yaml", CONFIG);
            file(out, "lists/many/list.yaml", &list_file(&seed.programmes));
            (0..self.entries).for_each(|number| file(out, &self.path(number), &seed.file(number, 0)));
        });
        for (release, changed) in (1..).zip(&self.changed) {
            out.commit(&format!("release {release}"), time(release), |out| {
                // A stride that meets every entry and none twice within a release.
                for step in 0..*changed {
                    let number = (release * 7919 + step * (self.entries / changed).max(1)) % self.entries;
                    file(out, &self.path(number), &seed.file(number, release));
                }
            });
        }
        out.end();
    }
}

fn file(out: &mut dyn Write, path: &str, content: &str) {
    write!(out, "M 100644 inline {path}\ndata {}\n{content}\n", content.len()).expect("git takes it");
}

/// Runs git where nothing is measured, and returns what it prints.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("git can be run");
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The folder of everything that is made here.
pub(crate) fn bench_folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    fs::create_dir_all(&folder).expect("there is room");
    folder
}
