//! `gazette publish`: everything that readers and subscribers get.

use std::path::PathBuf;

use clap::Args;
use gazette::lint::{Finding, Severity};
use gazette::notice::{NoticeFormat, NoticeInput, Template, render_each, style_of};
use gazette::publish::{Announced, Announcer, Cause, NoticeFile, Outcome, Publication, Signer, Step, publish};

use gazette::report::findings::{Format, TextOptions, write};
use gazette::repository::{CheckRun, Repository, histories};

use super::common::Common;
use super::console::Console;
use super::exit::Ending;
use super::interrupt::Interrupt;
use super::secret::secret_key;

/// Publish the lists: feeds, deltas, notices, news, pages
///
/// Brings the tree of static files in DIR up to date with the releases of the repository. What was published stays as it is;
/// readers see the old tree or the new one, whole. Only commits are published, never the working tree.
///
/// Examples:
///   gazette publish                             into public/
///   gazette publish --out /srv/www/lists --key lists.key
///   gazette publish --allow "the regime ended, all 29 entries are removed by resolution 2653"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct PublishArgs {
    /// The folder of the publication
    #[arg(long, value_name = "DIR", default_value = "public")]
    out: PathBuf,
    /// The file of the secret key that signs; otherwise the variable GAZETTE_SECRET_KEY, which holds the key itself or the
    /// path of its file. Without a key the publication is not signed. GAZETTE_SECRET_KEY_PASSWORD is the key's password
    #[arg(long, value_name = "FILE")]
    key: Option<String>,
    /// Publish what a guard stops, for this reason; manifests repeat it
    #[arg(long, value_name = "REASON")]
    allow: Option<String>,
    /// Wait until the file system has everything on disk before it is shown
    #[arg(long)]
    durable: bool,
}

pub(crate) fn run(args: &PublishArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = Repository::open_at_head(common.start(), &common.selection())?;
    let releases = repository.releases()?;
    for tag in &releases.ignored_tags {
        console.note(&format!(
            "note: the tag `{tag}` is not on the first-parent history and makes no release"
        ));
    }
    if repository.git()?.has_uncommitted_lists(repository.layout())? {
        console.note("note: there are uncommitted changes; only commits are published");
    }
    if releases.releases.is_empty() {
        return Err(gazette::store::StoreError::NoRelease.into());
    }
    console.at(|| "checking the lists".to_owned());
    if has_errors(&repository, console)? {
        console.note(
            "nothing is published: fix the errors above, or change a rule's severity under `lint:` in `list.yaml`",
        );
        return Ok(Ending::Findings);
    }
    let announcer = Notices {
        repository_config: repository.config().clone(),
        templates: repository.templates(&repository.head()?)?,
    };
    let key = secret_key(args.key.as_deref(), common.start(), console)?;
    let order: Vec<String> = releases.releases.iter().map(|release| release.name.clone()).collect();
    let interrupt = Interrupt::listen();
    let watch = |step: Step<'_>| -> Result<(), Cause> {
        console.at(|| doing(step));
        Ok(interrupt.check("the publication is as it was")?)
    };
    let outcome = publish(
        Publication {
            config: repository.config(),
            order: &order,
            lists: histories(&repository, &releases)?,
            announcer: &announcer,
            signer: key.as_ref().map(|key| key as &dyn Signer),
            allow: args.allow.as_deref(),
            watch: &watch,
            durable: args.durable,
        },
        &common.start().join(&args.out),
    )?;
    console.result(&summary(&outcome, &args.out))?;
    if !outcome.signed {
        console.complain(
            "warning: the publication is NOT SIGNED: no one can distinguish it from a forged one; \
             make a key with `gazette keygen` and publish with `--key`",
        );
    }
    Ok(Ending::Clean)
}

/// Says what a step is.
fn doing(step: Step<'_>) -> String {
    match step {
        Step::Release { list_id, release } => format!("{list_id}: release {release}"),
        Step::Feeds { list_id } => format!("{list_id}: feeds"),
        Step::Pages { list_id } => format!("{list_id}: pages"),
        Step::Entries { list_id, written } => format!("{list_id}: pages of {written} entries"),
        Step::Front => "the pages of all lists".to_owned(),
        Step::Ready => "putting it in its place".to_owned(),
    }
}

/// The rules that look at the day of the release, whose findings are shown though they stop nothing.
const RUNNING_OUT: [&str; 2] = ["ended-entry", "expiring-designation"];

/// Checks the lists of the newest commit on its day, and prints the errors, and the listings that have run out or are about to.
fn has_errors(repository: &Repository, console: &Console) -> anyhow::Result<bool> {
    let head = repository.head()?;
    let checked = CheckRun::at(repository, &head, None, head.day())?;
    let mut shown = checked.findings.clone();
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    let has_errors = shown.iter().any(is_error);
    // Listings that have run out or are about to are no fault of the files, and nobody may have looked since.
    shown.retain(|finding| is_error(finding) || RUNNING_OUT.contains(&finding.rule));
    if !shown.is_empty() {
        let options = TextOptions {
            color: console.colours(),
            width: console.width(),
        };
        let mut text = Vec::new();
        write(&mut text, Format::Text, &shown, &checked.sources(), options)?;
        console.result(&String::from_utf8_lossy(&text))?;
    }
    Ok(has_errors)
}

fn summary(outcome: &Outcome, out: &std::path::Path) -> String {
    let mut text = String::new();
    for list in &outcome.lists {
        text.push_str(&format!(
            "{}: {} releases ({} new), newest {}, {} entries\n",
            list.list_id, list.releases, list.published_now, list.newest, list.entries
        ));
        for (format, entries) in &list.losses {
            text.push_str(&format!(
                "  {format} does not carry everything of {entries} entries; see `gazette check`\n"
            ));
        }
    }
    for file in &outcome.foreign {
        text.push_str(&format!(
            "{file} is in the tree and no manifest names it; it was left alone\n"
        ));
    }
    let signed = if outcome.signed { "signed" } else { "NOT SIGNED" };
    text.push_str(&format!(
        "{} files, {} bytes in {}, {signed}\n",
        outcome.files,
        outcome.bytes,
        out.display()
    ));
    text
}

/// Writes notices with the templates of the commit that is published.
struct Notices {
    repository_config: gazette::model::Config,
    templates: Vec<Template>,
}

impl Announcer for Notices {
    fn notices(&self, announced: Announced<'_>) -> Result<Vec<NoticeFile>, Cause> {
        let input = NoticeInput {
            old: announced.base,
            new: announced.target,
            changes: announced.changes,
            config: &self.repository_config,
        };
        let files = [
            ("notice.html", "text/html; charset=utf-8"),
            ("notice.md", "text/markdown; charset=utf-8"),
            ("notice.txt", "text/plain; charset=utf-8"),
        ];
        let formats = [NoticeFormat::Html, NoticeFormat::Markdown, NoticeFormat::Text];
        let notices = render_each(style_of(&announced.target.list), &formats, &input, &self.templates)?;
        let files = files.into_iter().zip(notices);
        Ok(files
            .map(|((name, media_type), content)| NoticeFile {
                name,
                media_type,
                content,
            })
            .collect())
    }
}
