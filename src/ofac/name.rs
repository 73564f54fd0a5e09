use crate::model::{Name, NameForm, NameType};
use crate::vocabulary::{Scheme, scripts};

/// Returns what OFAC prints before an alias: `a.k.a.`, `f.k.a.`, `n.k.a.`.
pub fn alias_label(name: &Name) -> &'static str {
    match name.kind {
        NameType::Fka => "f.k.a.",
        NameType::Nka => "n.k.a.",
        _ => "a.k.a.",
    }
}

/// Returns the forms of a name in other scripts as OFAC prints them behind it: ` (Cyrillic: …)`; nothing where there is none.
pub fn forms_text(name: &Name) -> String {
    name.forms.iter().map(form_text).collect()
}

fn form_text(form: &NameForm) -> String {
    let script = form.script.as_ref().map(|script| {
        let label = scripts().label(Scheme::Ofac, script.as_str());
        label.unwrap_or(script.as_str()).to_owned()
    });
    match script {
        Some(script) => format!(" ({script}: {})", form.text),
        None => format!(" ({})", form.text),
    }
}
