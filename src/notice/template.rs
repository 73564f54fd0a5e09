//! Templates of a repository.

/// A template of the repository's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its path below the folder of templates, with `/`: `notice/plain.txt.j2`.
    pub path: String,
    /// Its text.
    pub text: String,
}
