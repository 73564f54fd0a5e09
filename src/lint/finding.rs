//! Findings: what is wrong with a list, where, and how to fix it.

use crate::data::Place;
use crate::yaml::Position;

/// The severity of a finding, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look; nothing is wrong yet.
    Note,
    /// Probably wrong; a person must decide.
    Warning,
    /// Wrong; nothing is published until it is fixed.
    Error,
}

impl Severity {
    /// Every severity, the highest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// Its severity, as the list sets it.
    pub severity: Severity,
    /// The list in which it was found; nothing for the repository's own settings.
    pub list: Option<String>,
    /// The path of the file, with `/`.
    pub file: String,
    /// Where in the file, in bytes.
    pub place: Place,
    /// Where it begins.
    pub position: Position,
    /// Behind its last character.
    pub end: Position,
    /// What is wrong: lower case, no full stop, the thing in backticks; control characters are written as escapes.
    pub message: String,
    /// How to fix it, likewise.
    pub remedy: Option<String>,
    /// Places that belong to it, perhaps in other files.
    pub labels: Vec<Label>,
    /// An edit that fixes it without changing what the list means to a reader.
    pub fix: Option<Edit>,
}

/// A place that belongs to a finding, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The path of the file.
    pub file: String,
    /// Where in the file, in bytes.
    pub place: Place,
    /// Where it begins.
    pub position: Position,
    /// What it has to do with the finding.
    pub text: String,
}

/// A replacement of some bytes of the finding's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub place: Place,
    /// The text that comes.
    pub replacement: String,
}
