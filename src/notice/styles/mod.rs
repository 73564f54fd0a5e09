//! The registry of notice styles.
//!
//! One more style is one more file, its two lines here, and its three templates in `templates/notice/`.

mod ofac;
mod plain;
mod un;

use std::collections::BTreeMap;

use crate::model::List;

use super::style::{NoticeFormat, Style};
use super::template::Template;

/// The built-in styles, in the order of the manual.
pub static STYLES: &[&Style] = &[&plain::STYLE, &ofac::STYLE, &un::STYLE];

/// Returns the name of the style that a list asks for; `plain` if it asks for none.
pub fn style_of(list: &List) -> &str {
    list.notice.style.as_deref().unwrap_or(plain::STYLE.name)
}

/// Returns the built-in style of this name.
pub(super) fn find(name: &str) -> Option<&'static Style> {
    STYLES.iter().copied().find(|style| style.name == name)
}

/// The styles of a repository by name: the built-in ones and those of its own templates. Each has the paths of the templates that it
/// lacks, of which there are none if a notice can be written in every format.
pub type KnownStyles = BTreeMap<String, Vec<String>>;

/// Returns the styles of a repository with these templates of its own.
pub fn known_styles(templates: &[Template]) -> KnownStyles {
    let own = templates.iter().filter_map(|template| style_name(&template.path));
    let names = STYLES.iter().map(|style| style.name).chain(own);
    names.map(|name| (name.to_owned(), missing(name, templates))).collect()
}

/// Returns the style that a template belongs to; `None` for a part that other templates include, such as `notice/base.html`.
fn style_name(path: &str) -> Option<&str> {
    let name = path.strip_prefix("notice/")?;
    let of_format = |format: NoticeFormat| name.strip_suffix(&format!(".{}.j2", format.extension()));
    NoticeFormat::ALL.into_iter().find_map(of_format)
}

fn missing(style: &str, templates: &[Template]) -> Vec<String> {
    if find(style).is_some() {
        return Vec::new();
    }
    let paths = NoticeFormat::ALL.map(|format| format.template(style));
    let lacks = |path: &String| templates.iter().all(|template| template.path != *path);
    paths.into_iter().filter(lacks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_of_the_repository_needs_a_template_for_each_format() {
        let template = |path: &str| Template {
            path: path.to_owned(),
            text: String::new(),
        };
        let own = [
            "notice/own.txt.j2",
            "notice/own.md.j2",
            "notice/ofac.txt.j2",
            "notice/base.html",
        ]
        .map(template);
        let known = known_styles(&own);
        assert_eq!(known["own"], ["notice/own.html.j2"]);
        assert_eq!(known["ofac"], Vec::<String>::new(), "the other two are built in");
        assert!(!known.contains_key("base") && known.contains_key("plain"));
    }
}
