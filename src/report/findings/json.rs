//! Findings for other programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::lint::{Edit, Finding, Label};

use super::{Counts, fingerprint};

#[derive(Serialize)]
struct Report<'a> {
    findings: Vec<Found<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Found<'a> {
    rule: &'a str,
    severity: &'a str,
    list: Option<&'a str>,
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: u32,
    end: u32,
    fingerprint: String,
    message: &'a str,
    remedy: Option<&'a str>,
    labels: Vec<Related<'a>>,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct Fix<'a> {
    start: u32,
    end: u32,
    replacement: &'a str,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    files_with_findings: usize,
    files: usize,
}

/// Writes one document: `findings`, each with lines and columns from 1 (columns in characters) and with bytes from 0, and `summary`.
///
/// # Errors
///
/// Gives what the writer gives.
pub fn json(out: &mut dyn Write, findings: &[Finding], files: usize) -> io::Result<()> {
    let counts = Counts::of(findings);
    let report = Report {
        findings: findings.iter().map(found).collect(),
        summary: Summary {
            errors: counts.errors,
            warnings: counts.warnings,
            notes: counts.notes,
            files_with_findings: counts.files,
            files,
        },
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    out.write_all(b"\n")
}

fn found(finding: &Finding) -> Found<'_> {
    Found {
        rule: finding.rule,
        severity: finding.severity.as_str(),
        list: finding.list.as_deref(),
        file: &finding.file,
        line: finding.position.line,
        column: finding.position.column,
        end_line: finding.end.line,
        end_column: finding.end.column,
        start: finding.place.start,
        end: finding.place.end,
        fingerprint: fingerprint(finding),
        message: &finding.message,
        remedy: finding.remedy.as_deref(),
        labels: finding.labels.iter().map(related).collect(),
        fix: finding.fix.as_ref().map(edit),
    }
}

fn related(label: &Label) -> Related<'_> {
    Related {
        file: &label.file,
        line: label.position.line,
        column: label.position.column,
        start: label.place.start,
        end: label.place.end,
        text: &label.text,
    }
}

fn edit(edit: &Edit) -> Fix<'_> {
    Fix {
        start: edit.place.start,
        end: edit.place.end,
        replacement: &edit.replacement,
    }
}
