//! Official lists in, and out again.

mod command;
pub(crate) mod data;
mod delta;
mod deltas;
mod enhanced;
mod faults;
mod files;
pub(crate) mod law;
mod replay;
mod sdn_xml;
mod transitions;

pub(crate) use data::publication;
