//! `gazette preview`: what merging would publish, for a pull request.

use clap::Args;
use gazette::diff::{ChangeSet, compare_editions};
use gazette::escape::{code, markdown as markdown_escaped};
use gazette::lint::{Finding, Severity};
use gazette::model::{Edition, TITLE_TRAILER, title_and_body};
use gazette::notice::{NoticeFormat, NoticeInput, Template, render, style_of};
use gazette::ownership::Consequences;
use gazette::report::changes::{ListChanges, markdown};
use gazette::report::findings::new_findings;
use gazette::repository::{Base, CheckRun, Point, Range, Repository, Sides};
use gazette::wording::ownership::counts_with;

use super::common::{Common, points};
use super::console::Console;
use super::exit::Ending;

/// Write what merging would publish, as Markdown
///
/// A table of the lists, what must be screened again, every change, the notice as it would be published, and the findings: for the
/// summary of a job or a comment on a pull request.
///
/// Examples:
///   gazette preview                      the working tree against the last release
///   gazette preview origin/main...       a branch, since it left main
///   gazette preview origin/main... --message "Designate N"
///   gazette preview origin/main... >> "$GITHUB_STEP_SUMMARY"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct PreviewArgs {
    /// FROM, FROM.., ..TO or FROM..TO; FROM...TO for what TO changed since it left FROM
    range: Option<Range>,
    /// The message that the merge will have, to see the title that it gives the notice
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
}

/// GitHub cuts comments at 65,536 characters; a longer one says so.
const LONGEST: usize = 60_000;

const UNREADABLE: &str =
    "# What merging would publish\n\nNothing: the lists cannot be read until the errors are fixed.\n";

pub(crate) fn run(args: &PreviewArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = common.open()?;
    let (from, to) = points(&repository, &args.range.clone().unwrap_or_default(), console)?;
    let base = Base::read(&repository, from)?;
    let from = base.point.clone();
    let findings = CheckRun::at(&repository, &to, Some(&base), to.day())?.findings;
    let sides = match Sides::whole(&repository, &from, &to) {
        Ok(sides) => sides,
        // Reviewers get the faults of the lists instead of a comparison that cannot be made.
        Err(_) if findings.iter().any(|finding| finding.severity == Severity::Error) => {
            console.result(&fitting(&[UNREADABLE.to_owned(), findings_text(&findings, 0)]))?;
            return Ok(Ending::Findings);
        }
        Err(error) => return Err(error.into()),
    };
    let before = CheckRun::at(&repository, &from, None, to.day())?.findings;
    let all = findings.len();
    let findings = new_findings(findings, &before);
    let old = all - findings.len();
    let mut changed: Vec<Changed<'_>> = sides.lists.iter().filter_map(Changed::of).collect();
    let mut reinstated = base.reinstated(&repository, &to)?;
    for list in &mut changed {
        list.changes.reinstated = reinstated.remove(list.list).unwrap_or_default();
    }
    let title = title_text(&repository, &to, args.message.as_deref())?;
    let mut pieces = vec![summary(&changed), title, findings_text(&findings, old)];
    if let Some((point, reason)) = &base.instead_of {
        let note = format!(
            "\n{point} cannot be published ({reason}): this is the change since {}.\n",
            base.point
        );
        pieces.insert(1, note);
    }
    pieces.extend(changed.iter().map(|list| list.markdown(&sides)));
    let templates = repository.templates(&Point::WorkingTree)?;
    for list in &changed {
        pieces.push(list.notice(&repository, &templates)?);
    }
    console.result(&fitting(&pieces))?;
    Ok(Ending::Clean)
}

/// Says under which title the notices would be published, and how to set it.
fn title_text(repository: &Repository, to: &Point, message: Option<&str>) -> anyhow::Result<String> {
    let newest = match to.commit() {
        Some(Some(release)) => release.title.clone(),
        _ => match repository.head()?.commit() {
            Some(Some(release)) => release.title.clone(),
            _ => String::new(),
        },
    };
    let (title, whence) = match message {
        Some(message) => (title_and_body(message).0, "of the message given"),
        None => (newest, "of the newest commit; squashing may write another message"),
    };
    Ok(format!(
        "\nThe notices get the title **{}** ({whence}). A line `{TITLE_TRAILER}: …` at the end of the message sets it; \
         `gazette preview --message` shows the title of a message.\n",
        markdown_escaped(&title)
    ))
}

