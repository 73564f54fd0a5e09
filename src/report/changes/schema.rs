//! JSON Schema (draft 2020-12) of the changes that `gazette diff --format json` prints and `changes.json` holds.

use serde_json::{Value, json};

use crate::diff::{Subject, entry_subjects, list_subjects};
use crate::model::schema::Class;

use super::json::FORMAT;
use crate::ownership::{Consequence, ConsequenceKind, Status};

/// Returns the schema of the document. Members that it does not name may be added within one `format` number.
pub fn json_schema() -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    let text = json!({ "type": "string" });
    let ids = json!({ "type": "array", "items": text, "minItems": 1 });
    let summary = object(
        "How many entries were added, removed and amended.",
        &[
            ("added", count.clone()),
            ("removed", count.clone()),
            ("amended", count.clone()),
        ],
        &[],
    );
    let lists = json!({ "type": "array", "items": { "$ref": "#/$defs/list" } });
    let mut document = object(
        "What differs between two states of some lists.",
        &[
            ("format", json!({ "const": FORMAT })),
            ("summary", json!({ "$ref": "#/$defs/summary" })),
            ("rescreen", json!({ "type": "boolean" })),
            ("lists", lists),
        ],
        &[],
    );
    document["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    document["title"] = json!("changes of designation lists");
    let class = json!({ "enum": Class::ALL.map(Class::as_str) });
    let list = object(
        "What differs in one list.",
        &[
            ("list", text.clone()),
            ("title", text.clone()),
            ("from", text.clone()),
            ("to", text.clone()),
            ("summary", json!({ "$ref": "#/$defs/summary" })),
            ("rescreen", json!({ "type": "boolean" })),
            (
                "changes",
                json!({ "type": "array", "items": { "$ref": "#/$defs/change" } }),
            ),
        ],
        &[
            ("reasons", json!({ "type": "object", "additionalProperties": count })),
            (
                "renames",
                json!({ "type": "array", "items": { "$ref": "#/$defs/rename" } }),
            ),
            ("settings", fields_of(&list_subjects())),
            ("links", json!({ "type": "array", "items": { "$ref": "#/$defs/link" } })),
            (
                "groups",
                json!({ "type": "array", "items": { "$ref": "#/$defs/group" } }),
            ),
            (
                "parties",
                json!({ "type": "array", "items": { "$ref": "#/$defs/change" } }),
            ),
            (
                "consequences",
                json!({ "type": "array", "items": { "$ref": "#/$defs/consequence" } }),
            ),
        ],
    );
    document["$defs"] = json!({
        "summary": summary,
        "list": list,
        "change": change(&class),
        "field": field(&class),
        "rename": object(
            "A programme that goes by another code; no entry is told as amended by it.",
            &[("from", text.clone()), ("to", text.clone()), ("entries", json!({ "type": "array", "items": text }))],
            &[],
        ),
        "link": object(
            "A removal and the addition (or amendment) that takes its place or looks like the same party.",
            &[
                ("removed", text.clone()),
                ("added", text.clone()),
                ("declared", json!({ "type": "boolean" })),
                ("evidence", json!({ "type": "array", "items": text })),
                ("likeness", json!({ "type": "integer", "minimum": 0, "maximum": 100 })),
            ],
            &[],
        ),
        "group": object(
            "An edit that several entries share.",
            &[("kind", text.clone()), ("field", text.clone()), ("entries", ids)],
            &[("words", text.clone())],
        ),
        "consequence": consequence(),
        "state": state(),
    });
    document
}

/// What happened to one entry: an addition has `new`, a removal `old`, an amendment `fields`.
fn change(class: &Value) -> Value {
    let record = json!({ "type": "object", "required": ["id", "kind"] });
    let mut change = object(
        "What happened to one entry.",
        &[
            ("id", json!({ "type": "string" })),
            ("change", json!({ "enum": ["added", "removed", "amended"] })),
            ("name", json!({ "type": "string" })),
            ("class", class.clone()),
            ("rescreen", json!({ "type": "boolean" })),
        ],
        &[
            (
                "reasons",
                json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
            ),
            ("old", record.clone()),
            ("new", record),
            ("fields", fields_of(&entry_subjects())),
        ],
    );
    let case = |word: &str, has: &str, has_not: [&str; 2]| {
        json!({
            "if": { "properties": { "change": { "const": word } } },
            "then": { "required": [has], "properties": { has_not[0]: false, has_not[1]: false } },
        })
    };
    change["allOf"] = json!([
        case("added", "new", ["old", "fields"]),
        case("removed", "old", ["new", "fields"]),
        case("amended", "fields", ["old", "new"]),
    ]);
    change
}

/// What happens to one party that is not listed.
fn consequence() -> Value {
    let kinds = ConsequenceKind::ALL.map(ConsequenceKind::as_str);
    object(
        "What a release does, by the rule of ownership, to a party that is not listed.",
        &[
            ("id", json!({ "type": "string" })),
            ("change", json!({ "enum": kinds })),
            ("name", json!({ "type": "string" })),
            ("class", json!({ "const": Consequence::CLASS.as_str() })),
            ("rescreen", json!({ "const": true })),
        ],
        &[
            ("old", json!({ "$ref": "#/$defs/state" })),
            ("new", json!({ "$ref": "#/$defs/state" })),
        ],
    )
}

fn state() -> Value {
    let texts = json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 });
    let statuses = [
        Status::Designated,
        Status::Blocked,
        Status::Possibly,
        Status::NotBlocked,
    ]
    .map(Status::as_str);
    object(
        "How a party stood on one side, under the rule of that day.",
        &[
            ("status", json!({ "enum": statuses })),
            ("rule", json!({ "type": "string" })),
            ("day", json!({ "type": "string", "format": "date" })),
        ],
        &[
            ("arithmetic", json!({ "type": "string" })),
            ("through", texts.clone()),
            ("chains", texts),
        ],
    )
}

fn field(class: &Value) -> Value {
    object(
        "The change of one field: no `old` where it is new, no `new` where it is gone, `parts` where an element of a set changed \
         within.",
        &[
            ("kind", json!({ "type": "string" })),
            ("field", json!({ "type": "string" })),
            ("class", class.clone()),
        ],
        &[
            ("fingerprint", json!({ "type": "string", "pattern": "^[0-9a-f]{12}$" })),
            ("old", json!(true)),
            ("new", json!(true)),
            (
                "parts",
                json!({ "type": "array", "items": { "$ref": "#/$defs/field" } }),
            ),
        ],
    )
}

/// The changes of fields whose kinds are those of some subjects.
fn fields_of(subjects: &[Subject]) -> Value {
    let mut kinds: Vec<String> = subjects.iter().flat_map(Subject::kinds).collect();
    kinds.push("primary_name_changed".to_owned());
    json!({
        "type": "array",
        "items": { "allOf": [{ "$ref": "#/$defs/field" }, { "properties": { "kind": { "enum": kinds } } }] },
    })
}

fn object(description: &str, required: &[(&str, Value)], optional: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
    let all = required.iter().chain(optional);
    let properties: serde_json::Map<String, Value> =
        all.map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({
        "type": "object",
        "description": description,
        "properties": properties,
        "required": names,
    })
}
