//! Who else is blocked because blocked parties own or control it, and by what arithmetic.
//!
//! Authorities designate parties; what those own (or control) is blocked without being named. This part computes that
//! from the relations of the model: [`Graph`] holds parties and holdings, [`Regime`] is a rule at a date, [`compute`]
//! gives for each party the [`Finding`] with its status, the sums and the holders that make them. An [`Assessment`] is all of
//! that for one list at one day, with the chains; [`Consequences`] compares two of them. It sees models only.
//!
//! `docs/ownership.md` describes the rules and a table of cases, with their sources.

mod assessment;
mod chains;
mod closure;
mod computation;
mod compute;
mod consequences;
mod finding;
mod graph;
mod per_root;
mod range_minima;
mod regime;
mod steps;
mod weights;

pub use assessment::{Assessment, day_of, has_holdings};
pub use chains::{MOST_CHAINS, Step};
pub use compute::{compute, compute_all};
pub use consequences::{Consequence, ConsequenceKind, Consequences};
pub use finding::{Contribution, Finding, MOST_SUMS, Measure, Status, Sum, Term};
pub use graph::{Graph, Holding, HoldingKind, ListParties, PartyId, PartyIndex};
pub use regime::{Conventions, Regime};
