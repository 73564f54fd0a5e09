//! `gazette schema`: JSON Schema of the files that people write and programs read.

use clap::{Args, ValueEnum};
use gazette::notice::list_schema;
use gazette::report::{changes, findings};
use gazette::yaml::{FileRole, json_schema};

use super::console::Console;
use super::exit::Ending;

/// Print the JSON Schema of a kind of file
///
/// Those of YAML files are for editors that complete and mark while one types, those of changes and findings for programs that read
/// them.
///
/// Examples:
///   gazette schema entry > entry.schema.json
///   gazette schema changes > changes.schema.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct SchemaArgs {
    /// The kind of file
    #[arg(value_enum)]
    file: FileKind,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FileKind {
    /// A file of entries
    Entry,
    /// list.yaml
    List,
    /// gazette.yaml
    Gazette,
    /// exceptions.yaml
    Exceptions,
    /// What `gazette diff --format json` prints and changes.json holds
    Changes,
    /// What `gazette check --format json` prints
    Findings,
}

pub(crate) fn run(args: &SchemaArgs, console: &Console) -> anyhow::Result<Ending> {
    let schema = match args.file {
        FileKind::Entry => json_schema(FileRole::Entries),
        FileKind::List => list_schema(),
        FileKind::Gazette => json_schema(FileRole::Config),
        FileKind::Exceptions => json_schema(FileRole::Exceptions),
        FileKind::Changes => changes::json_schema(),
        FileKind::Findings => findings::json_schema(),
    };
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    console.result(&text)?;
    Ok(Ending::Clean)
}
