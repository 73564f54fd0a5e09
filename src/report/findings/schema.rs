//! JSON Schema (draft 2020-12) of what `gazette check --format json` prints.

use serde_json::{Value, json};

use crate::lint::{RULES, Severity};

/// Returns the schema of the document. Members that it does not name may be added.
pub fn json_schema() -> Value {
    let text = json!({ "type": "string" });
    let maybe_text = json!({ "type": ["string", "null"] });
    let from_one = json!({ "type": "integer", "minimum": 1 });
    let count = json!({ "type": "integer", "minimum": 0 });
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    let severities = Severity::ALL.map(Severity::as_str);
    let fix = object(
        "The bytes from `start` to `end` give way to `replacement`.",
        &[("start", &count), ("end", &count), ("replacement", &text)],
    );
    let label = object(
        "A place that belongs to a finding, and why.",
        &[
            ("file", &text),
            ("line", &from_one),
            ("column", &from_one),
            ("start", &count),
            ("end", &count),
            ("text", &text),
        ],
    );
    let finding = object(
        "What a rule found.",
        &[
            ("rule", &json!({ "enum": rules })),
            ("severity", &json!({ "enum": severities })),
            ("list", &maybe_text),
            ("file", &text),
            ("line", &from_one),
            ("column", &from_one),
            ("end_line", &from_one),
            ("end_column", &from_one),
            ("start", &count),
            ("end", &count),
            ("fingerprint", &json!({ "type": "string", "pattern": "^[0-9a-f]{16}$" })),
            ("message", &text),
            ("remedy", &maybe_text),
            (
                "labels",
                &json!({ "type": "array", "items": { "$ref": "#/$defs/label" } }),
            ),
            (
                "fix",
                &json!({ "oneOf": [{ "$ref": "#/$defs/fix" }, { "type": "null" }] }),
            ),
        ],
    );
    let summary = object(
        "How many findings of each severity there are, in how many files, of how many.",
        &["errors", "warnings", "notes", "files_with_findings", "files"].map(|name| (name, &count)),
    );
    let findings = json!({ "type": "array", "items": { "$ref": "#/$defs/finding" } });
    let mut document = object(
        "What `gazette check` found.",
        &[
            ("findings", &findings),
            ("summary", &json!({ "$ref": "#/$defs/summary" })),
        ],
    );
    document["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    document["title"] = json!("findings in designation lists");
    document["$defs"] = json!({ "finding": finding, "label": label, "fix": fix, "summary": summary });
    document
}

/// An object all of whose members are there.
fn object(description: &str, members: &[(&str, &Value)]) -> Value {
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let properties: serde_json::Map<String, Value> = members
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).clone()))
        .collect();
    json!({ "description": description, "type": "object", "required": names, "properties": properties })
}
