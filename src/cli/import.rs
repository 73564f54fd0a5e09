//! `gazette import`: an official list into the files of a list, in place.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use gazette::diff::compare;
use gazette::feed::native::hex;
use gazette::import::{
    Bounds, FileChange, IMPORTERS, Imported, Importer, Input, Plan, Problem, Severity, importer, plan,
};
use gazette::notice::title_of;
use gazette::repository::{Committer, Point, Repository};
use gazette::store::{FileEdit, replace_files};
use gazette::yaml::{Loaded, SourceFile, load_list};
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::common::Common;
use super::console::Console;
use super::exit::Ending;
use super::interrupt::Interrupt;

/// How many problems of one kind are printed before the rest is only counted.
const PRINTED_PROBLEMS: usize = 20;

/// Bring an official list into the files of a list
///
/// Reads one publication of an authority and lays it over lists/LIST, which is made where there is none. Files of unchanged
/// entries are not touched; what the format cannot say (notes, sources, other relations, comments) stays as people wrote it.
/// A faulty, empty or suspiciously short publication is refused, and then nothing is written.
///
/// Examples:
///   gazette import ofac-csv SDN.CSV ADD.CSV ALT.CSV SDN_COMMENTS.CSV --into us-sdn
///   gazette import ofac-csv SDN.CSV --into us-sdn --dry-run
///   gazette import ofac-enhanced 2026-08-26_delta.xml --into us-sdn
///   gazette import ofac-csv SDN.CSV --into us-mirror --commit --date 2024-05-03
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ImportArgs {
    /// The format of the files
    #[arg(value_parser = importer_names())]
    format: String,
    /// The files of one publication
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The list: the name of its folder
    #[arg(long, value_name = "LIST")]
    into: String,
    /// Let the publication remove any number of entries
    #[arg(long)]
    allow_shrink: bool,
    /// Write nothing, say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Commit what changed, and nothing else; no commit where nothing changed
    #[arg(long, conflicts_with = "dry_run")]
    commit: bool,
    /// The day or instant of the commit: when the publication came out
    #[arg(long, value_name = "DATE", requires = "commit", value_parser = parse_time)]
    date: Option<Timestamp>,
    /// The title of the commit, which is that of its notice; what happened by default
    #[arg(long, value_name = "TITLE", requires = "commit")]
    message: Option<String>,
}

/// What was read, and how the commit describes it.
struct Source {
    imported: Imported,
    /// A line for each file: its digest and its name, as `sha256sum` has them.
    digests: String,
}

fn importer_names() -> Vec<&'static str> {
    IMPORTERS.iter().map(|importer| importer.name()).collect()
}

pub(crate) fn run(args: &ImportArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let importer = importer(&args.format).context("the argument parser lets only names of importers through")?;
    require_list_name(&args.into)?;
    let repository = common.open()?;
    let root = repository
        .root()
        .context("a bare repository has no files to write to")?;
    let folder = format!("{}/{}", repository.layout().lists, args.into);
    let committer = args
        .commit
        .then(|| Committer::new(&root, &folder, args.date))
        .transpose()?;
    let interrupt = Interrupt::listen();
    console.at(|| "reading the publication".to_owned());
    let source = read(importer, &args.files, common.start())?;
    print_problems(&source.imported.problems, console);
    console.at(|| format!("reading {folder}"));
    let existing = existing(&repository, &root, &args.into)?;
    let bounds = Bounds {
        allow_shrink: args.allow_shrink,
    };
    console.at(|| "comparing".to_owned());
    let plan = plan(importer, &existing, &folder, source.imported, bounds)
        .with_context(|| format!("`{folder}` was left as it is"))?;
    print_problems(&plan.notes, console);
    print_first(&plan.recognised, |note| console.note(note), console);
    if !args.dry_run {
        console.at(|| format!("writing {} files", plan.changes.len()));
        apply(&root, &folder, &plan, &interrupt)?;
    }
    let mut text = summary(&folder, &plan, args.dry_run);
    if let Some(committer) = committer.filter(|_| !plan.changes.is_empty()) {
        let is_new = existing.files.is_empty();
        let message = message(args, &plan, is_new, &source.digests);
        let commit = committer
            .commit(&message)
            .with_context(|| format!("`{folder}` has the publication, and it is not committed"))?;
        text += &format!("{commit} {}\n", message.lines().next().unwrap_or_default());
    }
    console.result(&text)?;
    Ok(Ending::Clean)
}

