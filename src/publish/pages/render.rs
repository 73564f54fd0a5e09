//! How a page is made of its template.

use std::sync::LazyLock;

use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;

use crate::publish::error::PublishError;
use crate::publish::manifest::FileFacts;
use crate::publish::run::Run;
use crate::templating;

pub(super) const HTML: &str = "text/html; charset=utf-8";

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = templating::environment();
    for (name, text) in [
        ("base.html", include_str!("../../../templates/site/base.html")),
        ("front.html", include_str!("../../../templates/site/front.html")),
        ("list.html", include_str!("../../../templates/site/list.html")),
        ("entry.html", include_str!("../../../templates/site/entry.html")),
    ] {
        templates
            .add_template(name, text)
            .expect("the built-in templates are tested");
    }
    templates
});

/// What every page has.
#[derive(Serialize)]
pub(super) struct Frame<'a> {
    pub(super) title: &'a str,
    /// The way to the root: `../../`.
    pub(super) root: &'a str,
    pub(super) publisher: Option<String>,
    /// The way back: names and addresses.
    pub(super) path: Vec<(String, String)>,
}

pub(super) fn write<P: Serialize>(
    run: &Run<'_>,
    path: &str,
    template: &str,
    page: &P,
) -> Result<FileFacts, PublishError> {
    let html = render(path, template, page)?;
    run.stage.write(path, HTML, html.as_bytes())
}

pub(super) fn render<P: Serialize>(path: &str, template: &str, page: &P) -> Result<String, PublishError> {
    let rendered = TEMPLATES
        .get_template(template)
        .and_then(|template| template.render(Serde(page)));
    let mut html = rendered.map_err(|source| PublishError::Page {
        path: path.to_owned(),
        source: source.into(),
    })?;
    if !html.ends_with('\n') {
        html.push('\n');
    }
    Ok(html)
}

pub(super) fn frame<'a>(run: &Run<'_>, title: &'a str, root: &'a str, path: &[(&str, &str)]) -> Frame<'a> {
    Frame {
        title,
        root,
        publisher: run.publisher(),
        path: path
            .iter()
            .map(|(name, href)| ((*name).to_owned(), (*href).to_owned()))
            .collect(),
    }
}
