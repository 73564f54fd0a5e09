//! Facts for which the UN have no field: they are written as text in "Other information".

use crate::data::{Node, Value};
use crate::model::record::{Field, Form};
use crate::model::{Entry, Kind};

/// The fields of an entry that the UN's forms do not have, and what is written before them.
const FIELDS: &[(&str, &str)] = &[
    ("citizenships", "Citizenship"),
    ("death_dates", "Date of death"),
    ("contacts", "Contact"),
    ("wallets", "Digital currency address"),
    ("organization", "Organization"),
    ("vessel", "Vessel"),
    ("aircraft", "Aircraft"),
    ("features", "Further information"),
];

/// The fields that only the forms of entities do not have.
const ENTITY_FIELDS: &[(&str, &str)] = &[
    ("nationalities", "Nationality"),
    ("birth_dates", "Date of birth"),
    ("birth_places", "Place of birth"),
    ("titles", "Title"),
    ("positions", "Designation"),
    ("documents", "Document"),
];

/// Returns the facts without a field of their own, each as `Label: value; value.`, with the field of the model.
pub fn other_facts(entry: &Entry) -> Vec<(&'static str, String)> {
    let of_entities = (entry.kind != Kind::Individual).then_some(ENTITY_FIELDS);
    let record = entry.node(Form::Long).unwrap_or_default();
    let fields = of_entities.unwrap_or_default().iter().chain(FIELDS);
    let texts = fields.filter_map(|(field, label)| {
        let values: Vec<String> = record.get(field)?.elements().iter().map(text).collect();
        Some((*field, format!("{label}: {}.", values.join("; "))))
    });
    texts.collect()
}

/// Returns a value in one line: the values of a record behind one another, those of a record inside it in brackets.
fn text(node: &Node) -> String {
    match &node.value {
        Value::Map(pairs) => {
            let facts = pairs
                .iter()
                .filter(|(name, _)| !matches!(name.as_ref(), "id" | "order"));
            facts.map(|(_, node)| text(node)).collect::<Vec<_>>().join(" ")
        }
        Value::List(elements) => elements.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Text(text) => super::text::one_line(text),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Null => String::new(),
    }
}
