//! What is refused, and what is reported.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::data::{complete, folder, pair, read};

fn refused(text: &str) -> String {
    let imported = read(text);
    assert!(imported.is_refused() && imported.entries.is_empty(), "{text:.200}");
    imported
        .problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn failed_downloads_are_told_for_what_they_are() {
    let file = |name: &str| fs::read_to_string(folder().join("failed").join(name)).expect("it is there");
    let page = "consolidated.xml:1: error: the file is a web page and not the list: the download failed";
    assert_eq!(
        refused(&file("empty.xml")),
        "consolidated.xml:1: error: the file is empty: the download failed"
    );
    assert_eq!(refused(&file("forbidden-403.html")), page);
    assert_eq!(refused(&file("maintenance-redirect-200.html")), page);
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

#[test]
fn hostile_documents_are_refused_at_their_line() {
    for (text, expected) in [
        (
            format!("{HEAD}<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<CONSOLIDATED_LIST/>"),
            "consolidated.xml:2: error: the document declares a type, which lists have not",
        ),
        (
            format!("{HEAD}<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>\n<FIRST_NAME>&a;</FIRST_NAME>"),
            "consolidated.xml:3: error: `&a;` is no character of XML",
        ),
        (
            HEAD.replace("UTF-8", "ISO-8859-1"),
            "consolidated.xml:1: error: the document says that it is in `ISO-8859-1`; UTF-8 is expected",
        ),
        (
            format!("{HEAD}<sdnList/>"),
            "consolidated.xml:2: error: the document has nothing in it",
        ),
        (
            format!("{HEAD}<sdnList></sdnList>"),
            "consolidated.xml:2: error: the document is a `sdnList`, and a `CONSOLIDATED_LIST` is expected",
        ),
        (
            format!("{HEAD}<CONSOLIDATED_LIST>{}", "<a>".repeat(40)),
            "consolidated.xml:2: error: elements stand more than 32 deep in one another",
        ),
        (
            format!(
                "{HEAD}<CONSOLIDATED_LIST><ENTITIES>\n<ENTITY><FIRST_NAME>A</FIRST_NAME></ENTITY>\n</ENTITIES></CONSOLIDATED_LIST>"
            ),
            "consolidated.xml:3: error: the `ENTITY` has no `REFERENCE_NUMBER`",
        ),
    ] {
        assert_eq!(refused(&text), expected);
    }
}

#[test]
fn a_byte_that_is_no_text_is_named() {
    let bytes = b"<CONSOLIDATED_LIST>\n<INDIVIDUALS>\xe9</INDIVIDUALS></CONSOLIDATED_LIST>";
    let input = gazette::import::Input {
        name: "consolidated.xml",
        bytes,
    };
    let imported = gazette::import::importer("un-xml")
        .expect("there is one")
        .read(&[input]);
    let said = imported.problems[0].to_string();
    assert_eq!(said, "consolidated.xml:2: error: the byte 0xE9 is no UTF-8");
}

#[test]
fn a_list_cut_anywhere_is_refused() {
    let official = complete();
    for part in 1..12 {
        let mut cut = official.len() * part / 12;
        while !official.is_char_boundary(cut) {
            cut += 1;
        }
        let said = refused(&official[..cut]);
        assert!(
            said.contains("truncated") || said.contains("the XML is broken"),
            "{said}"
        );
    }
}

#[test]
fn a_record_that_stands_twice_is_refused() {
    let (before, _) = pair("2024-03-09_rename-KPe.054");
    let start = before.find("<ENTITY>").expect("there is one");
    let end = before.find("</ENTITY>").expect("it is closed") + "</ENTITY>".len();
    let twice = format!("{}{}{}", &before[..end], &before[start..end], &before[end..]);
    assert!(
        refused(&twice).contains("stands twice, first in line"),
        "{}",
        refused(&twice)
    );
}

#[test]
fn what_nobody_knows_is_kept_and_told() {
    let (before, _) = pair("2024-03-09_rename-KPe.054");
    let more = before.replacen(
        "<VERSIONNUM>1</VERSIONNUM>",
        "<VERSIONNUM>2</VERSIONNUM><NEW><A>x</A></NEW>",
        1,
    );
    let imported = read(&more);
    let notes: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    assert!(
        notes
            .iter()
            .any(|note| note.ends_with("is not known, it was kept under `extra`")),
        "{notes:?}"
    );
    let kept = imported.entries.iter().find(|entry| entry.extra.contains_key("NEW"));
    let kept = kept.expect("one entry has it");
    assert!(kept.extra.contains_key("VERSIONNUM"));
}

fn gazette(repo: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gazette"));
    command.arg("-C").arg(repo).args(arguments);
    command.output().expect("the command runs")
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder)
        .expect("it can be read")
        .map(|file| file.expect("it can be read").path());
    files
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(&path).expect("it can be read")))
        .collect()
}

/// 90 of 1,003 records are 9 percent: less than the usual bound, more than the UN's.
#[test]
fn a_list_that_lost_ninety_records_leaves_the_disk_untouched() {
    let repo = tempfile::tempdir().expect("there is room");
    let official = complete();
    let write = |text: &str| fs::write(repo.path().join("consolidated.xml"), text).expect("there is room");
    let import = ["import", "un-xml", "consolidated.xml", "--into", "un"];
    write(&official);
    let first = gazette(repo.path(), &import);
    let said = String::from_utf8_lossy(&first.stdout).into_owned();
    assert_eq!(
        said,
        "lists/un: 1003 added, 0 amended, 0 removed, 0 unchanged; 1004 files written or removed\n"
    );
    let list = repo.path().join("lists/un");
    let before = tree(&list);
    let mut parts: Vec<&str> = official.split_inclusive("    </INDIVIDUAL>\n").collect();
    parts.drain(100..190);
    for (text, reason) in [
        (
            parts.concat(),
            "90 of 1003 entries would be removed, more than 5 percent",
        ),
        (official[..official.len() / 2].to_owned(), "the file ends within"),
        (String::new(), "the file is empty: the download failed"),
    ] {
        write(&text);
        let run = gazette(repo.path(), &import);
        let stderr = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(reason), "{stderr}");
        assert!(tree(&list) == before, "the list was touched");
    }
    write(&official);
    let again = gazette(repo.path(), &import);
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert_eq!(
        said,
        "lists/un: 0 added, 0 amended, 0 removed, 1003 unchanged; 0 files written or removed\n"
    );
}
