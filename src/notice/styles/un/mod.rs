//! `un`: a press release of the Security Council. `docs/notices.md` describes the style and its sources.

mod bulk;
mod entry;
mod event;
mod marks;
mod title;
mod view;

use crate::notice::style::{Style, templates};

pub(super) const STYLE: Style = Style {
    name: "un",
    about: "United Nations press release: whole entries, old words struck through, new words underlined",
    templates: templates!("un"),
    view: Some(view::view),
    // A press release has a title of its own in its view, for the name of the release would repeat the committees.
    title: |_, _| None,
};
