//! What the project depends on: licences, and no crate that is known to be unsafe or abandoned.
//!
//! Advisories need a database from the network, so what is known is kept here as a short list with its reasons.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

/// Licences under which a dependency may be used; one of an `OR` is enough, each of an `AND` is needed.
const LICENCES: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "CC0-1.0",
    // The root certificates of webpki-roots: data, to be passed on with its licence text.
    "CDLA-Permissive-2.0",
];

/// Crates that must not come in, and why.
const REFUSED: &[(&str, &str)] = &[
    ("serde_yml", "RUSTSEC-2025-0068: unsound and unmaintained"),
    ("libyml", "RUSTSEC-2025-0067: unsound and unmaintained"),
    ("noyalib", "takes the last of two equal keys in silence"),
    ("openssl-sys", "needs a library that a bare machine does not have"),
];

/// Crates of which two versions may be in the tree, and why.
const TWICE: &[(&str, &str)] = &[
    (
        "quick-xml",
        "atom_syndication, used by tests alone, is one version behind",
    ),
    ("getrandom", "jsonschema, used by tests alone, is one version behind"),
    ("r-efi", "getrandom brings it"),
    ("sha2", "minisign's scrypt is one version behind"),
    ("digest", "as sha2"),
    ("block-buffer", "as sha2"),
    ("crypto-common", "as sha2"),
    ("cpufeatures", "as sha2"),
    ("syn", "derive macros move to version 3 one by one"),
];

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo runs, it has built this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    metadata["packages"].as_array().expect("there are packages").clone()
}

fn allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], "");
    expression
        .split(" AND ")
        .all(|part| part.split(" OR ").any(|licence| LICENCES.contains(&licence.trim())))
}

#[test]
fn every_dependency_may_be_used() {
    for package in packages() {
        let name = package["name"].as_str().expect("a package has a name");
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(allowed(licence), "{name} is under {licence}");
        let refused = REFUSED.iter().find(|(refused, _)| *refused == name);
        assert_eq!(refused, None);
    }
}

#[test]
fn no_crate_comes_in_two_versions_without_a_reason() {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        let text = |field: &str| package[field].as_str().expect("a package has it").to_owned();
        versions.entry(text("name")).or_default().push(text("version"));
    }
    let known = |name: &str| TWICE.iter().any(|(twice, _)| *twice == name);
    versions.retain(|name, versions| versions.len() > 1 && !known(name) && !name.starts_with("windows"));
    assert_eq!(versions, BTreeMap::new());
}

#[test]
fn quick_xml_is_newer_than_its_advisories() {
    // RUSTSEC-2026-0194 and -0195: quadratic attributes, unbounded namespaces, both mended in 0.41.
    for package in packages().iter().filter(|package| package["name"] == "quick-xml") {
        let version = package["version"].as_str().expect("a package has a version");
        let minor: u32 = version
            .split('.')
            .nth(1)
            .and_then(|part| part.parse().ok())
            .expect("0.minor.patch");
        assert!(minor >= 41, "{version}");
    }
}

#[test]
fn the_expression_of_licences_is_read_right() {
    assert!(allowed("MIT/Apache-2.0"));
    assert!(allowed("(MIT OR GPL-3.0) AND Unicode-3.0"));
    assert!(!allowed("GPL-3.0"));
    assert!(!allowed("MIT AND GPL-3.0"));
}
