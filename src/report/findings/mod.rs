//! Findings for people and for programs.
//!
//! | format | for |
//! |---|---|
//! | [`text()`] | people: the source line, what belongs to it, what fixes it, as rustc shows it |
//! | [`github()`] | GitHub Actions: annotations on the lines of a pull request |
//! | [`sarif()`] | code scanning: SARIF 2.1.0 |
//! | [`json()`] | other programs |
//!
//! All but `text` are equal bytes for equal findings and carry no decoration.

mod excerpt;
mod fingerprint;
mod github;
mod json;
mod sarif;
mod schema;
mod summary;
mod text;

use std::io;

use crate::lint::Finding;

pub use fingerprint::{fingerprint, new_findings};
pub use github::github;
pub use json::json;
pub use sarif::sarif;
pub use schema::json_schema;
pub use summary::{Counts, summary};
pub use text::{TextOptions, text};

use crate::yaml::SourceFile;
use std::collections::BTreeMap;

/// The files that findings are in, by their paths.
pub type Sources<'a> = BTreeMap<&'a str, &'a SourceFile>;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// GitHub Actions annotations.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// JSON.
    Json,
}

impl Format {
    /// Every format with the name by which the command line asks for it.
    pub const ALL: [(&'static str, Self); 4] = [
        ("text", Self::Text),
        ("github", Self::Github),
        ("sarif", Self::Sarif),
        ("json", Self::Json),
    ];
}

/// Writes findings in a format. `text` ends in a line that sums up, which needs the number of files looked at.
///
/// # Errors
///
/// Gives what the writer gives.
pub fn write(
    out: &mut dyn io::Write,
    format: Format,
    findings: &[Finding],
    sources: &Sources<'_>,
    options: TextOptions,
) -> io::Result<()> {
    match format {
        Format::Text => text(out, findings, sources, options),
        Format::Github => github(out, findings),
        Format::Sarif => sarif(out, findings),
        Format::Json => json(out, findings, sources.len()),
    }
}
