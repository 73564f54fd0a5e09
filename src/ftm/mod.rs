//! An entry as [FollowTheMoney](https://followthemoney.tech) has it: entities, their schemata, values in canonical form.
//!
//! One entry becomes one entity for the party (`Person`, `Organization`, `Company`, `Vessel`, `Airplane` …) and one for each of its
//! designations (`Sanction`), addresses, papers, wallets and relations. Which word of ours becomes which property is data
//! (`src/vocabulary/ftm.yaml`), and so is FollowTheMoney's own model (`ftm_schemata.yaml`). What has no place there keeps its
//! wording in the party's `notes`, and [`Mapped::gaps`] names it. `docs/ftm.md` has the whole mapping.
//!
//! ```
//! use gazette::data::{Node, Value};
//! use gazette::ftm::{Context, map};
//! use gazette::model::{Entry, List, record::Field};
//!
//! let entry = Node::map(vec![
//!     ("id".into(), Node::text("27309")),
//!     ("kind".into(), Node::text("entity")),
//!     ("names".into(), Node::new(Value::List(vec![Node::text("ANDARIEL")]))),
//! ]);
//! let entry = Entry::read(&entry, &mut Vec::new()).canonical();
//! let mapped = map(&entry, false, &Context::alone("us-sdn", &List::default()));
//! assert_eq!(mapped.entities[0].id, "us-sdn-27309");
//! assert_eq!(mapped.entities[0].schema.name, "Organization");
//! ```

mod context;
mod designations;
mod documents;
mod entity;
mod field;
mod id;
mod kept;
mod map;
mod names;
mod parts;
mod person;
mod places;
mod relations;
mod statements;
pub mod value;

pub use context::{Context, ID_REFERENCE, REFERENT_REFERENCE};
pub use entity::{Added, Entity, Stamps};
pub use id::Ids;
pub use kept::{KEPT, Kept, kept_of, node_of};
pub use map::{Gap, Mapped, entities, map};
pub use statements::Values;

pub(crate) use context::schema_name;
pub(crate) use documents::{is_detailed, number_property};
pub(crate) use entity::{push, write_text};
