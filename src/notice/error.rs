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
    /// A template does not parse, or names what is not there.
    #[error("{template}:{line}: {message}")]
    Template {
        /// The template.
        template: String,
        /// The line, from 1; 0 where it is not known.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A template ran for too long.
    #[error("{template}: the template runs for too long")]
    OutOfFuel {
        /// The template.
        template: String,
    },
    /// A template wrote too much.
    #[error("{template}: the template writes more than {limit} bytes")]
    TooMuch {
        /// The template.
        template: String,
        /// The bound.
        limit: usize,
    },
}
