//! `gazette verify`: is a publication what it says it is?

use clap::{Args, ValueEnum};
use gazette::publish::source::{Folder, Source};
use gazette::publish::verify::{Report, verify};
use jiff::civil::Date;

use super::common::Common;
use super::console::Console;
use super::exit::Ending;
use super::secret::public_key;

/// Check a publication: signature, digests, chain, deltas, feeds
///
/// Reads every file of the publication in a folder or on a web server and names each that is faulty. Ends with 0 where nothing is
/// wrong, with 1 where something is, with 2 where there is no publication.
///
/// Examples:
///   gazette verify public
///   gazette verify public --key lists.key.pub
///   gazette verify https://lists.example.org --key lists.key.pub --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct VerifyArgs {
    /// The folder or address of the publication
    #[arg(value_name = "DIR|URL")]
    source: String,
    /// The public key that you trust, or its file; else the publication's own is taken
    #[arg(long, value_name = "KEY|FILE")]
    key: Option<String>,
    /// Complain of a publication that has expired on this day
    #[arg(long, value_name = "DATE")]
    at: Option<Date>,
    /// Give up a web server after so many seconds for everything
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

pub(crate) fn run(args: &VerifyArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let start = common.start();
    let key = args.key.as_deref().map(|key| public_key(key, start)).transpose()?;
    let source = open(&args.source, common, args.timeout)?;
    let report = verify(source.as_ref(), key.as_ref(), args.at)?;
    let text = match args.format {
        ReportFormat::Text => describe(&report),
        ReportFormat::Json => format!("{}\n", serde_json::to_string_pretty(&report)?),
    };
    console.result(&text)?;
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    if args.at.is_none() && report.expires.parse::<Date>().is_ok_and(|expires| expires <= today) {
        console.complain(&format!(
            "warning: the publication has expired on {}, and `gazette sync` refuses it; if the lists rest, its publisher renews it \
             with `gazette publish --renew`",
            report.expires
        ));
    }
    Ok(if report.faults.is_empty() {
        Ending::Clean
    } else {
        Ending::Findings
    })
}

/// Opens the publication in a folder or, if this command can fetch, on a web server, which has so many seconds for everything.
pub(crate) fn open(source: &str, common: &Common, timeout: u64) -> anyhow::Result<Box<dyn Source>> {
    if !source.contains("://") {
        return Ok(Box::new(Folder::new(&common.start().join(source))));
    }
    #[cfg(feature = "sync")]
    return Ok(Box::new(
        gazette::sync::Server::new(source)?.with_deadline(std::time::Duration::from_secs(timeout)),
    ));
    #[cfg(not(feature = "sync"))]
    {
        let _ = timeout;
        anyhow::bail!("this `gazette` was built without the feature `sync` and fetches nothing")
    }
}

fn describe(report: &Report) -> String {
    let mut text = String::new();
    for fault in &report.faults {
        text.push_str(&format!("FAULTY {}: {}\n", fault.path, fault.what));
    }
    for list in &report.lists {
        text.push_str(&format!(
            "{}: {} releases, newest {}, {} entries\n",
            list.list_id, list.releases, list.newest, list.entries
        ));
    }
    for note in &report.notes {
        text.push_str(&format!("note: {note}\n"));
    }
    let signed = match (&report.key, report.pinned) {
        (Some(key), true) => format!("signed by {key}, which you trust"),
        (Some(key), false) => format!("signed by {key}"),
        (None, _) => "NOT SIGNED by a key that holds".to_owned(),
    };
    let verdict = match report.faults.len() {
        0 => "nothing is wrong".to_owned(),
        1 => "1 fault".to_owned(),
        faults => format!("{faults} faults"),
    };
    text.push_str(&format!(
        "release {} (serial {}, expires {}), {} files, {} bytes, {signed}: {verdict}\n",
        report.release, report.serial, report.expires, report.files, report.bytes
    ));
    text
}
