//! What was written, read element by element with its place; the model's own sets are in canonical order and have none.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::data::Node;
use crate::model::record::Field;
use crate::model::{Designation, Document, Name, Relation, Wallet};

/// What was written of one entry and those of its sets that many rules look at, each read when the first of them asks for it.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) node: OnceLock<Node>,
    names: OnceLock<Vec<Name>>,
    designations: OnceLock<Vec<Designation>>,
    relations: OnceLock<Vec<Relation>>,
    documents: OnceLock<Vec<Document>>,
    wallets: OnceLock<Vec<Wallet>>,
}

/// An element of one of the sets of [`Written`].
pub(super) trait Part: Field + Clone {
    /// The field of the entry that holds the set.
    const FIELD: &'static str;

    fn set(written: &Written) -> &OnceLock<Vec<Self>>;
}

macro_rules! parts {
    ($($part:ident in $field:ident,)+) => {$(
        impl Part for $part {
            const FIELD: &'static str = stringify!($field);

            fn set(written: &Written) -> &OnceLock<Vec<Self>> {
                &written.$field
            }
        }
    )+};
}

parts! {
    Name in names,
    Designation in designations,
    Relation in relations,
    Document in documents,
    Wallet in wallets,
}

/// Returns the elements of a set of an entry as records, each with its place.
pub(super) fn parts<'a, T: Part>(entry: &'a Node, written: Option<&'a Written>) -> Vec<(Cow<'a, T>, &'a Node)> {
    let nodes = entry.get(T::FIELD).map_or(&[][..], Node::elements);
    let read = |node: &Node| T::read(node, &mut Vec::new());
    match written {
        Some(written) => {
            let set = T::set(written).get_or_init(|| nodes.iter().map(read).collect());
            set.iter().map(Cow::Borrowed).zip(nodes).collect()
        }
        None => nodes.iter().map(|node| (Cow::Owned(read(node)), node)).collect(),
    }
}

/// Returns the elements of a set as records, each with its place.
pub(super) fn elements<'a, T: Field>(node: &'a Node, field: &str) -> impl Iterator<Item = (T, &'a Node)> {
    let elements = node.get(field).map_or(&[][..], Node::elements);
    elements.iter().map(|node| (T::read(node, &mut Vec::new()), node))
}

/// Returns where a field of an element is said; a bare text says the field of the short form.
pub(super) fn field<'a>(element: &'a Node, name: &str) -> &'a Node {
    let said = element.get(name);
    said.unwrap_or(element)
}
