//! Templates: which there are, what they may do, and how far they may go.

use std::io::{self, Write};

use minijinja::{Environment, ErrorKind, Value};

use crate::templating;

use super::error::NoticeError;
use super::style::NoticeFormat;
use super::styles::{STYLES, known_styles};
use super::template::Template;

/// How many steps a template may take: a notice of 20,000 entries takes some 20 million.
const FUEL: u64 = 100_000_000;

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
        _ => template_error(&name, &error),
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
        Err(error) => return Err(template_error(&name, &error)),
    }
    Ok(String::from_utf8_lossy(&out.0).into_owned())
}

fn environment(templates: &[Template]) -> Result<Environment<'static>, NoticeError> {
    let mut environment = templating::environment();
    environment.set_fuel(Some(FUEL));
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
        .map_err(|error| template_error(&name, &error))
}

fn unknown_style(style: &str, format: NoticeFormat, templates: &[Template]) -> NoticeError {
    let path = format.template(style);
    let known = known_styles(templates).into_iter();
    let known = known
        .filter(|(_, missing)| !missing.contains(&path))
        .map(|(name, _)| name)
        .collect();
    NoticeError::UnknownStyle {
        style: style.to_owned(),
        format,
        known,
    }
}

fn template_error(name: &str, error: &minijinja::Error) -> NoticeError {
    NoticeError::Template {
        template: error.name().unwrap_or(name).to_owned(),
        line: error.line().unwrap_or(0),
        message: error.detail().map_or_else(
            || error.kind().to_string(),
            |detail| format!("{}: {detail}", error.kind()),
        ),
    }
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
