use super::style::NoticeFormat;

/// Why a notice could not be written.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// There is no such style.
    #[error("there is no notice style `{style}` as {}; there are {}", format.as_str(), known.join(", "))]
    UnknownStyle {
        /// The style asked for.
        style: String,
        /// The format asked for.
        format: NoticeFormat,
        /// The styles that there are.
        known: Vec<String>,
    },
    /// A template does not parse, or names something that does not exist.
    #[error("{template}:{line}: {message}")]
    Template {
        /// The template.
        template: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A template did too much work, or made too much data.
    #[error("{template}:{line}: the template takes too much time or memory")]
    OutOfFuel {
        /// The template.
        template: String,
        /// The line that it had reached, from 1.
        line: usize,
    },
    /// A template is too large.
    #[error("{template}:1: the template has {size} bytes; at most {limit} are read")]
    TooLarge {
        /// The template.
        template: String,
        /// Its size, in bytes.
        size: usize,
        /// The bound.
        limit: usize,
    },
    /// The system gives no thread for templates of the repository.
    #[error("no thread can be started for the templates of the repository: {0}")]
    NoThread(#[source] std::io::Error),
}
