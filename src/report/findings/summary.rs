//! How many findings of which severity there are.

use std::collections::BTreeSet;

use crate::lint::{Finding, Severity};

/// The number of findings of each severity, and of the files that have some.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Files with findings.
    pub files: usize,
}

impl Counts {
    /// Counts.
    pub fn of(findings: &[Finding]) -> Self {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let files: BTreeSet<&str> = findings.iter().map(|finding| finding.file.as_str()).collect();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            files: files.len(),
        }
    }
}

/// Returns the line that sums up, without a line end: `2 errors, 1 warning in 3 files`.
pub fn summary(findings: &[Finding], files_looked_at: usize) -> String {
    let counts = Counts::of(findings);
    let parts = [
        (counts.errors, "error"),
        (counts.warnings, "warning"),
        (counts.notes, "note"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(*count, word))
        .collect();
    if parts.is_empty() {
        return format!("no findings in {}", counted(files_looked_at, "file"));
    }
    format!("{} in {}", parts.join(", "), counted(counts.files, "file"))
}

fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}
