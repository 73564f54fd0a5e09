//! The steps of `action.yml`, run as GitHub runs them: with bash, in a checkout, with what they take in the environment.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_yaml::Value;

use crate::repository::{Repository, Run};

/// Returns the script of a step.
fn script(name: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml")).expect("it is there");
    let action: Value = serde_yaml::from_str(&text).expect("it is YAML");
    let steps = action["runs"]["steps"].as_sequence().expect("it has steps").clone();
    let step = steps.iter().find(|step| step["name"].as_str() == Some(name));
    let step = step.expect("there is such a step");
    step["run"].as_str().expect("it has a script").to_owned()
}

fn run(folder: &Path, script: &str, environment: &[(&str, &str)]) -> Run {
    let program = Path::new(env!("CARGO_BIN_EXE_gazette"));
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
        .current_dir(folder)
        .env(
            "PATH",
            format!("{}:{path}", program.parent().expect("it is in a folder").display()),
        )
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .envs(environment.iter().copied())
        .output()
        .expect("bash runs");
    Run {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A checkout whose `origin` is a bare repository, on a branch that lists one more.
fn checkout() -> (Repository, Repository) {
    let origin = Repository::new();
    origin.git(&["init", "--quiet", "--bare", "--initial-branch=main", "origin.git"]);
    let checkout = Repository::new();
    let url = origin.path().join("origin.git").display().to_string();
    checkout.git(&["remote", "add", "origin", &url]);
    checkout.gazette(&["init"]).ends(0);
    checkout.commit("2026-01-15T12:00:00+0000", "lists begin");
    checkout.git(&["push", "--quiet", "origin", "main"]);
    checkout.git(&["fetch", "--quiet", "origin"]);
    checkout.git(&["checkout", "--quiet", "-b", "work"]);
    checkout
        .gazette(&["new", "entity", "--list", "example", "EXAMPLE SHIPPING LTD"])
        .ends(0);
    checkout.commit("2026-02-01T12:00:00+0000", "one more");
    (checkout, origin)
}

#[test]
fn a_pull_request_is_checked_and_previewed() {
    let (checkout, _origin) = checkout();
    let base = [("BASE", "main")];
    run(checkout.path(), &script("Check"), &base).ends(0);
    run(checkout.path(), &script("Format"), &[]).ends(0);
    let preview = checkout.path().join("preview.md").display().to_string();
    let summary = checkout.path().join("summary.md").display().to_string();
    let places = [
        ("BASE", "main"),
        ("PREVIEW", &preview),
        ("GITHUB_STEP_SUMMARY", &summary),
    ];
    run(checkout.path(), &script("Preview"), &places).ends(0);
    let told = checkout.read("summary.md");
    assert!(told.starts_with("<!-- gazette preview -->"), "{told}");
    assert!(told.contains("EXAMPLE SHIPPING LTD"), "{told}");
    // What the target branch has already can be left out.
    let only_new = [("BASE", "main"), ("ONLY_NEW", "true")];
    run(checkout.path(), &script("Check"), &only_new).ends(0);
    checkout.write(
        "lists/example/EX-009.yaml",
        "id: EX-009\nkind: entity\nnames: [X]\nbirth: 1\n",
    );
    run(checkout.path(), &script("Preview"), &places).ends(0);
    assert!(checkout.read("summary.md").contains("EX-009.yaml:4:1"));
    run(checkout.path(), &script("Check"), &only_new).ends(1);
    run(checkout.path(), &script("Check"), &base)
        .ends(1)
        .says("::error file=lists/example/EX-009.yaml,line=4,");
}

#[test]
fn what_was_merged_is_published_on_a_branch_that_grows() {
    let (checkout, origin) = checkout();
    let published = || origin.git(&["--git-dir=origin.git", "rev-list", "--count", "gh-pages"]);
    let publish = |run_number: &str| {
        let out = origin.path().join(run_number).display().to_string();
        run(
            checkout.path(),
            &script("Publish"),
            &[("BRANCH", "gh-pages"), ("OUT", &out)],
        )
        .ends(0)
    };
    checkout.git(&["checkout", "--quiet", "main"]);
    publish("one").says("example: 1 releases (1 new)");
    assert_eq!(published(), "1");
    publish("two").says("nothing new to publish");
    assert_eq!(published(), "1");
    checkout.git(&["merge", "--quiet", "work"]);
    publish("three").says("example: 2 releases (1 new)");
    assert_eq!(published(), "2");
    let files = origin.git(&["--git-dir=origin.git", "ls-tree", "-r", "--name-only", "gh-pages"]);
    assert!(
        files
            .lines()
            .any(|file| file == "example/releases/2026-02-01/manifest.json"),
        "{files}"
    );
    // The checkout is as it was.
    assert_eq!(checkout.git(&["status", "--porcelain"]), "");
}

/// Returns true if `jq` is installed, which stands in for the one within `gh`.
fn has_jq() -> bool {
    Command::new("jq").arg("--version").output().is_ok()
}

/// Puts a program in the place of `gh` that lists these comments, and keeps what it is asked to change.
fn stub_gh(folder: &Path, comments: &str, change: &str) -> String {
    crate::repository::write(&folder.join("comments.json"), comments);
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in\n  *--jq*) jq --raw-output \"$5\" '{0}/comments.json' ;;\n  *) echo \"$@\" >> '{0}/asked'; {change} ;;\nesac\n",
        folder.display()
    );
    stub(folder, "gh", &script)
}

