//! Repositories as git makes them: names that are dates, kinds that cannot be read, clones that lack something, damage.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::repository::{Repository, Run, entity, gazette, write};

/// One entry, with three releases on one day after the first.
fn busy_day() -> Repository {
    let repository = Repository::new();
    repository.list("us");
    repository.entity("us", "1", "ONE");
    repository.commit("2026-01-01T12:00:00+0000", "begin");
    for (hour, name) in [(1, "TWO"), (2, "THREE"), (3, "FOUR")] {
        repository.entity("us", "1", name);
        repository.commit(&format!("2026-02-02T0{hour}:00:00+0000"), name);
    }
    repository
}

#[test]
fn a_release_s_name_is_that_release_even_if_it_is_a_date() {
    let repository = busy_day();
    let run = repository.gazette(&["diff", "2026-02-02..2026-02-02.2"]).ends(0);
    assert!(
        run.out.starts_with("us: 2026-02-02 -> 2026-02-02.2: 1 amended"),
        "{}",
        run.out
    );
    assert!(run.out.contains("[-TWO-]{+THREE+}"), "{}", run.out);
    run.says(
        "note: `2026-02-02` is the first of several releases of that day; write `2026-02-02.3` or `day:2026-02-02`",
    );
    // The end of that day has a spelling of its own, and a date without a release still means the end of that day.
    let run = repository.gazette(&["diff", "2026-01-31..day:2026-02-02"]).ends(0);
    assert!(run.out.contains("[-ONE-]{+FOUR+}"), "{}", run.out);
    let run = repository.gazette(&["diff", "2026-02-02.3..2026-01-01"]).ends(0);
    assert!(run.out.contains("[-FOUR-]{+ONE+}"), "{}", run.out);
    run.says("note: 2026-02-02.3 comes after 2026-01-01; the changes are those of going back");
}

#[test]
fn tags_of_today_name_releases_of_other_days() {
    let repository = Repository::new();
    repository.list("us");
    repository.entity("us", "1", "ONE");
    repository.commit("2026-01-02T12:00:00+0000", "begin");
    repository.tag("2026-12-01T12:00:00+0000", "release/2026-01-02", "First");
    repository.entity("us", "1", "TWO");
    repository.commit("2026-02-01T12:00:00+0000", "amend");
    repository.tag("2026-12-01T13:00:00+0000", "release/2026-02-01", "Second");
    for range in ["2026-01-02..2026-02-01", "release/2026-01-02..release/2026-02-01"] {
        let run = repository.gazette(&["diff", "--exit-code", range]).ends(1);
        assert!(run.out.contains("[-ONE-]{+TWO+}"), "{range}: {}", run.out);
    }
    repository
        .gazette(&["diff", "2025-01-01..2025-02-01"])
        .ends(2)
        .says("nothing had been published by `2025-01-01`, nor by `2025-02-01`");
}

#[test]
fn what_names_nothing_or_too_much_is_an_error_with_candidates() {
    let repository = busy_day();
    repository
        .gazette(&["diff", "2026-02-02.4..HEAD"])
        .ends(2)
        .says("similar names: 2026-02-02.2, 2026-02-02.3, 2026-02-02");
    repository
        .gazette(&["diff", "--release", "2026-02-02.9"])
        .ends(2)
        .says("there is no release `2026-02-02.9`; similar names: 2026-02-02");
    repository.git(&["branch", "2026-02-02", "HEAD~3"]);
    repository
        .gazette(&["show", "1", "--at", "2026-02-02"])
        .ends(2)
        .says("`2026-02-02` is ambiguous: it may mean the release of commit ")
        .says(", or refs/heads/2026-02-02");
    repository.git(&["branch", "x", "HEAD"]);
    repository.git(&["tag", "x", "HEAD~1"]);
    repository
        .gazette(&["show", "1", "--at", "x"])
        .ends(2)
        .says("`x` is ambiguous: it may mean refs/tags/x, or refs/heads/x");
}

