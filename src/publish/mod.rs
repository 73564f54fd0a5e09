//! Publishing: from the editions of lists to a tree of files.
//!
//! The tree is a function of its input: the same settings and histories give the same bytes in any folder, time zone and
//! language and with any number of threads. It is append-only: files of a published release are taken over as they are,
//! and a history that is not the published one is refused. It is atomic: [`publish`] builds the whole tree beside the old one and
//! exchanges the two (see `stage.rs`). It is guarded: see `guard.rs`. Every delta is applied before it is let out.
//!
//! It follows the change: histories come as iterators of [`Turn`]s, which say what a release made of a list, and nothing but that is
//! looked at; two editions at a time are held. Nothing here knows git or YAML, and notices come from an [`Announcer`].

mod basis;
mod catalog;
mod dataset;
mod entries;
mod error;
mod exempt;
mod guard;
mod head;
mod input;
mod key_text;
mod keys;
mod list;
pub mod manifest;
mod measured;
pub mod minisign;
pub(crate) mod names;
mod news;
mod pages;
pub(crate) mod published;
mod renew;
mod run;
mod sign;
mod snapshots;
pub mod source;
pub(crate) mod stage;
pub mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::feed::entries_with_losses;

pub use error::PublishError;
pub use exempt::{AllowedOnce, KEY_GUARD, Lifted};
pub use guard::{GuardFinding, Refusal, guard_findings, guards};
pub use head::HEAD;
pub use input::{Announced, Announcer, Cause, History, NoticeFile, Publication, Step, Turn};
pub use manifest::Skipped;
pub use renew::{Renewal, renew};
pub use sign::Signer;

use crate::feed::news::TagMaker;
use crate::model::Config;

use basis::Basis;
use dataset::IndexedDataset;
use keys::Keys;
use list::BuiltList;
use manifest::{FILE_NAME, FileFacts, PUBLICATION_FORMAT, PublicationManifest, VERSION, canonical, sums};
use pages::Pages;
use published::Published;
use run::Run;
use stage::Stage;

/// The program as manifests name it.
pub(crate) const TOOL: &str = concat!("gazette ", env!("CARGO_PKG_VERSION"));

const SUMS: &str = "SHA256SUMS";

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The lists in the order of their ids.
    pub lists: Vec<ListOutcome>,
    /// How many files the publication has, its manifest included.
    pub files: usize,
    /// How many bytes they are.
    pub bytes: u64,
    /// True where manifests are signed.
    pub signed: bool,
    /// Files of the published tree that no manifest names, in order; they were left where they were.
    pub foreign: Vec<String>,
    /// The guards that were lifted for this run alone, in the order of lists and releases.
    pub lifted: Vec<Lifted>,
}

/// What a run did with one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOutcome {
    /// The list.
    pub list_id: String,
    /// How many releases it has.
    pub releases: usize,
    /// How many of them were published now.
    pub published_now: usize,
    /// The newest.
    pub newest: String,
    /// How many entries the newest has.
    pub entries: usize,
    /// What the feeds cannot carry faithfully, by format: how many entries are concerned.
    pub losses: BTreeMap<&'static str, usize>,
    /// The states that are no releases, the oldest first.
    pub skipped: Vec<Skipped>,
}