fn stub(folder: &Path, name: &str, script: &str) -> String {
    let path = folder.join("stubs").join(name);
    crate::repository::write(&path, script);
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&path, mode).expect("it is ours");
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{}:{path}", folder.join("stubs").display())
}

/// Runs the step that comments on a pull request, and returns how it ended and what `gh` was asked to change.
fn comment(comments: &str, change: &str) -> (Run, String) {
    let folder = tempfile::TempDir::new().expect("there is room");
    let path = stub_gh(folder.path(), comments, change);
    let errors = folder.path().join("errors").display().to_string();
    let environment = [
        ("PATH_OF_TEST", path.as_str()),
        ("COMMENTS", "repos/o/r/issues/3/comments"),
        ("COMMENT_BY_ID", "repos/o/r/issues/comments"),
        ("PREVIEW", "preview.md"),
        ("ERRORS", &errors),
    ];
    let script = format!("PATH=\"$PATH_OF_TEST:$PATH\"\n{}", script("Comment"));
    let run = run(folder.path(), &script, &environment);
    (run, fs::read_to_string(folder.path().join("asked")).unwrap_or_default())
}

#[test]
fn a_comment_is_ours_by_its_author_and_its_marker() {
    if !has_jq() {
        return;
    }
    let marker = "<!-- gazette preview -->";
    let of = |id: u32, login: &str, kind: &str, body: &str| serde_json::json!({"id": id, "user": {"login": login, "type": kind}, "body": body});
    let (bot, user) = ("github-actions[bot]", "mallory");
    // Whoever copies the marker does not get the preview laid over what others read of them.
    let foreign = [
        of(1, user, "User", &format!("{marker}\nnothing to see")),
        of(2, bot, "Bot", "coverage"),
    ];
    let (run, asked) = comment(&serde_json::json!(foreign).to_string(), "true");
    run.ends(0);
    assert_eq!(
        asked,
        "api --method POST repos/o/r/issues/3/comments --field body=@preview.md --silent\n"
    );
    let mut comments = foreign.to_vec();
    comments.push(of(42, bot, "Bot", &format!("{marker}\nbefore")));
    comments.push(of(43, bot, "Bot", &format!("{marker}\nonce more")));
    let (run, asked) = comment(&serde_json::json!(comments).to_string(), "true");
    run.ends(0);
    assert_eq!(
        asked,
        "api --method PATCH repos/o/r/issues/comments/42 --field body=@preview.md --silent\n"
    );
}

#[test]
fn a_token_that_may_not_comment_leaves_the_run_green() {
    if !has_jq() {
        return;
    }
    let (run, _) = comment(
        "[]",
        "echo 'gh: Resource not accessible by integration (HTTP 403)' >&2; exit 1",
    );
    run.ends(0).says("the preview is in the summary");
    let (run, _) = comment("[]", "echo 'gh: Server Error (HTTP 502)' >&2; exit 1");
    run.ends(1).says("HTTP 502");
    // Forks are known before anything is asked.
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml")).expect("it is there");
    let action: Value = serde_yaml::from_str(&text).expect("it is YAML");
    let steps = action["runs"]["steps"].as_sequence().expect("it has steps").clone();
    let step = steps.iter().find(|step| step["name"].as_str() == Some("Comment"));
    let condition = step.and_then(|step| step["if"].as_str()).expect("it has a condition");
    assert!(
        condition.contains("github.event.pull_request.head.repo.full_name == github.repository"),
        "{condition}"
    );
}