/// The title says what happened; the digests say from which bytes.
fn message(args: &ImportArgs, plan: &Plan, is_new: bool, digests: &str) -> String {
    let title = match &args.message {
        Some(title) => title.clone(),
        None if is_new => format!("{}: {}", args.into, plan.list.title),
        None => format!(
            "{}: {}",
            args.into,
            title_of(&compare(&plan.before, &plan.after), &plan.list)
        ),
    };
    format!(
        "{title}\n\n{} added, {} amended, {} removed. Imported ({}) from:\n\n{digests}",
        plan.added.len(),
        plan.amended.len(),
        plan.removed.len(),
        args.format,
    )
}

fn require_list_name(name: &str) -> anyhow::Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
        bail!("`{name}` is no name of a list: letters, digits, `-`, `_` and `.` make one");
    }
    Ok(())
}

fn read(importer: &dyn Importer, paths: &[PathBuf], start: &Path) -> anyhow::Result<Source> {
    let mut digests = String::new();
    let mut files = Vec::new();
    for path in paths {
        let bytes = std::fs::read(start.join(path)).with_context(|| format!("`{}` cannot be read", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        digests += &format!("{}  {name}\n", hex(&Sha256::digest(&bytes)));
        files.push((path.display().to_string(), bytes));
    }
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let imported = importer.read(&inputs);
    Ok(Source { imported, digests })
}

fn print_problems(problems: &[Problem], console: &Console) {
    for severity in [Severity::Error, Severity::Note] {
        let problems: Vec<&Problem> = problems.iter().filter(|problem| problem.severity == severity).collect();
        let say = |problem: &&Problem| match severity {
            Severity::Error => console.complain(&problem.to_string()),
            Severity::Note => console.note(&problem.to_string()),
        };
        print_first(&problems, say, console);
    }
}

/// Says the first few of what may be very many, and how many more there are.
fn print_first<T>(all: &[T], say: impl Fn(&T), console: &Console) {
    all.iter().take(PRINTED_PROBLEMS).for_each(say);
    if all.len() > PRINTED_PROBLEMS {
        console.note(&format!("… and {} more like these", all.len() - PRINTED_PROBLEMS));
    }
}

/// Returns the list as it is on disk; one without files where there is none yet.
fn existing(repository: &Repository, root: &Path, list: &str) -> anyhow::Result<Loaded> {
    if !root.join(&repository.layout().lists).is_dir() {
        return Ok(Loaded {
            id: list.to_owned(),
            ..Loaded::default()
        });
    }
    let snapshot = repository.snapshot(&Point::WorkingTree)?;
    let Some(files) = snapshot.lists.get(list) else {
        return Ok(Loaded {
            id: list.to_owned(),
            ..Loaded::default()
        });
    };
    let files: Vec<SourceFile> = files
        .iter()
        .map(|file| repository.read(file))
        .collect::<Result<_, _>>()?;
    Ok(load_list(list, files))
}

fn apply(root: &Path, folder: &str, plan: &Plan, interrupt: &Interrupt) -> anyhow::Result<()> {
    let inside = |path: &str| {
        path.strip_prefix(folder)
            .unwrap_or(path)
            .trim_start_matches('/')
            .to_owned()
    };
    let changes: Vec<FileEdit<'_>> = plan
        .changes
        .iter()
        .map(|change| match change {
            FileChange::Write { path, content } => FileEdit {
                path: inside(path),
                content: Some(content),
            },
            FileChange::Remove { path } => FileEdit {
                path: inside(path),
                content: None,
            },
        })
        .collect();
    if changes.is_empty() {
        return Ok(());
    }
    let go_on = || -> anyhow::Result<()> { Ok(interrupt.check("the list is as it was")?) };
    replace_files(&root.join(folder), &changes, &go_on)
}

fn summary(folder: &str, plan: &Plan, dry_run: bool) -> String {
    let would = if dry_run { " would be" } else { "" };
    format!(
        "{folder}:{would} {} added, {} amended, {} removed, {} unchanged; {} files written or removed\n",
        plan.added.len(),
        plan.amended.len(),
        plan.removed.len(),
        plan.unchanged,
        plan.changes.len(),
    )
}

/// Parses `2021-08-18`, which means noon in Greenwich, or an instant such as `2021-08-18T18:43:00Z`.
fn parse_time(text: &str) -> Result<Timestamp, String> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let noon = text.parse::<Date>().map(|date| date.at(12, 0, 0, 0));
    let noon = noon.ok().filter(|_| text.len() == "2021-08-18".len());
    let instant = noon.and_then(|noon| jiff::tz::Offset::UTC.to_timestamp(noon).ok());
    instant.ok_or_else(|| "a day (`2021-08-18`) or an instant (`2021-08-18T18:43:00Z`) is expected".to_owned())
}
