//! `init`, `new`, `fmt`, `check --fix`: the editor's side.

use std::process::Command;

use crate::repository::{Repository, files, gazette};

/// Puts a repository that `init` makes under git, as its last words say.
fn initialised() -> Repository {
    let repository = Repository::new();
    repository.gazette(&["init"]).ends(0);
    repository.commit("2026-01-15T12:00:00+0000", "lists begin");
    repository
}

#[test]
fn what_init_makes_is_clean_and_is_published_without_an_edit() {
    let repository = initialised();
    let found = repository.gazette(&["check", "--strict"]).ends(0);
    assert!(
        found.out.is_empty() || found.out.contains("no findings"),
        "{}",
        found.out
    );
    repository.gazette(&["fmt", "--check"]).ends(0);
    repository
        .gazette(&["publish"])
        .ends(0)
        .says("example: 1 releases (1 new)");
    let published = files(&repository.path().join("public"));
    assert!(published.len() > 10, "{published:?}");
    // The publication is not to be committed, and nothing else came about.
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
}

#[test]
fn init_overwrites_nothing() {
    let repository = Repository::new();
    repository.write("gazette.yaml", "publisher: Mine\n");
    repository.gazette(&["init"]).ends(2).says("gazette.yaml");
    assert_eq!(repository.read("gazette.yaml"), "publisher: Mine\n");
    assert_eq!(files(repository.path()).len(), 1);
}

#[test]
fn a_new_entry_gets_an_id_that_nobody_had() {
    let repository = initialised();
    repository
        .gazette(&["new", "entity", "--list", "example", "EXAMPLE SHIPPING LTD"])
        .ends(0);
    assert!(
        repository
            .read("lists/example/EX-003.yaml")
            .contains("EXAMPLE SHIPPING LTD")
    );
    repository.gazette(&["check"]).ends(0);
    repository.gazette(&["fmt", "--check"]).ends(0);
    repository.commit("2026-02-01T12:00:00+0000", "one more");
    repository.remove("lists/example/EX-003.yaml");
    repository.commit("2026-03-01T12:00:00+0000", "gone again");
    repository
        .gazette(&["new", "vessel", "--list", "example", "EXAMPLE STAR"])
        .ends(0);
    assert!(repository.read("lists/example/EX-004.yaml").contains("EXAMPLE STAR"));
    repository
        .gazette(&["new", "entity", "--list", "example", "X", "--id", "EX-001"])
        .ends(2);
    repository
        .gazette(&["new", "entity", "--list", "nowhere", "X"])
        .ends(2)
        .says("nowhere");
}

#[test]
fn a_new_entry_lies_where_the_others_do() {
    let repository = Repository::new();
    repository.list("a");
    // The SHA-256 of `1` begins with 6b, that of `2` with d4.
    repository.write("lists/a/6b/1.yaml", &crate::repository::entity("1", "ONE"));
    repository.commit("2026-01-15T12:00:00+0000", "begin");
    repository
        .gazette(&["new", "entity", "--list", "a", "TWO"])
        .ends(0)
        .says("lists/a/d4/2.yaml");
    repository.gazette(&["check"]).ends(0);
}

#[test]
fn the_commit_hook_that_init_writes_stops_a_faulty_commit() {
    let repository = initialised();
    repository.git(&["config", "core.hooksPath", ".githooks"]);
    repository.write(
        "lists/example/EX-003.yaml",
        "id: EX-003\nkind: entity\nnames: [X]\nbirth: 1\n",
    );
    repository.git(&["add", "--all"]);
    assert!(!commits(&repository));
    assert_eq!(repository.git(&["rev-list", "--count", "HEAD"]), "1");
    // What lies in the working tree and is not to be committed hinders nothing.
    repository.git(&["rm", "--quiet", "--cached", "lists/example/EX-003.yaml"]);
    let whole = repository.read("lists/example/EX-001.yaml");
    repository.write(
        "lists/example/EX-001.yaml",
        &whole.replace("1 Example Street", "2 Example Street"),
    );
    repository.git(&["add", "lists/example/EX-001.yaml"]);
    repository.write("lists/example/EX-001.yaml", "id: [\n");
    assert!(commits(&repository));
    assert_eq!(repository.git(&["rev-list", "--count", "HEAD"]), "2");
}

