//! Histories with commits that cannot be published, and the way out of each.

use std::fs;

use crate::repository::{Repository, entity};

/// How a commit breaks the list `a`, and a part of the reason that is given.
type Fault = (&'static str, fn(&Repository), &'static str);

fn bytes(repository: &Repository, path: &str, content: &[u8]) {
    fs::write(repository.path().join(path), content).expect("the file can be written");
}

#[cfg(unix)]
fn link(repository: &Repository, path: &str, target: &str) {
    let path = repository.path().join(path);
    let _ = fs::remove_file(&path);
    std::os::unix::fs::symlink(target, path).expect("a link can be made");
}

fn with(text: &str) -> String {
    format!("{}{text}", entity("1", "ONE"))
}

/// Twenty-five kinds of commits that people make by mistake.
#[cfg(unix)]
const FAULTS: &[Fault] = &[
    (
        "unclosed bracket",
        |r| r.write("lists/a/1.yaml", "id: 1\nnames: [X\n"),
        "lists/a/1.yaml:2:8",
    ),
    (
        "duplicate key",
        |r| r.write("lists/a/1.yaml", &with("kind: entity\n")),
        "`kind`",
    ),
    ("duplicate id", |r| r.entity("a", "copy", "X"), ""),
    (
        "id used twice",
        |r| r.write("lists/a/copy.yaml", &entity("1", "COPY")),
        "duplicate id `1`",
    ),
    (
        "id missing",
        |r| r.write("lists/a/1.yaml", "kind: entity\nnames:\n  - ONE\n"),
        "no id",
    ),
    ("list.yaml missing", |r| r.remove("lists/a/list.yaml"), "list.yaml"),
    (
        "list.yaml broken",
        |r| r.write("lists/a/list.yaml", "title: [\n"),
        "lists/a/list.yaml:1:8",
    ),
    (
        "format unknown",
        |r| r.write("lists/a/list.yaml", "format: 99\ntitle: A\nauthority: A\n"),
        "format",
    ),
    (
        "link in place of a file",
        |r| link(r, "lists/a/1.yaml", "2.yaml"),
        "symbolic link",
    ),
    (
        "one more link",
        |r| link(r, "lists/a/5.yaml", "/etc/passwd"),
        "symbolic link",
    ),
    (
        "link in place of the list",
        |r| {
            fs::rename(r.path().join("lists/a"), r.path().join("away")).expect("it can be moved");
            link(r, "lists/a", "../away");
        },
        "symbolic link",
    ),
    (
        "extension .yml",
        |r| {
            fs::rename(r.path().join("lists/a/1.yaml"), r.path().join("lists/a/1.yml")).expect("it can be renamed");
        },
        "lists/a/1.yml",
    ),
    (
        "name that is not UTF-8",
        |r| {
            use std::os::unix::ffi::OsStrExt;
            let name = std::ffi::OsStr::from_bytes(b"lists/a/M\xfcller.yaml");
            fs::write(r.path().join(name), entity("99", "X")).expect("it can be written");
        },
        "UTF-8",
    ),
    (
        "pointer of Git LFS",
        |r| {
            r.write(
                "lists/a/1.yaml",
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
            );
        },
        "Git LFS",
    ),
    (
        "ids that differ in case",
        |r| {
            r.remove("lists/a/EX1.yaml");
            r.entity("a", "ex1", "CASE");
        },
        "differ only in case",
    ),
    (
        "paths that differ in case",
        |r| r.write("lists/a/ex1.yaml", &entity("98", "X")),
        "upper and lower case",
    ),
    (
        "impossible date",
        |r| {
            r.write(
                "lists/a/1.yaml",
                &entity("1", "ONE").replace("2019-09-13", "2026-02-30"),
            );
        },
        "2026-02-30",
    ),
    (
        "conflict markers",
        |r| {
            r.write(
                "lists/a/1.yaml",
                &with("<<<<<<< HEAD\nremarks: [a]\n=======\nremarks: [b]\n>>>>>>> pr\n"),
            );
        },
        "lists/a/1.yaml",
    ),
    (
        "UTF-16",
        |r| {
            let text: Vec<u8> = entity("1", "ONE").encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes(r, "lists/a/1.yaml", &[&[0xff, 0xfe][..], &text].concat());
        },
        "UTF-8",
    ),
    (
        "Windows-1252",
        |r| bytes(r, "lists/a/1.yaml", b"id: 1\nkind: entity\nnames:\n  - M\xfcller\n"),
        "UTF-8",
    ),
    (
        "tab",
        |r| r.write("lists/a/1.yaml", "id: 1\nkind: entity\nnames:\n\t- ONE\n"),
        "lists/a/1.yaml:4",
    ),
    (
        "alias",
        |r| r.write("lists/a/1.yaml", "id: 1\nkind: &k entity\nnames:\n  - *k\n"),
        "lists/a/1.yaml",
    ),
    (
        "tag",
        |r| {
            r.write(
                "lists/a/1.yaml",
                "id: 1\nkind: !!python/name:os entity\nnames:\n  - ONE\n",
            )
        },
        "lists/a/1.yaml",
    ),
    (
        "shape",
        |r| {
            r.write(
                "lists/a/1.yaml",
                "id: 1\nkind: entity\nnames: ONE\ndesignations: none\n",
            )
        },
        "lists/a/1.yaml",
    ),
    ("empty file", |r| r.write("lists/a/1.yaml", ""), "lists/a/1.yaml"),
];

