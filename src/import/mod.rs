//! Foreign lists to entries of the model, and into the files of a list.
//!
//! An [`Importer`] has two halves: it reads an authority's own record, strictly, and maps it, purely, to [`Entry`]s. What it
//! made is then laid over the list as it stands ([`plan`]): files of unchanged entries are not touched, what people added
//! stays. Nothing here fetches, and nothing here touches the file system: bytes in, bytes and paths out.
//!
//! [`Entry`]: crate::model::Entry

mod importer;
mod merge;
mod order;
mod plan;
mod sources;

pub use importer::{Amendment, Base, Context, Delta, Imported, Importer, Input, InputFile, Problem, Removal, Severity};
pub use merge::merge;
pub use plan::{Bounds, FileChange, Plan, PlanError, plan};
pub use sources::{IMPORTERS, importer};
