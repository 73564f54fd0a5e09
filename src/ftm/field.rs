//! The path of a value in an entry, in the model's words.

use std::fmt;

/// A field: `names[2].forms[0]`. It is written out only if something is reported of it, which is rare.
#[derive(Debug, Clone, Copy)]
pub(super) enum Field<'a> {
    /// A field of the entry.
    Of(&'a str),
    /// An element of a set, by its number from 0.
    At(&'a Field<'a>, usize),
    /// A field of an element.
    In(&'a Field<'a>, &'a str),
}

impl<'a> Field<'a> {
    pub(super) fn at(&'a self, number: usize) -> Self {
        Self::At(self, number)
    }

    pub(super) fn within(&'a self, name: &'a str) -> Self {
        Self::In(self, name)
    }
}

impl fmt::Display for Field<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(name) => out.write_str(name),
            Self::At(set, number) => write!(out, "{set}[{number}]"),
            Self::In(element, name) => write!(out, "{element}.{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Field;

    #[test]
    fn it_reads_as_the_model_has_it() {
        let names = Field::Of("names");
        let name = names.at(2);
        let forms = name.within("forms");
        assert_eq!(forms.at(0).to_string(), "names[2].forms[0]");
        assert_eq!(
            Field::Of("organization.parents").at(1).to_string(),
            "organization.parents[1]"
        );
    }
}
