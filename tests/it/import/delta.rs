//! OFAC's delta files, out of our releases.

use std::fs;
use std::path::{Path, PathBuf};

use gazette::feed::ofac_delta;
use gazette::model::Edition;
use gazette::yaml::{SourceFile, load_list};

use super::sdn_xml::release;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/ofac-delta")
}

fn edition(state: &str, date: &str) -> Edition {
    let folder = cases().join(state);
    let mut files = Vec::new();
    for item in fs::read_dir(&folder).expect("the case is there") {
        let path = item.expect("it can be read").path();
        let name = path
            .file_name()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        files.push(SourceFile {
            path: name,
            bytes: fs::read(&path).expect("it can be read"),
        });
    }
    let loaded = load_list("us-dprk-cyber", files);
    assert!(!loaded.is_broken(), "{:?}", loaded.problems);
    let mut edition = Edition {
        list_id: loaded.id,
        list: loaded.list,
        entries: loaded.entries.into_iter().map(|loaded| loaded.entry).collect(),
        parties: Vec::new(),
        release: Some(release(date)),
    };
    edition.sort();
    edition
}

pub(super) fn delta(base: &Edition, target: &Edition) -> String {
    let mut out = Vec::new();
    ofac_delta::write(base, target, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("it is UTF-8")
}

#[track_caller]
fn assert_is_case(found: &str, file: &str) {
    let path = cases().join(file);
    if std::env::var_os("GAZETTE_BLESS").is_some() {
        fs::write(&path, found).expect("there is room");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{file} is another:\n{found}");
}

#[test]
fn the_founding_action_is_three_additions() {
    let (before, after) = (edition("0", "2018-09-13"), edition("1", "2019-09-13"));
    assert_is_case(&delta(&before, &after), "1.xml");
}

#[test]
fn an_amendment_tells_leaves_and_a_removal_the_last_record() {
    let (before, after) = (edition("1", "2019-09-13"), edition("2", "2022-04-14"));
    assert_is_case(&delta(&before, &after), "2.xml");
}

#[test]
fn the_first_delta_is_the_list_and_equal_editions_give_an_empty_one() {
    let first = edition("0", "2018-09-13");
    let nothing = Edition::default();
    let whole = delta(&nothing, &first);
    assert!(whole.contains("<entity id=\"12210\" action=\"add\">"), "{whole}");
    assert!(
        whole.contains("<referenceValue refId=\"91168\" action=\"add\">"),
        "{whole}"
    );
    let none = delta(&first, &first);
    for empty in ["<referenceValues />", "<featureTypes />", "<entities />"] {
        assert!(none.contains(empty), "{none}");
    }
}
