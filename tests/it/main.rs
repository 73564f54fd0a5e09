//! The one test binary: a module for each area; cases live in `tests/cases`.

mod check;
mod diff;
mod feed;
mod import;
mod layering;
mod notice;
mod publish;
mod store;
mod vocabulary;