/// Commits with the hook; true where it lets the commit through.
fn commits(repository: &Repository) -> bool {
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_gazette"))
        .parent()
        .expect("it is in a folder");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let commit = Command::new("git")
        .current_dir(repository.path())
        .args(["-c", "user.name=E", "-c", "user.email=e@example.org"])
        .args(["commit", "--quiet", "-m", "change"])
        .env("PATH", path)
        .output()
        .expect("git runs");
    commit.status.success()
}

#[test]
fn fmt_mends_the_form_and_keeps_comments() {
    let repository = initialised();
    let scrambled = "# Who\nkind: entity\nid: 'EX-003'   # the next\nnames: [\"X Y\"]\n\ndesignations: [{listed: 2026-01-15, programme: EXAMPLE-1}]\n";
    repository.write("lists/example/EX-003.yaml", scrambled);
    repository.gazette(&["fmt", "--check"]).ends(1).says("EX-003.yaml");
    assert_eq!(repository.read("lists/example/EX-003.yaml"), scrambled);
    repository.gazette(&["fmt"]).ends(0);
    let formatted = repository.read("lists/example/EX-003.yaml");
    assert!(
        formatted.contains("# Who") && formatted.contains("# the next"),
        "{formatted}"
    );
    assert!(formatted.find("id:") < formatted.find("kind:"), "{formatted}");
    repository.gazette(&["fmt", "--check"]).ends(0);
    repository
        .gazette(&["diff", "--stat", "--kind", "amended", "--exit-code"])
        .ends(0);
    repository.write("lists/example/EX-004.yaml", "id: [\n");
    repository.gazette(&["fmt"]).ends(1).says("EX-004.yaml:");
    assert_eq!(repository.read("lists/example/EX-004.yaml"), "id: [\n");
}

#[test]
fn fix_mends_what_is_safe_and_says_how_much() {
    let repository = initialised();
    let faulty = "id: EX-003\nkind: entity\nnames:\n  - 'X  Y'\ndesignations:\n  - programme: EXAMPLE-1\n    listed: 2026-01-15\n";
    repository.write("lists/example/EX-003.yaml", faulty);
    repository.gazette(&["check"]).says("EX-003.yaml:4:");
    repository.gazette(&["check", "--fix"]).ends(0).says("1 finding fixed");
    assert!(repository.read("lists/example/EX-003.yaml").contains("X Y"));
}

#[test]
fn a_folder_without_git_can_be_checked_and_formatted() {
    let folder = tempfile::TempDir::new().expect("there is room");
    gazette(folder.path(), &["init", "lists-of-mine"]).ends(0);
    let inside = folder.path().join("lists-of-mine");
    gazette(&inside, &["check"]).ends(0);
    gazette(&inside, &["fmt", "--check"]).ends(0);
    gazette(folder.path(), &["-C", "lists-of-mine", "check"]).ends(0);
    gazette(folder.path(), &["-C", "nowhere", "check"])
        .ends(2)
        .says("nowhere");
}

#[test]
fn fmt_works_from_within_a_repository_and_takes_a_byte_order_mark_off() {
    let repository = initialised();
    let whole = repository.read("lists/example/EX-001.yaml");
    repository.write("lists/example/EX-001.yaml", &format!("\u{feff}{whole}"));
    let inside = repository.path().join("lists/example");
    gazette(&inside, &["fmt", "--check"]).ends(1).says("EX-001.yaml");
    gazette(&inside, &["fmt", "EX-001.yaml"]).ends(0);
    assert_eq!(repository.read("lists/example/EX-001.yaml"), whole);
    gazette(&inside, &["fmt", "--list", "example"]).ends(0);
    gazette(&inside, &["fmt", "--list", "exmaple"])
        .ends(2)
        .says("there is no list `exmaple`");
    let elsewhere = tempfile::TempDir::new().expect("there is room");
    gazette(elsewhere.path(), &["fmt"])
        .ends(2)
        .says("there is no folder `lists`");
}

