//! `gazette preview`: what merging would publish, for a pull request.

use clap::Args;
use gazette::diff::compare_editions;
use gazette::lint::{Finding, Input, run as lint};
use gazette::notice::{NoticeFormat, NoticeInput, render};
use gazette::report::changes::{ListChanges, markdown};
use gazette::wording::{counts, markdown_escaped};

use super::args::Common;
use super::console::Console;
use super::diff::sides;
use super::exit::Ending;
use super::notice::{style_of, templates};
use super::range::Range;
use super::workspace::{Point, Workspace};

/// Write what merging would publish, as Markdown
///
/// A table of the lists, what must be screened again, every change, the notice as it would be published, and the findings: for the
/// summary of a job or a comment on a pull request.
///
/// Examples:
///   gazette preview                      the working tree against the last release
///   gazette preview origin/main..        a branch
///   gazette preview origin/main.. >> "$GITHUB_STEP_SUMMARY"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct PreviewArgs {
    /// FROM, FROM.., ..TO or FROM..TO
    range: Option<Range>,
}

/// GitHub cuts comments at 65,536 characters; what is longer is told to be so.
const LONGEST: usize = 60_000;

pub(crate) fn run(args: &PreviewArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let workspace = Workspace::open(common)?;
    let sides = sides(args.range.as_ref(), None, &workspace)?;
    let templates = templates(&workspace, &Point::WorkingTree)?;
    let mut table = String::new();
    let mut sections = String::new();
    for (list, (old, new)) in &sides.lists {
        let changes = compare_editions(old, new);
        if changes.is_empty() {
            continue;
        }
        let rescreen = if changes.asks_to_rescreen() { "**yes**" } else { "no" };
        table.push_str(&format!(
            "| {} | {} | {rescreen} |\n",
            markdown_escaped(list),
            counts(&changes)
        ));
        let told = ListChanges {
            list,
            title: &new.list.title,
            from: &sides.from,
            to: &sides.to,
            changes: &changes,
        };
        let input = NoticeInput {
            old,
            new,
            changes: &changes,
            config: &workspace.config,
        };
        let notice = render(style_of(new), NoticeFormat::Markdown, &input, &templates)?;
        sections.push_str(&format!(
            "\n{}\n<details><summary>The notice as it would be published</summary>\n\n{notice}\n</details>\n",
            markdown(&told)
        ));
    }
    let findings = findings(&workspace)?;
    let mut text = "# What merging would publish\n\n".to_owned();
    if table.is_empty() {
        text.push_str("Nothing: no list changes in meaning.\n");
    } else {
        text.push_str(&format!("| list | changes | screen again |\n|---|---|---|\n{table}"));
    }
    text.push_str(&findings_text(&findings));
    text.push_str(&sections);
    console.result(&cut(text))?;
    Ok(Ending::Clean)
}

fn findings(workspace: &Workspace) -> anyhow::Result<Vec<Finding>> {
    let snapshot = workspace.snapshot(&Point::WorkingTree)?;
    let lists = workspace.load_all(&snapshot)?;
    let config = workspace.load_config(&snapshot)?;
    let mut findings = lint(&Input {
        config: config.as_ref(),
        ..Input::new(&lists)
    });
    findings.retain(|finding| workspace.wants_file(&finding.file));
    Ok(findings)
}

fn findings_text(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "\nNo findings.\n".to_owned();
    }
    let line = |finding: &Finding| {
        let position = finding.position;
        format!(
            "- {} `{}:{}:{}` {} (`{}`)\n",
            finding.severity.as_str(),
            finding.file,
            position.line,
            position.column,
            markdown_escaped(&finding.message),
            finding.rule
        )
    };
    let lines: String = findings.iter().map(line).collect();
    format!(
        "\n<details><summary>{} findings</summary>\n\n{lines}\n</details>\n",
        findings.len()
    )
}

fn cut(mut text: String) -> String {
    if text.len() <= LONGEST {
        return text;
    }
    let mut end = LONGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text.push_str("\n\nThe preview is longer than a comment may be; run `gazette preview` to see all of it.\n");
    text
}
