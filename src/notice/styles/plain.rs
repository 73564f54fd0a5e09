//! `plain`: gazette's own style. It sees nothing but what all styles see.

use crate::notice::style::{Style, templates};

pub(super) const STYLE: Style = Style {
    name: "plain",
    about: "gazette's own: who, why, what changed, what to re-screen",
    templates: templates!("plain"),
    view: None,
    title: |_, _| None,
};
