//! `gazette import` at the command line: one publication into a folder, all or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::data::publication;

fn gazette(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gazette"));
    command.arg("-C").arg(folder).args(arguments);
    command.output().expect("the command runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Returns every path below a folder with its content.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("it can be read") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.display().to_string(), fs::read(&path).expect("it can be read"));
            }
        }
    }
    found
}

/// The entries with numbers below this make a list that is quickly written.
const BELOW: u64 = 6000;

/// Returns the rows of a file about the first entries.
fn beginning(bytes: &[u8]) -> Vec<u8> {
    let text = text(bytes);
    let rows = text.split_inclusive("\r\n").take_while(|row| {
        let number = row.split(',').next().and_then(|number| number.parse::<u64>().ok());
        number.is_some_and(|number| number < BELOW)
    });
    rows.collect::<String>().into_bytes()
}

/// Leaves out what a link loses when its target is gone.
fn without_targets(bytes: &[u8]) -> String {
    let text = text(bytes);
    text.split_inclusive('\n')
        .filter(|line| !line.starts_with("    to: "))
        .collect()
}

#[test]
fn a_list_goes_in_once_and_a_truncated_one_leaves_it_untouched() {
    let repo = tempfile::tempdir().expect("there is room");
    let folder = repo.path();
    let files: Vec<(&str, Vec<u8>)> = publication()
        .iter()
        .map(|(name, bytes)| (*name, beginning(bytes)))
        .collect();
    for (name, bytes) in &files {
        fs::write(folder.join(name), bytes).expect("there is room");
    }
    let all = [
        "import", "ofac-csv", "SDN.CSV", "ADD.CSV", "ALT.CSV", "--into", "us-sdn", "--quiet",
    ];
    let first = gazette(folder, &all);
    let count = files[0].1.split(|byte| *byte == b'\n').count() - 1;
    let said = format!(
        "lists/us-sdn: {count} added, 0 amended, 0 removed, 0 unchanged; {} files written or removed\n",
        count + 1
    );
    assert_eq!((text(&first.stdout), text(&first.stderr)), (said, String::new()));
    fs::write(folder.join("lists/us-sdn/README.md"), "kept").expect("there is room");
    let before = tree(&folder.join("lists"));

    let truncated = &files[0].1[..files[0].1.len() / 2];
    fs::write(folder.join("SDN.CSV"), truncated).expect("there is room");
    let second = gazette(folder, &all);
    assert_eq!(second.status.code(), Some(2));
    assert!(
        text(&second.stderr).contains("the file ends in the middle of a row"),
        "{}",
        text(&second.stderr)
    );
    assert!(
        tree(&folder.join("lists")) == before,
        "a refused publication writes nothing"
    );

    let half = &truncated[..=truncated.iter().rposition(|byte| *byte == b'\n').expect("it has rows")];
    fs::write(folder.join("SDN.CSV"), half).expect("there is room");
    let third = gazette(folder, &["import", "ofac-csv", "SDN.CSV", "--into", "us-sdn"]);
    assert_eq!(third.status.code(), Some(2));
    assert!(
        text(&third.stderr).contains("--allow-shrink"),
        "{}",
        text(&third.stderr)
    );
    assert!(
        tree(&folder.join("lists")) == before,
        "a shrunken publication writes nothing"
    );

    let last = gazette(
        folder,
        &["import", "ofac-csv", "SDN.CSV", "--into", "us-sdn", "--allow-shrink"],
    );
    assert_eq!(last.status.code(), Some(0), "{}", text(&last.stderr));
    let after = tree(&folder.join("lists"));
    assert!(after.len() < before.len());
    for (path, content) in &after {
        let known = &before[path];
        let same = content == known || without_targets(content) == without_targets(known);
        assert!(
            same || path.ends_with("list.yaml"),
            "{path} keeps its addresses and aliases"
        );
    }
    assert!(after.keys().any(|path| path.ends_with("README.md")));
}

