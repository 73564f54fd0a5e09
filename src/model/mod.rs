//! What a designation list is: lists, entries, names, designations, relations, dates.
//!
//! The model is a superset of what OFAC, the UN, the UK, the EU, Switzerland, Australia and Japan publish
//! (`docs/format.md` has the table). Values are read generously: a word, a date or a country that nobody knows is kept as
//! it was written, and judged later by `lint`. Nothing here knows a file, a repository or a feed.
//!
//! Every record is declared with `record!` (in `record/declare.rs`), which makes the struct and its [`schema::Schema`] from one
//! text. Reading, writing, comparing, linting and the JSON Schema follow from that table.
//!
//! ```
//! use gazette::data::{Node, Value};
//! use gazette::model::{Entry, record::Field};
//!
//! let node = Node::map(vec![
//!     ("id".into(), Node::text("27309")),
//!     ("kind".into(), Node::text("entity")),
//!     ("names".into(), Node::new(Value::List(vec![Node::text("ANDARIEL")]))),
//!     ("designations".into(), Node::new(Value::List(vec![Node::map(vec![("programme".into(), Node::text("DPRK3"))])]))),
//! ]);
//! let mut complaints = Vec::new();
//! let entry = Entry::read(&node, &mut complaints).canonical();
//! assert_eq!((entry.primary_name(), complaints.len()), ("ANDARIEL", 0));
//! ```

mod config;
mod date;
mod designation;
mod difference;
mod entry;
mod exceptions;
mod facts;
mod list;
mod message;
mod name;
pub mod record;
mod relation;
mod release;
pub mod schema;
mod share;
mod words;

pub use config::{Config, Publisher, Releases};
pub use date::{FuzzyDate, PartialDate};
pub use designation::{Act, Designation};
pub use difference::Difference;
pub(crate) use entry::sort_by_id;
pub use entry::{Entry, NO_ORDER, by_id};
pub use exceptions::{Exception, Exceptions, SkippedState};
pub use facts::{
    Address, Aircraft, Contact, CountryFact, DateFact, Document, Feature, Organization, Phrase, Place, Reference,
    Source, Vessel, Wallet,
};
pub use list::{Authority, Correction, FORMAT, Limits, List, NoticeSettings, OwnershipPeriod, Programme, Removal};
pub use message::{TITLE_TRAILER, title_and_body};
pub use name::{Name, NameForm, NamePart};
pub use relation::{EntryRef, Relation, Target};
pub use release::{Edition, Release};
pub use share::{Bound, Percent, Stake};
pub use words::{
    Capitals, ControlCriterion, Country, Gender, Kind, Language, MergeMethod, NamePartType, NameType, OwnershipRule,
    Quality, RelationType, ReleaseSource, Script, Share,
};
