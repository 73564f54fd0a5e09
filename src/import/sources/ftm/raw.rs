//! The file as it is: entities by their ids, and which lead where.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::import::importer::{Input, Problem, Severity};
use crate::vocabulary::{FtmSchema, FtmType, ftm_schema};

#[derive(Deserialize)]
struct Line {
    id: String,
    schema: String,
    #[serde(default)]
    caption: Option<String>,
    #[serde(default)]
    referents: Vec<String>,
    properties: BTreeMap<String, Vec<String>>,
}

/// An entity of the file.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    pub(super) id: String,
    pub(super) schema: &'static FtmSchema,
    pub(super) caption: String,
    pub(super) referents: Vec<String>,
    pub(super) properties: BTreeMap<String, BTreeSet<String>>,
}

impl Raw {
    /// Returns the values of a property, in order.
    pub(super) fn values(&self, property: &str) -> Vec<&str> {
        let values = self.properties.get(property).into_iter().flatten();
        values.map(String::as_str).collect()
    }

    /// Returns the first value of a property.
    pub(super) fn first(&self, property: &str) -> Option<&str> {
        self.properties.get(property)?.first().map(String::as_str)
    }

    /// Returns the ids to which it leads, with the properties.
    pub(super) fn references(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_reference = |name: &str| {
            self.schema
                .property(name)
                .is_some_and(|property| property.kind == FtmType::Entity)
        };
        let references = self.properties.iter().filter(move |(name, _)| is_reference(name));
        references.flat_map(|(name, ids)| ids.iter().map(move |id| (name.as_str(), id.as_str())))
    }
}

/// All entities of a file.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) entities: BTreeMap<String, Raw>,
    /// Which entities lead to an id, in order.
    pub(super) referring: BTreeMap<String, Vec<String>>,
}

impl Graph {
    /// Reads a file: JSON Lines, one entity each.
    pub(super) fn read(input: &Input<'_>) -> (Self, Vec<Problem>) {
        let mut graph = Self::default();
        let mut problems = Vec::new();
        let problem = |row: usize, severity, message: String| Problem {
            file: input.name.to_owned(),
            row: u64::try_from(row).ok(),
            severity,
            message,
        };
        let Ok(text) = std::str::from_utf8(input.bytes) else {
            return (
                graph,
                vec![problem(1, Severity::Error, "the file is no UTF-8".to_owned())],
            );
        };
        for (at, line) in text.lines().enumerate() {
            let row = at + 1;
            let line: Line = match serde_json::from_str(line) {
                Ok(line) => line,
                Err(error) => {
                    let message = format!("the line is no entity ({error}); every line must be one JSON object");
                    problems.push(problem(row, Severity::Error, message));
                    continue;
                }
            };
            let known = ftm_schema(&line.schema).filter(|schema| !schema.is_abstract);
            let Some(schema) = known else {
                let message = format!(
                    "`{}` is of the schema `{}`, which is not known, and was left out",
                    line.id, line.schema
                );
                problems.push(problem(row, Severity::Note, message));
                continue;
            };
            if !crate::ftm::value::is_id(&line.id) {
                problems.push(problem(row, Severity::Error, format!("`{}` is no id", line.id)));
                continue;
            }
            let id = line.id.clone();
            if graph.entities.insert(id.clone(), raw(line, schema)).is_some() {
                problems.push(problem(row, Severity::Error, format!("the id `{id}` comes twice")));
            }
        }
        graph.refer();
        (graph, problems)
    }

    fn refer(&mut self) {
        let mut referring: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for raw in self.entities.values() {
            for (_, id) in raw.references() {
                referring.entry(id.to_owned()).or_default().push(raw.id.clone());
            }
        }
        self.referring = referring;
    }

    /// Returns the entities of a schema that lead to this one by this property.
    pub(super) fn leading<'a>(
        &'a self,
        id: &'a str,
        schema: &'a str,
        property: &'a str,
    ) -> impl Iterator<Item = &'a Raw> {
        let ids = self.referring.get(id).into_iter().flatten();
        let entities = ids.filter_map(|id| self.entities.get(id));
        entities.filter(move |raw| {
            raw.schema.is_a(schema) && raw.properties.get(property).is_some_and(|ids| ids.contains(id))
        })
    }

    /// Returns true where an entity is listed. A wallet is its holder's, whatever its topics say.
    pub(super) fn is_listed(&self, raw: &Raw) -> bool {
        if raw.schema.is_a("CryptoWallet")
            && raw
                .first("holder")
                .is_some_and(|holder| self.entities.contains_key(holder))
        {
            return false;
        }
        raw.values("topics").contains(&"sanction") || self.leading(&raw.id, "Sanction", "entity").next().is_some()
    }
}

fn raw(line: Line, schema: &'static FtmSchema) -> Raw {
    let properties = line.properties.into_iter();
    let properties = properties.filter(|(_, values)| !values.is_empty());
    Raw {
        id: line.id,
        schema,
        caption: line.caption.unwrap_or_default(),
        referents: line.referents,
        properties: properties
            .map(|(name, values)| (name, values.into_iter().collect()))
            .collect(),
    }
}