/// Brings the publication in `out` up to date.
///
/// # Errors
///
/// Fails where anything is wrong with the input, the published tree or the file system; then nothing of `out` has changed.
pub fn publish(publication: Publication<'_>, out: &Path) -> Result<Outcome, PublishError> {
    let stage = Stage::begin(out)?;
    let published = Published::read(stage.out())?;
    let key = publication.signer.and_then(Signer::key);
    let basis = basis::prove(stage.out(), &published, key)?;
    let remake = publication.verify_all || basis == Basis::History;
    let damaged = require_intact(stage.out(), &published, remake)?;
    let order = publication.order.iter().enumerate();
    let run = Run {
        config: publication.config,
        announcer: publication.announcer,
        signer: publication.signer,
        allow: publication.allow,
        watch: publication.watch,
        order: order.map(|(place, name)| (name.clone(), place)).collect(),
        stage: &stage,
        tool: TOOL,
        basis,
        remake,
        damaged: &damaged,
        tags: news::published_tags(stage.out())
            .unwrap_or_else(|| new_tags(publication.config, publication.first_base_url)),
    };
    let keys = keys::write(&run, &published)?;
    let lists = build_lists(&run, publication.lists, &published)?;
    require_one_reason_per_guard(publication.allow, &lists)?;
    let front = write_front(&run, &lists)?;
    let files = write_manifest(&run, &lists, keys, front, published.renewed)?;
    let foreign = take_over_foreign(&run, &published)?;
    run.step(Step::Ready)?;
    let outcome = outcome(&run, &lists, &files, foreign);
    stage.show(publication.durable)?;
    Ok(outcome)
}

/// Returns the files that are damaged and can be made again; any other damage stops the run.
fn require_intact(out: &Path, published: &Published, remake: bool) -> Result<BTreeSet<String>, PublishError> {
    let files: Vec<_> = published
        .files()
        .filter(|file| basis::may_be_taken_over(&file.path))
        .collect();
    let damaged = basis::damaged(out, &files);
    // Pages of entries are made again in any run.
    let is_page = |path: &str| path.split('/').nth(1) == Some("entries");
    match damaged.iter().find(|path| !remake && !is_page(path)) {
        None => Ok(damaged),
        Some(path) => Err(basis::damage(out, path)),
    }
}

/// Returns what makes the ids of news that were never published. They are made of the first address that the publication had, so that
/// publishing again from nothing gives the same ids after a move.
fn new_tags(config: &Config, first_base_url: Option<&str>) -> TagMaker {
    let publisher = config.publisher.as_ref().map(|publisher| publisher.name.as_str());
    TagMaker::new(first_base_url.or(config.base_url.as_deref()), publisher)
}

/// Returns the commits from which the lists in `out` were published, by list; none if nothing is published there.
///
/// # Errors
///
/// Fails if the published tree is damaged, or if the folder has other files.
pub fn published_commits(out: &Path) -> Result<BTreeMap<String, BTreeSet<String>>, PublishError> {
    let lists = Published::read(out)?.lists.into_iter();
    let commits = lists.map(|(list, releases)| {
        let commits = releases.into_iter().map(|release| release.manifest.commit);
        (list, commits.collect())
    });
    Ok(commits.collect())
}

/// Builds the lists, several at a time, and returns them in the order of their ids.
fn build_lists(
    run: &Run<'_>,
    mut histories: Vec<History<'_>>,
    published: &Published,
) -> Result<Vec<(String, BuiltList)>, PublishError> {
    histories.sort_by(|a, b| a.list_id.cmp(&b.list_id));
    require_lists(&histories, published)?;
    let pages = Pages::new(
        histories.iter().map(|history| history.list_id.clone()).collect(),
        published,
    );
    let built: Vec<_> = histories
        .into_par_iter()
        .map(|history| build_list(run, history, published, &pages))
        .collect();
    all_or_errors(built)
}

