//! `gazette fmt`: the canonical form of YAML files.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use gazette::repository::{Point, Repository};
use gazette::store::EXCEPTIONS_FILE;
use gazette::yaml::{SourceFile, SyntaxError, format};
use similar::TextDiff;

use super::common::Common;
use super::console::Console;
use super::exit::Ending;
use super::files::{CONFIG_FILE, replace, role_of, yaml_files};
use super::interrupt::Interrupt;

/// Write lists in their canonical form
///
/// Puts fields in the order of the format and sets in their canonical order, and writes one fact a line. Comments and blank
/// lines stay where they belong. The meaning never changes.
///
/// Examples:
///   gazette fmt                       every list and gazette.yaml, in place
///   gazette fmt --check               say what is not in canonical form; exit code 1 if anything is
///   gazette fmt lists/us/27307.yaml   one file
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct FmtArgs {
    /// Change nothing, show what would change
    #[arg(long)]
    check: bool,
    /// Files or folders; gazette.yaml and lists/ by default
    paths: Vec<PathBuf>,
}

/// What became of one file.
enum Outcome {
    Canonical,
    Changed { before: String, after: String },
    Broken(Vec<String>),
}

pub(crate) fn run(args: &FmtArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let mut changed = 0;
    let mut broken = 0;
    let root = if args.paths.is_empty() {
        root(common)?
    } else {
        common.start().to_owned()
    };
    let interrupt = Interrupt::listen();
    let mut differences = Vec::new();
    for path in files(args, common, &root)? {
        interrupt.check("every file is as it was or as it is to be")?;
        let shown = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
        console.at(|| shown.clone());
        match outcome(&path, &shown)? {
            Outcome::Canonical => {}
            Outcome::Broken(messages) => {
                broken += 1;
                messages.iter().for_each(|message| console.note(message));
            }
            Outcome::Changed { before, after } => {
                changed += 1;
                if args.check {
                    write_difference(&mut differences, &shown, &before, &after)?;
                } else {
                    replace(&path, after.as_bytes())?;
                    console.note(&format!("formatted {shown}"));
                }
            }
        }
    }
    console.result(&String::from_utf8_lossy(&differences))?;
    let findings = broken > 0 || (args.check && changed > 0);
    Ok(if findings { Ending::Findings } else { Ending::Clean })
}

/// Returns the folder of the repository: every other command finds it from within too.
fn root(common: &Common) -> anyhow::Result<PathBuf> {
    let root = Repository::open_leniently(common.start(), &common.selection())?.root();
    root.context("the repository is bare, there is nothing to format")
}

fn files(args: &FmtArgs, common: &Common, root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in &args.paths {
        files.extend(yaml_files(&root.join(path))?);
    }
    if !args.paths.is_empty() {
        return Ok(files);
    }
    let repository = Repository::open_leniently(common.start(), &common.selection())?;
    repository.require_wanted(repository.lists_at(&[&Point::WorkingTree])?.iter())?;
    let settings = [CONFIG_FILE, EXCEPTIONS_FILE].map(|name| root.join(name));
    files.extend(settings.into_iter().filter(|file| file.exists()));
    let lists = root.join(&repository.layout().lists);
    if common.lists.is_empty() {
        files.extend(yaml_files(&lists)?);
    }
    for list in &common.lists {
        files.extend(yaml_files(&lists.join(list))?);
    }
    Ok(files)
}

fn outcome(path: &Path, shown: &str) -> anyhow::Result<Outcome> {
    let bytes = fs::read(path).with_context(|| format!("`{shown}` cannot be read"))?;
    let after = match format(&bytes, role_of(path)) {
        Ok(after) => after,
        Err(errors) => return Ok(Outcome::Broken(messages(shown, bytes, &errors))),
    };
    if after.as_bytes() == bytes {
        return Ok(Outcome::Canonical);
    }
    let before = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Outcome::Changed { before, after })
}

fn messages(shown: &str, bytes: Vec<u8>, errors: &[SyntaxError]) -> Vec<String> {
    let file = SourceFile {
        path: shown.to_owned(),
        bytes,
    };
    let message = |error: &SyntaxError| {
        let position = file.position(error.place);
        format!(
            "{shown}:{}:{}: {}, left alone",
            position.line, position.column, error.fault
        )
    };
    errors.iter().map(message).collect()
}

fn write_difference(out: &mut impl Write, shown: &str, before: &str, after: &str) -> std::io::Result<()> {
    let difference = TextDiff::from_lines(before, after);
    let unified = difference
        .unified_diff()
        .header(&format!("a/{shown}"), &format!("b/{shown}"))
        .to_string();
    out.write_all(unified.as_bytes())
}
