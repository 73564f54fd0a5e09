//! The statements of one entity: values under properties. Lists have a great many of them, so all values of an entity are in one text.

use crate::vocabulary::FtmProperty;

/// Values under properties, in the order of the properties' names and then of the values, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Statements {
    /// The values, one behind the other as they came.
    text: String,
    places: Vec<Place>,
}

/// Where the text has a value.
#[derive(Debug, Clone, Copy)]
struct Place {
    property: &'static FtmProperty,
    from: u32,
    to: u32,
}

impl Place {
    fn of(self, text: &str) -> &str {
        &text[self.from as usize..self.to as usize]
    }
}

/// Most entities have no more values than these, of together so many bytes.
const USUAL_COUNT: usize = 8;
const USUAL_TEXT: usize = 128;

impl Statements {
    /// Adds a value, if it is not there.
    pub(super) fn insert(&mut self, property: &'static FtmProperty, value: &str) {
        let found = self.places.binary_search_by(|place| {
            let order = place.property.rank.cmp(&property.rank);
            order.then_with(|| place.of(&self.text).cmp(value))
        });
        if let Err(at) = found {
            if self.places.is_empty() {
                self.text.reserve(USUAL_TEXT);
                self.places.reserve(USUAL_COUNT);
            }
            let from = self.end();
            self.text.push_str(value);
            let to = self.end();
            self.places.insert(at, Place { property, from, to });
        }
    }

    fn end(&self) -> u32 {
        u32::try_from(self.text.len()).expect("an entry is of one file, and files are far smaller")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Returns all of them.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&'static FtmProperty, &str)> + Clone {
        let places = self.places.iter();
        places.map(|place| (place.property, place.of(&self.text)))
    }

    /// Returns the values of a property.
    pub(super) fn values(&self, property: &str) -> Values<'_> {
        let name = |place: &Place| place.property.name.as_str();
        let from = self.places.partition_point(|place| name(place) < property);
        let behind = &self.places[from..];
        let count = behind.iter().take_while(|place| name(place) == property).count();
        Values {
            text: &self.text,
            places: behind[..count].iter(),
        }
    }
}

/// Two that say the same, however they came to it.
impl PartialEq for Statements {
    fn eq(&self, other: &Self) -> bool {
        let names = |(property, value): (&'static FtmProperty, _)| (property.name.as_str(), value);
        self.text.len() == other.text.len() && self.iter().map(names).eq(other.iter().map(names))
    }
}

impl Eq for Statements {}

/// The values of a property, in order.
#[derive(Debug, Clone)]
pub struct Values<'a> {
    text: &'a str,
    places: std::slice::Iter<'a, Place>,
}

impl<'a> Values<'a> {
    /// Returns the first of them.
    pub fn first(&self) -> Option<&'a str> {
        self.clone().next()
    }

    /// Returns true where there is none.
    pub fn is_empty(&self) -> bool {
        self.places.as_slice().is_empty()
    }

    /// Returns true where this is one of them.
    pub fn contains(&self, value: &str) -> bool {
        self.clone().any(|known| known == value)
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        self.places.next().map(|place| place.of(self.text))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl ExactSizeIterator for Values<'_> {}

#[cfg(test)]
mod tests {
    use super::Statements;
    use crate::vocabulary::ftm_schema;

    fn said(what: &[(&str, &str)]) -> Statements {
        let schema = ftm_schema("Person").expect("there is such a schema");
        let mut statements = Statements::default();
        for (property, value) in what {
            statements.insert(schema.property(property).expect("persons have it"), value);
        }
        statements
    }

    #[test]
    fn they_stand_in_order_and_once_however_they_came() {
        let ordered = said(&[("alias", "B"), ("name", "A"), ("name", "AB")]);
        assert_eq!(
            said(&[("name", "AB"), ("alias", "B"), ("name", "A"), ("name", "AB")]),
            ordered
        );
        let all: Vec<_> = ordered
            .iter()
            .map(|(property, value)| (&*property.name, value))
            .collect();
        assert_eq!(all, [("alias", "B"), ("name", "A"), ("name", "AB")]);
        assert_eq!(ordered.values("name").collect::<Vec<_>>(), ["A", "AB"]);
        assert!(ordered.values("names").is_empty() && ordered.values("nam").is_empty());
    }

    #[test]
    fn the_same_letters_cut_elsewhere_are_other_values() {
        assert_ne!(
            said(&[("name", "AB"), ("name", "C")]),
            said(&[("name", "A"), ("name", "BC")])
        );
        assert_ne!(said(&[("name", "A")]), said(&[("alias", "A")]));
    }
}
