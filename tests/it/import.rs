//! Official lists in, and out again.

mod command;
mod data;
mod faults;
mod files;
mod law;
mod transitions;

pub(crate) use data::publication;