/// A list with three entries, published once.
#[cfg(unix)]
fn base() -> Repository {
    let repository = Repository::new();
    repository.write(
        "gazette.yaml",
        "publisher: A\nbase_url: https://l.example/\nreleases:\n  from: commits\n",
    );
    repository.write(".gitignore", "/public/\n");
    restore(&repository, 0);
    repository.commit("2020-01-01T12:00:00+0000", "begin");
    repository.gazette(&["publish", "--quiet"]).ends(0);
    repository
}

/// Brings the list into a sound state, with a name that no state before had.
#[cfg(unix)]
fn restore(repository: &Repository, number: usize) {
    let lists = repository.path().join("lists");
    for folder in [lists.join("a"), repository.path().join("away")] {
        let _ = fs::remove_file(&folder);
        let _ = fs::remove_dir_all(&folder);
    }
    repository.list("a");
    repository.entity("a", "1", "ONE");
    repository.entity("a", "EX1", "CASE");
    repository.entity("a", "3", &format!("NAME {number}"));
}

#[test]
#[cfg(unix)]
fn each_kind_of_broken_commit_is_skipped_and_the_next_sound_state_is_published() {
    let repository = base();
    let mut broken = Vec::new();
    for (number, (kind, break_it, _)) in FAULTS.iter().enumerate() {
        break_it(&repository);
        broken.push(repository.commit("2020-02-01T12:00:00+0000", kind));
        restore(&repository, number + 1);
        repository.commit("2020-02-01T12:00:00+0000", "fixed");
    }
    repository.gazette(&["check"]).ends(0);
    let published = repository.gazette(&["publish"]).ends(0);
    let log = repository.gazette(&["log"]).ends(0);
    for ((number, (kind, _, reason)), commit) in FAULTS.iter().enumerate().zip(&broken) {
        if reason.is_empty() {
            continue;
        }
        let line = |text: &str| {
            let found = text
                .lines()
                .find(|line| line.contains(&commit[..10]) && line.contains("skipped"));
            found
                .unwrap_or_else(|| panic!("{kind} is not skipped:\n{text}"))
                .to_owned()
        };
        assert!(
            line(&published.out).contains(reason),
            "{kind}: {}",
            line(&published.out)
        );
        assert!(line(&log.out).contains(reason), "{kind}: {}", line(&log.out));
        let fixed = format!("public/a/releases/2020-02-01.{}/manifest.json", 2 * number + 2);
        let manifest: serde_json::Value = serde_json::from_str(&repository.read(&fixed)).expect("JSON");
        assert_eq!(manifest["skipped"][0]["commit"], commit.as_str(), "{kind}");
        assert_eq!(manifest["state"]["entries"], 3, "{kind}");
    }
    repository.gazette(&["verify", "public", "--at", "2020-02-02"]).ends(0);
    // What was told once is told again, from the cache or without it, and publishing again from nothing gives the same bytes.
    assert_eq!(repository.gazette(&["log"]).ends(0).out, log.out);
    repository.gazette(&["publish", "--out", "again", "--quiet"]).ends(0);
    let tree = |name: &str| crate::repository::files(&repository.path().join(name));
    assert_eq!(tree("public"), tree("again"));
    repository.gazette(&["blame", "3"]).ends(0);
}