fn require_lists(histories: &[History<'_>], published: &Published) -> Result<(), PublishError> {
    if let Some(pair) = histories
        .windows(2)
        .find(|pair| pair[0].list_id.eq_ignore_ascii_case(&pair[1].list_id))
    {
        return Err(PublishError::BadEdition {
            list_id: pair[1].list_id.clone(),
            reason: format!("`{}` has the same name", pair[0].list_id),
        });
    }
    let is_there = |list_id: &String| histories.iter().any(|history| history.list_id == *list_id);
    match published.lists.keys().find(|list_id| !is_there(list_id)) {
        None => Ok(()),
        Some(list_id) => Err(PublishError::ListGone {
            list_id: list_id.clone(),
        }),
    }
}

fn build_list(
    run: &Run<'_>,
    history: History<'_>,
    published: &Published,
    pages: &Pages,
) -> Result<(String, BuiltList), PublishError> {
    let list_id = history.list_id.clone();
    let mut built = list::build(run, history, published)?;
    run.step(Step::Pages { list_id: &list_id })?;
    let news = news::write_of_list(run, &list_id, &built)?;
    built.files.extend(news);
    let entries = pages.write_entries(run, &list_id, &built, published)?;
    built.files.extend(entries);
    let index = pages::write_list(run, &list_id, &built)?;
    built.files.push(index);
    Ok((list_id, built))
}

/// A reason that names no guard lifts one guard, and not whatever else is wrong.
fn require_one_reason_per_guard(allow: &[AllowedOnce], lists: &[(String, BuiltList)]) -> Result<(), PublishError> {
    let lifted = lists.iter().flat_map(|(_, built)| &built.lifted);
    let unnamed: BTreeSet<String> = lifted
        .map(|lifted| &lifted.guard)
        .filter(|guard| !allow.iter().any(|allowed| allowed.guard.as_ref() == Some(guard)))
        .cloned()
        .collect();
    if unnamed.len() > 1 {
        return Err(PublishError::OneReasonForMany {
            guards: unnamed.into_iter().collect(),
        });
    }
    Ok(())
}

/// Returns all lists, or what is wrong: all refusals together, else the first error in the order of the lists.
fn all_or_errors(
    results: Vec<Result<(String, BuiltList), PublishError>>,
) -> Result<Vec<(String, BuiltList)>, PublishError> {
    let mut lists = Vec::new();
    let mut refused = Vec::new();
    for result in results {
        match result {
            Ok(list) => lists.push(list),
            Err(PublishError::Refused { refusals }) => refused.extend(refusals),
            Err(error) => return Err(error),
        }
    }
    if refused.is_empty() {
        return Ok(lists);
    }
    Err(PublishError::Refused { refusals: refused })
}

fn write_front(run: &Run<'_>, lists: &[(String, BuiltList)]) -> Result<Vec<FileFacts>, PublishError> {
    run.step(Step::Front)?;
    let title = run.publisher().unwrap_or_else(|| "Designation lists".to_owned());
    let mut files = news::write_of_all(run, &title, lists)?;
    let catalog = catalog::catalog(run, &title, &files, lists);
    files.push(
        run.stage
            .write("catalog.json", "application/json", catalog.as_bytes())?,
    );
    files.push(pages::write_front(run, &title, lists)?);
    files.extend(write_datasets(run, lists)?);
    Ok(files)
}

/// Writes the index of the lists that are data sets; two must not have one name.
fn write_datasets(run: &Run<'_>, lists: &[(String, BuiltList)]) -> Result<Vec<FileFacts>, PublishError> {
    let named = lists
        .iter()
        .filter_map(|(list_id, built)| Some((list_id, built.dataset.as_ref()?)));
    let mut known = BTreeMap::new();
    for (list_id, dataset) in named.clone() {
        if let Some(other) = known.insert(&dataset.name, list_id) {
            return Err(PublishError::BadEdition {
                list_id: list_id.clone(),
                reason: format!("as a data set it is called `{}`, as `{other}` is", dataset.name),
            });
        }
    }
    let datasets: Vec<&IndexedDataset> = named.map(|(_, dataset)| dataset).collect();
    dataset::write_catalog(run, &datasets)
}

fn write_manifest(
    run: &Run<'_>,
    lists: &[(String, BuiltList)],
    keys: Keys,
    front: Vec<FileFacts>,
    renewed: Option<Date>,
) -> Result<Vec<FileFacts>, PublishError> {
    let mut manifest = manifest_without_files(run, lists, &keys, renewed)?;
    let mut files = front;
    files.extend(keys.files);
    files.extend(lists.iter().flat_map(|(_, built)| built.files.iter().cloned()));
    files.extend(head::write(run, &manifest, lists)?);
    files.sort();
    let list_of_sums = sums(&files, "");
    files.push(
        run.stage
            .write(SUMS, "text/plain; charset=utf-8", list_of_sums.as_bytes())?,
    );
    files.sort();
    manifest.files = files;
    let content = canonical(&manifest);
    let comment = format!("gazette serial={} release={}", manifest.serial, manifest.release);
    let mut files = manifest.files;
    files.extend(run.write_signed(FILE_NAME, content.as_bytes(), &comment)?);
    Ok(files)
}

fn manifest_without_files(
    run: &Run<'_>,
    lists: &[(String, BuiltList)],
    keys: &Keys,
    renewed: Option<Date>,
) -> Result<PublicationManifest, PublishError> {
    let newest = lists
        .iter()
        .map(|(_, built)| &built.releases.last().expect("a built list has a release").release);
    let Some(newest) = newest.max_by_key(|release| run.order[&release.name]) else {
        return Err(PublishError::NothingToPublish);
    };
    // Dates of commits may run backward; what was published last must not expire before what was published earlier.
    let dates = lists
        .iter()
        .flat_map(|(_, built)| built.releases.iter().map(|built| built.release.date));
    let date = dates.max().unwrap_or(newest.date);
    let renewed = renewed.filter(|day| *day > date);
    Ok(PublicationManifest {
        format: PUBLICATION_FORMAT.to_owned(),
        version: VERSION,
        tool: run.tool.to_owned(),
        publisher: run.publisher(),
        serial: lists.iter().map(|(_, built)| built.link.serial).sum(),
        release: newest.name.clone(),
        date: newest.date.to_string(),
        time: newest.time.to_string(),
        expires: run.expires(renewed.unwrap_or(date)).to_string(),
        renewed: renewed.map(|day| day.to_string()),
        commit: newest.commit.clone(),
        tree: newest.tree.clone(),
        key: keys.key.clone(),
        next_key: keys.next.clone(),
        lists: lists
            .iter()
            .map(|(list_id, built)| (list_id.clone(), built.link.clone()))
            .collect(),
        files: Vec::new(),
    })
}

/// Leaves files that nobody published where they are: a `CNAME`, a `robots.txt`. `verify` tells of them.
fn take_over_foreign(run: &Run<'_>, published: &Published) -> Result<Vec<String>, PublishError> {
    let foreign = published.foreign(run.stage.out())?;
    for path in &foreign {
        if run.stage.has(path) {
            return Err(PublishError::InTheWay { path: path.clone() });
        }
        run.stage.carry_over(path)?;
    }
    Ok(foreign)
}

fn outcome(run: &Run<'_>, lists: &[(String, BuiltList)], files: &[FileFacts], foreign: Vec<String>) -> Outcome {
    Outcome {
        lists: lists
            .iter()
            .map(|(list_id, built)| list_outcome(list_id, built))
            .collect(),
        files: files.len(),
        bytes: files.iter().map(|file| file.bytes).sum(),
        signed: run.signer.is_some(),
        foreign,
        lifted: lists
            .iter()
            .flat_map(|(_, built)| built.lifted.iter().cloned())
            .collect(),
    }
}

fn list_outcome(list_id: &str, built: &BuiltList) -> ListOutcome {
    let edition = &built.newest;
    let feeds = built.feeds.iter();
    let losses = feeds.map(|feed| (feed.format.name(), entries_with_losses(feed.format, edition)));
    ListOutcome {
        list_id: list_id.to_owned(),
        releases: built.releases.len(),
        published_now: built.published_now,
        newest: built.link.release.clone(),
        entries: edition.entries.len(),
        losses: losses.filter(|(_, entries)| *entries > 0).collect(),
        skipped: built.skipped.clone(),
    }
}
