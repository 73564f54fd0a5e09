//! FollowTheMoney and Senzing: values, entities, deltas, the layout of a data set, and the way back.

mod datasets;
mod deltas;
mod import;
mod mapping;
mod python;
mod senzing;
mod values;
