//! What a command is at, for people who wait: one line on a terminal, after one second.
//!
//! It is written to standard error, removed before anything else is printed there, and not shown at all if standard error is not
//! a terminal or with `--quiet`. No result depends on it, and none on the clock.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Nothing is shown before this.
const SHOW_AFTER: Duration = Duration::from_secs(1);

/// The line is written again after this time.
const REFRESH_EVERY: Duration = Duration::from_millis(200);

/// The longest line; a longer one would wrap on narrow terminals and could not be taken away.
const WIDTH: usize = 78;

/// A line about the work.
pub(crate) struct Progress(Option<Arc<Shared>>);

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    what: String,
    begin: Instant,
    is_shown: bool,
    is_over: bool,
}

impl Progress {
    /// Begins, where there is somebody to see it.
    pub(crate) fn begin(quiet: bool) -> Self {
        if quiet || !io::stderr().is_terminal() {
            return Self(None);
        }
        let state = State {
            what: "working".to_owned(),
            begin: Instant::now(),
            is_shown: false,
            is_over: false,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        let shown = Arc::clone(&shared);
        std::thread::spawn(move || shown.show());
        Self(Some(shared))
    }

    /// Says what is being done now.
    pub(crate) fn at(&self, what: impl FnOnce() -> String) {
        if let Some(shared) = &self.0 {
            shared.lock().what = what();
        }
    }

    /// Takes the line away, because something else is to be printed; it may come back.
    pub(crate) fn clear(&self) {
        if let Some(shared) = &self.0 {
            shared.lock().clear();
        }
    }

    /// Takes the line away for good, because the result is to be printed.
    pub(crate) fn end(&self) {
        if let Some(shared) = &self.0 {
            let mut state = shared.lock();
            state.clear();
            state.is_over = true;
            shared.changed.notify_all();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn show(&self) {
        let mut state = self.lock();
        let mut pause = SHOW_AFTER;
        while !state.is_over {
            let waited = self.changed.wait_timeout(state, pause);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            if !state.is_over && state.begin.elapsed() >= SHOW_AFTER {
                state.draw();
                pause = REFRESH_EVERY;
            }
        }
    }
}

impl State {
    fn draw(&mut self) {
        // Standard error may be closed; then nobody waits.
        let _ = write!(io::stderr(), "\r\x1b[2K{}", line(&self.what, self.begin.elapsed()));
        self.is_shown = true;
    }

    fn clear(&mut self) {
        if self.is_shown {
            let _ = write!(io::stderr(), "\r\x1b[2K");
            self.is_shown = false;
        }
    }
}

/// Returns the line: what is being done, cut where it is long, and for how many seconds the command has been at work.
fn line(what: &str, elapsed: Duration) -> String {
    let time = format!(" {} s", elapsed.as_secs());
    let room = WIDTH - time.len();
    // Names come from lists: a character that steers the terminal is none that it should see.
    let what: String = what.chars().filter(|c| !c.is_control()).take(room).collect();
    format!("{what}{time}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_fits_a_terminal_and_steers_nothing() {
        let line = line(&format!("\x1b[31m{}", "x".repeat(200)), Duration::from_secs(12));
        assert_eq!(line.chars().count(), WIDTH);
        assert!(line.ends_with("x 12 s") && !line.contains('\x1b'));
    }
}
