//! What only bodies, ships and aircraft have.

use crate::model::{Phrase, Vessel};
use crate::vocabulary::ftm;

use super::field::Field;
use super::map::{AS_NOTE, Mapper};
use super::person::label_of;

impl Mapper<'_> {
    pub(super) fn parts(&mut self) {
        let entry = self.entry;
        if let Some(organization) = &entry.organization {
            self.part_phrases("organization.types", &organization.types);
            self.part_text("organization.legal_form", organization.legal_form.as_deref());
            let own = [
                ("organization.established", &organization.established),
                ("organization.dissolved", &organization.dissolved),
            ];
            for (field, dates) in own {
                self.date_facts(&ftm().parts[field], dates, field, label(field).as_str());
            }
            self.part_phrases("organization.parents", &organization.parents);
            self.part_phrases("organization.subsidiaries", &organization.subsidiaries);
        }
        if let Some(vessel) = &entry.vessel {
            self.vessel(vessel);
        }
        if let Some(aircraft) = &entry.aircraft {
            let sets = [
                ("aircraft.models", &aircraft.models),
                ("aircraft.manufacturers", &aircraft.manufacturers),
                ("aircraft.types", &aircraft.types),
                ("aircraft.serial_numbers", &aircraft.serial_numbers),
                ("aircraft.construction_numbers", &aircraft.construction_numbers),
                ("aircraft.tail_numbers", &aircraft.tail_numbers),
                ("aircraft.former_tail_numbers", &aircraft.former_tail_numbers),
                ("aircraft.transponder_codes", &aircraft.transponder_codes),
                ("aircraft.operators", &aircraft.operators),
                ("aircraft.owners", &aircraft.owners),
            ];
            for (field, phrases) in sets {
                self.part_phrases(field, phrases);
            }
            self.date_facts("buildDate", &aircraft.built, "aircraft.built", "Built");
        }
    }

    fn vessel(&mut self, vessel: &Vessel) {
        let texts = [
            ("vessel.type", vessel.kind.as_deref()),
            ("vessel.flag", vessel.flag.as_ref().map(|flag| flag.as_str())),
            ("vessel.call_sign", vessel.call_sign.as_deref()),
            ("vessel.owner", vessel.owner.as_deref()),
            ("vessel.tonnage", vessel.tonnage.as_deref()),
            ("vessel.gross_tonnage", vessel.gross_tonnage.as_deref()),
            ("vessel.length", vessel.length.as_deref()),
        ];
        for (field, text) in texts {
            self.part_text(field, text);
        }
        self.country_facts("flag", &vessel.other_flags, "vessel.other_flags", "Other flag");
        self.country_facts("pastFlags", &vessel.former_flags, "vessel.former_flags", "Former flag");
        let sets = [
            ("vessel.other_types", &vessel.other_types),
            ("vessel.other_call_signs", &vessel.other_call_signs),
            ("vessel.operators", &vessel.operators),
            ("vessel.former_operators", &vessel.former_operators),
            ("vessel.hull_numbers", &vessel.hull_numbers),
        ];
        for (field, phrases) in sets {
            self.part_phrases(field, phrases);
        }
        self.date_facts("buildDate", &vessel.built, "vessel.built", "Built");
    }

    fn part_text(&mut self, field: &str, text: Option<&str>) {
        let Some(text) = text else { return };
        match ftm().parts.get(field) {
            Some(property) => self.put(property, text, Field::Of(field), &label(field)),
            None => self.note(Field::Of(field), AS_NOTE, &label(field), text),
        }
    }

    fn part_phrases(&mut self, field: &str, phrases: &[Phrase]) {
        match ftm().parts.get(field) {
            Some(property) => self.phrases(property, phrases, field, &label(field)),
            None => {
                for (at, phrase) in phrases.iter().enumerate() {
                    let said = [Some(phrase.text.as_str()), phrase.note.as_deref()];
                    let said: Vec<&str> = said.into_iter().flatten().collect();
                    self.note(Field::Of(field).at(at), AS_NOTE, &label(field), &said.join(", "));
                }
            }
        }
    }
}

/// Returns what people read before a value of this field: `Former tail numbers`.
fn label(field: &str) -> String {
    let last = field.rsplit('.').next().unwrap_or(field);
    label_of(&last.replace('_', "-"))
}
