//! `ofac`: OFAC's Recent Actions, an entry a line. `docs/notices.md` describes the style and its sources.

mod title;
mod view;

use crate::notice::style::{Style, templates};

pub(super) const STYLE: Style = Style {
    name: "ofac",
    about: "OFAC's Recent Actions: an entry a line, changes as OLD -to- NEW",
    templates: templates!("ofac"),
    view: Some(view::view),
    title: title::title,
};
