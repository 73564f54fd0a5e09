//! What a format declares of each field of an entry: whether and how its files carry it.
//!
//! A declaration names paths of fields, `names.text` or several at once as `addresses.{street,city}`. A path that a
//! declaration does not name is lost, and is reported: a new field of the model is lost in every format until the format
//! declares it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::data::Node;
use crate::model::{
    Address, Contact, Designation, Document, Edition, Entry, Feature, Name, Phrase, Place, Reference, Relation, Wallet,
};

/// What the files of a format carry of an entry.
#[derive(Debug)]
pub enum Carries {
    /// Everything, with names and structure, including fields that are yet to come.
    Everything,
    /// The files are made from the entries and are not a form of them; the text says what they contain.
    Derived(&'static str),
    /// The fields that are declared, and no others.
    Fields(Declared),
}

/// How a field is carried.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// In a place of its own.
    Exact,
    /// As it is, within a text that has other values too.
    Text,
    /// A record with all its fields, also those yet to come; only ids of elements are left out.
    Whole,
    /// Less well than in the model: what becomes of it. Reported.
    As(&'static str),
    /// Not at all, for this reason. Reported.
    Not(&'static str),
    /// It depends on the entry.
    If(fn(&Value<'_>) -> Carried),
}

/// What becomes of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// The files have it.
    Exact,
    /// The files have it less well than the model: what becomes of it.
    As(Cow<'static, str>),
    /// The files do not have it: why.
    Not(Cow<'static, str>),
}

/// The fields that a format declares, as a tree along the model's records.
#[derive(Debug, Default)]
pub struct Declared {
    /// What is reported of a field that is not declared.
    pub(super) default: &'static str,
    /// Returns the form in which a text is written, if the files cannot have it as it is.
    pub(super) form: Option<fn(&str) -> Option<String>>,
    pub(super) root: Branch,
}

/// What is declared of a field, and of the fields of its record.
#[derive(Debug, Default)]
pub(super) struct Branch {
    pub(super) how: Option<How>,
    pub(super) fields: BTreeMap<String, Branch>,
}

impl Declared {
    /// Returns a declaration. `default` is what is reported of every field that is not declared.
    pub fn of(default: &'static str, fields: &[(How, &str)]) -> Self {
        let mut declared = Self {
            default,
            ..Self::default()
        };
        for (how, paths) in fields {
            for path in paths.split_whitespace().flat_map(expanded) {
                declared.branch(&path).how = Some(*how);
            }
        }
        declared
    }

    /// Declares that texts are written in another form if they have characters that the files cannot have.
    #[must_use]
    pub fn with_form(self, form: fn(&str) -> Option<String>) -> Self {
        Self {
            form: Some(form),
            ..self
        }
    }

    fn branch(&mut self, path: &str) -> &mut Branch {
        let names = path.split('.');
        names.fold(&mut self.root, |branch, name| {
            branch.fields.entry(name.to_owned()).or_default()
        })
    }

    /// Returns what is declared of the field with this path, as in `names.text`.
    pub fn how(&self, path: &str) -> Option<How> {
        let mut branch = &self.root;
        for name in path.split('.') {
            if matches!(branch.how, Some(How::Whole)) {
                return branch.how;
            }
            branch = branch.fields.get(name)?;
        }
        branch.how
    }

    /// Returns every path that is declared, in order.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.root.add_paths("", &mut paths);
        paths
    }
}

impl Branch {
    fn add_paths(&self, path: &str, paths: &mut Vec<String>) {
        if self.how.is_some() {
            paths.push(path.to_owned());
        }
        for (name, branch) in &self.fields {
            let inner = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            branch.add_paths(&inner, paths);
        }
    }
}

/// Returns the paths of `names.{text,type}`; the braces may be anywhere, once.
fn expanded(paths: &str) -> Vec<String> {
    let Some((head, rest)) = paths.split_once('{') else {
        return vec![paths.to_owned()];
    };
    let (choices, tail) = rest.split_once('}').unwrap_or((rest, ""));
    choices
        .split(',')
        .map(|choice| format!("{head}{choice}{tail}"))
        .collect()
}

impl Carried {
    /// Returns what is carried less well.
    pub fn less_well(what: impl Into<Cow<'static, str>>) -> Self {
        Self::As(what.into())
    }

    /// Returns what is not carried.
    pub fn not(what: impl Into<Cow<'static, str>>) -> Self {
        Self::Not(what.into())
    }

    /// Returns that the files have it if `is` is true, and otherwise that they do not.
    pub fn exact_if(is: bool, otherwise: &'static str) -> Self {
        if is { Self::Exact } else { Self::not(otherwise) }
    }

    /// Returns that the files have it if `is` is true, and otherwise that they have it less well.
    pub fn whole_if(is: bool, otherwise: &'static str) -> Self {
        if is { Self::Exact } else { Self::less_well(otherwise) }
    }
}

/// A value of an entry whose carrying is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    /// The entry, in canonical form.
    pub entry: &'a Entry,
    /// The edition in which it is.
    pub edition: &'a Edition,
    /// The value in long form.
    pub node: &'a Node,
    /// The numbers of the elements on the way to it, from the outermost set.
    pub(super) at: &'a [usize],
}

/// Declares how the element of a set of the entry in which a value is can be reached.
macro_rules! elements {
    ($($(#[doc = $doc:literal])* $name:ident: $field:ident of $type:ident;)+) => {
        impl<'a> Value<'a> {
            $($(#[doc = $doc])*
            pub fn $name(&self) -> Option<&'a $type> {
                self.entry.$field.get(self.number(0)?)
            })+
        }
    };
}

elements! {
    /// Returns the name in which the value is.
    name: names of Name;
    /// Returns the address in which the value is.
    address: addresses of Address;
    /// Returns the place of birth in which the value is.
    birth_place: birth_places of Place;
    /// Returns the document in which the value is.
    document: documents of Document;
    /// Returns the contact in which the value is.
    contact: contacts of Contact;
    /// Returns the wallet in which the value is.
    wallet: wallets of Wallet;
    /// Returns the feature in which the value is.
    feature: features of Feature;
    /// Returns the reference in which the value is.
    reference: references of Reference;
    /// Returns the designation in which the value is.
    designation: designations of Designation;
    /// Returns the relation in which the value is.
    relation: relations of Relation;
    /// Returns the remark in which the value is.
    remark: remarks of Phrase;
}

impl Value<'_> {
    /// Returns the number of the element in which the value is: of the outermost set for 0, of the set within it for 1.
    pub fn number(&self, depth: usize) -> Option<usize> {
        self.at.get(depth).copied()
    }

    /// Returns the value as a text; empty if it is not one.
    pub fn text(&self) -> &str {
        self.node.as_text().unwrap_or_default()
    }
}

/// A field of one entry that a format does not carry, or not as well: the path and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The path, as in [`Loss::field`](super::Loss::field).
    pub field: String,
    /// What becomes of it, as in [`Loss::what`](super::Loss::what).
    pub what: Cow<'static, str>,
}

impl Gap {
    /// Returns a gap.
    pub fn new(field: impl Into<String>, what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            field: field.into(),
            what: what.into(),
        }
    }
}

/// What a format itself reports of an entry while it maps it; see [`Format::account`](super::Format::account).
pub type Account<'a> = Box<dyn Fn(&Entry) -> Vec<Gap> + Sync + 'a>;

/// What is reported of the id that a source gave an element.
pub const NO_ID: &str = "ids of elements have no place in the files";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_out_and_found() {
        let declared = Declared::of(
            "lost",
            &[
                (How::Exact, "id names.{text,type}"),
                (How::Whole, "documents"),
                (How::Not("why"), "names"),
            ],
        );
        assert_eq!(
            declared.paths(),
            ["documents", "id", "names", "names.text", "names.type"]
        );
        assert!(matches!(declared.how("documents.number"), Some(How::Whole)));
        assert!(matches!(declared.how("names"), Some(How::Not("why"))));
        assert!(declared.how("names.note").is_none());
    }
}