#[test]
fn fix_is_done_after_one_run() {
    let repository = initialised();
    let faulty = "id: EX-003\nkind: entity\nnames:\n  - ' X  Y\u{200b}  Z '\ndesignations:\n  - programme: EXAMPLE-1\n    listed: 2026-01-15\n";
    repository.write("lists/example/EX-003.yaml", faulty);
    repository.gazette(&["check", "--fix"]).ends(0);
    let mended = repository.read("lists/example/EX-003.yaml");
    repository
        .gazette(&["check", "--fix", "--strict"])
        .ends(0)
        .says("nothing to fix");
    assert_eq!(repository.read("lists/example/EX-003.yaml"), mended);
}

#[test]
fn where_the_history_is_cut_off_no_id_is_given_and_the_check_says_so() {
    let repository = initialised();
    repository.entity("example", "EX-003", "'GONE AGAIN'");
    repository.commit("2026-02-01T12:00:00+0000", "one more");
    repository.remove("lists/example/EX-003.yaml");
    repository.commit("2026-03-01T12:00:00+0000", "gone again");
    let url = format!("file://{}", repository.path().display());
    let elsewhere = Repository::new();
    elsewhere.git(&["clone", "--quiet", "--depth", "1", &url, "shallow"]);
    let shallow = elsewhere.path().join("shallow");
    gazette(&shallow, &["new", "entity", "X"])
        .ends(2)
        .says("fetch --unshallow");
    gazette(&shallow, &["check"])
        .ends(0)
        .says("whether an id was used before is not checked")
        .says("fetch --unshallow");
    gazette(&repository.path().join("lists"), &["new", "entity", "X"])
        .ends(0)
        .says("EX-004");
}

#[test]
fn findings_of_one_file_are_told_alone() {
    let repository = initialised();
    for id in ["EX-003", "EX-004"] {
        repository.write(
            &format!("lists/example/{id}.yaml"),
            &format!("id: {id}\nkind: entity\nnames: ['X  {id}']\ndesignations: [{{programme: EXAMPLE-1}}]\n"),
        );
    }
    let inside = repository.path().join("lists/example");
    let told = gazette(&inside, &["check", "EX-003.yaml"]).ends(0).out;
    assert!(
        told.contains("EX-003.yaml:3:") && !told.contains("EX-004.yaml:"),
        "{told}"
    );
    let all = repository.gazette(&["check", "lists", "gazette.yaml"]).ends(0).out;
    assert!(all.contains("EX-004.yaml:"), "{all}");
    repository
        .gazette(&["check", "EX-009.yaml"])
        .ends(2)
        .says("EX-009.yaml");
    repository
        .gazette(&["check", "/"])
        .ends(2)
        .says("not in the repository");
}

#[test]
fn new_writes_nothing_that_is_no_entry() {
    let repository = initialised();
    let refused = [
        (&["new", "entity", "X", "--id", "../../x"][..], "is no id"),
        (&["new", "entity", "X", "--id", "a/b"], "is no id"),
        (
            &["new", "entity", "CON", "--id", "CON"],
            "Windows keeps the name for itself",
        ),
        (&["new", "entity", "X", "--id", "ex-001"], "differ only in case"),
        (&["new", "entity", "X", "--programme", "NOPE"], "there is EXAMPLE-1"),
        (&["new", "entity", "  "], "the name is empty"),
    ];
    for (arguments, why) in refused {
        repository.gazette(arguments).ends(2).says(why);
    }
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    for kind in ["individual", "entity", "vessel", "aircraft"] {
        repository.gazette(&["new", kind, "EXAMPLE ONE"]).ends(0);
    }
    repository.gazette(&["check", "--strict"]).ends(0);
    repository.gazette(&["fmt", "--check"]).ends(0);
}
