//! gazette: designation lists as YAML in git; their diffs, change notices and feeds.
//!
#![cfg_attr(feature = "git", doc = "```")]
#![cfg_attr(not(feature = "git"), doc = "```ignore")]
//! use gazette::repository::{Repository, Selection};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
//! // What did the release of 22 April 2022 change?
//! let repository = Repository::open(folder, &Selection::default())?;
//! let sides = repository.sides(&"2022-04-21..2022-04-22".parse()?)?;
//! for (list, change_set) in sides.changes() {
//!     let summary = change_set.summary();
//!     println!("{list}: {} added, {} amended, {} removed", summary.added, summary.amended, summary.removed);
//!     # assert_eq!((list.as_str(), summary.amended), ("us-dprk-cyber", 1));
//! }
//! # assert_eq!(sides.changes().len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! The parts have floors: a part may name what is below it, never what is beside or above, and files
//! inside a part do not form circles (the test `layering` checks both).
//!
//! | floor | part | what it is for | what it must not know |
//! |---|---|---|---|
//! | 10 | `main.rs` | arguments in, exit code out | |
//! | 9 | `cli` (in the binary) | one thin file per verb; prints, exits, asks the environment | how anything is done |
//! | 8 | `repository` (feature `git`) | a repository of lists: points of its history, releases, what changed between them | arguments, printing |
//! | 8 | [`sync`] | a subscriber's copy of a publication, kept up to date | git, YAML, how a publication is made |
//! | 7 | [`publish`] | editions to a tree of files, manifest, signature; and checking such a tree | git, YAML |
//! | 6 | [`report`] | change sets and findings for people and programs at a terminal | files, git |
//! | 5 | [`lint`] | rules over loaded files; findings | files, git |
//! | 4 | [`store`] | where files come from: a folder or git | what the files mean |
//! | 4 | [`feed`] | published formats of an edition | files, git |
//! | 4 | [`notice`] | change notices from templates | files, git |
//! | 3 | [`wording`] | changes in words, for notices and reports alike | files, git, formats |
//! | 3 | [`import`] | foreign lists to entries, and laid over the files of a list | the file system, git, feeds |
//! | 2 | `templating` | how the template engine is set up for notices, pages and reports | everything of ours but `escape` |
//! | 2 | [`yaml`] | the YAML form of the model, with positions | git, feeds |
//! | 2 | [`ofac`] | an entry as OFAC prints it: clauses, remarks, addresses | files, git |
//! | 2 | [`un`] | an entry as the United Nations print it: fields, dates, countries | files, git |
//! | 2 | [`uksl`] | an entry as the UK Sanctions List has it: elements, columns, dates, measures | files, git |
//! | 2 | [`fsf`] | an entry as the European Union's Financial Sanctions Files have it: elements, columns, acts | files, git |
//! | 2 | [`ftm`] | an entry as FollowTheMoney has it: entities, their schemata, values in canonical form | files, git |
//! | 2 | [`ownership`] | who else is blocked because blocked parties own or control it | YAML, files, git |
//! | 2 | [`diff`] | two models in, a change set out | YAML, files, git |
//! | 1 | [`model`] | what a designation list is | everything of ours but plain data |
//! | 1 | [`vocabulary`] | the authorities' own words and codes, as data | everything of ours |
//! | 1 | [`numbers`] | what numbers must be: shapes and check digits | everything of ours |
//! | 0 | [`escape`] | text by others, made harmless where it is written | everything of ours |
//! | 0 | [`data`] | plain data with places | everything of ours |

pub mod data;
pub mod diff;
pub mod escape;
pub mod feed;
pub mod fsf;
pub mod ftm;
pub mod import;
pub mod lint;
pub mod model;
pub mod notice;
pub mod numbers;
pub mod ofac;
pub mod ownership;
pub mod publish;
pub mod report;
#[cfg(feature = "git")]
pub mod repository;
pub mod store;
pub mod sync;
mod templating;
pub mod uksl;
pub mod un;
pub mod vocabulary;
pub mod wording;
pub mod yaml;
