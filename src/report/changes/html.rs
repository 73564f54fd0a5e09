//! Changes as an HTML page: old and new side by side.

use crate::diff::{Change, FieldChange, Group, Link};

use super::ListChanges;
use super::text::PARTIES;
use crate::ownership::Consequence;
use crate::wording::ownership::{CONSEQUENCES, consequence_arithmetic, consequence_text};
use crate::wording::{Side, link_text, members_text, statement, statements, word_difference};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}th,td{border:1px solid #bbb;padding:.3rem .5rem;\
text-align:left;vertical-align:top;overflow-wrap:anywhere}del{background:#fdd}ins{background:#dfd}\
caption{text-align:left;font-weight:bold;padding:.3rem 0}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}";

/// Returns a whole page with the changes of several lists. It needs nothing from anywhere else, and prints well.
pub fn html(lists: &[ListChanges<'_>]) -> String {
    let sections: String = lists.iter().map(section).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Changes</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n{sections}</body>\n</html>\n"
    )
}

fn section(list: &ListChanges<'_>) -> String {
    let changes = list.changes;
    let rescreen = if list.asks_to_rescreen() {
        " <strong>Re-screen.</strong>"
    } else {
        ""
    };
    let mut out = format!(
        "<section>\n<h1>{}</h1>\n<p>{} → {}: {}.{rescreen}</p>\n",
        escaped(list.title),
        escaped(list.from),
        escaped(list.to),
        list.counts()
    );
    for rename in &changes.renames {
        let (from, to, count) = (escaped(&rename.from), escaped(&rename.to), rename.entries.len());
        out.push_str(&format!("<p>Programme {from} is now {to} ({count} entries).</p>\n"));
    }
    out.push_str(&table("The list", &changes.list));
    let groups = changes.groups();
    for group in &groups {
        let members = members_text(group, changes, usize::MAX);
        let caption = format!("{} entries: {members}", group.entries.len());
        out.push_str(&table(&caption, std::slice::from_ref(&group.change)));
    }
    for change in &changes.changes {
        out.push_str(&entry(&change.entry().id, change, &changes.links, &groups));
    }
    out.push_str(&consequences(list));
    if !changes.parties.is_empty() {
        out.push_str(&format!("<h2>{PARTIES}</h2>\n"));
    }
    for change in &changes.parties {
        let id = format!("parties/{}", change.id());
        out.push_str(&entry(&id, change, &[], &[]));
    }
    out.push_str("</section>\n");
    out
}

fn consequences(list: &ListChanges<'_>) -> String {
    if list.consequences.is_empty() {
        return String::new();
    }
    let row = |consequence: &Consequence<'_>| {
        format!(
            "<tr><td>{} ({})</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            escaped(&consequence.name()),
            escaped(&consequence.id()),
            Consequence::CLASS.as_str(),
            escaped(&consequence_text(consequence)),
            escaped(&consequence_arithmetic(consequence))
        )
    };
    let rows: String = list.consequences.iter().map(row).collect();
    format!(
        "<table>\n<caption>{CONSEQUENCES}</caption>\n<thead><tr><th scope=\"col\">Party</th><th scope=\"col\">Class</th>\
         <th scope=\"col\">What happens</th><th scope=\"col\">By what sum</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    )
}

/// An entry that is new or gone has all its facts on its side.
fn entry(id: &str, change: &Change, links: &[Link], groups: &[Group]) -> String {
    let entry = change.entry();
    let (name, kind) = (entry.primary_name(), entry.kind.as_str());
    let caption = format!("{}: {id} {name} ({kind})", change.kind().as_str());
    let facts = change.facts();
    let told: Vec<FieldChange> = statements(&facts, groups)
        .into_iter()
        .map(|statement| statement.change.clone())
        .collect();
    let own = links
        .iter()
        .filter(|link| link.added == entry.id || link.removed == entry.id);
    let linked: String = own
        .map(|link| format!("<p>{} {}</p>\n", escaped(id), escaped(&link_text(link, &entry.id))))
        .collect();
    format!("{}{linked}", table(&caption, &told))
}

fn table(caption: &str, fields: &[FieldChange]) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let rows: String = fields.iter().map(row).collect();
    format!(
        "<table>\n<caption>{}</caption>\n<thead><tr><th scope=\"col\">Field</th><th scope=\"col\">Class</th>\
         <th scope=\"col\">Before</th><th scope=\"col\">After</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n",
        escaped(caption)
    )
}

fn row(change: &FieldChange) -> String {
    let told = statement(change);
    let (old, new) = (told.old.unwrap_or_default(), told.new.unwrap_or_default());
    let pieces = word_difference(&old, &new);
    let cell = |side: Side, tag: &str| -> String {
        let of_side = pieces
            .iter()
            .filter(|piece| piece.side == Side::Both || piece.side == side);
        of_side
            .map(|piece| match piece.side {
                Side::Both => escaped(&piece.text),
                _ => format!("<{tag}>{}</{tag}>", escaped(&piece.text)),
            })
            .collect()
    };
    format!(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        escaped(&told.subject),
        change.class.as_str(),
        cell(Side::Old, "del"),
        cell(Side::New, "ins")
    )
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
