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
    assert!(github["jobs"]["check"]["steps"].is_sequence());
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

/// Puts a program in the place of `curl` that answers as GitLab does and keeps what it was asked for.
fn stub_curl(folder: &Path, notes: &str) -> String {
    let stub = folder.join("stubs/curl");
    let script = format!(
        "#!/bin/sh\necho \"$@\" >> '{0}/asked'\ncase \"$*\" in\n  *artifacts*) exit 22 ;;\n  *sort=asc*) printf '%s' '{notes}' ;;\n  *form*) cp comment.md '{0}/sent.md' ;;\nesac\n",
        folder.display()
    );
    crate::repository::write(&stub, &script);
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&stub, mode).expect("it is ours");
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{}:{path}", folder.join("stubs").display())
}

#[test]
fn a_merge_request_is_checked_previewed_and_commented() {
    let (checkout, _origin) = checkout();
    for (notes, asked) in [
        (
            "[]",
            "--request POST https://gitlab.example/projects/7/merge_requests/3/notes",
        ),
        (
            "[{\"id\":41,\"type\":null,\"body\":\"other\"},{\"id\":42,\"type\":null,\"body\":\"\\u003c!-- gazette preview --\\u003e\"}]",
            "--request PUT https://gitlab.example/projects/7/merge_requests/3/notes/42",
        ),
    ] {
        let elsewhere = tempfile::TempDir::new().expect("there is room");
        let path = stub_curl(elsewhere.path(), notes);
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
    let path = stub_curl(elsewhere.path(), "");
    let script = format!("PATH=\"$PATH_OF_TEST:$PATH\"\n{}", gitlab_script("pages"));
    let environment = [("PATH_OF_TEST", path.as_str()), ("CI_JOB_TOKEN", "secret")];
    run(checkout.path(), &script, &environment)
        .ends(0)
        .says("example: 2 releases (2 new)");
    assert!(checkout.path().join("public/index.html").is_file());
}
