//! The one test binary: a module for each area; cases live in `tests/cases`.

mod check;
mod cli;
mod diff;
mod docs;
mod feed;
mod ftm;
mod hostile;
mod import;
mod kill;
mod layering;
mod made;
mod notice;
mod ownership;
mod policy;
mod publish;
#[cfg(all(feature = "sync", unix))]
mod random;
mod repository;
mod sign;
mod store;
mod subscribe;
#[cfg(feature = "sync")]
mod sync;
#[cfg(feature = "sync")]
mod threats;
mod un;
mod verify;
mod vocabulary;
mod yaml;
