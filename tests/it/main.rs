//! The one test binary: a module for each area; cases live in `tests/cases`.

mod check;
mod cli;
mod diff;
mod docs;
mod eu;
mod feed;
mod ftm;
mod hostile;
mod import;
mod kill;
mod launder;
mod layering;
mod made;
mod notice;
mod official;
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
mod uk;
mod un;
mod verify;
mod vocabulary;
mod words;
mod yaml;