/// A list that changes, and how.
struct Changed<'a> {
    list: &'a str,
    old: &'a Edition,
    new: &'a Edition,
    changes: ChangeSet,
    consequences: Consequences,
}

impl<'a> Changed<'a> {
    fn of((list, (old, new)): (&'a String, &'a (Edition, Edition))) -> Option<Self> {
        let changes = compare_editions(old, new);
        let consequences = Consequences::between(old, new);
        (!changes.is_empty() || !consequences.all().is_empty()).then_some(Self {
            list,
            old,
            new,
            changes,
            consequences,
        })
    }

    fn markdown(&self, sides: &Sides) -> String {
        let text = markdown(&ListChanges {
            list: self.list,
            title: &self.new.list.title,
            from: &sides.from,
            to: &sides.to,
            changes: &self.changes,
            consequences: &self.consequences.all(),
        });
        format!("\n{text}\n")
    }

    fn notice(&self, repository: &Repository, templates: &[Template]) -> anyhow::Result<String> {
        let input = NoticeInput {
            old: self.old,
            new: self.new,
            changes: &self.changes,
            config: repository.config(),
        };
        let notice = render(style_of(&self.new.list), NoticeFormat::Markdown, &input, templates)?;
        let list = markdown_escaped(self.list);
        Ok(format!(
            "\n<details><summary>The notice of {list} as it would be published</summary>\n\n{notice}\n</details>\n"
        ))
    }
}

fn summary(changed: &[Changed<'_>]) -> String {
    let mut text = "# What merging would publish\n\n".to_owned();
    if changed.is_empty() {
        text.push_str("Nothing: no list changes in meaning.\n");
        return text;
    }
    text.push_str("| list | changes | re-screen |\n|---|---|---|\n");
    for Changed {
        list,
        changes,
        consequences,
        ..
    } in changed
    {
        let rescreen = if changes.asks_to_rescreen() || !consequences.all().is_empty() {
            "**yes**"
        } else {
            "no"
        };
        let list = markdown_escaped(list);
        text.push_str(&format!(
            "| {list} | {} | {rescreen} |\n",
            counts_with(changes, consequences.all().len())
        ));
    }
    text
}

/// Puts pieces one after the other as long as they fit, and says how many did not.
fn fitting(pieces: &[String]) -> String {
    let mut text = String::new();
    let mut left_out = 0;
    for piece in pieces {
        if text.len() + piece.len() <= LONGEST {
            text.push_str(piece);
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        text.push_str(&format!(
            "\n{left_out} parts are longer than a comment may be; `gazette diff` and `gazette notice` show them.\n"
        ));
    }
    text
}

/// Lists what is new; what was there before is counted.
fn findings_text(findings: &[Finding], old: usize) -> String {
    let before = match old {
        0 => String::new(),
        1 => " 1 finding was there before.".to_owned(),
        many => format!(" {many} findings were there before."),
    };
    if findings.is_empty() {
        let new = if old == 0 { "No findings." } else { "No new findings." };
        return format!("\n{new}{before}\n");
    }
    let line = |finding: &Finding| {
        let position = finding.position;
        format!(
            "- {} {} {} (`{}`)\n",
            finding.severity.as_str(),
            code(&format!("{}:{}:{}", finding.file, position.line, position.column)),
            markdown_escaped(&finding.message),
            finding.rule
        )
    };
    let lines: String = findings.iter().map(line).collect();
    let count = match findings.len() {
        1 => "1 new finding".to_owned(),
        many => format!("{many} new findings"),
    };
    format!("\n<details><summary>{count}</summary>\n\n{lines}\n</details>\n{before}\n")
}
