//! Templates: which there are, what they may do, and how far they may go.

use minijinja::{Environment, ErrorKind, Value};

use crate::{escape, templating};

use super::bounds;
use super::error::NoticeError;
use super::style::NoticeFormat;
use super::styles::{STYLES, known_styles};
use super::template::Template;

/// How much work a built-in template may do; a notice of 20,000 entries takes some 20 million.
const FUEL: u64 = 500_000_000;

/// Parts that templates of all styles share.
const SHARED: &[(&str, &str)] = &[("notice/base.html", include_str!("../../templates/notice/base.html"))];

/// Returns the notice.
///
/// Built-in templates are trusted. If a repository has templates of its own, everything is read and rendered within the bounds of
/// [`bounds`], for they may come with a pull request.
pub(super) fn render(
    style: &str,
    format: NoticeFormat,
    context: &Value,
    templates: &[Template],
) -> Result<String, NoticeError> {
    let text = match templates {
        [] => rendered(style, format, context, templates, FUEL),
        _ => {
            bounds::check_sizes(templates)?;
            let fuel = bounds::fuel(context);
            bounds::with_deep_stack(|| rendered(style, format, context, templates, fuel))
        }
    }?;
    Ok(escape::terminal(&text))
}

fn rendered(
    style: &str,
    format: NoticeFormat,
    context: &Value,
    templates: &[Template],
    fuel: u64,
) -> Result<String, NoticeError> {
    let name = format.template(style);
    let environment = environment(templates, fuel)?;
    let template = environment.get_template(&name).map_err(|error| match error.kind() {
        ErrorKind::TemplateNotFound => unknown_style(style, format, templates),
        _ => template_error(&name, &error),
    })?;
    template
        .render(context.clone())
        .map_err(|error| template_error(&name, &error))
}

fn environment(templates: &[Template], fuel: u64) -> Result<Environment<'static>, NoticeError> {
    let mut environment = templating::environment();
    environment.set_fuel(Some(fuel));
    if !templates.is_empty() {
        // A namespace can hold itself, which no bound on size or depth would find.
        environment.remove_global("namespace");
    }
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
        // A checkout may end lines as Windows does.
        add(
            &mut environment,
            template.path.clone(),
            template.text.replace("\r\n", "\n"),
        )?;
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
    let template = error.name().unwrap_or(name).to_owned();
    let line = error.line().unwrap_or(1);
    if error.kind() == ErrorKind::OutOfFuel {
        return NoticeError::OutOfFuel { template, line };
    }
    NoticeError::Template {
        template,
        line,
        message: error.detail().map_or_else(
            || error.kind().to_string(),
            |detail| format!("{}: {detail}", error.kind()),
        ),
    }
}
