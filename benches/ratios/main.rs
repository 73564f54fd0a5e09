//! What the command costs, as a ratio to what git or a plain copy costs for the same bytes in the same run.
//!
//! `cargo bench` makes repositories of real OFAC entries under `target/bench`, takes turns between the command and its floor,
//! and prints a table of the lowest times and their ratios. `cargo bench -- --full` adds the sizes that take minutes to make, up to
//! 1,000,000 entries; `cargo bench -- diff` runs the rows whose names begin so. Nothing here fails for being slow. What the figures
//! mean, and the last table, is in `docs/performance.md`.

mod measure;
mod publishing;
mod repository;
mod rows;

use std::fmt::Display;

/// What was asked for on the command line.
pub(crate) struct Asked {
    /// Whether to run the large sizes too.
    pub(crate) full: bool,
    names: Vec<String>,
}

impl Asked {
    fn read() -> Self {
        // `cargo bench` hands on `--bench`.
        let arguments: Vec<String> = std::env::args()
            .skip(1)
            .filter(|argument| argument != "--bench")
            .collect();
        Self {
            full: arguments.iter().any(|argument| argument == "--full"),
            names: arguments
                .into_iter()
                .filter(|argument| !argument.starts_with('-'))
                .collect(),
        }
    }

    /// Returns true where a row was asked for: all are where none is named.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|asked| name.starts_with(asked.as_str()))
    }
}

#[allow(clippy::print_stdout, reason = "a table is what this is for")]
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, folder, blobs] = arguments.as_slice()
        && word == "--model"
    {
        let held = measure::held_by_the_model(folder.as_ref(), blobs.as_ref());
        println!("{}", held.unwrap_or_default());
        return;
    }
    let asked = Asked::read();
    println!("| what | floor | command | floor | ratio | target | peak |");
    println!("|---|---|---:|---:|---:|---:|---:|");
    rows::run(&asked, &mut |row: &dyn Display| println!("{row}"));
}
