//! The times of entities and of their statements, as the files of a publication have them.

use std::collections::HashMap;

use csv::ReaderBuilder;

use crate::ftm::{Entity, Stamps};

use super::chronicle::stamps;

/// Since when entities are there, when they changed, and what was said of them later than at first.
#[derive(Debug, Default)]
pub(crate) struct Times {
    stamps: HashMap<String, Stamps>,
    later: HashMap<String, Vec<Said>>,
}

#[derive(Debug)]
struct Said {
    property: String,
    value: String,
    since: String,
}

impl Times {
    /// Reads `entities.ftm.json` and `statements.csv`; what cannot be read is ignored.
    pub(crate) fn read(entities: &[u8], statements: &[u8]) -> Self {
        let mut times = Self {
            stamps: stamps_of(&String::from_utf8_lossy(entities)),
            later: HashMap::new(),
        };
        times.read_statements(statements);
        times
    }

    fn read_statements(&mut self, statements: &[u8]) {
        let mut rows = ReaderBuilder::new().flexible(true).from_reader(statements);
        for row in rows.records().filter_map(Result::ok) {
            let cell = |column: &str| {
                let place = super::statements::COLUMNS.iter().position(|name| *name == column);
                place.and_then(|place| row.get(place)).unwrap_or_default()
            };
            let (id, since) = (cell("entity_id"), cell("first_seen"));
            let Some(stamps) = self.stamps.get(id) else { continue };
            // Nothing was said before its entity was there or after its last change.
            if stamps.first_seen.as_str() < since && since <= stamps.last_change.as_str() {
                self.later.entry(id.to_owned()).or_default().push(Said {
                    property: cell("prop").to_owned(),
                    value: cell("value").to_owned(),
                    since: since.to_owned(),
                });
            }
        }
    }

    /// Returns the times of an entity, and what was said of it later than at first, by the numbers of its statements.
    pub(super) fn of(&self, entity: &Entity) -> (Option<Stamps>, Vec<(usize, String)>) {
        let stamps = self.stamps.get(&entity.id).cloned();
        let said = self.later.get(&entity.id).map_or(&[][..], Vec::as_slice);
        let since = |property: &str, value: &str| {
            let said = said
                .iter()
                .find(|said| said.property == property && said.value == value);
            said.map(|said| said.since.clone())
        };
        let statements = entity.statements().enumerate().filter(|_| !said.is_empty());
        let later = statements.filter_map(|(number, (property, value))| Some((number, since(&property.name, value)?)));
        (stamps, later.collect())
    }
}

/// Returns the times that a file of entities gives, by the ids.
fn stamps_of(entities: &str) -> HashMap<String, Stamps> {
    #[derive(serde::Deserialize)]
    struct Line {
        id: String,
        first_seen: Option<String>,
        last_change: Option<String>,
    }
    let lines = entities
        .lines()
        .filter_map(|line| serde_json::from_str::<Line>(line).ok());
    lines
        .filter_map(|line| Some((line.id, stamps(line.first_seen?, line.last_change?))))
        .collect()
}
