//! Official lists, broken at random, into a list that has the whole one: taken or refused, and if refused the list is untouched.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use gazette::import::IMPORTERS;
use tempfile::TempDir;

use super::{broken, gazette, rounds};
use crate::publish::{assert_same, tree};
use crate::repository::write;

type Tree = BTreeMap<String, Vec<u8>>;
type Files = Vec<(String, Vec<u8>)>;

/// Official files by the importer that reads them, and how many of their bytes are few enough to be read often.
const OFFICIAL: &[(&str, &[&str])] = &[
    (
        "ofac-csv",
        &[
            "ofac/samples/SDN.CSV.gz",
            "ofac/samples/ADD.CSV.gz",
            "ofac/samples/ALT.CSV.gz",
            "ofac/samples/SDN_COMMENTS.CSV.gz",
        ],
    ),
    ("ofac-xml", &["ofac/xml/sdnlist-excerpt-20240506.xml"]),
    ("ofac-enhanced", &["ofac/xml/enhanced-excerpt-20240828.xml"]),
    ("un-xml", &["un/pairs/2021-02-27_add-YEi.006.after.xml.gz"]),
    ("ftm", &["ftm/sample.ftm.json"]),
];

fn read(path: &str) -> (String, Vec<u8>) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path);
    let bytes = fs::read(&file).expect("the data are there");
    let name = file.file_name().and_then(|name| name.to_str()).expect("it has a name");
    match name.strip_suffix(".gz") {
        None => (name.to_owned(), bytes),
        Some(name) => {
            let mut unpacked = Vec::new();
            GzDecoder::new(&bytes[..])
                .read_to_end(&mut unpacked)
                .expect("it is gzip");
            (name.to_owned(), unpacked)
        }
    }
}

/// Returns files that an importer reads: the authority's own, or those of the feed with the importer's name.
fn sample(importer: &str, folder: &Path) -> Files {
    if let Some((_, paths)) = OFFICIAL.iter().find(|(name, _)| *name == importer) {
        return paths.iter().map(|path| read(path)).collect();
    }
    let out = folder.join("exported");
    let lists = env!("CARGO_MANIFEST_DIR");
    let arguments = ["-C", lists, "export", importer, "--list", "us-dprk-cyber", "--out"];
    let (code, said) = gazette(folder, &[&arguments[..], &[out.to_str().expect("it is text")]].concat());
    assert_eq!(
        code, 0,
        "`{importer}` has no official file in OFFICIAL, and no feed of that name: {said}"
    );
    let files = tree(&out);
    files.into_iter().collect()
}

/// A list that an importer made, and the files that it was made from.
struct Imported {
    importer: &'static str,
    files: Files,
    folder: TempDir,
}

impl Imported {
    fn new(importer: &'static str) -> Self {
        let folder = TempDir::new().expect("there is room");
        let files = sample(importer, folder.path());
        let imported = Self {
            importer,
            files,
            folder,
        };
        let work = imported.folder.path().join("work");
        fs::create_dir_all(work.join("lists")).expect("there is room");
        let (code, said) = imported.import(&imported.files);
        assert_eq!(code, 0, "{importer}: {said}");
        imported
    }

    fn lists(&self) -> std::path::PathBuf {
        self.folder.path().join("work/lists")
    }

    fn import(&self, files: &Files) -> (i32, String) {
        let input = self.folder.path().join("input");
        let mut arguments = vec!["import".to_owned(), self.importer.to_owned()];
        for (name, bytes) in files {
            let path = input.join(name);
            write(&path, "");
            fs::write(&path, bytes).expect("there is room");
            arguments.push(path.display().to_string());
        }
        arguments.extend(["--into", "l", "--allow-shrink"].map(str::to_owned));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        gazette(&self.folder.path().join("work"), &arguments)
    }
}

#[test]
fn importers() {
    let imported: Vec<OnceCell<(Imported, Tree)>> = IMPORTERS.iter().map(|_| OnceCell::new()).collect();
    rounds("importers", 3, |dice| {
        let number = dice.below(imported.len());
        let (one, begin) = imported[number].get_or_init(|| {
            let one = Imported::new(IMPORTERS[number].name());
            let begin = tree(&one.lists());
            (one, begin)
        });
        let mut files = one.files.clone();
        let file = dice.below(files.len());
        files[file].1 = broken(&files[file].1, dice);
        let (code, _) = one.import(&files);
        if code != 0 {
            return assert_same(begin, &tree(&one.lists()));
        }
        gazette(&one.folder.path().join("work"), &["check", "--format", "json"]);
        // The next round begins where this one did.
        fs::remove_dir_all(one.lists()).expect("it is ours");
        for (path, bytes) in begin {
            let path = one.lists().join(path);
            write(&path, "");
            fs::write(path, bytes).expect("there is room");
        }
    });
}
