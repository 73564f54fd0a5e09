//! `gazette check`: lints the lists.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

use anyhow::Context;
use clap::{Args, ValueEnum};
use gazette::lint::{Finding, Input, Removed, Severity, fix, run as lint};
use gazette::model::Edition;
use gazette::report::findings::{Format, TextOptions, write};
use gazette::yaml::{Loaded, SourceFile};
use jiff::civil::Date;

use super::args::Common;
use super::console::Console;
use super::exit::Ending;
use super::workspace::{Point, Workspace};

/// Look for faults in the lists
///
/// Reads every list of the working tree and judges it by the rules that `gazette explain` lists. One broken file never hides
/// the others. Exit code 1 where there is an error, or a warning with --strict.
///
/// Examples:
///   gazette check                       all lists
///   gazette check --base origin/main    and what this branch changes, judged as a change
///   gazette check --format github       annotations on a pull request
///   gazette check --format sarif > findings.sarif
///   gazette check --fix                 mend what can be mended safely
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct CheckArgs {
    /// Judge the change since this revision, release or date as well
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t)]
    format: FindingsFormat,
    /// Mend what can be mended safely, then look again
    #[arg(long)]
    fix: bool,
    /// End with 1 for warnings as well
    #[arg(long)]
    strict: bool,
    /// The day against which dates are future; without it none is
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FindingsFormat {
    /// As rustc tells it
    #[default]
    Text,
    /// GitHub Actions annotations
    Github,
    /// SARIF 2.1.0
    Sarif,
    /// JSON
    Json,
}

impl From<FindingsFormat> for Format {
    fn from(format: FindingsFormat) -> Self {
        match format {
            FindingsFormat::Text => Self::Text,
            FindingsFormat::Github => Self::Github,
            FindingsFormat::Sarif => Self::Sarif,
            FindingsFormat::Json => Self::Json,
        }
    }
}

pub(crate) fn run(args: &CheckArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let workspace = Workspace::open_unread(common)?;
    let mut looked = Looked::at(&workspace, args)?;
    if args.fix {
        let mended = mend(&workspace, &looked)?;
        console.note(&format!("{mended} findings mended"));
        looked = Looked::at(&workspace, args)?;
    }
    let mut out = console.out();
    let options = TextOptions {
        color: console.colours(),
        width: console.width(),
    };
    let sources = looked.lists.iter().chain(&looked.config);
    let sources: BTreeMap<&str, &SourceFile> = sources
        .flat_map(|loaded| &loaded.files)
        .map(|file| (file.path.as_str(), file))
        .collect();
    write(&mut out, args.format.into(), &looked.findings, &sources, options)?;
    out.flush()?;
    let gravest = if args.strict {
        Severity::Warning
    } else {
        Severity::Error
    };
    let grave = looked
        .findings
        .iter()
        .any(|finding| is_at_least(finding.severity, gravest));
    Ok(if grave { Ending::Findings } else { Ending::Clean })
}

fn is_at_least(severity: Severity, bound: Severity) -> bool {
    severity == Severity::Error || severity == bound
}

/// What was looked at, and what was found.
struct Looked {
    lists: Vec<Loaded>,
    config: Option<Loaded>,
    findings: Vec<Finding>,
}

impl Looked {
    fn at(workspace: &Workspace, args: &CheckArgs) -> anyhow::Result<Self> {
        let snapshot = workspace.snapshot(&Point::WorkingTree)?;
        workspace.require_wanted(snapshot.lists.keys())?;
        let lists = workspace.load_all(&snapshot)?;
        let config = workspace.load_config(&snapshot)?;
        let base = args
            .base
            .as_deref()
            .map(|base| base_editions(workspace, base))
            .transpose()?;
        let removed = removed(workspace, &lists)?;
        let findings = lint(&Input {
            config: config.as_ref(),
            base: base.as_deref(),
            removed: &removed,
            as_of: args.as_of,
            ..Input::new(&lists)
        });
        // References lead from list to list, so all are read; only what was asked for is told.
        let told = |finding: &Finding| workspace.wants_file(&finding.file);
        let findings = findings.into_iter().filter(told).collect();
        Ok(Self {
            lists,
            config,
            findings,
        })
    }
}

fn base_editions(workspace: &Workspace, base: &str) -> anyhow::Result<Vec<Edition>> {
    let releases = workspace.releases()?;
    let point = workspace.point(base, &releases)?;
    Ok(workspace.editions(&point)?.into_values().collect())
}

/// Returns the ids that releases removed, without those that are there now under an older listing; nothing where there is no
/// history to look at.
fn removed(workspace: &Workspace, lists: &[Loaded]) -> anyhow::Result<Removed> {
    let Ok(store) = workspace.git() else {
        return Ok(Removed::new());
    };
    let releases = match store.releases(&workspace.config) {
        Ok(releases) => releases.releases,
        // A history that cannot be read is complained of by those commands that need it.
        Err(_) => return Ok(Removed::new()),
    };
    let mut removed = super::ids::removed_ids(workspace, &releases)?;
    removed.retain(|list, _| lists.iter().any(|loaded| loaded.id == *list));
    Ok(removed)
}

/// Makes the safe edits; returns how many findings they mend.
fn mend(workspace: &Workspace, looked: &Looked) -> anyhow::Result<usize> {
    let Some(root) = workspace.root() else {
        anyhow::bail!("the repository is bare, there is nothing to mend in");
    };
    let mut mended = 0;
    for file in looked
        .lists
        .iter()
        .chain(&looked.config)
        .flat_map(|loaded| &loaded.files)
    {
        if let Some(fixed) = fix(file, &looked.findings) {
            let path = root.join(&fixed.path);
            fs::write(&path, &fixed.bytes).with_context(|| format!("`{}` cannot be written", fixed.path))?;
            mended += fixed.edits;
        }
    }
    Ok(mended)
}
