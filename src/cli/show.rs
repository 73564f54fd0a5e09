//! `gazette show`: one entry, as it is or as it was.

use std::sync::Arc;

use clap::{Args, ValueEnum};
use gazette::diff::{Change, ChangeSet};
use gazette::feed::native::record;
use gazette::model::{Edition, Entry};
use gazette::notice::{NoticeFormat, NoticeInput, render, style_of};
use gazette::repository::{Point, Repository, entries_at};
use gazette::yaml::{entry_node, print};

use super::common::Common;
use super::console::Console;
use super::exit::Ending;

/// Show one entry, as it is or as it was
///
/// Examples:
///   gazette show 27307
///   gazette show 27307 --at 2019-09-12          as published at the end of that day
///   gazette show 27307 --at HEAD~3 --format json
///   gazette show 27307 --format notice          as in the notice of its listing
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ShowArgs {
    /// The id of the entry
    id: String,
    /// The release, revision or date; the working tree by default
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: ShowFormat,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum ShowFormat {
    /// As in its file
    #[default]
    Yaml,
    /// As in the JSON Lines feed
    Json,
    /// As in a notice
    Notice,
}

pub(crate) fn run(args: &ShowArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = common.open()?;
    let point = match &args.at {
        Some(at) => repository.point(at, &repository.releases()?)?,
        None => Point::WorkingTree,
    };
    let mut texts = Vec::new();
    for (edition, entry) in entries_at(&repository, &args.id, &point, args.at.as_deref())? {
        texts.push(match args.format {
            ShowFormat::Yaml => format!("# {}\n{}", edition.list_id, print(&entry_node(&entry))),
            ShowFormat::Json => format!("{}\n", record(&entry)),
            ShowFormat::Notice => notice(&repository, edition, entry)?,
        });
    }
    let between = if matches!(args.format, ShowFormat::Json) {
        ""
    } else {
        "\n"
    };
    console.result(&texts.join(between))?;
    Ok(Ending::Clean)
}

/// The notice of a release that lists this entry and nothing else.
fn notice(repository: &Repository, edition: Edition, entry: Entry) -> anyhow::Result<String> {
    // One entry alone says nothing of who else is blocked.
    let mut edition = edition;
    edition.list.ownership.clear();
    let old = Edition {
        entries: Vec::new(),
        release: None,
        ..edition.clone()
    };
    let changes = ChangeSet {
        changes: vec![Change::Added(Arc::new(entry))],
        ..ChangeSet::default()
    };
    let input = NoticeInput {
        old: &old,
        new: &edition,
        changes: &changes,
        config: repository.config(),
    };
    let templates = repository.templates(&Point::WorkingTree)?;
    Ok(render(style_of(&edition.list), NoticeFormat::Text, &input, &templates)?)
}
