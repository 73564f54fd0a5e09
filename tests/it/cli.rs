//! The command as its users run it: what it prints, how it ends, what it leaves on disk.

#[cfg(unix)]
mod action;
mod broken_history;
mod editing;
#[cfg(unix)]
mod examples;
mod git;
mod history;
#[cfg(unix)]
mod keys;
mod ownership;
mod publishing;
mod reviewing;
mod stopping;
mod urgent;
