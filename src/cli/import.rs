//! `gazette import`: an official list into the files of a list, in place.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use gazette::import::{
    Bounds, FileChange, IMPORTERS, Imported, Importer, Input, Plan, Problem, Severity, importer, plan,
};
use gazette::yaml::{Loaded, SourceFile, load_list};

use super::args::Common;
use super::console::Console;
use super::exit::Ending;
use super::place::start;
use super::swap::{Change, replace_files};
use super::workspace::{Point, Workspace};

/// How many problems of one kind are told before the rest is only counted.
const TOLD_PROBLEMS: usize = 20;

/// Bring an official list into the files of a list
///
/// Reads one publication of an authority and lays it over lists/LIST, which is made where there is none. Files of unchanged
/// entries are not touched; what the format cannot say (notes, sources, other relations, comments) stays as people wrote it.
/// A faulty, empty or suspiciously short publication is refused, and then nothing is written.
///
/// Examples:
///   gazette import ofac-csv SDN.CSV ADD.CSV ALT.CSV SDN_COMMENTS.CSV --into us-sdn
///   gazette import ofac-csv SDN.CSV --into us-sdn --dry-run
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
}

fn importer_names() -> Vec<&'static str> {
    IMPORTERS.iter().map(|importer| importer.name()).collect()
}

pub(crate) fn run(args: &ImportArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let importer = importer(&args.format).context("the argument parser lets only names of importers through")?;
    require_list_name(&args.into)?;
    let workspace = Workspace::open(common)?;
    let root = workspace.root().context("a bare repository has no files to write to")?;
    let folder = format!("{}/{}", workspace.layout.lists, args.into);
    let imported = read(importer, &args.files, &start(common))?;
    tell(&imported, console);
    let existing = existing(&workspace, &root, &args.into)?;
    let bounds = Bounds {
        allow_shrink: args.allow_shrink,
    };
    let plan = plan(importer, &existing, &folder, imported, bounds)
        .with_context(|| format!("`{folder}` was left as it is"))?;
    for note in plan.notes.iter().take(TOLD_PROBLEMS) {
        console.note(note);
    }
    if plan.notes.len() > TOLD_PROBLEMS {
        console.note(&format!("… and {} more like these", plan.notes.len() - TOLD_PROBLEMS));
    }
    if !args.dry_run {
        apply(&root, &folder, &plan)?;
    }
    console.result(&summary(&folder, &plan, args.dry_run))?;
    Ok(Ending::Clean)
}

fn require_list_name(name: &str) -> anyhow::Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
        bail!("`{name}` is no name of a list: letters, digits, `-`, `_` and `.` make one");
    }
    Ok(())
}

fn read(importer: &dyn Importer, paths: &[PathBuf], start: &Path) -> anyhow::Result<Imported> {
    let mut files = Vec::new();
    for path in paths {
        let bytes = std::fs::read(start.join(path)).with_context(|| format!("`{}` cannot be read", path.display()))?;
        files.push((path.display().to_string(), bytes));
    }
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    Ok(importer.read(&inputs))
}

fn tell(imported: &Imported, console: &Console) {
    for severity in [Severity::Error, Severity::Note] {
        let problems: Vec<&Problem> = imported
            .problems
            .iter()
            .filter(|problem| problem.severity == severity)
            .collect();
        for problem in problems.iter().take(TOLD_PROBLEMS) {
            match severity {
                Severity::Error => Console::complain(&problem.to_string()),
                Severity::Note => console.note(&problem.to_string()),
            }
        }
        if problems.len() > TOLD_PROBLEMS {
            console.note(&format!("… and {} more like these", problems.len() - TOLD_PROBLEMS));
        }
    }
}

/// Returns the list as it is on disk; one without files where there is none yet.
fn existing(workspace: &Workspace, root: &Path, list: &str) -> anyhow::Result<Loaded> {
    if !root.join(&workspace.layout.lists).is_dir() {
        return Ok(Loaded {
            id: list.to_owned(),
            ..Loaded::default()
        });
    }
    let snapshot = workspace.snapshot(&Point::WorkingTree)?;
    let Some(files) = snapshot.lists.get(list) else {
        return Ok(Loaded {
            id: list.to_owned(),
            ..Loaded::default()
        });
    };
    let files: Vec<SourceFile> = files
        .iter()
        .map(|file| workspace.read(file))
        .collect::<Result<_, _>>()?;
    Ok(load_list(list, files))
}

fn apply(root: &Path, folder: &str, plan: &Plan) -> anyhow::Result<()> {
    let inside = |path: &str| {
        path.strip_prefix(folder)
            .unwrap_or(path)
            .trim_start_matches('/')
            .to_owned()
    };
    let changes: Vec<Change<'_>> = plan
        .changes
        .iter()
        .map(|change| match change {
            FileChange::Write { path, content } => Change {
                path: inside(path),
                content: Some(content),
            },
            FileChange::Remove { path } => Change {
                path: inside(path),
                content: None,
            },
        })
        .collect();
    if changes.is_empty() {
        return Ok(());
    }
    replace_files(&root.join(folder), &changes)
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
