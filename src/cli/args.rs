//! The arguments of the command.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::console::Color;
use super::{
    blame, check, completions, diff, explain, export, fmt, import, init, keygen, log, new, notice, ownership, preview,
    publish, schema, show, sync, verify,
};

/// Sanctions lists as YAML in git: checked, compared, told and published.
#[derive(Debug, Parser)]
#[command(name = "gazette", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every verb takes, before or after it.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// Look at this list only; may be given several times
    #[arg(long = "list", value_name = "ID", global = true)]
    pub(crate) lists: Vec<String>,
    /// Say nothing but results and errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// When to colour what is printed
    #[arg(long, value_enum, default_value_t, global = true)]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(init::InitArgs),
    New(new::NewArgs),
    Check(check::CheckArgs),
    Fmt(fmt::FmtArgs),
    Diff(diff::DiffArgs),
    Notice(notice::NoticeArgs),
    Preview(preview::PreviewArgs),
    Export(export::ExportArgs),
    Publish(publish::PublishArgs),
    Keygen(keygen::KeygenArgs),
    Verify(verify::VerifyArgs),
    Sync(sync::SyncArgs),
    Log(log::LogArgs),
    Show(show::ShowArgs),
    Blame(blame::BlameArgs),
    Explain(explain::ExplainArgs),
    Ownership(ownership::OwnershipArgs),
    Import(import::ImportArgs),
    Schema(schema::SchemaArgs),
    Completions(completions::CompletionsArgs),
    Man(completions::ManArgs),
}