/// Publishes with the step of the action, from a folder of a checkout.
fn publish(folder: &Path, out: &Path) -> Run {
    let out = out.display().to_string();
    run(folder, &script("Publish"), &[("BRANCH", "gh-pages"), ("OUT", &out)]).ends(0)
}

/// The files of a commit, byte for byte.
fn files_of(repository: &Repository, commit: &str) -> Vec<(String, Vec<u8>)> {
    let names = repository.git(&["ls-tree", "-r", "-z", "--name-only", commit]);
    let blob = |name: &str| {
        let object = format!("{commit}:{name}");
        let output = Command::new("git")
            .current_dir(repository.path())
            .args(["cat-file", "blob", &object])
            .output();
        output.expect("git runs").stdout
    };
    let names = names.split('\0').filter(|name| !name.is_empty());
    names.map(|name| (name.to_owned(), blob(name))).collect()
}

#[test]
fn line_ends_survive_whatever_git_is_set_to_do_with_them() {
    let (checkout, origin) = checkout();
    checkout.git(&["config", "core.autocrlf", "true"]);
    checkout.write(
        "lists/example/_7.yaml",
        &crate::repository::entity("_7", "SEVEN").replace("DPRK3", "EXAMPLE-1"),
    );
    let list = checkout.read("lists/example/list.yaml");
    assert!(list.contains("  EXAMPLE-1:"), "{list}");
    checkout.commit("2026-02-02T12:00:00+0000", "an id that begins with an underscore");
    let plain = origin.path().join("plain");
    checkout
        .gazette(&["publish", "--out", &plain.display().to_string()])
        .ends(0);
    publish(checkout.path(), &origin.path().join("one"));
    // Once more, so that it also comes out of the branch as it went in.
    publish(checkout.path(), &origin.path().join("two")).says("nothing new to publish");
    checkout.git(&["fetch", "--quiet", "origin", "gh-pages"]);
    let published = files_of(&checkout, "FETCH_HEAD");
    let mut with_line_ends_of_windows = 0;
    for (path, bytes) in crate::repository::files(&plain) {
        let path = path.to_str().expect("it is text").to_owned();
        let found = published.iter().find(|(name, _)| *name == path);
        assert!(
            found.is_some_and(|(_, found)| *found == bytes),
            "{path} arrives as another"
        );
        with_line_ends_of_windows += usize::from(bytes.windows(2).any(|pair| pair == b"\r\n"));
    }
    assert!(with_line_ends_of_windows > 0);
    let is_there = |path: &str| published.iter().any(|(name, _)| name == path);
    assert!(
        is_there(".nojekyll") && is_there("example/entries/_7/index.html"),
        "{published:?}"
    );
    // Whoever checks the branch out has the published bytes too.
    let clone = origin.path().join("clone").display().to_string();
    origin.git(&[
        "clone",
        "--quiet",
        "-c",
        "core.autocrlf=true",
        "--branch=gh-pages",
        "origin.git",
        &clone,
    ]);
    for (path, bytes) in crate::repository::files(&plain) {
        let cloned = fs::read(Path::new(&clone).join(&path)).expect("it is published");
        assert!(cloned == bytes, "{} is checked out as another", path.display());
    }
}