#[test]
#[cfg(unix)]
fn a_newest_state_that_cannot_be_read_stops_publish_with_the_findings() {
    let repository = base();
    repository.write("lists/a/1.yaml", "id: 1\nnames: [X\n");
    repository.commit("2020-02-01T12:00:00+0000", "broken");
    repository.gazette(&["publish"]).ends(1).says("yaml-syntax");
    restore(&repository, 1);
    repository.commit("2020-02-02T12:00:00+0000", "fixed");
    repository.gazette(&["check", "HEAD~1"]).ends(1).says("yaml-syntax");
    repository
        .gazette(&["check", "--at", "HEAD~1"])
        .ends(1)
        .says("yaml-syntax");
    repository.gazette(&["check", "HEAD"]).ends(0);
    repository
        .gazette(&["preview", "HEAD~1..HEAD"])
        .ends(0)
        .says("cannot be published");
    repository
        .gazette(&["publish"])
        .ends(0)
        .says("2020-02-01 (commit")
        .says("is skipped");
}

#[test]
#[cfg(unix)]
fn two_branches_that_merge_into_a_duplicate_key_do_not_stop_the_publication() {
    let repository = base();
    let text = entity("1", "ONE");
    let above = text.replace("designations:", "titles:\n  - Colonel\ndesignations:");
    let below = format!("{text}titles:\n  - Colonel\n");
    repository.git(&["checkout", "--quiet", "-b", "pr1"]);
    repository.write("lists/a/1.yaml", &above);
    repository.commit("2020-02-01T12:00:00+0000", "above");
    repository.git(&["checkout", "--quiet", "-b", "pr2", "main"]);
    repository.write("lists/a/1.yaml", &below);
    repository.commit("2020-02-02T12:00:00+0000", "below");
    repository.git(&["checkout", "--quiet", "main"]);
    for branch in ["pr1", "pr2"] {
        repository.git(&["merge", "--quiet", "--no-ff", "-m", "merge", branch]);
    }
    repository.write("lists/a/1.yaml", &below);
    repository.commit("2020-02-05T12:00:00+0000", "fixed");
    repository
        .gazette(&["publish"])
        .ends(0)
        .says("`titles`")
        .says("is skipped");
    repository.gazette(&["log"]).ends(0).says("skipped, it is no release");
    repository.gazette(&["blame", "1"]).ends(0).says("Colonel");
}

#[test]
#[cfg(unix)]
fn an_id_that_differs_only_in_case_is_found_before_it_is_committed() {
    let repository = base();
    repository.remove("lists/a/EX1.yaml");
    repository.entity("a", "ex1", "CASE");
    repository
        .gazette(&["check", "--base", "HEAD"])
        .ends(1)
        .says("colliding-ids");
    repository.commit("2020-02-01T12:00:00+0000", "case");
    repository.gazette(&["publish"]).ends(2).says("differ only in case");
}
