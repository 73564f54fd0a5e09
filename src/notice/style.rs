//! The styles that are built in.

/// As what a notice is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeFormat {
    /// Text.
    Text,
    /// Markdown.
    Markdown,
    /// A page that stands alone and prints well.
    Html,
}

impl NoticeFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Text, Self::Markdown, Self::Html];

    /// Returns the word for it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// Returns the ending of files in it, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }

    /// Returns the path of a style's template below the folder of templates.
    pub(super) fn template(self, style: &str) -> String {
        format!("notice/{style}.{}.j2", self.extension())
    }
}

/// A house style of notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Its name on the command line and in `list.yaml`.
    pub name: &'static str,
    /// Whose it is, in one line.
    pub about: &'static str,
    pub(super) text: &'static str,
    pub(super) markdown: &'static str,
    pub(super) html: &'static str,
}

impl Style {
    pub(super) fn source(&self, format: NoticeFormat) -> &'static str {
        match format {
            NoticeFormat::Text => self.text,
            NoticeFormat::Markdown => self.markdown,
            NoticeFormat::Html => self.html,
        }
    }
}

/// Makes a style of the three templates of its name.
macro_rules! style {
    ($name:literal, $about:literal) => {
        Style {
            name: $name,
            about: $about,
            text: include_str!(concat!("../../templates/notice/", $name, ".txt.j2")),
            markdown: include_str!(concat!("../../templates/notice/", $name, ".md.j2")),
            html: include_str!(concat!("../../templates/notice/", $name, ".html.j2")),
        }
    };
}

/// The built-in styles, in the order in which `--help` lists them.
pub const STYLES: &[Style] = &[
    style!("plain", "gazette's own: who, why, what changed, what to screen again"),
    style!(
        "ofac",
        "OFAC's Recent Actions: an entry a line, changes as OLD -to- NEW"
    ),
    style!(
        "un",
        "United Nations press release: whole entries, old words struck through, new words underlined"
    ),
];