#[test]
fn a_publication_from_a_folder_of_the_checkout_goes_on() {
    let (checkout, origin) = checkout();
    checkout.git(&["checkout", "--quiet", "main"]);
    checkout.git(&["rm", "-r", "--quiet", "."]);
    let folder = checkout.path().join("data/sanctions");
    fs::create_dir_all(&folder).expect("there is room");
    crate::repository::gazette(&folder, &["init"]).ends(0);
    checkout.commit("2026-01-15T12:00:00+0000", "lists begin, in a folder");
    publish(&folder, &origin.path().join("one")).says("example: 1 releases (1 new)");
    // The owner of the branch adds a file of their own.
    let pages = origin.path().join("pages").display().to_string();
    origin.git(&["clone", "--quiet", "--branch=gh-pages", "origin.git", &pages]);
    fs::write(Path::new(&pages).join("CNAME"), "lists.example.org\n").expect("it can be written");
    origin.git(&["-C", &pages, "add", "--all"]);
    origin.git(&["-C", &pages, "commit", "--quiet", "-m", "our name"]);
    origin.git(&["-C", &pages, "push", "--quiet"]);
    crate::repository::gazette(&folder, &["new", "entity", "--list", "example", "EXAMPLE SHIPPING LTD"]).ends(0);
    checkout.commit("2026-02-01T12:00:00+0000", "one more");
    publish(&folder, &origin.path().join("two")).says("example: 2 releases (1 new)");
    let files = origin.git(&["--git-dir=origin.git", "ls-tree", "-r", "--name-only", "gh-pages"]);
    assert!(files.lines().any(|file| file == "CNAME"), "{files}");
    assert_eq!(
        origin.git(&["--git-dir=origin.git", "rev-list", "--count", "gh-pages"]),
        "3"
    );
    publish(&folder, &origin.path().join("three")).says("nothing new to publish");
}

#[test]
fn every_script_is_bash() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml")).expect("it is there");
    let action: Value = serde_yaml::from_str(&text).expect("it is YAML");
    let steps = action["runs"]["steps"].as_sequence().expect("it has steps").clone();
    for step in steps.iter().filter(|step| !step["run"].is_null()) {
        assert_eq!(step["shell"].as_str(), Some("bash"), "{step:?}");
        let script = step["run"].as_str().expect("it is text");
        assert!(
            !script.contains("${{"),
            "expressions come in by the environment: {script}"
        );
        let parsed = Command::new("bash")
            .args(["-n", "-c", script])
            .status()
            .expect("bash runs");
        assert!(parsed.success(), "{script}");
    }
}

/// Returns the examples of a page of the manual that are YAML.
fn yaml_of_the_manual() -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ci.md")).expect("it is there");
    let blocks = text.split("```yaml\n").skip(1);
    let block = |block: &str| block.split("```").next().unwrap_or_default().to_owned();
    blocks.map(block).collect()
}

#[test]
fn every_workflow_is_yaml_and_the_manual_shows_what_init_writes() {
    let blocks = yaml_of_the_manual();
    for block in &blocks {
        let parsed: Result<Value, _> = serde_yaml::from_str(block);
        assert!(parsed.is_ok(), "{block}\n{parsed:?}");
    }
    let repository = Repository::new();
    repository.gazette(&["init"]).ends(0);
    assert!(blocks.contains(&repository.read(".gitlab-ci.yml")));
    let github: Value = serde_yaml::from_str(&repository.read(".github/workflows/gazette.yml")).expect("YAML");
    for job in ["check", "publish"] {
        let steps = github["jobs"][job]["steps"]
            .as_sequence()
            .expect("it has steps")
            .clone();
        let scripts: Vec<&str> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
        for script in &scripts {
            assert!(
                !script.contains("${{"),
                "expressions come in by the environment: {script}"
            );
        }
        // What a pull request may have written beside the lists does not configure cargo.
        let install = steps
            .iter()
            .find(|step| step["run"].as_str().is_some_and(|run| run.contains("cargo")));
        let folder = install.and_then(|step| step["working-directory"].as_str());
        assert_eq!(folder, Some("${{ runner.temp }}"));
    }
}

/// Returns the script of a job that `init` writes for GitLab, as GitLab's runner puts it together.
fn gitlab_script(job: &str) -> String {
    let repository = Repository::new();
    repository.gazette(&["init"]).ends(0);
    let pipeline: Value = serde_yaml::from_str(&repository.read(".gitlab-ci.yml")).expect("it is YAML");
    let lines = pipeline[job]["script"].as_sequence().expect("it has a script").clone();
    let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
    lines.join("\n")
}

/// Puts a program in the place of `curl` that answers as GitLab does and keeps what it was asked for. `answer` is the status of
/// the request for what was published before.
fn stub_curl(folder: &Path, notes: &str, answer: &str) -> String {
    crate::repository::write(&folder.join("notes.json"), notes);
    let script = format!(
        "#!/bin/sh\necho \"$@\" >> '{0}/asked'\ncase \"$*\" in\n  *artifacts*) printf '%s' '{answer}' ;;\n  */user) printf '%s' '{{\"id\":7,\"username\":\"project_7_bot\"}}' ;;\n  *sort=asc*) cp '{0}/notes.json' notes.json ;;\n  *form*) cp comment.md '{0}/sent.md' ;;\nesac\n",
        folder.display()
    );
    stub(folder, "curl", &script)
}

