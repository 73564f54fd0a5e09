//! `gazette check`: lints the lists.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gazette::lint::{Severity, fix};
use gazette::model::Edition;
use gazette::report::findings::{Format, TextOptions, new_findings, write};
use gazette::repository::{CheckRun, Point, Range, Repository};
use jiff::civil::Date;

use super::common::Common;
use super::console::Console;
use super::exit::{Ending, leave_standing};
use super::files::replace;

/// Look for faults in the lists
///
/// Reads every list of the working tree and judges it by the rules that `gazette explain` lists. One broken file never hides
/// the others. Exit code 1 where there is an error, or a warning with --strict.
///
/// Examples:
///   gazette check                       all lists
///   gazette check --base origin/main...   and what this branch changes, judged as a change
///   gazette check --base HEAD --new     only what is new since the last commit
///   gazette check lists/us/27307.yaml   what stands in one file
///   gazette check --format github       annotations on a pull request
///   gazette check --format sarif > findings.sarif
///   gazette check --fix                 mend what can be mended safely
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct CheckArgs {
    /// Judge the change since this revision, release or date as well; `REV...`: since the branch left REV
    #[arg(long, value_name = "REV")]
    base: Option<Range>,
    /// Tell only what stands in these files or folders; everything is read all the same
    paths: Vec<PathBuf>,
    /// Tell only what the base has not: what is old hinders nobody
    #[arg(long, requires = "base")]
    new: bool,
    /// How to tell it
    #[arg(long, value_enum, default_value_t)]
    format: FindingsFormat,
    /// Mend what can be mended safely, then look again
    #[arg(long)]
    fix: bool,
    /// End with 1 for warnings as well
    #[arg(long)]
    strict: bool,
    /// The day of the release: dates after it are future, and listings end by it; without it no day is asked
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

/// How often `--fix` looks again; three were needed at most.
const MOST_ROUNDS: usize = 20;

pub(crate) fn run(args: &CheckArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = Repository::open_leniently(common.start(), &common.selection())?;
    let (present, _) = repository.survey(&Point::WorkingTree)?;
    repository.require_wanted(present.lists.keys())?;
    console.at(|| "reading and judging the lists".to_owned());
    let mut found = check_run(&repository, args)?;
    if args.fix {
        let mut mended = 0;
        // Edits that touch one another take several rounds; each makes a text shorter or simpler, so there is a last one.
        for _ in 0..MOST_ROUNDS {
            let now = mend(&repository, &found)?;
            if now == 0 {
                break;
            }
            mended += now;
            found = check_run(&repository, args)?;
        }
        console.note(&match mended {
            0 => "nothing to mend".to_owned(),
            1 => "1 finding mended".to_owned(),
            many => format!("{many} findings mended"),
        });
    }
    if let Some(error) = &found.unread_history {
        let hint = error.hint().unwrap_or("see `gazette log`");
        console.note(&format!(
            "note: whether an id was used before is not checked: {error}\n  help: {hint}"
        ));
    }
    found.keep_only(&repository, common.start(), &args.paths)?;
    let mut out = console.out();
    let options = TextOptions {
        color: console.colours(),
        width: console.width(),
    };
    write(&mut out, args.format.into(), &found.findings, &found.sources(), options)?;
    out.flush()?;
    let gravest = if args.strict {
        Severity::Warning
    } else {
        Severity::Error
    };
    let grave = found
        .findings
        .iter()
        .any(|finding| is_at_least(finding.severity, gravest));
    leave_standing(found);
    Ok(if grave { Ending::Findings } else { Ending::Clean })
}

fn is_at_least(severity: Severity, bound: Severity) -> bool {
    severity == Severity::Error || severity == bound
}

fn check_run(repository: &Repository, args: &CheckArgs) -> anyhow::Result<CheckRun> {
    let Some(base) = &args.base else {
        return Ok(CheckRun::at(repository, &Point::WorkingTree, None, args.as_of)?);
    };
    let point = repository.base_point(base)?;
    let editions: Vec<Edition> = repository.editions(&point)?.into_values().collect();
    let mut found = CheckRun::at(repository, &Point::WorkingTree, Some(&editions), args.as_of)?;
    if args.new {
        let before = CheckRun::at(repository, &point, None, args.as_of)?.findings;
        found.findings = new_findings(found.findings, &before);
    }
    Ok(found)
}

/// Makes the safe edits; returns how many findings they mend.
fn mend(repository: &Repository, found: &CheckRun) -> anyhow::Result<usize> {
    let Some(root) = repository.root() else {
        anyhow::bail!("the repository is bare, there is nothing to mend in");
    };
    let mut mended = 0;
    for file in found.files() {
        if let Some(fixed) = fix(file, &found.findings) {
            replace(&root.join(&fixed.path), &fixed.bytes)?;
            mended += fixed.edits;
        }
    }
    Ok(mended)
}
