//! `unknown-style`: a notice style that does not exist.

use crate::lint::builder::FindingBuilder;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::{ListScope, Styles, anchor_of};
use crate::lint::text::shown;
use crate::lint::words::nearest;

pub(super) const RULE: Rule = Rule {
    id: "unknown-style",
    needs: Needs::Styles,
    explanation: "\
## What it finds

A notice style in `list.yaml` that is neither built in nor made of templates of the repository, or whose templates are not complete:
a notice is published as text, Markdown and HTML, and needs a template for each.

## Why it matters

The notices of the list cannot be written, and `publish` stops.

## Example

```yaml
notice: {style: gazete}
```

## How to fix it

Write one of the names that the finding lists, or add the missing templates below the folder of templates
(`templates/notice/STYLE.txt.j2`, `STYLE.md.j2` and `STYLE.html.j2`).
",
    check: Check::List(check),
    ..Rule::PLAIN
};

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let (Some(styles), Some(notice)) = (list.styles, list.loaded.list_node.get("notice")) else {
        return;
    };
    // A bare text under `notice` is the style.
    let node = notice.get("style").unwrap_or(notice);
    let Some(name) = node.as_text().filter(|name| !name.is_empty()) else {
        return;
    };
    let (message, remedy) = match styles.get(name) {
        None => (
            format!("`{}` is not a known notice style", shown(name)),
            meant(name, styles),
        ),
        Some(missing) if !missing.is_empty() => (
            format!(
                "the notice style `{}` lacks the template `{}`",
                shown(name),
                missing.join("`, `")
            ),
            "add it to the folder of templates: notices are published as text, Markdown and HTML".to_owned(),
        ),
        Some(_) => return,
    };
    let draft = FindingBuilder::new(list.list_file(), node.place, message);
    out.add(draft.anchor(anchor_of(node)).remedy(remedy));
}

fn meant(name: &str, styles: &Styles) -> String {
    match nearest(name, styles.keys().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let known: Vec<&str> = styles.keys().map(String::as_str).collect();
            format!("write one of `{}`, or add templates for it", known.join("`, `"))
        }
    }
}
