//! `gazette check`: lints the lists.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gazette::lint::{Severity, fix};
use gazette::report::findings::{Format, TextOptions, new_findings, write};
use gazette::repository::{Base, CheckRun, Point, Range, Repository};
use gazette::store::git::GitStore;
use jiff::civil::Date;

use super::common::{Common, note_sparse};
use super::console::Console;
use super::exit::{Ending, skip_drop};
use super::files::replace;

/// Check the lists
///
/// Reads every list of the working tree and checks it by the rules that `gazette explain` lists. One broken file never hides
/// the others. Exit code 1 if there is an error, or a warning with --strict.
///
/// Examples:
///   gazette check                       all lists
///   gazette check --base origin/main...   and what this branch changes, judged as a change
///   gazette check --base HEAD --new     only what is new since the last commit
///   gazette check lists/us/27307.yaml   one file only
///   gazette check --format github       annotations on a pull request
///   gazette check --format sarif > findings.sarif
///   gazette check --at HEAD~3           the lists as they were three commits ago
///   gazette check --fix                 fix what can be fixed safely
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct CheckArgs {
    /// Check the change since this revision, release or date too; `REV...`: since the branch left REV
    #[arg(long, value_name = "REV")]
    base: Option<Range>,
    /// Report only findings in these files or folders; everything is read all the same. A revision is checked in the place of the
    /// working tree
    #[arg(value_name = "PATH|REV")]
    paths: Vec<PathBuf>,
    /// Check this revision, release or date in the place of the working tree
    #[arg(long, value_name = "REV")]
    at: Option<String>,
    /// Report only findings that the base does not have
    #[arg(long, requires = "base")]
    new: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: FindingsFormat,
    /// Fix what can be fixed safely, then check again
    #[arg(long)]
    fix: bool,
    /// Exit with 1 for warnings too
    #[arg(long)]
    strict: bool,
    /// The day of the release: later dates are in the future, and listings end by it; without it no day is checked
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FindingsFormat {
    /// As rustc prints it
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

/// How often `--fix` looks again; three were needed at most.
const MOST_ROUNDS: usize = 20;

pub(crate) fn run(args: &CheckArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = Repository::open_leniently(common.start(), &common.selection())?;
    let (at, paths) = point_and_paths(&repository, args, common)?;
    if args.fix && at != Point::WorkingTree {
        anyhow::bail!("only the working tree can be fixed, and {at} was asked for");
    }
    let (present, _) = repository.survey(&at)?;
    repository.require_wanted(present.lists.keys())?;
    note_sparse(&repository, console)?;
    console.at(|| "reading and judging the lists".to_owned());
    let mut found = check_run(&repository, args, &at, console)?;
    if args.fix {
        let mut fixed_findings = 0;
        // Edits that touch one another take several rounds; each makes a text shorter or simpler, so there is a last one.
        for _ in 0..MOST_ROUNDS {
            let now = fix_all(&repository, &found)?;
            if now == 0 {
                break;
            }
            fixed_findings += now;
            found = check_run(&repository, args, &at, console)?;
        }
        console.note(&match fixed_findings {
            0 => "nothing to fix".to_owned(),
            1 => "1 finding fixed".to_owned(),
            many => format!("{many} findings fixed"),
        });
    }
    if let Some(error) = &found.unread_history {
        let hint = error.hint().unwrap_or("see `gazette log`");
        console.note(&format!(
            "note: whether an id was used before is not checked: {error}\n  help: {hint}"
        ));
    }
    found.keep_only(&repository, common.start(), &paths)?;
    let options = TextOptions {
        color: console.colours(),
        width: console.width(),
    };
    let mut out = Vec::new();
    match repository.git().map(GitStore::prefix) {
        // These are read by programs that know the files by their paths from the root of git's repository.
        Ok(prefix) if !prefix.is_empty() && matches!(args.format, FindingsFormat::Github | FindingsFormat::Sarif) => {
            let (findings, files) = found.below(prefix);
            let sources = files.iter().map(|file| (file.path.as_str(), file)).collect();
            write(&mut out, args.format.into(), &findings, &sources, options)?;
        }
        _ => write(&mut out, args.format.into(), &found.findings, &found.sources(), options)?,
    }
    match args.format {
        // The only lines that are meant for the runner; `report` escapes what is in them.
        FindingsFormat::Github => {
            let mut lines = console.out();
            lines.write_all(&out)?;
            lines.flush()?;
        }
        _ => console.result(&String::from_utf8_lossy(&out))?,
    }
    let bound = if args.strict {
        Severity::Warning
    } else {
        Severity::Error
    };
    let fails = found
        .findings
        .iter()
        .any(|finding| is_at_least(finding.severity, bound));
    skip_drop(found);
    Ok(if fails { Ending::Findings } else { Ending::Clean })
}

fn is_at_least(severity: Severity, bound: Severity) -> bool {
    severity == Severity::Error || severity == bound
}

fn check_run(repository: &Repository, args: &CheckArgs, at: &Point, console: &Console) -> anyhow::Result<CheckRun> {
    let Some(base) = &args.base else {
        return Ok(CheckRun::at(repository, at, None, args.as_of)?);
    };
    let base = Base::read(repository, repository.base_point(base)?)?;
    if let Some((point, reason)) = &base.instead_of {
        console.note(&format!(
            "note: {point} cannot be published ({reason}); the change is judged since {}",
            base.point
        ));
    }
    let mut found = CheckRun::at(repository, at, Some(&base), args.as_of)?;
    if args.new {
        let before = CheckRun::at(repository, &base.point, None, args.as_of)?.findings;
        found.findings = new_findings(found.findings, &before);
    }
    Ok(found)
}

/// Returns the point to check and the paths to report on: a path that is not there and that git knows as a revision is one.
fn point_and_paths(
    repository: &Repository,
    args: &CheckArgs,
    common: &Common,
) -> anyhow::Result<(Point, Vec<PathBuf>)> {
    if let Some(revision) = &args.at {
        return Ok((repository.point(revision, &repository.releases()?)?, args.paths.clone()));
    }
    let mut at = Point::WorkingTree;
    let mut paths = Vec::new();
    for path in &args.paths {
        let revision = path.to_str().filter(|_| !common.start().join(path).exists());
        match revision.and_then(|revision| repository.point(revision, &repository.releases().ok()?).ok()) {
            Some(point) if at == Point::WorkingTree => at = point,
            Some(_) => anyhow::bail!("one revision can be checked at a time"),
            None => paths.push(path.clone()),
        }
    }
    Ok((at, paths))
}

/// Makes the safe edits; returns how many findings they fix.
fn fix_all(repository: &Repository, found: &CheckRun) -> anyhow::Result<usize> {
    let Some(root) = repository.root() else {
        anyhow::bail!("the repository is bare, there is nothing to fix");
    };
    let mut fixed_findings = 0;
    for file in found.files() {
        if let Some(fixed) = fix(file, &found.findings) {
            replace(&root.join(&fixed.path), &fixed.bytes)?;
            fixed_findings += fixed.edits;
        }
    }
    Ok(fixed_findings)
}
