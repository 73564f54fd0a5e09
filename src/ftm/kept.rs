//! What came from FollowTheMoney and has no field in the model: kept verbatim under `extra.ftm` of an entry, and written again.
//!
//! ```yaml
//! extra:
//!   ftm:
//!     - id: ofac-12345
//!       schema: Person
//!       properties:
//!         religion: [Islam]
//! ```
//! A member whose id is that of an entity made from the entry adds its values to that one, and its schema where it is another;
//! any other is an entity of its own.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::data::{Node, Value};
use crate::model::Entry;
use crate::vocabulary::ftm_schema;

use super::entity::Entity;
use super::field::Field;
use super::map::Mapper;
use super::value::is_id;

/// The name under `extra` of an entry.
pub const KEPT: &str = "ftm";

/// What is kept of one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: String,
    /// Its schema.
    pub schema: String,
    /// The values that nothing else of the entry says.
    pub properties: BTreeMap<String, Vec<String>>,
}

/// Returns what an entry keeps; what is not of this shape is left out.
pub fn kept_of(entry: &Entry) -> Vec<Kept> {
    let Some(node) = entry.extra.get(KEPT) else {
        return Vec::new();
    };
    node.elements().iter().filter_map(read).collect()
}

fn read(node: &Node) -> Option<Kept> {
    let text = |name: &str| node.get(name).and_then(Node::as_text).map(str::to_owned);
    let properties = node.get("properties").map(Node::pairs).unwrap_or_default().iter();
    let values = |node: &Node| -> Vec<String> {
        let texts = node.elements().iter().filter_map(Node::as_text);
        texts.map(str::to_owned).collect()
    };
    Some(Kept {
        id: text("id")?,
        schema: text("schema")?,
        properties: properties
            .map(|(name, node)| (name.to_string(), values(node)))
            .collect(),
    })
}

/// Returns the node that keeps these.
pub fn node_of(kept: &[Kept]) -> Node {
    let texts = |values: &[String]| Node::new(Value::List(values.iter().map(Node::text).collect()));
    let member = |kept: &Kept| {
        let properties = kept.properties.iter();
        let properties = properties
            .map(|(name, values)| (Cow::Owned(name.clone()), texts(values)))
            .collect();
        let mut pairs = vec![
            ("id".into(), Node::text(&kept.id)),
            ("schema".into(), Node::text(&kept.schema)),
        ];
        if !kept.properties.is_empty() {
            pairs.push(("properties".into(), Node::map(properties)));
        }
        Node::map(pairs)
    };
    Node::new(Value::List(kept.iter().map(member).collect()))
}

const NO_SUCH: &str = "FollowTheMoney has no such entity or property, and it is not written";

impl Mapper<'_> {
    pub(super) fn kept(&mut self) {
        for (at, kept) in kept_of(self.entry).into_iter().enumerate() {
            let members = Field::Of("extra.ftm");
            let field = members.at(at);
            let is_known = ftm_schema(&kept.schema).is_some_and(|schema| !schema.is_abstract);
            if !is_id(&kept.id) || !is_known {
                self.lose(field, NO_SUCH);
                continue;
            }
            let known = std::iter::once(&mut self.subject).chain(&mut self.others);
            let refused = match known.into_iter().find(|entity| entity.id == kept.id) {
                Some(entity) => add_to(entity, &kept),
                None => {
                    let mut entity = Entity::new(&kept.id, &kept.schema);
                    let refused = add_to(&mut entity, &kept);
                    if entity.is_whole() {
                        self.others.push(entity);
                    }
                    refused
                }
            };
            if refused {
                self.lose(field, NO_SUCH);
            }
        }
    }
}

/// Adds what is kept; returns true if the schema refuses some of it.
fn add_to(entity: &mut Entity, kept: &Kept) -> bool {
    use super::entity::Added;
    if entity.schema.name != kept.schema {
        let mut other = Entity::new(&entity.id, &kept.schema);
        other.referents = entity.referents.clone();
        for (property, value) in entity.statements() {
            other.add(&property.name, value);
        }
        *entity = other;
    }
    let values = kept.properties.iter();
    let values = values.flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
    values.fold(false, |refused, (name, value)| {
        let added = entity.add(name, value);
        refused || matches!(added, Added::Refused | Added::NoProperty)
    })
}
