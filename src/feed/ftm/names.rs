//! `names.txt`: every name of every entity, longer than three characters, once whatever its case, in order.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::data::beginning;
use crate::vocabulary::FtmType;

use super::View;

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut names: Vec<(u64, String, &str)> = (0..view.adjacent.len())
        .into_par_iter()
        .flat_map_iter(|place| {
            let statements = view.adjacent.seen(place).entity.statements();
            let names = statements.filter(|(property, name)| property.kind == FtmType::Name && is_long(name));
            names.map(|(_, name)| {
                let lower = name.to_lowercase();
                (beginning(&lower), lower, name)
            })
        })
        .collect();
    // Of several spellings the first in order is written, whatever entity comes first.
    names.par_sort_unstable();
    names.dedup_by(|later, first| later.1 == first.1);
    let mut lines = Vec::new();
    for (.., name) in names {
        lines.extend_from_slice(name.as_bytes());
        lines.push(b'\n');
    }
    out.write_all(&lines)
}

fn is_long(name: &str) -> bool {
    name.chars().nth(3).is_some()
}
