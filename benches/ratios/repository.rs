//! Repositories of as many real entries as are asked for, made by `git fast-import`.

use std::fs;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flate2::read::GzDecoder;
use gazette::import::{Input, importer};
use gazette::model::{Entry, Phrase};
use gazette::yaml::{entry_node, print};

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

/// Returns the files of the publication.
pub(crate) fn publication() -> Vec<(&'static str, Vec<u8>)> {
    let unpacked = |bytes: &[u8]| {
        let mut out = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut out).expect("the data is gzip");
        out
    };
    FILES.iter().map(|(name, bytes)| (*name, unpacked(bytes))).collect()
}

impl Seed {
    pub(crate) fn read() -> Self {
        let files = publication();
        let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
        let entries = importer("ofac-csv").expect("it is registered").read(&inputs).entries;
        let mut programmes: Vec<String> = entries
            .iter()
            .flat_map(|entry| &entry.designations)
            .filter_map(|designation| designation.programme.clone())
            .collect();
        programmes.sort();
        programmes.dedup();
        Self { entries, programmes }
    }

    fn list(&self) -> String {
        let mut text = "format: 1\ntitle: Entries in great number\nauthority: Benchmark\nprogrammes:\n".to_owned();
        for programme in &self.programmes {
            text.push_str(&format!("  '{programme}': {{ title: x }}\n"));
        }
        text
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

/// A history to make: so many entries in the first release, then releases that each change some.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) entries: usize,
    /// The releases behind the first.
    pub(crate) releases: usize,
    /// The entries that each of them changes.
    pub(crate) changed: usize,
}

impl Plan {
    fn path(self, number: usize) -> String {
        let id = 1_000_000 + number;
        // Spread as the hash of the id would spread them.
        let spread = (id.wrapping_mul(2_654_435_761) >> 8) & 0xffff;
        match self.entries {
            0..=20_000 => format!("lists/many/{:02x}/{id}.yaml", spread >> 8),
            _ => format!("lists/many/{:02x}/{:02x}/{id}.yaml", spread >> 8, spread & 0xff),
        }
    }

    /// Makes the repository, or takes the one that a former run made.
    pub(crate) fn repository(self, seed: &Seed) -> PathBuf {
        let name = format!("{}x{}x{}", self.entries, self.releases, self.changed);
        let folder = bench_folder().join(name);
        if folder.join("made").exists() {
            return folder;
        }
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("there is room");
        run(&folder, &["init", "--quiet", "--initial-branch=main"]);
        self.import(seed, &folder);
        run(&folder, &["checkout", "--quiet", "main"]);
        run(&folder, &["repack", "-adq"]);
        fs::write(folder.join("made"), "").expect("it can be written");
        folder
    }

    fn import(self, seed: &Seed, folder: &Path) {
        let mut child = Command::new("git")
            .current_dir(folder)
            .args(["fast-import", "--quiet"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("git can be run");
        let mut out = BufWriter::new(child.stdin.take().expect("it was asked for"));
        let config = "releases:\n  from: commits\n";
        self.commit(&mut out, 0, |out| {
            file(out, "gazette.yaml", config);
            file(out, "lists/many/list.yaml", &seed.list());
            (0..self.entries).for_each(|number| file(out, &self.path(number), &seed.file(number, 0)));
        });
        for release in 1..=self.releases {
            self.commit(&mut out, release, |out| {
                // A stride that meets every entry and none twice within a release.
                for step in 0..self.changed {
                    let number = (release * 7919 + step * (self.entries / self.changed).max(1)) % self.entries;
                    file(out, &self.path(number), &seed.file(number, release));
                }
            });
        }
        out.flush().expect("git takes it");
        drop(out);
        assert!(child.wait().expect("git ends").success());
    }

    fn commit(self, out: &mut impl Write, release: usize, content: impl FnOnce(&mut dyn Write)) {
        let time = 1_577_880_000 + release * 86_400;
        let who = format!("Editor <editor@example.org> {time} +0000");
        let message = format!("release {release}");
        write!(
            out,
            "commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {}\n{message}\n",
            message.len()
        )
        .expect("git takes it");
        content(out);
        writeln!(out).expect("git takes it");
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