#[test]
fn a_list_has_a_plain_name() {
    let repo = tempfile::tempdir().expect("there is room");
    for name in ["../outside", ".hidden", "a/b", ""] {
        let output = gazette(repo.path(), &["import", "ofac-csv", "SDN.CSV", "--into", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(
            text(&output.stderr).contains("is no name of a list"),
            "{name}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn malformed_files_are_named_with_their_row_and_leave_the_list_untouched() {
    use super::faults::{ADD, ALT, SDN};
    let repo = tempfile::tempdir().expect("there is room");
    let folder = repo.path();
    let import = |sdn: &[u8], add: &str, alt: &str| {
        for (name, bytes) in [
            ("SDN.CSV", sdn),
            ("ADD.CSV", add.as_bytes()),
            ("ALT.CSV", alt.as_bytes()),
        ] {
            fs::write(folder.join(name), bytes).expect("there is room");
        }
        gazette(
            folder,
            &["import", "ofac-csv", "SDN.CSV", "ADD.CSV", "ALT.CSV", "--into", "us"],
        )
    };
    assert_eq!(import(SDN.as_bytes(), ADD, ALT).status.code(), Some(0));
    let before = tree(&folder.join("lists"));
    let row = |number: usize| SDN.split_inclusive("\r\n").nth(number).expect("it has three");
    let in_sdn = |from: &str, to: &str| SDN.replacen(from, to, 1).into_bytes();
    let in_latin_1: Vec<u8> = SDN.chars().map(|c| if c == 'Z' { 0xD1 } else { c as u8 }).collect();
    let header =
        "ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,Vess_flag,Vess_owner,Remarks\r\n";
    let faults: [(&str, Vec<u8>, String, String); 9] = [
        ("SDN.CSV:1:", in_sdn(",\"CUBA\"", ""), ADD.into(), ALT.into()),
        ("SDN.CSV:1:", in_sdn("AERO", "AE\"RO"), ADD.into(), ALT.into()),
        ("SDN.CSV:2:", in_sdn("306,", "\u{1a}306,"), ADD.into(), ALT.into()),
        (
            "SDN.CSV:2:",
            in_sdn(row(1), &format!("{header}{}", row(1))),
            ADD.into(),
            ALT.into(),
        ),
        ("SDN.CSV:3:", in_latin_1, ADD.into(), ALT.into()),
        (
            "SDN.CSV:3:",
            SDN.as_bytes()[..SDN.len() - 30].to_vec(),
            ADD.into(),
            ALT.into(),
        ),
        (
            "SDN.CSV:2:",
            format!("{}{}{}", row(1), row(0), row(2)).into_bytes(),
            ADD.into(),
            ALT.into(),
        ),
        ("ALT.CSV:2:", SDN.into(), ADD.into(), ALT.replace("306,220", "307,220")),
        ("ADD.CSV:4:", SDN.into(), ADD.replace("4238,", "4239,"), ALT.into()),
    ];
    for (place, sdn, add, alt) in faults {
        let refused = import(&sdn, &add, &alt);
        let told = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{told}");
        assert!(told.starts_with(&format!("{place} error: ")), "{place} {told}");
        assert!(tree(&folder.join("lists")) == before, "{place}");
    }
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let settings = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"];
    let mut command = Command::new("git");
    command.env("TZ", "UTC").arg("-C").arg(folder);
    let output = command.args(settings).args(arguments).output();
    let output = output.expect("git runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// Four versions of a list of three; the third is the second.
fn archive() -> [(&'static str, String); 4] {
    let row = |number: u32, program: &str, remarks: &str| {
        format!("{number},\"PARTY {number}\",-0- ,\"{program}\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,{remarks}\r\n")
    };
    let one = row(1, "DPRK3", "\"Website a.example.\"");
    let two = row(2, "CYBER2", "-0- ");
    let amended = row(1, "DPRK3", "\"Website b.example.\"");
    let new = row(3, "SDGT] [IFSR", "-0- ");
    let end = "\u{1a}";
    [
        ("2022-04-14", format!("{one}{two}{end}")),
        ("2022-04-22T10:00:00Z", format!("{amended}{two}{new}{end}")),
        ("2022-04-23", format!("{amended}{two}{new}{end}")),
        ("2022-05-06", format!("{amended}{new}{end}")),
    ]
}

#[test]
fn an_archive_becomes_a_history_with_a_commit_for_each_change() {
    let repo = tempfile::tempdir().expect("there is room");
    let folder = repo.path();
    git(folder, &["init", "--quiet", "--initial-branch", "main"]);
    git(folder, &["config", "user.name", "Editor"]);
    git(folder, &["config", "user.email", "editor@example.org"]);
    fs::write(folder.join("notes.txt"), "staged, and not of the list").expect("there is room");
    git(folder, &["add", "notes.txt"]);
    for (date, content) in archive() {
        fs::write(folder.join("SDN.CSV"), content).expect("there is room");
        let into = ["--into", "us-sdn", "--allow-shrink", "--commit", "--date", date];
        let run = gazette(folder, &[&["import", "ofac-csv", "SDN.CSV"][..], &into].concat());
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    }
    let log = git(
        folder,
        &[
            "log",
            "--reverse",
            "--format=%ad %cd %an: %s",
            "--date=format-local:%F %T",
        ],
    );
    assert_eq!(
        log,
        "2022-04-14 12:00:00 2022-04-14 12:00:00 Editor: us-sdn: Specially Designated Nationals and Blocked Persons List\n\
         2022-04-22 10:00:00 2022-04-22 10:00:00 Editor: us-sdn: Counter Terrorism Designation; North Korea Designation Update\n\
         2022-05-06 12:00:00 2022-05-06 12:00:00 Editor: us-sdn: Cyber-related Designation Removal\n"
    );
    let body = git(folder, &["log", "-1", "--format=%b"]);
    let digest = sha256(archive()[3].1.as_bytes());
    assert_eq!(
        body.trim(),
        format!("0 added, 0 amended, 1 removed. Imported (ofac-csv) from:\n\n{digest}  SDN.CSV")
    );
    // What was staged before is still staged, and nothing else is left over.
    assert_eq!(git(folder, &["status", "--porcelain"]), "A  notes.txt\n?? SDN.CSV\n");
    let notice = gazette(folder, &["notice", "HEAD~1..HEAD"]);
    assert!(
        text(&notice.stdout).starts_with("Cyber-related Designation Removal\n"),
        "{}",
        text(&notice.stdout)
    );
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_commit_holds_nothing_but_the_publication() {
    let repo = tempfile::tempdir().expect("there is room");
    let folder = repo.path();
    git(folder, &["init", "--quiet"]);
    git(folder, &["config", "user.name", "Editor"]);
    git(folder, &["config", "user.email", "editor@example.org"]);
    fs::write(folder.join("SDN.CSV"), &archive()[0].1).expect("there is room");
    let import = ["import", "ofac-csv", "SDN.CSV", "--into", "us-sdn", "--commit"];
    assert_eq!(gazette(folder, &import).status.code(), Some(0));
    let path = folder.join("lists/us-sdn/1.yaml");
    let edited = fs::read_to_string(&path).expect("it is there") + "notes: [ours]\n";
    fs::write(&path, &edited).expect("there is room");
    fs::write(folder.join("SDN.CSV"), &archive()[1].1).expect("there is room");
    let refused = gazette(folder, &import);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(&refused.stderr).contains("has changes that are not committed"),
        "{}",
        text(&refused.stderr)
    );
    assert_eq!(fs::read_to_string(&path).expect("it is there"), edited);
    assert_eq!(git(folder, &["rev-list", "--count", "HEAD"]), "1\n");
    let bad = gazette(folder, &[&import[..], &["--date", "yesterday"]].concat());
    assert_eq!(bad.status.code(), Some(2));
}
