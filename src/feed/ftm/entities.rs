//! `entities.ftm.json`: every entity a line, in the order of the ids.

use super::View;

pub(super) fn line(view: &View<'_>, place: usize, out: &mut Vec<u8>) {
    let seen = view.adjacent.seen(place);
    seen.entity.write(view.chronicle.dataset(), seen.stamps.as_ref(), out);
    out.push(b'\n');
}
