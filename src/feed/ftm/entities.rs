//! `entities.ftm.json`: every entity a line, in the order of the ids.

use std::io::{self, Write};
use std::sync::Arc;

use super::chronicle::{Chronicle, Seen};

pub(super) fn write(chronicle: &Chronicle, seen: &[&Arc<Seen>], out: &mut dyn Write) -> io::Result<()> {
    let mut line = Vec::new();
    for seen in seen {
        line.clear();
        seen.entity
            .write(chronicle.dataset(), seen.stamps.as_ref(), &mut line)?;
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}
