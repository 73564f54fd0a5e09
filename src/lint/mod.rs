//! Rules over loaded lists; findings.
//!
//! Lists are read generously (`yaml`) and judged here. A [`Rule`] is named for the fault that it finds, explains itself
//! in a page of the manual and has a file of its own below `rules/`; [`RULES`] is the registry. [`run`] applies every
//! rule to every list of a repository at once and returns [`Finding`]s: data about the lists, which `report` renders.
//!
//! A list may change the severity of a rule (`lint:` in its `list.yaml`), and a comment may allow a finding at its place, with a
//! reason:
//!
//! ```yaml
//! names:
//!   # gazette: allow(double-space) printed so by the authority
//!   - 'KIM  Yong Chol'
//! ```
//!
//! Nothing here reads a clock, a file or git: what a rule needs beyond the lists is part of the [`Input`].
//!
//! ```
//! use gazette::lint::{Input, run};
//! use gazette::yaml::{SourceFile, load_list};
//!
//! let file = |path: &str, text: &str| SourceFile { path: path.into(), bytes: text.into() };
//! let list = load_list("us", vec![
//!     file("lists/us/list.yaml", "format: 1\ntitle: T\nauthority: A\nprogrammes:\n  X: X\n"),
//!     file("lists/us/1.yaml", "id: 1\nkind: entity\nnames: [A]\ndesignations:\n  - programme: X\n    listed: 2019-13-09\n"),
//! ]);
//! let findings = run(&Input::new(&[list]));
//! assert_eq!(findings.len(), 1);
//! assert_eq!((findings[0].rule, findings[0].position.line), ("bad-date", 6));
//! ```

mod apply;
mod builder;
mod finding;
mod fix;
mod identifiers;
mod lines;
mod ownership;
mod read;
mod rule;
mod rules;
mod scope;
mod suppress;
mod synonyms;
mod text;
mod walk;
mod words;

pub use apply::run;
pub use finding::{Edit, Finding, Label, Severity};
pub use fix::{Fixed, fix};
pub use rule::{Needs, Rule};
pub use rules::{RULES, id_fault, rule};
pub use scope::{Input, Removed, Stray, Styles};
