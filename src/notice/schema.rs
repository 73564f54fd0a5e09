//! The notice styles in the JSON Schema of `list.yaml`.

use serde_json::{Value, json};

use crate::yaml::{FileRole, json_schema};

use super::styles::STYLES;

/// Returns the schema of `list.yaml`. Editors complete the built-in styles and accept others, which a repository's own templates may
/// make.
pub fn list_schema() -> Value {
    let mut schema = json_schema(FileRole::List);
    if let Some(Value::Object(style)) = schema.pointer_mut("/$defs/NoticeSettings/properties/style") {
        let names: Vec<&str> = STYLES.iter().map(|style| style.name).collect();
        style.remove("type");
        style.insert("anyOf".to_owned(), json!([{ "enum": names }, { "type": "string" }]));
    }
    schema
}
