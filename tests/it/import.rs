//! Official lists in, and out again.

mod command;
mod data;
mod delta;
mod deltas;
mod enhanced;
mod faults;
mod files;
mod law;
mod sdn_xml;
mod transitions;

pub(crate) use data::publication;
