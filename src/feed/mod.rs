//! Published formats of an edition: one file each under `formats/`, listed in [`FORMATS`].
//!
//! A feed is a pure function of an [`Edition`](crate::model::Edition): no file, no clock, no repository. Equal editions
//! give equal bytes. A format declares which fields it carries ([`Format::carries`]), and every other field is reported as lost
//! ([`losses`]); nothing is dropped in silence.
//!
//! ```
//! use gazette::feed::format;
//!
//! let csv = format("csv").expect("a built-in format");
//! let names: Vec<_> = csv.files().iter().map(|file| file.name).collect();
//! assert_eq!(names, ["entries.csv", "names.csv"]);
//! ```

mod branches;
mod carries;
mod day;
pub mod delta;
mod format;
mod formats;
pub mod ftm;
mod loss;
pub mod native;
pub mod news;
pub mod ofac_delta;
pub mod ownership;
pub mod plain;
mod sheet;

use day::newest_day;

pub use carries::{Account, Carried, Carries, Declared, Gap, How, NO_ID, Value};
pub use format::{FeedError, FileKind, Format};
pub use formats::{FORMATS, format};
pub use loss::{Loss, entries_with_losses, gaps_of_record, losses, losses_of};
