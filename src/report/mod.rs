//! Change sets, findings and ownership for people and programs: text for a terminal, Markdown, HTML, JSON.
//!
//! Nothing here prints: every function gives a text or writes to what it is given.

pub mod changes;
pub mod findings;
pub mod ownership;
