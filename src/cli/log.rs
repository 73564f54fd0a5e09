//! `gazette log`: the releases, or the life of one entry.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use gazette::diff::{Change, Link};
use gazette::model::Release;
use gazette::report::changes::{TextOptions, fields_text};
use gazette::repository::{Event, Repository, TouchedList, life, touched};
use gazette::wording::{counted, link_text};
use serde::Serialize;

use super::common::Common;
use super::console::Console;
use super::exit::Ending;

/// Show the releases, or the history of one entry
///
/// Without an id: every release that changed a list in meaning, the newest first, with what it changed. With an id: when the entry
/// was listed, amended, delisted, re-designated, with releases and commits.
///
/// Examples:
///   gazette log
///   gazette log --list us-dprk-cyber
///   gazette log 27307                    the life of LAZARUS GROUP
///   gazette log 39796 --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct LogArgs {
    /// The id of an entry
    id: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: LogFormat,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum LogFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

#[derive(Serialize)]
struct ReleaseWire<'a> {
    release: &'a str,
    date: String,
    commit: &'a str,
    title: &'a str,
    list: &'a str,
    added: usize,
    removed: usize,
    amended: usize,
    /// Why this state is no release.
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<&'a str>,
}

#[derive(Serialize)]
struct EventWire<'a> {
    release: &'a str,
    date: String,
    commit: &'a str,
    title: &'a str,
    list: &'a str,
    event: &'static str,
    name: &'a str,
    changes: Vec<&'a str>,
    linked: Vec<&'a str>,
}

pub(crate) fn run(args: &LogArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = common.open()?;
    let text = match &args.id {
        None => releases(&repository, args.format)?,
        Some(id) => entry(&life(&repository, id)?, id, args.format, console)?,
    };
    console.result(&text)?;
    Ok(Ending::Clean)
}

fn releases(repository: &Repository, format: LogFormat) -> anyhow::Result<String> {
    let releases = repository.releases()?.releases;
    let touched = touched(repository, &releases)?;
    let mut lines: Vec<LogLine<'_>> = Vec::new();
    for (release, touched) in releases.iter().zip(&touched) {
        lines.extend(touched.lists.iter().map(|list| LogLine::Touched(release, list)));
        lines.extend(
            touched
                .skipped()
                .map(|(list, reason)| LogLine::Skipped(release, list, reason)),
        );
    }
    let newest_first = lines.iter().rev();
    Ok(match format {
        LogFormat::Text => newest_first
            .map(|line| match line {
                LogLine::Touched(release, list) => release_line(release, list),
                LogLine::Skipped(release, list, reason) => skipped_line(release, list, reason),
            })
            .collect(),
        LogFormat::Json => {
            let wires: Vec<ReleaseWire<'_>> = newest_first.map(LogLine::wire).collect();
            format!("{}\n", serde_json::to_string_pretty(&wires)?)
        }
    })
}

/// A line of the log: a release of a list, or a state of it that is none.
enum LogLine<'a> {
    Touched(&'a Release, &'a TouchedList),
    Skipped(&'a Release, &'a str, &'a str),
}

impl<'a> LogLine<'a> {
    fn wire(&self) -> ReleaseWire<'a> {
        match *self {
            Self::Touched(release, list) => wire(release, list),
            Self::Skipped(release, list, reason) => ReleaseWire {
                release: &release.name,
                date: release.date.to_string(),
                commit: &release.commit,
                title: &release.title,
                list,
                added: 0,
                removed: 0,
                amended: 0,
                skipped: Some(reason),
            },
        }
    }
}

fn skipped_line(release: &Release, list: &str, reason: &str) -> String {
    let commit = short(&release.commit);
    format!(
        "{:<13} {commit} {list}: skipped, it is no release: {reason}\n",
        release.name
    )
}