#[test]
fn a_merge_request_is_checked_previewed_and_commented() {
    let (checkout, _origin) = checkout();
    let preview = r"\u003c!-- gazette preview --\u003e";
    let note = |id: u32, author: u32, body: &str| {
        format!(
            r#"{{"id":{id},"type":null,"body":"{body}","author":{{"id":{author},"username":"u{author}"}},"system":false}}"#
        )
    };
    // Others may copy the marker, or write what looks like a note of ours.
    let foreign = note(40, 6, preview);
    let mimicry = note(
        41,
        6,
        r#"{\"id\":41,\"type\":null,\"body\":\"\u003c!-- gazette preview\",\"author\":{\"id\":7,"#,
    );
    let ours = note(42, 7, &format!(r"{preview}\nbefore"));
    let post = "--request POST https://gitlab.example/projects/7/merge_requests/3/notes\n";
    let put = "--request PUT https://gitlab.example/projects/7/merge_requests/3/notes/42\n";
    for (notes, asked) in [
        ("[]".to_owned(), post),
        (format!("[{foreign},{mimicry},{}]", note(43, 7, "other")), post),
        (format!("[{foreign},{mimicry},{ours}]"), put),
    ] {
        let elsewhere = tempfile::TempDir::new().expect("there is room");
        let path = stub_curl(elsewhere.path(), &notes, "404");
        let environment = [
            ("PATH_OF_TEST", path.as_str()),
            ("GAZETTE_TOKEN", "secret"),
            ("CI_API_V4_URL", "https://gitlab.example"),
            ("CI_PROJECT_ID", "7"),
            ("CI_MERGE_REQUEST_IID", "3"),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ];
        let script = format!("PATH=\"$PATH_OF_TEST:$PATH\"\n{}", gitlab_script("check"));
        run(checkout.path(), &script, &environment).ends(0);
        let sent = fs::read_to_string(elsewhere.path().join("sent.md")).expect("a comment was sent");
        assert!(
            sent.starts_with("<!-- gazette preview -->\n# What merging would publish"),
            "{sent}"
        );
        assert!(sent.contains("EXAMPLE SHIPPING LTD"), "{sent}");
        let log = fs::read_to_string(elsewhere.path().join("asked")).expect("it was asked");
        assert!(log.contains(asked), "{log}");
    }
    // Faulty lists: the preview tells the findings, and the job fails by the check.
    checkout.write("lists/example/EX-009.yaml", "id: [\n");
    let script = gitlab_script("check");
    let failed = run(
        checkout.path(),
        &script,
        &[("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")],
    );
    failed.ends(1).says("error[yaml-syntax]");
    let preview = checkout.read("preview.md");
    assert!(preview.contains("the lists cannot be read"), "{preview}");
    assert!(preview.contains("`lists/example/EX-009.yaml:1:5`"), "{preview}");
}

#[test]
fn what_was_merged_is_published_by_gitlab() {
    let (checkout, _origin) = checkout();
    let elsewhere = tempfile::TempDir::new().expect("there is room");
    let path = stub_curl(elsewhere.path(), "", "404");
    let script = format!("PATH=\"$PATH_OF_TEST:$PATH\"\n{}", gitlab_script("pages"));
    let environment = [("PATH_OF_TEST", path.as_str()), ("CI_JOB_TOKEN", "secret")];
    run(checkout.path(), &script, &environment)
        .ends(0)
        .says("example: 2 releases (2 new)");
    assert!(checkout.path().join("public/index.html").is_file());
    // Only a first run begins from nothing: one that cannot fetch what was published does not publish.
    let elsewhere = tempfile::TempDir::new().expect("there is room");
    let path = stub_curl(elsewhere.path(), "", "500");
    let environment = [("PATH_OF_TEST", path.as_str()), ("CI_JOB_TOKEN", "secret")];
    run(checkout.path(), &script, &environment).ends(1).says("HTTP 500");
}