#[test]
fn a_damaged_object_is_an_error_and_no_endless_loop() {
    for (revision, command) in [
        ("HEAD:lists/us/1.yaml", "log"),
        ("HEAD:lists/us", "log"),
        ("HEAD:lists/us", "publish"),
        ("HEAD~1", "log"),
        ("HEAD", "publish"),
    ] {
        let repository = busy_day();
        let id = repository.git(&["rev-parse", revision]);
        let file = repository
            .path()
            .join(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
        let bytes = fs::read(&file).expect("the object is loose");
        fs::remove_file(&file).expect("it can be removed");
        fs::write(&file, &bytes[..bytes.len() / 2]).expect("it can be written");
        repository
            .gazette(&[command])
            .ends(2)
            .says(&format!("the object {id} is damaged"))
            .says("git fsck");
    }
}

#[test]
fn a_partial_clone_is_named_with_the_way_out() {
    let repository = busy_day();
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", repository.path().display());
    let folder = tempfile::tempdir().expect("a folder can be made");
    let clone = folder.path().join("clone");
    let shown = clone.display().to_string();
    repository.git(&["clone", "-q", "--filter=blob:none", &url, &shown]);
    gazette(&clone, &["log"])
        .ends(2)
        .says("partial clone")
        .says("git fetch --refetch --no-filter");
    repository.git(&["-C", &shown, "fetch", "-q", "--refetch", "--no-filter"]);
    gazette(&clone, &["log"]).ends(0).says("2026-02-02.3");
}

#[test]
fn what_a_sparse_checkout_left_out_was_not_removed() {
    let repository = busy_day();
    repository.entity("us", "2", "SECOND");
    repository.commit("2026-03-01T12:00:00+0000", "second");
    repository.git(&["sparse-checkout", "set", "--no-cone", "/*", "!lists/us/2.yaml"]);
    assert!(!repository.path().join("lists/us/2.yaml").exists());
    repository
        .gazette(&["diff", "--exit-code"])
        .ends(0)
        .says("nothing changed")
        .says("note: sparse checkout: 1 files of lists are not in the working tree");
    repository.gazette(&["show", "2"]).ends(0).says("SECOND");
    // What is removed all the same is removed.
    repository.remove("lists/us/1.yaml");
    repository
        .gazette(&["diff", "--exit-code", "--name-only"])
        .ends(1)
        .says("D\tus/1");
}

#[test]
fn another_history_than_the_committed_one_is_refused() {
    let repository = busy_day();
    let head = repository.git(&["rev-parse", "HEAD"]);
    write(&repository.path().join(".git/info/grafts"), &format!("{head}\n"));
    repository.gazette(&["log"]).ends(2).says("grafts");
    fs::remove_file(repository.path().join(".git/info/grafts")).expect("it is there");
    repository.git(&["replace", "--graft", "HEAD"]);
    repository.gazette(&["log"]).ends(2).says("refs/replace");
}

#[test]
fn lists_in_a_submodule_are_not_removed_lists() {
    let lists = busy_day();
    let repository = busy_day();
    let url = lists.path().display().to_string();
    repository.git(&["rm", "-rq", "lists"]);
    repository.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        &url,
        "lists",
    ]);
    repository.git(&["commit", "-qm", "lists elsewhere"]);
    // `log` goes on, and names the state that is no release.
    repository.gazette(&["log"]).ends(0).says("`lists` is a submodule");
    for command in ["diff", "check", "publish"] {
        repository
            .gazette(&[command])
            .ends(2)
            .says("`lists` is a submodule")
            .says("gazette -C");
    }
}

#[test]
fn kinds_of_repositories_that_are_not_read_are_named() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let made = |name: &str, option: &str| {
        let path = folder.path().join(name);
        let output = Command::new("git").args(["init", "-q", option]).arg(&path).output();
        output.is_ok_and(|output| output.status.success()).then_some(path)
    };
    if let Some(path) = made("sha256", "--object-format=sha256") {
        gazette(&path, &["log"]).ends(2).says("SHA-256").says("fast-import");
    }
    // git before 2.45 does not know it.
    if let Some(path) = made("reftable", "--ref-format=reftable") {
        gazette(&path, &["log"])
            .ends(2)
            .says("reftable")
            .says("--ref-format=files");
    }
    let repository = busy_day();
    let config = repository.path().join(".git/config");
    let text = fs::read_to_string(&config).expect("it is there");
    fs::write(&config, format!("{text}[broken\n")).expect("it can be written");
    repository
        .gazette(&["log"])
        .ends(2)
        .says("git's own settings cannot be read")
        .says(".git/config:");
}

#[test]
fn a_worktree_is_a_repository() {
    let repository = busy_day();
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("other");
    repository.git(&["worktree", "add", "-q", "-b", "other", &path.display().to_string()]);
    assert_eq!(
        gazette(&path, &["log"]).ends(0).out,
        repository.gazette(&["log"]).ends(0).out
    );
    fs::remove_file(path.join("lists/us/1.yaml")).expect("it is there");
    gazette(&path, &["diff", "--name-only"]).ends(0).says("D\tus/1");
}

