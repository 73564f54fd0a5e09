//! The United Nations list: in and out again, ten real changes, the notice, what is refused.

mod data;
mod faults;
mod foreign;
mod law;
mod notice;
mod pairs;
mod schema;
mod tree;
