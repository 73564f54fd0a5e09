//! gazette: designation lists as YAML in git; their diffs, change notices and feeds.
//!
//! The house has floors; a part may name what stands below it, never what stands beside or above (the test
//! `layering` holds it to that).
//!
//! | floor | part | what it is for | what it must not know |
//! |---|---|---|---|
//! | 9 | `main.rs` | arguments in, exit code out | |
//! | 8 | `cli` (in the binary) | one thin file per verb; prints, exits, asks the environment | how anything is done |
//! | 7 | [`sync`] | a subscriber's copy of a publication, kept up to date | git, YAML, how a publication is made |
//! | 6 | [`publish`] | editions to a tree of files, manifest, signature; and checking such a tree | git, YAML |
//! | 5 | [`report`] | change sets and findings for people and programs at a terminal | files, git |
//! | 4 | [`lint`] | rules over loaded files; findings | git, feeds |
//! | 4 | [`store`] | where files come from: a folder or git | what the files mean |
//! | 4 | [`feed`] | published formats of an edition | files, git |
//! | 4 | [`notice`] | change notices from templates | files, git |
//! | 3 | [`wording`] | changes in words, for notices and reports alike | files, git, formats |
//! | 3 | [`import`] | foreign lists to entries, and laid over the files of a list | the file system, git, feeds |
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
//! | 0 | [`data`] | plain data with places | everything of ours |

pub mod data;
pub mod diff;
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
pub mod store;
pub mod sync;
pub mod uksl;
pub mod un;
pub mod vocabulary;
pub mod wording;
pub mod yaml;