/// Pushes a change to a bare repository whose hook compares it, and returns what the hook printed.
#[cfg(unix)]
fn push_through_hook(branch: &str, hook: &str) -> Run {
    use std::os::unix::fs::PermissionsExt;
    let repository = busy_day();
    let folder = tempfile::tempdir().expect("a folder can be made");
    let bare = folder.path().join("bare.git").display().to_string();
    repository.git(&["clone", "-q", "--bare", ".", &bare]);
    let path = Path::new(&bare).join("hooks/pre-receive");
    let gazette = env!("CARGO_BIN_EXE_gazette");
    write(
        &path,
        &format!("#!/bin/sh\nread old new ref\n{gazette} {hook} 2>&1\nexit 1\n"),
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    repository.entity("us", "1", "PUSHED");
    repository.commit("2026-03-01T12:00:00+0000", "pushed");
    let output = Command::new("git")
        .current_dir(repository.path())
        .args(["push", &bare, &format!("HEAD:refs/heads/{branch}")])
        .output()
        .expect("git can be run");
    Run {
        code: i32::from(output.status.success()),
        out: String::new(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[cfg(unix)]
#[test]
fn a_hook_sees_a_push_before_it_is_accepted() {
    push_through_hook("main", "diff $new~1..$new")
        .ends(0)
        .says("[-FOUR-]{+PUSHED+}");
    // A branch that is new has an id of zeros before.
    push_through_hook("other", "diff --stat $old..$new")
        .ends(0)
        .says("us/1 PUSHED | added");
}

#[test]
fn lists_in_a_folder_are_named_from_the_root_of_the_repository_for_programs() {
    let repository = Repository::new();
    for (path, text) in [
        ("sanctions/gazette.yaml", "publisher: A\n".to_owned()),
        ("sanctions/lists/us/list.yaml", crate::repository::LIST.to_owned()),
        (
            "sanctions/lists/us/1.yaml",
            entity("1", "ONE").replace("entity", "entty"),
        ),
    ] {
        repository.write(path, &text);
    }
    repository.commit("2026-01-01T12:00:00+0000", "begin");
    let below = repository.path().join("sanctions");
    gazette(&below, &["check", "--format", "github"])
        .ends(1)
        .says("file=sanctions/lists/us/1.yaml,line=2");
    gazette(&below, &["check", "--format", "sarif"])
        .ends(1)
        .says("\"uri\": \"sanctions/lists/us/1.yaml\"");
    gazette(&below, &["check"]).ends(1).says(" --> lists/us/1.yaml:2:7");
    repository
        .gazette(&["check"])
        .ends(2)
        .says("there are lists in `sanctions`");
}

#[test]
fn an_id_that_differs_from_an_earlier_one_in_case_alone_is_an_error_before_it_is_published() {
    let repository = Repository::new();
    repository.list("us");
    repository.entity("us", "A1", "ONE");
    repository.commit("2026-01-01T12:00:00+0000", "begin");
    repository.remove("lists/us/A1.yaml");
    repository.entity("us", "a1", "ONE");
    repository
        .gazette(&["check", "--base", "HEAD"])
        .ends(1)
        .says("error[colliding-ids]: `a1` and `A1`, an id of an earlier release, differ in nothing but case");
    repository.commit("2026-02-01T12:00:00+0000", "smaller");
    repository.gazette(&["publish"]).ends(2).says("differ only in case");
}

#[test]
fn no_id_that_was_ever_committed_is_handed_out_again() {
    let repository = Repository::new();
    repository.write("gazette.yaml", "publisher: A\nreleases:\n  from: tags\n");
    repository.list("us");
    repository.entity("us", "1", "ONE");
    repository.entity("us", "7", "SEVEN");
    repository.commit("2026-01-01T12:00:00+0000", "begin");
    repository.tag("2026-01-01T12:00:00+0000", "release/1", "First");
    // Between two releases, and in the working tree.
    repository.entity("us", "8", "EIGHT");
    repository.commit("2026-01-02T12:00:00+0000", "eight");
    repository.remove("lists/us/8.yaml");
    repository.commit("2026-01-03T12:00:00+0000", "no eight");
    repository.remove("lists/us/7.yaml");
    repository
        .gazette(&["new", "entity", "--list", "us", "X", "--id", "7"])
        .ends(2)
        .says("never used again");
    repository
        .gazette(&["new", "entity", "--list", "us", "X", "--id", "8"])
        .ends(2)
        .says("never used again");
    let run = repository.gazette(&["new", "entity", "--list", "us", "NINE"]).ends(0);
    assert_eq!(run.out, "lists/us/9.yaml\n");
}
