//! `gazette completions` and `gazette man`: what shells and `man` know of the command, made from its arguments.

use clap::Args;
use clap_complete::Shell;

use super::console::Console;
use super::exit::Ending;

/// Print the completions of a shell
///
/// Examples:
///   gazette completions bash > /etc/bash_completion.d/gazette
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page of the command or of one verb
///
/// Examples:
///   gazette man > gazette.1
///   gazette man diff > gazette-diff.1
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ManArgs {
    /// The verb; the whole command by default
    verb: Option<String>,
}

pub(crate) fn run(args: &CompletionsArgs, mut command: clap::Command, console: &Console) -> anyhow::Result<Ending> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "gazette", &mut script);
    console.result(&String::from_utf8(script)?)?;
    Ok(Ending::Clean)
}

pub(crate) fn man(args: &ManArgs, mut command: clap::Command, console: &Console) -> anyhow::Result<Ending> {
    command.build();
    if let Some(verb) = &args.verb {
        let found = command.find_subcommand(verb).cloned();
        command = found.ok_or_else(|| anyhow::anyhow!("there is no verb `{verb}`"))?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    console.result(&String::from_utf8(page)?)?;
    Ok(Ending::Clean)
}
