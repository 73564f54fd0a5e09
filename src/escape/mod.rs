//! Text by others, made harmless for where it is written: one function for each place.
//!
//! Names, reasons, titles of commits and names of files come from people who may mean harm. [`terminal`] keeps them from commanding a
//! terminal, [`output`] a terminal or the runner of a CI job, [`markdown`] and [`code`] from being links, mentions or markup on GitHub and
//! GitLab, [`html`] from being tags.

mod html;
mod markdown;
mod terminal;

pub use html::html;
pub use markdown::{code, markdown};
pub use terminal::{Colours, is_command, output, terminal};
