//! Names and their parts.

use crate::model::{Name, NamePart, Quality};
use crate::vocabulary::ftm;

use super::field::Field;
use super::map::{AS_NOTE, Mapper};

const UNTIED: &str = "which name it is a form of has no property";

impl Mapper<'_> {
    pub(super) fn names(&mut self) {
        let entry = self.entry;
        let names = Field::Of("names");
        for (at, name) in entry.names.iter().enumerate() {
            let field = names.at(at);
            let property = property_of(name);
            self.put(property, &name.text, field, "Name");
            for (at, form) in name.forms.iter().enumerate() {
                let forms = field.within("forms");
                self.put(property, &form.text, forms.at(at), "Name");
                self.lose(forms.at(at), UNTIED);
            }
            let is_strong = name.quality != Quality::Weak;
            for part in name.parts.iter().filter(|_| is_strong) {
                self.name_part(part, field.within("parts"));
            }
            for (property, text) in [("title", &name.title), ("position", &name.position)] {
                if let Some(text) = text {
                    self.put(property, text, field.within(property), property);
                }
            }
            if let Some(note) = &name.note {
                self.note(field.within("note"), AS_NOTE, &name.text, note);
            }
        }
    }

    fn name_part(&mut self, part: &NamePart, field: Field<'_>) {
        let property = ftm().name_parts.get(part.kind.as_str());
        let Some(property) = property.filter(|property| self.subject.schema.property(property).is_some()) else {
            // The whole name says it too.
            return self.lose(field, "a part of a name of this type has no property");
        };
        self.put(property, &part.text, field, part.kind.as_str());
    }
}

fn property_of(name: &Name) -> &'static str {
    if name.quality == Quality::Weak {
        return "weakAlias";
    }
    ftm().names.get(name.kind.as_str()).map_or("alias", String::as_str)
}
