//! Text in HTML.

/// Returns a text in which no character means anything to HTML, neither between tags nor in a quoted attribute.
///
/// `/` stays as it is: addresses must remain readable, and it is harmless in both places.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
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
