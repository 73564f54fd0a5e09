//! `gazette sync`: the subscriber's copy of a publication.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use clap::Args;
use gazette::diff::{ChangeSet, compare_editions};
use gazette::feed::{FORMATS, Format, format};
use gazette::model::Edition;
use gazette::report::changes::{ListChanges, json};
use gazette::sync::{Subscription, Synced, SyncedList, sync};
use jiff::civil::Date;
use serde::Serialize;

use super::common::Common;
use super::console::Console;
use super::exit::Ending;
use super::secret::public_key;
use super::verify::{ReportFormat, open};

/// Keep a copy of published lists up to date
///
/// Fetches what is new, from deltas where that is less than the whole list, checks all of it and puts the new copy in the place of
/// the old one at one stroke. What is older than the copy, of another history, expired, or not signed by the key that the copy
/// trusts is refused, and the copy stays as it is: the command then ends with 2.
///
/// Examples:
///   gazette sync https://lists.example.org copy --key lists.key.pub
///   gazette sync https://lists.example.org copy --list us --feed ofac-csv --feed csv
///   gazette sync /mnt/public copy --on-change "mail -s changes desk@example.org"
///   gazette sync https://lists.example.org then --list us --release 2019-09-13    the list as it was
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct SyncArgs {
    /// The folder or address of the publication
    #[arg(value_name = "DIR|URL")]
    source: String,
    /// The folder of the copy
    #[arg(value_name = "DEST")]
    dest: PathBuf,
    /// The public key that you trust, or its file; without it a new copy trusts the first that it sees
    #[arg(long, value_name = "KEY|FILE")]
    key: Option<String>,
    /// Take a publication that is not signed
    #[arg(long)]
    unsigned: bool,
    /// Write this feed beside the records; may be given several times
    #[arg(long = "feed", value_name = "FORMAT")]
    feeds: Vec<String>,
    /// Run this in a shell where something changed, with the changes as JSON on its standard input
    #[arg(long, value_name = "CMD")]
    on_change: Option<String>,
    /// Bring the lists to this release, or to the newest of this day, in the place of the newest; for a copy of the past
    #[arg(long, value_name = "RELEASE|DATE")]
    release: Option<String>,
    /// The day on which the publication must not have expired; today where none is given
    #[arg(long, value_name = "DATE")]
    at: Option<Date>,
    /// Give up a web server after so many seconds for everything; what was fetched is kept for the next run
    #[arg(long, value_name = "SECONDS", default_value_t = 900, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

pub(crate) fn run(args: &SyncArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let start = common.start();
    let key = args.key.as_deref().map(|key| public_key(key, start)).transpose()?;
    let feeds: Vec<&'static dyn Format> = args.feeds.iter().map(|name| feed(name)).collect::<Result<_, _>>()?;
    let source = open(&args.source, common, args.timeout)?;
    let subscription = Subscription {
        source: source.as_ref(),
        lists: &common.lists,
        key: key.as_ref(),
        unsigned: args.unsigned,
        feeds: &feeds,
        today: Some(args.at.unwrap_or_else(today)),
        release: args.release.as_deref(),
    };
    console.at(|| format!("fetching from {}", args.source));
    let synced = sync(&subscription, &start.join(&args.dest))?;
    if let (true, Some(key)) = (synced.trusted_first, &synced.state.key) {
        console.complain(&format!(
            "warning: the key {key} was taken on the publication's own word; compare it with what the publisher says elsewhere"
        ));
    }
    let text = match args.format {
        ReportFormat::Text => describe(&synced),
        ReportFormat::Json => format!("{}\n", serde_json::to_string_pretty(&SyncedWire::of(&synced))?),
    };
    console.result(&text)?;
    if let (Some(command), false) = (&args.on_change, synced.changed.is_empty()) {
        run_on_change(command, &changes(&synced.changed)).context("the copy is up to date, and --on-change failed")?;
    }
    Ok(Ending::Clean)
}

fn feed(name: &str) -> anyhow::Result<&'static dyn Format> {
    let known: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
    format(name).with_context(|| format!("there is no format `{name}`; there are {}", known.join(", ")))
}

