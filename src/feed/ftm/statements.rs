//! `statements.csv`: every value of every entity a row, as nomenklatura reads it.

use std::io::{self, Write};
use std::sync::Arc;

use csv::{Terminator, WriterBuilder};
use sha1::{Digest, Sha1};

use crate::data::hex;

use super::chronicle::{Chronicle, Seen};

const COLUMNS: [&str; 14] = [
    "canonical_id",
    "entity_id",
    "prop",
    "prop_type",
    "schema",
    "value",
    "dataset",
    "origin",
    "lang",
    "original_value",
    "external",
    "first_seen",
    "last_seen",
    "id",
];

pub(super) fn write(chronicle: &Chronicle, seen: &[&Arc<Seen>], out: &mut dyn Write) -> io::Result<()> {
    let dataset = chronicle.dataset();
    let mut rows = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(out);
    rows.write_record(COLUMNS)?;
    for seen in seen {
        let entity = &seen.entity;
        let first_seen = seen.stamps.as_ref().map_or("", |stamps| &stamps.first_seen);
        for (property, values) in &entity.properties {
            let kind = entity
                .schema
                .properties
                .get(*property)
                .map_or("string", |term| term.kind.as_str());
            for value in values {
                let id = statement_id(dataset, &entity.id, property, value);
                rows.write_record([
                    entity.id.as_str(),
                    &entity.id,
                    property,
                    kind,
                    entity.schema.name.as_str(),
                    value,
                    dataset,
                    "",
                    "",
                    "",
                    "f",
                    first_seen,
                    "",
                    &id,
                ])?;
            }
        }
    }
    rows.flush()
}

/// Returns the id of a statement: SHA-1 over dataset, entity, property and value with dots between, as FollowTheMoney makes it.
fn statement_id(dataset: &str, entity: &str, property: &str, value: &str) -> String {
    let mut hasher = Sha1::new();
    for (index, part) in [dataset, entity, property, value].into_iter().enumerate() {
        if index > 0 {
            hasher.update(b".");
        }
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::statement_id;

    /// The two ids were made with `followthemoney.statement.Statement` 4.11.2.
    #[test]
    fn ids_are_those_of_the_library() {
        let cases = [
            ("name", "Alice", "e1e5ba34617fab082f4e03f913e83aa11732d921"),
            ("country", "ru", "5296c609cbf51e13a41f0f92fd5d8536c04a2be2"),
        ];
        for (property, value, id) in cases {
            assert_eq!(statement_id("xx_gazette", "gaz-1", property, value), id);
        }
    }
}
