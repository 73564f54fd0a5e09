//! `gazette log`: the releases, or the life of one entry.

use std::fmt::Write;

use clap::{Args, ValueEnum};
use gazette::diff::{Change, ChangeSet, Summary, count_editions};
use gazette::model::Release;
use gazette::wording::{counted, statement};
use serde::Serialize;

use super::args::Common;
use super::console::Console;
use super::exit::Ending;
use super::timeline::{Event, life, walk};
use super::workspace::Workspace;

/// Tell the releases, or the life of one entry
///
/// Without an id: every release that changed a list in meaning, the newest first, with what it changed. With an id: when the entry
/// was listed, amended, removed, designated anew, with releases and commits.
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
    /// How to tell it
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
struct ReleaseWire {
    release: String,
    date: String,
    commit: String,
    title: String,
    list: String,
    added: usize,
    removed: usize,
    amended: usize,
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
    changes: Vec<String>,
    linked: Vec<&'a str>,
}

pub(crate) fn run(args: &LogArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let workspace = Workspace::open(common)?;
    let text = match &args.id {
        None => releases(&workspace, common, args.format)?,
        Some(id) => entry(&life(&workspace, common, id)?, id, args.format)?,
    };
    console.result(&text)?;
    Ok(Ending::Clean)
}

fn releases(workspace: &Workspace, common: &Common, format: LogFormat) -> anyhow::Result<String> {
    let releases = workspace.releases()?.releases;
    Ok(match format {
        LogFormat::Text => {
            let mut lines = walk(common, &releases, None, |release, list, old, new| {
                Some(release_line(release, &list, &count_editions(old, new)?))
            })?;
            lines.reverse();
            lines.concat()
        }
        LogFormat::Json => {
            let mut wires = walk(common, &releases, None, |release, list, old, new| {
                Some(wire(release, list, &count_editions(old, new)?))
            })?;
            wires.reverse();
            format!("{}\n", serde_json::to_string_pretty(&wires)?)
        }
    })
}

fn release_line(release: &Release, list: &str, summary: &Summary) -> String {
    let commit = short(&release.commit);
    format!(
        "{:<13} {commit} {list}: {} – {}\n",
        release.name,
        counted(summary),
        release.title
    )
}

/// The first digits of a commit's id, as git shows them.
fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

fn wire(release: &Release, list: String, summary: &Summary) -> ReleaseWire {
    ReleaseWire {
        release: release.name.clone(),
        date: release.date.to_string(),
        commit: release.commit.clone(),
        title: release.title.clone(),
        list,
        added: summary.added,
        removed: summary.removed,
        amended: summary.amended,
    }
}

fn entry(events: &[Event], id: &str, format: LogFormat) -> anyhow::Result<String> {
    match format {
        LogFormat::Text => Ok(events.iter().map(|event| event_text(event, id)).collect()),
        LogFormat::Json => {
            let wires: Vec<EventWire<'_>> = events.iter().flat_map(|event| event_wires(event, id)).collect();
            Ok(format!("{}\n", serde_json::to_string_pretty(&wires)?))
        }
    }
}

fn event_wires<'a>(event: &'a Event, id: &'a str) -> impl Iterator<Item = EventWire<'a>> {
    event.changes.changes.iter().map(move |change| EventWire {
        release: &event.release.name,
        date: event.release.date.to_string(),
        commit: &event.release.commit,
        title: &event.release.title,
        list: &event.list,
        event: event_word(change),
        name: change.entry().primary_name(),
        changes: change.fields().iter().map(|field| field.kind.clone()).collect(),
        linked: linked(&event.changes, id),
    })
}

fn event_word(change: &Change) -> &'static str {
    match change {
        Change::Added(_) => "listed",
        Change::Removed(_) => "removed",
        Change::Amended(_) => "amended",
    }
}

fn linked<'a>(changes: &'a ChangeSet, id: &str) -> Vec<&'a str> {
    let other = |link: &'a gazette::diff::Link| {
        if link.added == id {
            link.removed.as_str()
        } else {
            link.added.as_str()
        }
    };
    changes.links.iter().map(other).collect()
}

fn event_text(event: &Event, id: &str) -> String {
    let mut out = String::new();
    for change in &event.changes.changes {
        let release = &event.release;
        let name = change.entry().primary_name();
        let word = event_word(change);
        let commit = short(&release.commit);
        writeln!(
            out,
            "{:<13} {commit} {}: {word} {name} – {}",
            release.name, event.list, release.title
        )
        .expect("a String takes every text");
        for field in change.fields() {
            let told = statement(field);
            let value = told.new.or(told.old).unwrap_or_default();
            writeln!(out, "    {} {}: {value}", told.mark, told.subject).expect("a String takes every text");
        }
        for other in linked(&event.changes, id) {
            writeln!(out, "    linked with {other}").expect("a String takes every text");
        }
    }
    out
}
