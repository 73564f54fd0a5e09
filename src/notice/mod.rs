//! Change notices: what people read of a release.
//!
//! A style is a set of three templates (text, Markdown, HTML) over one context, which `docs/notices.md` describes, and a view of its
//! own ([`Style`]). [`STYLES`] is the registry; a repository's own `templates/notice/` may override any template and add styles.
//! Templates see nothing but the context, and their time and memory are bounded.

mod bounds;
mod context;
mod error;
mod input;
mod render;
mod schema;
mod style;
mod styles;
mod template;
mod title;
mod words;

use minijinja::Value;
use minijinja::value::Serde;

pub use error::NoticeError;
pub use input::NoticeInput;
pub use schema::list_schema;
pub use style::{NoticeFormat, Style};
pub use styles::{KnownStyles, STYLES, known_styles, style_of};
pub use template::Template;
pub use title::title_of;

/// Returns the notice of the changes of one list in a style.
///
/// # Errors
///
/// Returns an error if the style does not exist in this format, or if a template does not parse, names something that does not exist,
/// or takes too much time or memory; with the template's name and line.
pub fn render(
    style: &str,
    format: NoticeFormat,
    input: &NoticeInput<'_>,
    templates: &[Template],
) -> Result<String, NoticeError> {
    render::render(style, format, &prepared(style, input, templates), templates)
}

/// Returns the notice in several formats, in their order; the context is built once.
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
    let context = prepared(style, input, templates);
    let notices = formats.iter();
    notices
        .map(|format| render::render(style, *format, &context, templates))
        .collect()
}

/// Returns the notice of a context that was built before, see [`context`].
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
    render::render(style, format, &Value::from(Serde(context)), templates)
}

/// Returns what the templates of a notice see, as JSON, with the views of all styles; the title is that of the list's own style.
pub fn context(input: &NoticeInput<'_>) -> serde_json::Value {
    context::json(input, style_of(&input.new.list), STYLES)
}

/// A built-in style sees its own view; templates of the repository may use those of all styles.
fn prepared(style: &str, input: &NoticeInput<'_>, templates: &[Template]) -> Value {
    let built_in = styles::find(style);
    let views: Vec<&'static Style> = match built_in {
        Some(style) if templates.is_empty() => vec![style],
        _ => STYLES.to_vec(),
    };
    context::value(input, style, &views)
}
