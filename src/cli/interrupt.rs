//! Ctrl-C, and being asked to end.
//!
//! A command that writes many files listens: the first signal lets it stop at the next safe place, where it takes away what it had
//! begun; a second one ends it at once, and what is then left over the next run takes away. Commands that only read do not
//! listen and end at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use thiserror::Error;

/// The exit code of a command that was stopped: 128 and the number of SIGINT, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// The command was asked to stop, and did.
#[derive(Debug, Error)]
#[error("interrupted; {0}")]
pub(crate) struct Interrupted(&'static str);

/// Knows whether the command was asked to stop.
#[derive(Debug, Clone)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on.
    pub(crate) fn listen() -> Self {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // Where the system has no such signal there is nothing to listen to.
            let _ = flag::register_conditional_shutdown(signal, i32::from(INTERRUPTED), Arc::clone(&asked));
            let _ = flag::register(signal, Arc::clone(&asked));
        }
        Self(asked)
    }

    /// Fails where the command was asked to stop; `state` says how things then are.
    pub(crate) fn check(&self, state: &'static str) -> Result<(), Interrupted> {
        if self.0.load(Ordering::Relaxed) {
            return Err(Interrupted(state));
        }
        Ok(())
    }
}
