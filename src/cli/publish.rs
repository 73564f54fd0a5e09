//! `gazette publish`: everything that readers and subscribers get.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use gazette::lint::{Finding, Severity};
use gazette::model::ReleaseSource;
use gazette::model::record::{Field, Form};
use gazette::notice::{NoticeFormat, NoticeInput, Template, render_each, style_of};
use gazette::publish::{
    AllowedOnce, Announced, Announcer, Cause, NoticeFile, Outcome, Publication, PublishError, Signer, Step, guards,
    publish, published_commits, renew,
};

use gazette::report::findings::{Format, TextOptions, write};
use gazette::repository::{CheckRun, Known, Repository, add_undone, histories};
use gazette::store::git::Releases;
use gazette::yaml::print;
use jiff::civil::Date;

use super::allow::{add_to_file, as_exceptions, parse_allow};
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
///   gazette publish --allow "list-shrank=the regime ended, resolution 2653 removes all 29 entries"
///   gazette publish --renew --out /srv/www/lists --key lists.key    from a scheduled job
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
    /// Publish once what one guard stops, for this reason; manifests repeat it, and `exceptions.yaml` gets an entry. May be given
    /// several times, once for each guard
    #[arg(long, value_name = "[GUARD=]REASON")]
    allow: Vec<String>,
    /// Sign the same content again, so that it expires later, and make no release: for lists that rest. Without a DATE it is
    /// signed today
    #[arg(long, value_name = "DATE", num_args = 0..=1, conflicts_with = "allow")]
    renew: Option<Option<Date>>,
    /// Make every published release again from the history and compare it with what was published; a damaged file is replaced
    #[arg(long)]
    verify_all: bool,
    /// Wait until the file system has everything on disk before it is shown
    #[arg(long)]
    durable: bool,
}

pub(crate) fn run(args: &PublishArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = Repository::open_at_head(common.start(), &common.selection())?;
    if let Some(day) = args.renew {
        return renew_publication(args, day, &repository, common, console);
    }
    let releases = repository.releases()?;
    let out = common.start().join(&args.out);
    let published = published_commits(&out)?;
    let releases = keep_source(&repository, releases, &published, console)?;
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
    let by = repository.git()?.user_name().unwrap_or_else(|| "unknown".to_owned());
    let allowed = args.allow.iter().map(|text| parse_allow(text, &by));
    let allowed: Vec<AllowedOnce> = allowed.collect::<Result<_, _>>()?;
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
    let mut known = Known {
        published,
        ..Known::default()
    };
    let first_base_url = repository.first_base_url(&releases)?;
    let outcome = loop {
        let published = publish(
            Publication {
                config: repository.config(),
                order: &order,
                lists: histories(&repository, &releases, &known)?,
                announcer: &announcer,
                signer: key.as_ref().map(|key| key as &dyn Signer),
                allow: &allowed,
                first_base_url: first_base_url.as_deref(),
                watch: &watch,
                verify_all: args.verify_all,
                durable: args.durable,
            },
            &out,
        );
        match published {
            // What a later release takes back completely need not be published.
            Err(PublishError::Refused { refusals }) => {
                if !add_undone(&repository, &releases, &refusals, &mut known)? {
                    return Err(PublishError::Refused { refusals }.into());
                }
            }
            other => break other?,
        }
    };
    keep_lifted(&outcome, &repository, console)?;
    console.result(&summary(&outcome, &args.out))?;
    if !outcome.signed {
        console.complain(
            "warning: the publication is NOT SIGNED: no one can distinguish it from a forged one; \
             make a key with `gazette keygen` and publish with `--key`",
        );
    }
    Ok(Ending::Clean)
}

/// Keeps to what the publication was made from: the first tag that matches must not turn commits into tags.
fn keep_source(
    repository: &Repository,
    releases: Releases,
    published: &BTreeMap<String, BTreeSet<String>>,
    console: &Console,
) -> anyhow::Result<Releases> {
    let is_open = repository.config().releases.from == ReleaseSource::Unsaid && releases.are_tags;
    let are_all = |releases: &Releases| {
        let commits: BTreeSet<&String> = releases.releases.iter().map(|release| &release.commit).collect();
        published.values().flatten().all(|commit| commits.contains(commit))
    };
    if !is_open || are_all(&releases) {
        return Ok(releases);
    }
    let mut config = repository.config().clone();
    config.releases.from = ReleaseSource::Commits;
    let from_commits = repository.git()?.releases(&config)?;
    if !are_all(&from_commits) {
        return Ok(releases);
    }
    console.note(
        "note: there are tags for releases now, and this publication was made from commits: it stays so; write \
         `releases: {from: commits}`, or `{from: tags}` for a new publication, in `gazette.yaml`",
    );
    Ok(from_commits)
}

/// Signs a publication again.
fn renew_publication(
    args: &PublishArgs,
    day: Option<Date>,
    repository: &Repository,
    common: &Common,
    console: &Console,
) -> anyhow::Result<Ending> {
    let start = common.start();
    let key = secret_key(args.key.as_deref(), start, console)?;
    let day = day.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date());
    let signer = key.as_ref().map(|key| key as &dyn Signer);
    let expires_after = repository.config().expires_after.0;
    let renewal = renew(&start.join(&args.out), day, expires_after, signer, args.durable)?;
    let signed = if renewal.signed { "signed" } else { "NOT SIGNED" };
    console.result(&format!(
        "{}: renewed on {day}, expires {} (was {}), {signed}\n",
        args.out.display(),
        renewal.expires,
        renewal.expired
    ))?;
    Ok(Ending::Clean)
}

/// Writes what `--allow` lifted to `exceptions.yaml`, or shows it if there is no folder to write to.
fn keep_lifted(outcome: &Outcome, repository: &Repository, console: &Console) -> anyhow::Result<()> {
    if outcome.lifted.is_empty() {
        return Ok(());
    }
    let added = as_exceptions(&outcome.lifted);
    let Some(root) = repository.root() else {
        let text = added.node(Form::Long).map(|node| print(&node)).unwrap_or_default();
        console.note(&format!(
            "add this to `exceptions.yaml`, so that the publication can be made again from nothing:\n{text}"
        ));
        return Ok(());
    };
    add_to_file(&root, &added)?;
    let entries = match outcome.lifted.len() {
        1 => "1 entry".to_owned(),
        many => format!("{many} entries"),
    };
    console.note(&format!(
        "note: {entries} added to `exceptions.yaml`; commit it, so that the publication can be made again from nothing"
    ));
    Ok(())
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
    // Publishing holds each release to the guards itself.
    let is_guard = |rule: &str| guards().any(|guard| guard == rule);
    let is_error = |finding: &Finding| finding.severity == Severity::Error && !is_guard(finding.rule);
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
        for skipped in &list.skipped {
            text.push_str(&format!(
                "  {} (commit {}) is skipped, it is no release: {}\n",
                skipped.release,
                skipped.commit.get(..10).unwrap_or(&skipped.commit),
                skipped.reason
            ));
        }
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
