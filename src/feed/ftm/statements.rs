//! `statements.csv`: every value of every entity a row, as nomenklatura reads it.

use sha1::{Digest, Sha1};

use crate::data::push_hex;
use crate::ftm::push;

use super::View;
use super::cells::plain;

pub(super) const COLUMNS: [&str; 14] = [
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

pub(super) fn head(out: &mut Vec<u8>) {
    push(out, &[&COLUMNS.join(","), "\n"]);
}

/// Ids, names of properties and the like are of letters, digits and a few signs: only values may need quotation marks.
pub(super) fn line(view: &View<'_>, place: usize, out: &mut Vec<u8>) {
    let (dataset, seen) = (view.chronicle.dataset(), view.adjacent.seen(place));
    let entity = &seen.entity;
    let mut key = Vec::new();
    for ((property, value), first_seen) in entity.statements().zip(seen.since()) {
        let kind = property.kind.as_str();
        push(
            out,
            &[
                &entity.id,
                ",",
                &entity.id,
                ",",
                &property.name,
                ",",
                kind,
                ",",
                &entity.schema.name,
                ",",
            ],
        );
        plain(value.as_bytes(), b',', out);
        push(out, &[",", dataset, ",,,,f,", first_seen, ",,"]);
        push_statement_id([dataset, &entity.id, &property.name, value], &mut key, out);
        out.push(b'\n');
    }
}

/// Appends the id of a statement: SHA-1 over dataset, entity, property and value with dots between, as FollowTheMoney makes it.
fn push_statement_id([dataset, entity, property, value]: [&str; 4], key: &mut Vec<u8>, out: &mut Vec<u8>) {
    key.clear();
    push(key, &[dataset, ".", entity, ".", property, ".", value]);
    push_hex(&Sha1::digest(key), out);
}

#[cfg(test)]
mod tests {
    use super::push_statement_id;

    /// The two ids were made with `followthemoney.statement.Statement` 4.11.2.
    #[test]
    fn ids_are_those_of_the_library() {
        let cases = [
            ("name", "Alice", "e1e5ba34617fab082f4e03f913e83aa11732d921"),
            ("country", "ru", "5296c609cbf51e13a41f0f92fd5d8536c04a2be2"),
        ];
        for (property, value, id) in cases {
            let mut found = Vec::new();
            push_statement_id(["xx_gazette", "gaz-1", property, value], &mut Vec::new(), &mut found);
            assert_eq!(found, id.as_bytes());
        }
    }
}
