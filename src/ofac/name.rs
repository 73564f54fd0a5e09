use crate::model::{Name, NameForm, NamePartType, NameType};
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

/// Returns a name as OFAC's XML formats part it: what stands before the comma behind the family name, and what stands
/// behind it. A name whose parts do not name a family name is all in the first.
pub fn last_and_first(name: &Name) -> (&str, Option<&str>) {
    let surname = name.parts.iter().find(|part| part.kind == NamePartType::Surname);
    let Some(surname) = surname.map(|part| part.text.to_lowercase()) else {
        return (&name.text, None);
    };
    let commas = || name.text.match_indices(", ").map(|(at, _)| at);
    // OFAC prints family names in capitals, and the parts may not.
    let behind = commas().find(|at| name.text[..*at].to_lowercase() == surname);
    match behind.or_else(|| commas().next()) {
        Some(at) if at > 0 && at + 2 < name.text.len() => (&name.text[..at], Some(&name.text[at + 2..])),
        _ => (&name.text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NamePart;

    fn name(text: &str, surname: &str) -> Name {
        let part = NamePart {
            kind: NamePartType::Surname,
            text: surname.to_owned(),
            ..NamePart::default()
        };
        Name {
            text: text.to_owned(),
            parts: if surname.is_empty() { Vec::new() } else { vec![part] },
            ..Name::default()
        }
    }

    #[test]
    fn names_part_behind_the_family_name() {
        let parted = |text, surname| {
            let name = name(text, surname);
            let (last, first) = last_and_first(&name);
            (last.to_owned(), first.map(str::to_owned))
        };
        let two = |last: &str, first: &str| (last.to_owned(), Some(first.to_owned()));
        assert_eq!(parted("PARK, Jin Hyok", "Park"), two("PARK", "Jin Hyok"));
        assert_eq!(parted("A, B, C", "A, B"), two("A, B", "C"));
        assert_eq!(parted("SMITH, John, Jr.", "SMITH"), two("SMITH", "John, Jr."));
        assert_eq!(parted("ZAHAR, Mahmoud", ""), ("ZAHAR, Mahmoud".to_owned(), None));
        assert_eq!(parted("KIM Yong", "KIM"), ("KIM Yong".to_owned(), None));
    }
}
