//! `gazette schema`: JSON Schema of the YAML files.

use clap::{Args, ValueEnum};
use gazette::yaml::{FileRole, json_schema};

use super::console::Console;
use super::exit::Ending;

/// Print the JSON Schema of a kind of file, for editors
///
/// Examples:
///   gazette schema entry > entry.schema.json
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
}

pub(crate) fn run(args: &SchemaArgs, console: &Console) -> anyhow::Result<Ending> {
    let role = match args.file {
        FileKind::Entry => FileRole::Entries,
        FileKind::List => FileRole::List,
        FileKind::Gazette => FileRole::Config,
    };
    let mut text = serde_json::to_string_pretty(&json_schema(role))?;
    text.push('\n');
    console.result(&text)?;
    Ok(Ending::Clean)
}