fn release_line(release: &Release, touched: &TouchedList) -> String {
    let commit = short(&release.commit);
    format!(
        "{:<13} {commit} {}: {} – {}\n",
        release.name,
        touched.list,
        counted(&touched.summary()),
        release.title
    )
}

/// The first digits of a commit's id, as git shows them.
fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

fn wire<'a>(release: &'a Release, touched: &'a TouchedList) -> ReleaseWire<'a> {
    let summary = touched.summary();
    ReleaseWire {
        release: &release.name,
        date: release.date.to_string(),
        commit: &release.commit,
        title: &release.title,
        list: &touched.list,
        added: summary.added,
        removed: summary.removed,
        amended: summary.amended,
        skipped: None,
    }
}

fn entry(events: &[Event], id: &str, format: LogFormat, console: &Console) -> anyhow::Result<String> {
    let life = chapters(events, id);
    match format {
        LogFormat::Text => Ok(life.iter().map(|chapter| chapter.text(id, console)).collect()),
        LogFormat::Json => {
            let wires: Vec<EventWire<'_>> = life.iter().map(|chapter| chapter.wire(id)).collect();
            Ok(format!("{}\n", serde_json::to_string_pretty(&wires)?))
        }
    }
}

/// What one release did to the entry.
struct Chapter<'a> {
    event: &'a Event,
    /// Nothing where only a programme that it is under bears another code.
    change: Option<&'a Change>,
    word: &'static str,
    name: &'a str,
}

/// Describes the events of each list: an entry that comes after it, or what it takes the place of, was there before is
/// designated anew.
fn chapters<'a>(events: &'a [Event], id: &str) -> Vec<Chapter<'a>> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut chapters = Vec::new();
    for event in events {
        let change = event.changes.changes.first();
        let known = names.get(event.list.as_str()).copied();
        let name = change.map_or(known.unwrap_or(""), |change| change.entry().primary_name());
        let takes_a_place = event.changes.links.iter().any(|link| link.added == id);
        let word = match change {
            Some(Change::Added(_)) if known.is_some() || takes_a_place => "re-designated",
            Some(Change::Added(_)) => "listed",
            Some(Change::Removed(_)) => "delisted",
            Some(Change::Amended(_)) | None => "amended",
        };
        names.insert(&event.list, name);
        chapters.push(Chapter {
            event,
            change,
            word,
            name,
        });
    }
    chapters
}

impl<'a> Chapter<'a> {
    fn wire(&self, id: &str) -> EventWire<'a> {
        let event = self.event;
        let fields = self.change.map(Change::fields).unwrap_or_default().iter();
        let renames = event.changes.renames.iter().map(|_| "programme_renamed");
        EventWire {
            release: &event.release.name,
            date: event.release.date.to_string(),
            commit: &event.release.commit,
            title: &event.release.title,
            list: &event.list,
            event: self.word,
            name: self.name,
            changes: renames.chain(fields.map(|field| field.kind.as_str())).collect(),
            linked: event.changes.links.iter().map(|link| other_of(link, id)).collect(),
        }
    }

    fn text(&self, id: &str, console: &Console) -> String {
        let Event {
            release, list, changes, ..
        } = self.event;
        let mut out = format!(
            "{:<13} {} {list}: {} {} – {}\n",
            release.name,
            short(&release.commit),
            self.word,
            self.name,
            release.title
        );
        for rename in &changes.renames {
            out.push_str(&format!("    ~ programme {} is now {}\n", rename.from, rename.to));
        }
        let options = TextOptions {
            color: console.colours(),
            width: console.width(),
        };
        out.push_str(&fields_text(
            self.change.map(Change::fields).unwrap_or_default(),
            options,
        ));
        for link in &changes.links {
            out.push_str(&format!("    {}\n", link_text(link, id)));
        }
        out
    }
}

fn other_of<'a>(link: &'a Link, id: &str) -> &'a str {
    if link.added == id { &link.removed } else { &link.added }
}
