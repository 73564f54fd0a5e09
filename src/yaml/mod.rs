//! The YAML form of the model: text to plain data with places, and plain data to canonical text.

mod comments;
mod format;
mod house;
mod json_schema;
mod load;
mod parse;
mod place;
mod print;
mod source;
mod update;

pub use format::{FileRole, format};
pub use json_schema::json_schema;
pub use load::{
    LIST_FILE, Loaded, LoadedEntry, Problem, ProblemKind, Rows, entry_node, load_list, read_config, read_exceptions,
    read_rows,
};
pub use parse::{MAX_DEPTH, MAX_FILE_BYTES, Parsed, SyntaxError, SyntaxFault, parse, parse_fully};
pub use place::{FileLayout, MOST_IN_FILE, MOST_IN_FOLDER, overfull_folder};
pub use print::print;
pub use source::{Position, SourceFile};
pub use update::update;