/// Returns the day by the clock. No file depends on it: only whether a publication has expired.
fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}

fn changes(changed: &[SyncedList]) -> String {
    let nothing = |list: &SyncedList| Edition {
        list_id: list.now.list_id.clone(),
        ..Edition::default()
    };
    let compared: Vec<(ChangeSet, &SyncedList)> = changed
        .iter()
        .map(|list| match &list.before {
            Some(before) => (compare_editions(before, &list.now), list),
            None => (compare_editions(&nothing(list), &list.now), list),
        })
        .collect();
    let lists: Vec<ListChanges<'_>> = compared
        .iter()
        .map(|(changes, list)| ListChanges {
            list: &list.now.list_id,
            title: &list.now.list.title,
            from: list.before.as_ref().map_or("nothing", release),
            to: release(&list.now),
            changes,
            // The publication has them in its own `changes.json`; a copy need not have every list that they rest on.
            consequences: &[],
        })
        .collect();
    json(&lists)
}

fn release(edition: &Edition) -> &str {
    edition.release.as_ref().map_or("nothing", |release| &release.name)
}

/// Runs a command of the user's, and waits for it.
fn run_on_change(command: &str, changes: &str) -> anyhow::Result<()> {
    let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut child = Command::new(shell)
        .args([option, command])
        .stdin(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{command}` cannot be run"))?;
    let written = child
        .stdin
        .take()
        .map_or(Ok(()), |mut stdin| stdin.write_all(changes.as_bytes()));
    let status = child.wait()?;
    if !status.success() {
        bail!("`{command}` ended with {status}");
    }
    match written {
        // It has not read everything, and says that it is content.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("the changes cannot be handed over"),
    }
}

fn describe(synced: &Synced) -> String {
    let mut text = String::new();
    for list in &synced.changed {
        let how = match list.deltas {
            0 => "the whole list".to_owned(),
            1 => "1 delta".to_owned(),
            deltas => format!("{deltas} deltas"),
        };
        text.push_str(&format!(
            "{}: {} (serial {} -> {}, {how}), {} entries\n",
            list.now.list_id,
            release(&list.now),
            list.from,
            list.to,
            list.now.entries.len()
        ));
    }
    if synced.changed.is_empty() {
        text.push_str("nothing is new\n");
    }
    for path in &synced.foreign {
        text.push_str(&format!("{path} is not part of the copy; it was left as it is\n"));
    }
    text.push_str(&format!(
        "serial {}, expires {}, {} bytes received\n",
        synced.state.serial, synced.state.expires, synced.received
    ));
    text
}

/// What was done, for programs.
#[derive(Serialize)]
struct SyncedWire<'a> {
    serial: u64,
    release: &'a str,
    expires: &'a str,
    key: Option<&'a str>,
    received: u64,
    changed: Vec<ToldList<'a>>,
}

#[derive(Serialize)]
struct ToldList<'a> {
    list_id: &'a str,
    release: &'a str,
    from: u64,
    to: u64,
    deltas: usize,
    entries: usize,
}

impl<'a> SyncedWire<'a> {
    fn of(synced: &'a Synced) -> Self {
        let list = |list: &'a SyncedList| ToldList {
            list_id: &list.now.list_id,
            release: release(&list.now),
            from: list.from,
            to: list.to,
            deltas: list.deltas,
            entries: list.now.entries.len(),
        };
        Self {
            serial: synced.state.serial,
            release: &synced.state.release,
            expires: &synced.state.expires,
            key: synced.state.key.as_deref(),
            received: synced.received,
            changed: synced.changed.iter().map(list).collect(),
        }
    }
}
