//! A drawing as the source of Graphviz (`dot -Tsvg`).

use std::fmt::Write;

use crate::ownership::Status;

use super::picture::Picture;
use super::svg::{colours, status_text};

/// Returns the picture in the language of Graphviz, <https://graphviz.org/doc/info/lang.html>.
pub fn dot(picture: &Picture) -> String {
    let mut out = format!(
        "digraph ownership {{\n  label=\"{}\";\n  rankdir=TB;\n  node [shape=box, style=filled, fontname=\"sans-serif\"];\n  \
         edge [fontname=\"sans-serif\"];\n",
        escaped(&picture.title)
    );
    for node in &picture.nodes {
        let (fill, line) = colours(node.status);
        let dashed = if node.status == Status::Possibly {
            ", style=\"filled,dashed\""
        } else {
            ""
        };
        writeln!(
            out,
            "  \"{}\" [label=\"{}\\n{}\\n{}\", fillcolor=\"{fill}\", color=\"{line}\"{dashed}];",
            escaped(&node.id),
            escaped(&node.name),
            escaped(&node.id),
            status_text(node.status)
        )
        .expect("a String takes every text");
    }
    for line in &picture.lines {
        let (from, to) = (&picture.nodes[line.from].id, &picture.nodes[line.to].id);
        let faint = if line.is_faint { ", style=dashed" } else { "" };
        writeln!(
            out,
            "  \"{}\" -> \"{}\" [label=\"{}\"{faint}];",
            escaped(from),
            escaped(to),
            escaped(&line.label)
        )
        .expect("a String takes every text");
    }
    out.push_str("}\n");
    out
}

/// In a string of Graphviz a backslash begins an escape and a line end is none of its own.
fn escaped(text: &str) -> String {
    let plain = text.replace(char::is_control, " ");
    plain.replace('\\', "\\\\").replace('"', "\\\"")
}
