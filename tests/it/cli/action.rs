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
    checkout.write(
        "lists/example/EX-009.yaml",
        "id: EX-009\nkind: entity\nnames: [X]\nbirth: 1\n",
    );
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
