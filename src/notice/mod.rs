//! Change notices: what people read of a release.
//!
//! A style is a set of three templates (text, Markdown, HTML) over one context, which `docs/notices.md` describes. Styles are
//! built in ([`Style`]); a repository's own `templates/notice/` may override any of them and add others. Templates see
//! nothing but the context, and can neither hang nor fill the machine: fuel and output are bounded.

mod context;
mod environment;
mod error;
mod style;
mod title;
mod un;

use minijinja::value::Serde;

pub use context::{NoticeInput, context};
pub use error::NoticeError;
pub use style::{NoticeFormat, STYLES, Style};
pub use title::title_of;

/// A template of the repository's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its path below the folder of templates, with `/`: `notice/plain.txt.j2`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Returns the notice of the changes of one list in a style.
///
/// # Errors
///
/// Fails where there is no such style in the format, where a template does not parse, names what is not there, runs for
/// too long or writes too much; with the template's name and line.
pub fn render(
    style: &str,
    format: NoticeFormat,
    input: &NoticeInput<'_>,
    templates: &[Template],
) -> Result<String, NoticeError> {
    environment::render(style, format, &context::prepared(input), templates)
}

/// Returns the notice in several formats, in their order; what they tell is put together once.
///
/// # Errors
///
/// Those of [`render`].
pub fn render_each(
    style: &str,
    formats: &[NoticeFormat],
    input: &NoticeInput<'_>,
    templates: &[Template],
) -> Result<Vec<String>, NoticeError> {
    let context = context::prepared(input);
    let notices = formats.iter();
    notices
        .map(|format| environment::render(style, *format, &context, templates))
        .collect()
}

/// Returns the notice of a context that was made before, see [`context`].
///
/// # Errors
///
/// Those of [`render`].
pub fn render_context(
    style: &str,
    format: NoticeFormat,
    context: &serde_json::Value,
    templates: &[Template],
) -> Result<String, NoticeError> {
    environment::render(style, format, &minijinja::Value::from(Serde(context)), templates)
}
