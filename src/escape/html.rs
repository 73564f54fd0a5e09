//! Text in HTML.

use super::terminal::is_command;

/// Returns a text in which no character means anything to HTML, neither between tags nor in a quoted attribute.
///
/// Control characters, which HTML does not allow, and overrides of the direction of text are written as `\u001b`. `/` stays as it is: addresses must remain readable, and it is harmless in both places.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_command(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
