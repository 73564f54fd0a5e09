//! Findings as SARIF 2.1.0, for code scanning.
//!
//! See [the standard](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), and what
//! [GitHub reads of it](https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::data::Place;
use crate::lint::{Edit, Finding, Label, RULES, Rule};
use crate::yaml::Position;
use serde::Serialize;

use super::fingerprint;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    results: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    short_description: Message<'a>,
    help: Help<'a>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Help<'a> {
    text: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message<'a> {
    text: std::borrow::Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'a>>,
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "gazette/v1")]
    own: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'a> {
    description: Message<'a>,
    artifact_changes: [Change<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact,
    replacements: [Replacement<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Bytes,
    inserted_content: Message<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bytes {
    byte_offset: u32,
    byte_length: u32,
}

/// Writes one SARIF log with one run. Every rule is described, so that the log contains what was looked for.
///
/// # Errors
///
/// Gives what the writer gives.
pub fn sarif(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "gazette",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: RULES.iter().map(|rule| descriptor(rule)).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            results: findings.iter().map(found).collect(),
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn descriptor(rule: &'static Rule) -> Descriptor<'static> {
    Descriptor {
        id: rule.id,
        short_description: Message {
            text: rule.summary().into(),
        },
        help: Help {
            text: rule.explanation,
            markdown: rule.explanation,
        },
        default_configuration: Configuration {
            level: rule.severity.as_str(),
        },
    }
}

fn message(text: &str) -> Message<'_> {
    Message { text: text.into() }
}

fn found(finding: &Finding) -> Found<'_> {
    let text = finding.remedy.as_ref().map_or_else(
        || finding.message.as_str().into(),
        |remedy| format!("{}\nhelp: {remedy}", finding.message).into(),
    );
    Found {
        rule_id: finding.rule,
        rule_index: RULES
            .iter()
            .position(|rule| rule.id == finding.rule)
            .unwrap_or_default(),
        level: finding.severity.as_str(),
        message: Message { text },
        locations: [Location {
            id: None,
            physical_location: physical(&finding.file, finding.position, Some(finding.end)),
            message: None,
        }],
        related_locations: finding.labels.iter().enumerate().map(related).collect(),
        fixes: finding.fix.iter().map(|edit| fix(finding, edit)).collect(),
        partial_fingerprints: Fingerprints {
            own: fingerprint(finding),
        },
    }
}

fn related((index, label): (usize, &Label)) -> Location<'_> {
    Location {
        id: Some(index + 1),
        physical_location: physical(&label.file, label.position, None),
        message: Some(message(&label.text)),
    }
}

fn physical(file: &str, at: Position, end: Option<Position>) -> Physical {
    Physical {
        artifact_location: artifact(file),
        region: Region {
            start_line: at.line,
            start_column: at.column,
            end_line: end.map(|end| end.line),
            end_column: end.map(|end| end.column),
        },
    }
}

fn artifact(file: &str) -> Artifact {
    Artifact {
        uri: uri(file),
        uri_base_id: "%SRCROOT%",
    }
}

/// Writes a path as a relative reference of RFC 3986: all but unreserved characters and `/` as percent and digits.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~');
        if plain {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a String takes every text");
        }
    }
    out
}

fn fix<'a>(finding: &'a Finding, edit: &'a Edit) -> Fix<'a> {
    let Place { start, end } = edit.place;
    Fix {
        description: message(finding.remedy.as_deref().unwrap_or("fix it")),
        artifact_changes: [Change {
            artifact_location: artifact(&finding.file),
            replacements: [Replacement {
                deleted_region: Bytes {
                    byte_offset: start,
                    byte_length: end.saturating_sub(start),
                },
                inserted_content: message(&edit.replacement),
            }],
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_relative_references() {
        assert_eq!(uri("lists/us/a b%.yaml"), "lists/us/a%20b%25.yaml");
        assert_eq!(uri("lists/é.yaml"), "lists/%C3%A9.yaml");
    }
}
