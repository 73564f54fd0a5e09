//! Two models in, the truth about what changed out.
//!
//! [`compare`] takes two sets of entries (or [`compare_editions`] two editions, lists included) in canonical form and gives a
//! [`ChangeSet`]: which entries were added, removed, amended, and for an amendment every field change with its old and new
//! value and its class. Identity is the entry's id and nothing else. Comparison works on the plain data of records, guided
//! by their schema, so that no field, present or future, can change in silence. [`apply`] turns the old entries into the
//! new ones by what the change set says, and by nothing else.
//!
//! The vocabulary of changes is told in `docs/changes.md`.

mod apply;
mod assign;
mod change;
mod compare;
mod filter;
mod group;
mod inserted;
mod kind;
mod likeness;
mod link;
mod pair;
mod record;
mod rename;

pub use apply::{ApplyError, apply, apply_to_parties};
pub use change::{Amendment, Change, ChangeKind, ChangeSet, FieldChange, Reinstated, Summary, Verb};
pub use compare::{Touched, compare, compare_editions, touch_editions};
pub use filter::{Filter, kinds};
pub use group::{GROUP_FROM, Group};
pub use kind::{Subject, entry_subjects, list_subjects};
pub use link::Link;
pub use rename::Rename;
