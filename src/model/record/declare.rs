//! The macro that declares a record, and what its expansion calls.

use std::borrow::Cow;

use crate::data::{Node, Value};

use super::super::schema::Schema;
use super::{Complaint, Fault, Field, Form, Record, wrong_shape};

/// Adds a field to two records in long form where it differs.
pub(crate) fn add_difference<T: Field + PartialEq>(
    name: &'static str,
    pair: (&T, &T),
    old: &mut Vec<(Cow<'static, str>, Node)>,
    new: &mut Vec<(Cow<'static, str>, Node)>,
) {
    if pair.0 != pair.1 {
        old.extend(pair.0.node(Form::Long).map(|node| (Cow::Borrowed(name), node)));
        new.extend(pair.1.node(Form::Long).map(|node| (Cow::Borrowed(name), node)));
    }
}

/// Declares a record: the struct, its schema, its reading and writing. Fields are written in the order given here.
///
/// ```text
/// record! {
///     /// What it is.
///     Thing short "text" line ["type", "text"] {   // the field that a bare text fills; what a line of text begins with
///         /// What the field contains.
///         text "text": String [identity, required, prose] as "Text";
///     }
/// }
/// ```
///
/// The first word in brackets is the [`Class`](crate::model::schema::Class) of a change, the others are
/// [`Mark`](crate::model::schema::Mark)s. A field without a label is called by its name in words.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        $name:ident $(short $short:literal)? $(line [$($head:literal),+])? {
            $(
                $(#[doc = $field_doc:literal])*
                $field:ident $key:literal : $type:ty [$class:ident $(, $mark:ident)*] $(as $label:literal)?;
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                pub $field: $type,
            )*
            /// What the schema does not know, as it was written.
            pub extra: $crate::model::record::Extra,
        }

        impl $crate::model::record::Record for $name {
            const SCHEMA: &'static $crate::model::schema::Schema = &$crate::model::schema::Schema {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                short: $crate::model::record::record!(@short $($short)?),
                line: &[$($($head),+)?],
                fields: &[
                    $($crate::model::schema::FieldSchema {
                        name: $key,
                        doc: concat!($($field_doc, "\n"),*),
                        shape: <$type as $crate::model::record::Field>::SHAPE,
                        sorter: <$type as $crate::model::record::Field>::SORTER,
                        class: $crate::model::record::record!(@class $class),
                        marks: &[$($crate::model::record::record!(@mark $mark)),*],
                        label: $crate::model::record::record!(@label $($label)?),
                    },)*
                    $crate::model::schema::FieldSchema {
                        name: "extra",
                        doc: "What the source says and the model does not know, kept as it was written.",
                        shape: $crate::model::schema::Shape::Any,
                        sorter: None,
                        class: $crate::model::schema::Class::Editorial,
                        marks: &[$crate::model::schema::Mark::Prose],
                        label: Some("Kept as the source has it"),
                    },
                ],
            };

            fn difference(&self, other: &Self) -> ($crate::data::Node, $crate::data::Node) {
                let (mut old, mut new) = (Vec::new(), Vec::new());
                $($crate::model::record::add_difference(
                    $key,
                    (&self.$field, &other.$field),
                    &mut old,
                    &mut new,
                );)*
                $crate::model::record::add_difference("extra", (&self.extra, &other.extra), &mut old, &mut new);
                ($crate::data::Node::map(old), $crate::data::Node::map(new))
            }

            fn for_each_field(
                &self,
                visit: &mut dyn FnMut(&'static $crate::model::schema::FieldSchema, &dyn $crate::model::record::FieldValue),
            ) {
                let mut fields = <Self as $crate::model::record::Record>::SCHEMA.fields.iter();
                let mut next = |value: &dyn $crate::model::record::FieldValue| {
                    if let Some(field) = fields.next() {
                        visit(field, value);
                    }
                };
                $(next(&self.$field);)*
                next(&self.extra);
            }

            fn copy_fields(&mut self, other: &Self, is_copied: &dyn Fn(&'static str) -> bool) {
                $(
                    if is_copied($key) {
                        self.$field.clone_from(&other.$field);
                    }
                )*
                if is_copied("extra") {
                    self.extra.clone_from(&other.extra);
                }
            }
        }

        impl $name {
            /// Reads one field by its name; false where the record has no such field.
            fn read_field(
                &mut self,
                name: &str,
                node: &$crate::data::Node,
                complaints: &mut Vec<$crate::model::record::Complaint>,
            ) -> bool {
                match name {
                    $($key => self.$field = $crate::model::record::Field::read(node, complaints),)*
                    "extra" => {
                        let mut extra = <$crate::model::record::Extra as $crate::model::record::Field>::read(node, complaints);
                        self.extra.append(&mut extra);
                    }
                    _ => return false,
                }
                true
            }
        }

        impl $crate::model::record::Field for $name {
            const SHAPE: $crate::model::schema::Shape =
                $crate::model::schema::Shape::Record(<$name as $crate::model::record::Record>::SCHEMA);

            fn read(
                node: &$crate::data::Node,
                complaints: &mut Vec<$crate::model::record::Complaint>,
            ) -> Self {
                let mut record = Self::default();
                $crate::model::record::read_record::<Self>(node, complaints, |name, node, complaints| {
                    let known = record.read_field(name, node, complaints);
                    if !known {
                        record.extra.insert(name.to_owned(), node.clone());
                    }
                    known
                });
                record
            }

            fn node(&self, form: $crate::model::record::Form) -> Option<$crate::data::Node> {
                let mut pairs: Vec<(std::borrow::Cow<'static, str>, $crate::data::Node)> = Vec::new();
                $(
                    if let Some(node) = $crate::model::record::Field::node(&self.$field, form) {
                        pairs.push((std::borrow::Cow::Borrowed($key), node));
                    }
                )*
                if let Some(node) = $crate::model::record::Field::node(&self.extra, form) {
                    pairs.push((std::borrow::Cow::Borrowed("extra"), node));
                }
                $crate::model::record::record_node::<Self>(pairs, form)
            }

            fn is_present(&self) -> bool {
                $($crate::model::record::Field::is_present(&self.$field) ||)*
                $crate::model::record::Field::is_present(&self.extra)
            }

            fn canonicalise(&mut self) {
                $($crate::model::record::Field::canonicalise(&mut self.$field);)*
            }
        }
    };
    (@short $short:literal) => { Some($short) };
    (@short) => { None };
    (@class identity) => { $crate::model::schema::Class::Identity };
    (@class legal) => { $crate::model::schema::Class::Legal };
    (@class relation) => { $crate::model::schema::Class::Relation };
    (@class editorial) => { $crate::model::schema::Class::Editorial };
    (@mark required) => { $crate::model::schema::Mark::Required };
    (@mark name) => { $crate::model::schema::Mark::Name };
    (@mark prose) => { $crate::model::schema::Mark::Prose };
    (@mark fact) => { $crate::model::schema::Mark::Fact };
    (@mark individual) => { $crate::model::schema::Mark::Kind($crate::model::Kind::Individual) };
    (@mark entity) => { $crate::model::schema::Mark::Kind($crate::model::Kind::Entity) };
    (@mark vessel) => { $crate::model::schema::Mark::Kind($crate::model::Kind::Vessel) };
    (@mark aircraft) => { $crate::model::schema::Mark::Kind($crate::model::Kind::Aircraft) };
    (@label $label:literal) => { Some($label) };
    (@label) => { None };
}
pub(crate) use record;

/// Makes a record with the fields `order` and `id` an element of sets.
macro_rules! item {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::model::record::Item for $type {
            fn sort_key(&self) -> $crate::model::record::SortKey<'_> {
                $crate::model::record::SortKey {
                    rank: 0,
                    order: self.order,
                    id: $crate::model::record::IdKey(self.id.as_deref()),
                }
            }
        }
    )+};
}
pub(crate) use item;

