//! The real libraries over what we write: followthemoney and nomenklatura, where Python and these packages are at hand.
//!
//! `pip install followthemoney==4.11.2 nomenklatura==4.17.4 rigour==2.6.1` for Python 3.11 or later makes them so; `GAZETTE_PYTHON`
//! names the interpreter. Where they are not there the tests say so and pass.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail as a test does")]
#![allow(clippy::print_stderr, reason = "a test that could not look must say so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use gazette::feed::format;
use gazette::model::Edition;

use super::datasets::publication;
use super::deltas::founding;

fn python() -> Option<&'static str> {
    static PYTHON: OnceLock<Option<String>> = OnceLock::new();
    let found = PYTHON.get_or_init(|| {
        let named = std::env::var("GAZETTE_PYTHON").ok();
        let candidates = named.into_iter().chain(["python3.11".to_owned(), "python3".to_owned()]);
        candidates.into_iter().find(|python| {
            let import = "import followthemoney, nomenklatura, rigour";
            Command::new(python)
                .args(["-c", import])
                .output()
                .is_ok_and(|output| output.status.success())
        })
    });
    if found.is_none() {
        eprintln!(
            "NOT CHECKED: no Python with followthemoney, nomenklatura and rigour is at hand (GAZETTE_PYTHON names one)"
        );
    }
    found.as_deref()
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(name)
}

fn run(script_name: &str, arguments: &[&Path], options: &[&str]) -> Option<String> {
    let python = python()?;
    let output = Command::new(python)
        .arg(script(script_name))
        .args(options)
        .args(arguments)
        .output()
        .unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{script_name} {arguments:?}:\n{said}");
    Some(said)
}

fn validate(edition: &Edition) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("entities.ftm.json");
    let ftm = format("ftm").unwrap();
    let mut out = Vec::new();
    ftm.write(&ftm.files()[0], edition, &mut out).unwrap();
    fs::write(&path, out).unwrap();
    run(
        "ftm_validate.py",
        &[&path],
        &["--deterministic", "--today", "2026-11-26"],
    );
}

#[test]
fn the_library_finds_no_fault_in_the_founding_lists() {
    for edition in founding() {
        validate(&edition);
    }
}

#[test]
fn the_library_finds_no_fault_in_the_edition_of_the_cases() {
    validate(&crate::feed::edition());
}

#[test]
fn the_library_finds_no_fault_in_the_whole_list_of_ofac() {
    if python().is_some() {
        validate(&super::deltas::ofac());
    }
}

#[test]
fn nomenklatura_loads_the_index_and_the_entities_of_a_publication() {
    let (_folder, root) = publication();
    run("ftm_load.py", &[&root, Path::new("x_y")], &[]);
}

#[test]
fn the_deltas_of_a_publication_lead_to_its_entities() {
    let (_folder, root) = publication();
    let artifacts = root.join("artifacts/x_y");
    let mut versions: Vec<PathBuf> = fs::read_dir(&artifacts)
        .unwrap()
        .map(|item| item.unwrap().path())
        .collect();
    versions.retain(|path| path.is_dir());
    versions.sort();
    let newest = versions.last().unwrap();
    let nothing = root.join("nothing.json");
    fs::write(&nothing, "").unwrap();
    let Some(python) = python() else { return };
    let mut command = Command::new(python);
    command
        .arg(script("ftm_delta_apply.py"))
        .arg("--strict-meta")
        .arg("--base")
        .arg(&nothing);
    for version in &versions {
        command.arg("--delta").arg(version.join("entities.delta.json"));
    }
    let output = command
        .arg("--full")
        .arg(newest.join("entities.ftm.json"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    for version in &versions {
        let delta = version.join("entities.delta.json");
        let context = newest.join("entities.ftm.json");
        let options = [
            "--today",
            "2026-11-26",
            "--context",
            context.to_str().unwrap(),
            "--delta",
        ];
        run("ftm_validate.py", &[&delta], &options);
    }
}
