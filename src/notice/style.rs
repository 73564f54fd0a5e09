//! What a notice style is.

use minijinja::Value;

use crate::diff::ChangeSet;
use crate::model::List;

use super::input::NoticeInput;

/// The format of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeFormat {
    /// Text.
    Text,
    /// Markdown.
    Markdown,
    /// A page that needs no other file and prints well.
    Html,
}

impl NoticeFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Text, Self::Markdown, Self::Html];

    /// Returns its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// Returns the extension of its files, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }

    /// Returns the path of a style's template below the folder of templates: `notice/plain.txt.j2`.
    pub(super) fn template(self, style: &str) -> String {
        format!("notice/{style}.{}.j2", self.extension())
    }
}

/// A built-in notice style.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Its name on the command line and in `list.yaml`.
    pub name: &'static str,
    /// Whose it is, in one line.
    pub about: &'static str,
    /// Its templates, in the order of [`NoticeFormat::ALL`].
    pub(super) templates: [&'static str; 3],
    /// What its templates see, under the name of the style, beside the context that all styles share.
    pub(super) view: Option<fn(&NoticeInput<'_>) -> Value>,
    /// The title of a release that was given none; `None` if the style has no title for these changes.
    pub(super) title: fn(&ChangeSet, &List) -> Option<String>,
}

impl Style {
    pub(super) fn source(&self, format: NoticeFormat) -> &'static str {
        let [text, markdown, html] = self.templates;
        match format {
            NoticeFormat::Text => text,
            NoticeFormat::Markdown => markdown,
            NoticeFormat::Html => html,
        }
    }
}

/// Returns the three templates of a style's name.
macro_rules! templates {
    ($name:literal) => {
        [
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/templates/notice/",
                $name,
                ".txt.j2"
            )),
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/templates/notice/",
                $name,
                ".md.j2"
            )),
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/templates/notice/",
                $name,
                ".html.j2"
            )),
        ]
    };
}

pub(super) use templates;