pub(crate) fn read_record<R: Record>(
    node: &Node,
    complaints: &mut Vec<Complaint>,
    mut read_field: impl FnMut(&str, &Node, &mut Vec<Complaint>) -> bool,
) {
    let schema = R::SCHEMA;
    match (&node.value, schema.short) {
        (Value::Map(pairs), _) => {
            for (name, value) in pairs {
                if !read_field(name, value, complaints) {
                    complaints.push(unknown_field(schema, name, value));
                }
            }
            complain_of_missing_fields(schema, node, complaints);
        }
        (Value::List(_), _) => complaints.push(wrong_shape(node, "a map of `field: value`")),
        (Value::Null, _) => complain_of_missing_fields(schema, node, complaints),
        (_, Some(short)) => {
            read_field(short, node, complaints);
        }
        (_, None) => complaints.push(wrong_shape(node, "a map of `field: value`")),
    }
}

fn unknown_field(record: &'static Schema, name: &str, value: &Node) -> Complaint {
    Complaint {
        place: value.key_place,
        fault: Fault::UnknownField {
            record,
            name: name.to_owned(),
        },
    }
}

fn complain_of_missing_fields(record: &'static Schema, node: &Node, complaints: &mut Vec<Complaint>) {
    for field in record.fields.iter().filter(|field| field.is_required()) {
        let missing = node.get(field.name).is_none_or(says_nothing);
        if missing {
            complaints.push(Complaint {
                place: node.place,
                fault: Fault::MissingField {
                    record,
                    name: field.name,
                },
            });
        }
    }
}

fn says_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::List(elements) => elements.is_empty(),
        _ => false,
    }
}

pub(crate) fn record_node<R: Record>(mut pairs: Vec<(Cow<'static, str>, Node)>, form: Form) -> Option<Node> {
    let only_short = pairs.len() == 1 && R::SCHEMA.short == Some(pairs[0].0.as_ref());
    if pairs.is_empty() {
        return None;
    }
    if form == Form::Short && only_short {
        return pairs.pop().map(|(_, node)| node);
    }
    Some(Node::map(pairs))
}
