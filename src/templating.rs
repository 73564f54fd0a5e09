//! Templates: how the engine is set up for notices, pages and reports alike.
//!
//! A file whose name contains `.html` is escaped as HTML; Markdown templates use the filters `md` and `code`. A name that does not exist is an
//! error, never an empty text.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value};

use crate::escape;

/// Returns an environment without templates.
pub(crate) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the usual delimiters do not collide");
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|name| {
        if name.contains(".html") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    environment.set_formatter(write_escaped);
    environment.add_filter("md", |text: String| escape::markdown(&text));
    environment.add_filter("md_mark", |text: String, mark: String| md_mark(&text, &mark));
    environment.add_filter("code", |text: String| escape::code(&text));
    environment.add_filter("date_us", |date: String| date_us(&date));
    environment.add_filter("date_long", |date: String| date_long(&date));
    environment
}

/// Writes a value, escaped if the template is HTML. The engine's own escaping is as safe, but writes `/` as `&#x2f;`.
fn write_escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    if !matches!(state.auto_escape(), AutoEscape::Html) || value.is_safe() || value.is_undefined() {
        return minijinja::escape_formatter(out, state, value);
    }
    match value.as_str() {
        Some(text) => out.write_str(&escape::html(text))?,
        None => out.write_str(&escape::html(&value.to_string()))?,
    }
    Ok(())
}

/// Returns a text between marks of Markdown, which must be next to its words: white space around them stays outside.
fn md_mark(text: &str, mark: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let start = text.len() - text.trim_start().len();
    let (before, after) = (&text[..start], &text[start + inner.len()..]);
    format!("{before}{mark}{}{mark}{after}", escape::markdown(inner))
}

/// Returns `2019-09-13` as `09/13/2019`; another text as it is.
fn date_us(date: &str) -> String {
    let parsed = date.parse::<jiff::civil::Date>();
    parsed.map_or_else(|_| date.to_owned(), |date| date.strftime("%m/%d/%Y").to_string())
}

/// Returns `2019-09-13` as `13 September 2019`; another text as it is.
fn date_long(date: &str) -> String {
    let parsed = date.parse::<jiff::civil::Date>();
    parsed.map_or_else(|_| date.to_owned(), |date| date.strftime("%-d %B %Y").to_string())
}
