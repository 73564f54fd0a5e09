//! Official lists in, and out again.

mod command;
mod data;
mod delta;
mod faults;
mod files;
mod law;
mod sdn_xml;
mod transitions;
