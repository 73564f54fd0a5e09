//! How far templates of a repository may go.
//!
//! A pull request may bring templates, and `preview` renders them. What bounds them:
//!
//! - **size**: a template is at most [`MOST_BYTES`] long, so that its expressions and blocks nest no deeper than a stack of
//!   [`STACK`] bytes holds;
//! - **work and memory**: every instruction costs fuel, and so do 64 bytes that a template makes; operators and filters that multiply
//!   (`"a" * n`, `replace`, `indent`, `join`, `format`) are refused before they allocate what the fuel that is left cannot pay;
//! - **depth of values**: with that fuel a value nests no deeper than the stack holds, and none can hold itself.

use std::thread;

use minijinja::Value;

use super::error::NoticeError;
use super::template::Template;

/// The size of a template, in bytes; the largest built-in one has some 6,000.
const MOST_BYTES: usize = 32 << 10;

/// The stack on which templates are read and rendered; pages that nothing touches take no memory.
const STACK: usize = 512 << 20;

/// The fuel of every notice: 64 MB of data at most.
const FUEL: u64 = 1_000_000;

/// The fuel for each entry that a notice names: built-in templates take some 1,000.
const FUEL_OF_ENTRY: u64 = 3_000;

/// Refuses templates that are too large to be read.
pub(super) fn check_sizes(templates: &[Template]) -> Result<(), NoticeError> {
    match templates.iter().find(|template| template.text.len() > MOST_BYTES) {
        Some(template) => Err(NoticeError::TooLarge {
            template: template.path.clone(),
            size: template.text.len(),
            limit: MOST_BYTES,
        }),
        None => Ok(()),
    }
}

/// Returns the fuel for a notice with this context.
pub(super) fn fuel(context: &Value) -> u64 {
    let count = |name: &str| context.get_attr(name).ok().and_then(|value| value.len()).unwrap_or(0);
    let entries: usize = ["added", "removed", "amended", "consequences"]
        .into_iter()
        .map(count)
        .sum();
    FUEL + FUEL_OF_ENTRY * entries as u64
}

/// Runs `work` on a stack that is deep enough for every template within the bounds.
pub(super) fn with_deep_stack<T: Send>(work: impl FnOnce() -> Result<T, NoticeError> + Send) -> Result<T, NoticeError> {
    thread::scope(|scope| {
        let run = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match run.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => Err(NoticeError::NoThread(error)),
        }
    })
}
