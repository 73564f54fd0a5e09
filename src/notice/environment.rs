//! Templates: which there are, what they may do, and how far they may go.

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};

use crate::wording::markdown_escaped;

use super::Template;
use super::error::NoticeError;
use super::style::{NoticeFormat, STYLES};

/// How many steps a template may take: a notice of 20,000 entries takes some 20 million.
const FUEL: u64 = 500_000_000;

/// How much a template may write, in bytes: a notice of 20,000 entries has some 20 MB.
const MOST_BYTES: usize = 256 << 20;

/// Parts that templates of all styles share.
const SHARED: &[(&str, &str)] = &[("notice/base.html", include_str!("../../templates/notice/base.html"))];

pub(super) fn render(
    style: &str,
    format: NoticeFormat,
    context: &Value,
    templates: &[Template],
) -> Result<String, NoticeError> {
    let name = format.template(style);
    let environment = environment(templates)?;
    let template = environment.get_template(&name).map_err(|error| match error.kind() {
        ErrorKind::TemplateNotFound => unknown_style(style, format, templates),
        _ => told(&name, &error),
    })?;
    let mut out = Bounded(Vec::new());
    match template.render_captured_to(context.clone(), &mut out) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::OutOfFuel => return Err(NoticeError::OutOfFuel { template: name }),
        Err(error) if error.kind() == ErrorKind::WriteFailure => {
            return Err(NoticeError::TooMuch {
                template: name,
                limit: MOST_BYTES,
            });
        }
        Err(error) => return Err(told(&name, &error)),
    }
    Ok(String::from_utf8_lossy(&out.0).into_owned())
}

fn environment(templates: &[Template]) -> Result<Environment<'static>, NoticeError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
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
    environment.add_filter("md", |text: String| markdown_escaped(&text));
    environment.add_filter("date_us", |date: String| date_us(&date));
    environment.add_filter("date_long", |date: String| date_long(&date));
    for (name, source) in SHARED {
        add(&mut environment, (*name).to_owned(), (*source).to_owned())?;
    }
    for style in STYLES {
        for format in NoticeFormat::ALL {
            add(
                &mut environment,
                format.template(style.name),
                style.source(format).to_owned(),
            )?;
        }
    }
    for template in templates {
        add(&mut environment, template.path.clone(), template.text.clone())?;
    }
    Ok(environment)
}

fn add(environment: &mut Environment<'static>, name: String, source: String) -> Result<(), NoticeError> {
    environment
        .add_template_owned(name.clone(), source)
        .map_err(|error| told(&name, &error))
}

fn unknown_style(style: &str, format: NoticeFormat, templates: &[Template]) -> NoticeError {
    let ending = format!(".{}.j2", format.extension());
    let own = templates
        .iter()
        .filter_map(|template| template.path.strip_prefix("notice/")?.strip_suffix(&ending));
    let mut known: Vec<String> = STYLES
        .iter()
        .map(|style| style.name.to_owned())
        .chain(own.map(str::to_owned))
        .collect();
    known.dedup();
    NoticeError::UnknownStyle {
        style: style.to_owned(),
        format,
        known,
    }
}

fn told(name: &str, error: &minijinja::Error) -> NoticeError {
    NoticeError::Template {
        template: error.name().unwrap_or(name).to_owned(),
        line: error.line().unwrap_or(0),
        message: error.detail().map_or_else(
            || error.kind().to_string(),
            |detail| format!("{}: {detail}", error.kind()),
        ),
    }
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

/// A buffer that takes no more than its bound.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            return Err(io::Error::other("the bound is reached"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
