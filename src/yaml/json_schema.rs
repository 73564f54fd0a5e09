//! JSON Schema (draft 2020-12) of the YAML files, for editors that complete and validate while one types.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::schema::{FieldSchema, Schema, Shape};

use super::format::FileRole;

/// Returns the schema of a kind of file. It accepts what `check` accepts; an unknown word is no error for `check` but
/// one here, so that an editor marks it.
pub fn json_schema(role: FileRole) -> Value {
    let mut definitions = BTreeMap::new();
    define(role.schema(), &mut definitions);
    let root = reference(role.schema());
    let content = match role {
        FileRole::Entries => json!({ "anyOf": [root, { "type": "array", "items": root }] }),
        FileRole::Config | FileRole::Exceptions | FileRole::List => root,
    };
    let Value::Object(mut document) = content else {
        unreachable!("the content was made as an object above")
    };
    document.insert(
        "$schema".to_owned(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    document.insert("title".to_owned(), json!(title(role)));
    document.insert("$defs".to_owned(), json!(definitions));
    Value::Object(document)
}

fn title(role: FileRole) -> &'static str {
    match role {
        FileRole::Config => "gazette.yaml",
        FileRole::Exceptions => "exceptions.yaml",
        FileRole::List => "list.yaml",
        FileRole::Entries => "entries of a designation list",
    }
}

fn reference(schema: &Schema) -> Value {
    json!({ "$ref": format!("#/$defs/{}", schema.name) })
}

fn define(schema: &'static Schema, definitions: &mut BTreeMap<&'static str, Value>) {
    if definitions.contains_key(schema.name) {
        return;
    }
    definitions.insert(schema.name, Value::Null);
    let mut properties = Map::new();
    for field in schema.fields {
        properties.insert(field.name.to_owned(), property(field, definitions));
    }
    let required: Vec<&str> = schema
        .fields
        .iter()
        .filter(|field| field.is_required())
        .map(|field| field.name)
        .collect();
    let mut definition = json!({
        "type": "object",
        "description": one_line(schema.doc),
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        definition["required"] = json!(required);
    }
    definitions.insert(schema.name, definition);
}

fn property(field: &FieldSchema, definitions: &mut BTreeMap<&'static str, Value>) -> Value {
    let mut property = shape(&field.shape, definitions);
    if let Value::Object(property) = &mut property {
        property.insert("description".to_owned(), json!(one_line(field.doc)));
    }
    property
}

fn one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as YAML readers see it that take `27307` for a number.
fn text() -> Value {
    json!({ "type": ["string", "number"] })
}

fn shape(shape: &Shape, definitions: &mut BTreeMap<&'static str, Value>) -> Value {
    match shape {
        Shape::Text | Shape::Country | Shape::Language | Shape::Script | Shape::Share | Shape::Reference => text(),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Date => json!({
            "type": ["string", "integer"],
            "examples": ["1971", "1971-03", "1971-03-05", "1957~", "1979/1982"],
        }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Number => json!({ "type": "integer", "minimum": 0 }),
        Shape::Pairs => json!({ "type": "object", "additionalProperties": text() }),
        Shape::Any => json!({ "type": "object" }),
        Shape::Record(schema) => {
            define(schema, definitions);
            match schema.short {
                Some(_) => json!({ "anyOf": [text(), reference(schema)] }),
                None => reference(schema),
            }
        }
        Shape::Set(inner) => {
            let inner = self::shape(inner, definitions);
            json!({ "anyOf": [{ "type": "array", "items": inner }, inner] })
        }
        Shape::Table(inner) => {
            let inner = self::shape(inner, definitions);
            json!({ "type": "object", "additionalProperties": inner })
        }
    }
}
