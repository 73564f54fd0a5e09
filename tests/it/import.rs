//! Official lists in, and out again.

mod data;
mod law;
