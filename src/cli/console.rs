//! Where the command writes: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use gazette::escape::{Colours, output, terminal};

use super::progress::Progress;

/// Standard output and standard error, with colour where it is wanted.
pub(crate) struct Console {
    color: ColorChoice,
    quiet: bool,
    progress: Progress,
}

/// When to colour, as `--color` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Console {
    pub(crate) fn new(color: Color, quiet: bool) -> Self {
        let color = match color {
            Color::Auto => AutoStream::choice(&io::stdout()),
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self {
            color,
            quiet,
            progress: Progress::begin(quiet),
        }
    }

    /// Returns true where standard output takes colour.
    pub(crate) fn colours(&self) -> bool {
        !matches!(self.color, ColorChoice::Never)
    }

    /// Returns the width of the terminal, in columns: what `COLUMNS` says, else what the terminal itself does; 100 where standard
    /// output is none.
    pub(crate) fn width(&self) -> usize {
        const NO_TERMINAL: usize = 100;
        if !io::stdout().is_terminal() {
            return NO_TERMINAL;
        }
        let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let asked = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        stated.or_else(asked).unwrap_or(NO_TERMINAL)
    }

    /// Says what the command is at, for whoever waits at a terminal.
    pub(crate) fn at(&self, what: impl FnOnce() -> String) {
        self.progress.at(|| terminal(&what()));
    }

    /// Returns standard output for bytes that must not change: feeds, and workflow commands of our own. What people read goes through
    /// [`Console::result`].
    pub(crate) fn out(&self) -> impl Write {
        self.progress.end();
        io::BufWriter::new(io::stdout())
    }

    /// Writes a result to standard output, in which nothing commands a terminal or the runner of a CI job.
    pub(crate) fn result(&self, text: &str) -> io::Result<()> {
        self.progress.end();
        let colours = if self.colours() {
            Colours::Kept
        } else {
            Colours::Escaped
        };
        let mut out = io::stdout().lock();
        out.write_all(output(text, colours).as_bytes())?;
        out.flush()
    }

    /// Writes a line about the work to standard error; nothing with `--quiet`.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.progress.clear();
            // Standard error may be closed.
            let _ = writeln!(io::stderr(), "{}", plain(text));
        }
    }

    /// Writes a line about something faulty to standard error, whether or not anybody asked for quiet.
    pub(crate) fn complain(&self, text: &str) {
        self.progress.clear();
        let _ = writeln!(io::stderr(), "{}", plain(text));
    }

    /// Writes what went wrong to standard error, with its causes and what can be done.
    pub(crate) fn error(&self, error: &anyhow::Error, hint: Option<&str>) {
        self.progress.end();
        let mut err = anstream::stderr();
        let style = anstyle::AnsiColor::Red.on_default().bold();
        let mut text = format!("{style}error{style:#}: {}", plain(&error.to_string()));
        for cause in error.chain().skip(1) {
            text.push_str(&format!("\n  because: {}", plain(&cause.to_string())));
        }
        if let Some(hint) = hint {
            text.push_str(&format!("\n  help: {}", plain(hint)));
        }
        let _ = writeln!(err, "{text}");
    }
}

/// Returns a text for standard error, which has no colours of ours in it.
fn plain(text: &str) -> String {
    output(text, Colours::Escaped)
}
