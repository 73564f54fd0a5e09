//! An entry in the elements of SDN_ENHANCED.XML, which OFAC's delta files share.

mod branch;
mod entity;

pub(crate) use branch::{Branch, OWN_NUMBERS, is_made};
pub(crate) use entity::entity;
