//! Plain data with places: the tree that YAML is read into, that a record of the model is read from, and that
//! JSON and canonical YAML are written from.
//!
//! A [`Node`] knows its place in its source text ([`Place`]); two nodes with the same value are equal, whatever their places.
//! This module knows no field, no file and no format.

mod beginning;
mod branch;
mod hex;
mod node;
mod serial;

pub use beginning::beginning;
pub(crate) use branch::Branch;
pub use hex::{hex, push_hex};
pub use node::{Node, Place, Value};
