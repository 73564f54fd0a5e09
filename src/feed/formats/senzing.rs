//! `senzing`: the parties as records of Senzing, every feature an object under `FEATURES`.

use std::io::Write;

use serde_json::{Map, Value};

use crate::feed::carries::Carries;
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::ftm::senzing::{data_source, features, object};
use crate::feed::ftm::{Adjacent, Chronicle, Seen, senzing_carries};
use crate::model::Edition;

const FILE: FileKind = FileKind {
    name: "senzing.json",
    media_type: "application/json+senzing",
    about: "every party a line, as a record of Senzing with its features",
};

/// See the module.
pub(super) struct Senzing;

impl Format for Senzing {
    fn name(&self) -> &'static str {
        "senzing"
    }

    fn about(&self) -> &'static str {
        "records of Senzing, every feature an object"
    }

    fn files(&self) -> &'static [FileKind] {
        &[FILE]
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        FeedError::require(self, file, &FILE)?;
        let chronicle = Chronicle::of(edition);
        let seen = chronicle.ordered()?;
        let adjacent = Adjacent::of(&seen);
        let source = data_source(chronicle.dataset());
        for place in (0..adjacent.len()).filter(|place| is_compared(adjacent.seen(*place))) {
            let record = record(place, &source, &adjacent);
            writeln!(out, "{record}")?;
        }
        Ok(())
    }

    fn carries(&self) -> &'static Carries {
        &senzing_carries::FULL
    }
}

/// Addresses are features of parties and no parties.
fn is_compared(seen: &Seen) -> bool {
    let schema = seen.entity.schema;
    schema.matchable && !schema.is_a("Address")
}

fn record(place: usize, source: &str, adjacent: &Adjacent<'_>) -> Value {
    let entity = &adjacent.seen(place).entity;
    let features = features(place, source, adjacent);
    let mut record = Map::new();
    record.insert("DATA_SOURCE".to_owned(), source.into());
    record.insert("RECORD_ID".to_owned(), entity.id.as_str().into());
    record.insert("FEATURES".to_owned(), features.iter().map(object).collect());
    // What is not compared: readers show it beside a match.
    let payload = [
        ("TOPICS", "topics"),
        ("PROGRAM_IDS", "programId"),
        ("SOURCE_URLS", "sourceUrl"),
    ];
    for (name, property) in payload {
        let values: Vec<&str> = entity.values(property).collect();
        if !values.is_empty() {
            record.insert(name.to_owned(), values.join("; ").into());
        }
    }
    Value::Object(record)
}
