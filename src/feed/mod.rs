//! Published formats of an edition: one file each under `formats/`, listed in [`FORMATS`].
//!
//! A feed is a pure function of an [`Edition`](crate::model::Edition): no file, no clock, no repository. Equal editions
//! give equal bytes. What a format cannot say faithfully it names in [`Format::losses`]; nothing is dropped in silence.
//!
//! ```
//! use gazette::feed::format;
//!
//! let csv = format("csv").expect("a built-in format");
//! let names: Vec<_> = csv.files().iter().map(|file| file.name).collect();
//! assert_eq!(names, ["entries.csv", "names.csv"]);
//! ```

mod branches;
mod day;
pub mod delta;
mod fidelity;
mod format;
mod formats;
pub mod ftm;
pub mod native;
pub mod news;
pub mod ofac_delta;
pub mod ownership;
pub mod plain;
mod sheet;

use day::newest_day;
pub use fidelity::{Unfaithful, unfaithful};
pub use format::{FeedError, FileKind, Format, Loss};
pub use formats::{FORMATS, format};
