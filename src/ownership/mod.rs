//! Who else is blocked because blocked parties own or control it, and by what arithmetic.
//!
//! Authorities designate parties; what those own (or control) is blocked without being named. This part computes that
//! from the relations of the model: [`Graph`] holds parties and holdings, [`Regime`] is a rule at a date, [`compute`]
//! gives for each party the [`Finding`] with its status, the sum and the holders that make it. It sees models only.
//!
//! The rules and a table of cases are told in `docs/ownership.md`, with their sources.

mod compute;
mod graph;
mod regime;
mod share;

pub use compute::{Contribution, Finding, Status, compute};
pub use graph::{Graph, Holding, HoldingKind, ListParties, PartyId, PartyIndex};
pub use regime::{Conventions, Regime};
pub use share::{Bound, Percent, Stake};
