//! Who else is blocked, as text and as a drawing.

mod dot;
mod layout;
mod picture;
mod svg;
mod text;

pub use dot::dot;
pub use picture::{Line, Node, Picture};
pub use svg::{MOST_NODES, svg};
pub use text::text;
