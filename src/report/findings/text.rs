//! Findings as rustc shows them, through rustc's own renderer.

use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::lint::{Finding, Label, Severity};

use super::excerpt::{Excerpt, excerpt};
use super::{Sources, summary};

/// How findings are shown to people.
#[derive(Debug, Clone, Copy)]
pub struct TextOptions {
    /// True for colours, as ANSI escape sequences.
    pub color: bool,
    /// The width of the terminal, in columns.
    pub width: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self {
            color: false,
            width: 100,
        }
    }
}

/// Writes findings for people: each with its line of the source, and a last line that sums up.
///
/// # Errors
///
/// Gives what the writer gives.
pub fn text(out: &mut dyn Write, findings: &[Finding], sources: &Sources<'_>, options: TextOptions) -> io::Result<()> {
    let renderer = if options.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(options.width).decor_style(DecorStyle::Ascii);
    for finding in findings {
        writeln!(out, "{}\n", renderer.render(&[group(finding, sources)]))?;
    }
    writeln!(out, "{}", summary(findings, sources.len()))
}

fn group<'a>(finding: &'a Finding, sources: &Sources<'a>) -> Group<'a> {
    let mut group = level(finding.severity)
        .primary_title(&finding.message)
        .id(finding.rule)
        .elements(elements(finding, sources));
    if let Some(remedy) = &finding.remedy {
        group = group.element(Level::HELP.message(remedy));
    }
    group
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// Labels farther from the finding than this are shown in an excerpt of their own.
const NEAR: u32 = 2_000;

fn elements<'a>(finding: &'a Finding, sources: &Sources<'a>) -> Vec<Element<'a>> {
    let is_near = |label: &&Label| label.file == finding.file && label.place.start.abs_diff(finding.place.start) < NEAR;
    let (near, far): (Vec<&Label>, Vec<&Label>) = finding.labels.iter().partition(is_near);
    let mut elements = vec![main(finding, &near, sources)];
    for label in far {
        elements.push(aside(label, sources));
    }
    elements
}

fn main<'a>(finding: &'a Finding, near: &[&'a Label], sources: &Sources<'a>) -> Element<'a> {
    let bytes = sources.get(finding.file.as_str()).map(|file| file.bytes.as_slice());
    let mut places = vec![(finding.place, finding.position.line)];
    places.extend(near.iter().map(|label| (label.place, label.position.line)));
    let Some(shown) = bytes.and_then(|bytes| excerpt(bytes, &places)) else {
        let (line, column) = (finding.position.line, finding.position.column);
        return Origin::path(&finding.file).line(line).char_column(column).into();
    };
    let Excerpt {
        first_line,
        text,
        spans,
    } = shown;
    let mut spans = spans.into_iter();
    let own = spans.next().unwrap_or_default();
    let labels = near.iter().zip(spans);
    Snippet::source(text)
        .line_start(first_line)
        .path(&finding.file)
        .annotation(AnnotationKind::Primary.span(own))
        .annotations(labels.map(|(label, span)| AnnotationKind::Context.span(span).label(&label.text)))
        .into()
}

fn aside<'a>(label: &'a Label, sources: &Sources<'a>) -> Element<'a> {
    let bytes = sources.get(label.file.as_str()).map(|file| file.bytes.as_slice());
    match bytes.and_then(|bytes| excerpt(bytes, &[(label.place, label.position.line)])) {
        Some(shown) => Snippet::source(shown.text)
            .line_start(shown.first_line)
            .path(&label.file)
            .annotations(
                shown
                    .spans
                    .into_iter()
                    .map(|span| AnnotationKind::Context.span(span).label(&label.text)),
            )
            .into(),
        None => Origin::path(&label.file)
            .line(label.position.line)
            .char_column(label.position.column)
            .into(),
    }
}
