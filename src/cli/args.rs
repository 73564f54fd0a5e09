//! The arguments of the command.

use clap::{Parser, Subcommand};

use super::common::Common;
use super::{
    blame, check, completions, diff, explain, export, fmt, import, init, keygen, log, new, notice, ownership, preview,
    publish, schema, show, sync, verify,
};

/// Check, compare and publish sanctions lists kept as YAML in git.
#[derive(Debug, Parser)]
#[command(name = "gazette", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
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
