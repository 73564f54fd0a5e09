//! The command line: arguments, and which verb does the work. Only this part prints, exits and asks the environment.

mod allow;
mod args;
mod blame;
mod check;
mod common;
mod completions;
mod console;
mod diff;
mod exit;
mod explain;
mod export;
mod files;
mod fmt;
mod import;
mod init;
mod interrupt;
mod keygen;
mod log;
mod new;
mod notice;
mod ownership;
mod preview;
mod progress;
mod publish;
mod schema;
mod secret;
mod show;
mod sync;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use gazette::import::PlanError;
use gazette::repository::RepositoryError;
use gazette::store::StoreError;

use args::{Cli, Command};
use console::{Color, Console};
use exit::{COULD_NOT_RUN, Ending};
use interrupt::{INTERRUPTED, Interrupted};

/// Runs the command with the process's arguments.
pub(crate) fn main() -> ExitCode {
    run(std::env::args_os())
}

fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    let cli = match parse(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            Console::new(Color::default(), false).error(&error, None);
            return ExitCode::from(COULD_NOT_RUN);
        }
    };
    let console = Console::new(cli.common.color, cli.common.quiet);
    match dispatch(&cli, &console) {
        Ok(ending) => ending.into(),
        // The reader of a pipe went away: it has what it wanted.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            console.error(&error, hint(&error));
            ExitCode::from(code(&error))
        }
    }
}

/// Parses the arguments, or prints what is wrong with them and ends the process; fails if they contain a secret key, which must
/// not be printed.
fn parse(arguments: &[OsString]) -> anyhow::Result<Cli> {
    secret::require_no_secret_key(arguments)?;
    match Cli::try_parse_from(arguments) {
        Ok(cli) => Ok(cli),
        Err(error) if error.use_stderr() => {
            secret::require_nothing_like_a_secret_key(arguments)?;
            error.exit()
        }
        Err(error) => error.exit(),
    }
}

/// Returns the exit code for an error.
fn code(error: &anyhow::Error) -> u8 {
    let was_stopped = error.chain().any(|cause| cause.is::<Interrupted>());
    if was_stopped { INTERRUPTED } else { COULD_NOT_RUN }
}

/// Returns what can be done about an error, if one of its causes has a hint.
fn hint(error: &anyhow::Error) -> Option<&'static str> {
    error.chain().find_map(|cause| {
        let repository = cause.downcast_ref::<RepositoryError>().and_then(RepositoryError::hint);
        let store = || cause.downcast_ref::<StoreError>().and_then(StoreError::hint);
        let plan = || cause.downcast_ref::<PlanError>().and_then(PlanError::hint);
        repository.or_else(store).or_else(plan)
    })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

fn dispatch(cli: &Cli, console: &Console) -> anyhow::Result<Ending> {
    match &cli.command {
        Command::Blame(args) => blame::run(args, &cli.common, console),
        Command::Check(args) => check::run(args, &cli.common, console),
        Command::Diff(args) => diff::run(args, &cli.common, console),
        Command::Explain(args) => explain::run(args, console),
        Command::Export(args) => export::run(args, &cli.common, console),
        Command::Fmt(args) => fmt::run(args, &cli.common, console),
        Command::Init(args) => init::run(args, &cli.common, console),
        Command::Keygen(args) => keygen::run(args, &cli.common, console),
        Command::Log(args) => log::run(args, &cli.common, console),
        Command::New(args) => new::run(args, &cli.common, console),
        Command::Notice(args) => notice::run(args, &cli.common, console),
        Command::Ownership(args) => ownership::run(args, &cli.common, console),
        Command::Preview(args) => preview::run(args, &cli.common, console),
        Command::Publish(args) => publish::run(args, &cli.common, console),
        Command::Import(args) => import::run(args, &cli.common, console),
        Command::Schema(args) => schema::run(args, console),
        Command::Show(args) => show::run(args, &cli.common, console),
        Command::Sync(args) => sync::run(args, &cli.common, console),
        Command::Verify(args) => verify::run(args, &cli.common, console),
        Command::Completions(args) => completions::run(args, Cli::command(), console),
        Command::Man(args) => completions::man(args, Cli::command(), console),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Cli::command().debug_assert();
    }

    /// Returns the lines of a help text that are commands to be pasted, without what a shell does around them.
    fn examples(help: &str) -> Vec<Vec<String>> {
        let lines = help.lines().map(str::trim).filter(|line| line.starts_with("gazette "));
        lines.map(words).collect()
    }

    /// Splits a line as a shell does, up to a redirection or the description behind several blanks.
    fn words(line: &str) -> Vec<String> {
        let line = line
            .split(" > ")
            .next()
            .unwrap_or(line)
            .split(" >> ")
            .next()
            .unwrap_or(line);
        let line = line.split("   ").next().unwrap_or(line);
        let mut words = vec![String::new()];
        let mut quoted = false;
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ' ' if !quoted => words.push(String::new()),
                c => words.last_mut().expect("it starts with one").push(c),
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }

    #[test]
    fn every_verb_has_examples_that_can_be_pasted() {
        for verb in Cli::command().get_subcommands() {
            let help = verb.get_long_about().map(ToString::to_string).unwrap_or_default();
            let examples = examples(&help);
            assert!(!examples.is_empty(), "`{}` has no example", verb.get_name());
            for example in examples {
                let parsed = Cli::try_parse_from(&example);
                assert!(
                    parsed.is_ok(),
                    "{example:?}: {}",
                    parsed.err().map(|error| error.to_string()).unwrap_or_default()
                );
            }
        }
    }
}
