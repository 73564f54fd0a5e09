//! Findings as workflow commands of GitHub Actions.
//!
//! See [the manual](https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions); how texts are escaped is
//! defined in `packages/core/src/command.ts` of [actions/toolkit](https://github.com/actions/toolkit).

use std::cmp::Reverse;
use std::io::{self, Write};

use crate::escape;
use crate::lint::{Finding, Severity};

/// Writes a workflow command for each finding, the most severe first: GitHub shows the first ten of a step.
///
/// # Errors
///
/// Gives what the writer gives.
pub fn github(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let mut findings: Vec<&Finding> = findings.iter().collect();
    findings.sort_by_key(|finding| Reverse(finding.severity));
    for finding in findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let (file, title) = (property(&finding.file), property(finding.rule));
        let (at, end) = (finding.position, finding.end);
        write!(out, "::{command} file={file},line={},col={}", at.line, at.column)?;
        if end.line == at.line && end.column > at.column {
            // Theirs is the last column, ours the one behind it.
            write!(out, ",endColumn={}", end.column - 1)?;
        }
        writeln!(out, ",title={title}::{}", data(&message(finding)))?;
    }
    Ok(())
}

fn message(finding: &Finding) -> String {
    let mut message = finding.message.clone();
    for label in &finding.labels {
        message.push_str(&format!("\n{}:{}: {}", label.file, label.position.line, label.text));
    }
    if let Some(remedy) = &finding.remedy {
        message.push_str(&format!("\nhelp: {remedy}"));
    }
    message
}

fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    escape::terminal(&text)
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_as_the_toolkit_does() {
        assert_eq!(data("50%: a,b\r\nc"), "50%25: a,b%0D%0Ac");
        assert_eq!(property("50%: a,b\r\nc"), "50%25%3A a%2Cb%0D%0Ac");
    }
}
