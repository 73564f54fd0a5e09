//! `gazette export`: one feed of one list.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use gazette::feed::{FORMATS, Format, format};
use gazette::model::Edition;
use gazette::repository::Point;
use tempfile::NamedTempFile;

use super::common::Common;
use super::console::Console;
use super::exit::Ending;

/// Write one feed of a list
///
/// A format of one file is written to standard output; with --out, and for a format of several files, to a folder.
///
/// Examples:
///   gazette export json --list us-dprk-cyber
///   gazette export csv --list us-dprk-cyber --at 2019-09-13 --out feeds/
///   gazette export ofac-csv --list us-dprk-cyber --out feeds/
///   gazette export --formats                            what formats there are
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ExportArgs {
    /// The format
    #[arg(required_unless_present = "formats")]
    format: Option<String>,
    /// The release, revision or date; the working tree by default
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// List the formats
    #[arg(long)]
    formats: bool,
}

pub(crate) fn run(args: &ExportArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    if args.formats {
        let line = |format: &&dyn Format| format!("{:<12} {}\n", format.name(), format.about());
        console.result(&FORMATS.iter().map(line).collect::<String>())?;
        return Ok(Ending::Clean);
    }
    let format = wanted_format(args.format.as_deref().unwrap_or_default())?;
    let edition = wanted_edition(args, common)?;
    let many = format.files().len() > 1;
    match &args.out {
        None if many => bail!("`{}` has several files; name a folder with --out", format.name()),
        None => {
            let mut out = console.out();
            format.write(&format.files()[0], &edition, &mut out)?;
            out.flush()?;
        }
        Some(folder) => write_all(format, &edition, &common.start().join(folder), console)?,
    }
    Ok(Ending::Clean)
}

fn wanted_format(name: &str) -> anyhow::Result<&'static dyn Format> {
    let known: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
    format(name).ok_or_else(|| anyhow::anyhow!("there is no format `{name}`; there are {}", known.join(", ")))
}

fn wanted_edition(args: &ExportArgs, common: &Common) -> anyhow::Result<Edition> {
    let repository = common.open()?;
    let point = match &args.at {
        Some(at) => repository.point(at, &repository.releases()?)?,
        None => Point::WorkingTree,
    };
    let snapshot = repository.snapshot(&point)?;
    repository.require_wanted(snapshot.lists.keys())?;
    let mut editions = repository.editions(&point)?;
    match (editions.pop_first(), editions.len()) {
        (Some((_, edition)), 0) => Ok(edition),
        (None, _) => bail!("there is no list at {point}"),
        (Some(_), _) => bail!("there are several lists; name one with --list"),
    }
}

/// So many bytes go to a file in one go.
const BUFFER: usize = 1 << 17;

/// Writes the files of a format, each whole or not at all.
fn write_all(format: &dyn Format, edition: &Edition, folder: &PathBuf, console: &Console) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
    let files = format.files().iter().map(|_| new_file_in(folder));
    let mut files: Vec<NamedTempFile> = files.collect::<std::io::Result<_>>()?;
    let buffered = files.iter_mut().map(|file| BufWriter::with_capacity(BUFFER, file));
    let mut buffered: Vec<_> = buffered.collect();
    let outs = buffered.iter_mut().map(|out| out as &mut (dyn Write + Send));
    format.write_all(edition, &mut outs.collect::<Vec<_>>())?;
    for out in &mut buffered {
        out.flush()?;
    }
    drop(buffered);
    for (kind, file) in format.files().iter().zip(files) {
        let path = folder.join(kind.name);
        file.persist(&path)
            .with_context(|| format!("`{}` cannot be written", path.display()))?;
        console.note(&format!("wrote {}", path.display()));
    }
    Ok(())
}

/// A file that gets its name when it is whole. Unlike other temporary files, all may read it that the umask lets: it is made to
/// be published.
fn new_file_in(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
