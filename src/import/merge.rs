//! What an authority says laid over what a list already has: how two sets become one.
//!
//! The rule: what the format can say follows the authority; what it cannot say stays. An element that says the same as
//! before is kept as people have it, with all that they added to it.

use crate::model::record::{Extra, Order};
use crate::model::{
    Address, Contact, CountryFact, DateFact, Designation, Document, Feature, Name, Phrase, Place, Relation, Wallet,
};

/// An element of a set as a merge sees it.
pub(super) trait Element: Clone {
    fn id_mut(&mut self) -> &mut Option<String>;
    fn order_mut(&mut self) -> &mut Order;
    fn note_mut(&mut self) -> &mut Option<String>;
    fn extra_mut(&mut self) -> &mut Extra;
    fn id(&self) -> Option<&str>;
}

macro_rules! element {
    ($($type:ty),+ $(,)?) => {$(
        impl Element for $type {
            fn id_mut(&mut self) -> &mut Option<String> { &mut self.id }
            fn order_mut(&mut self) -> &mut Order { &mut self.order }
            fn note_mut(&mut self) -> &mut Option<String> { &mut self.note }
            fn extra_mut(&mut self) -> &mut Extra { &mut self.extra }
            fn id(&self) -> Option<&str> { self.id.as_deref() }
        }
    )+};
}

element!(
    Address,
    Contact,
    CountryFact,
    DateFact,
    Designation,
    Document,
    Feature,
    Name,
    Phrase,
    Place,
    Relation,
    Wallet,
);

/// How much of a set a publication shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// All of it: what it does not show is gone, and it says the order.
    Whole,
    /// A part: what it does not show may still be there, and what is known keeps its place.
    Part,
}

/// Returns the imported elements, each as people have it where `says` gives the same text for both, and those of the
/// existing ones that are in none and that `stays` keeps, or that the publication may only not show.
pub(super) fn merge_set<T: Element>(
    existing: &[T],
    imported: Vec<T>,
    says: impl Fn(&T) -> Option<String>,
    stays: impl Fn(&T) -> bool,
    sight: Sight,
) -> Vec<T> {
    let mut left: Vec<Option<&T>> = existing.iter().map(Some).collect();
    let mut merged: Vec<T> = Vec::with_capacity(imported.len());
    for element in imported {
        let text = says(&element);
        let same = |known: &T| text.is_some() && says(known) == text;
        // Two elements may say the same; the one with the same id comes first.
        let twin = take(&mut left, |known| same(known) && known.id() == element.id()).or_else(|| take(&mut left, same));
        merged.push(match twin {
            Some(known) => updated(known.clone(), element, sight),
            None => element,
        });
    }
    carry_additions(&mut merged, &mut left);
    let stay = |known: &&T| sight == Sight::Part || stays(known);
    merged.extend(left.into_iter().flatten().filter(stay).cloned());
    merged
}

fn take<'a, T>(left: &mut [Option<&'a T>], is_it: impl Fn(&T) -> bool) -> Option<&'a T> {
    left.iter_mut().find(|known| known.is_some_and(&is_it))?.take()
}

/// Returns the known element with the id and the place that the authority gives it now.
fn updated<T: Element>(mut known: T, mut imported: T, sight: Sight) -> T {
    if sight == Sight::Whole {
        *known.order_mut() = *imported.order_mut();
    }
    if imported.id().is_some() {
        *known.id_mut() = imported.id_mut().take();
    }
    if imported.note_mut().is_some() {
        *known.note_mut() = imported.note_mut().take();
    }
    known
}

/// An element whose text the authority changed under the same id keeps the notes about it.
fn carry_additions<T: Element>(merged: &mut [T], left: &mut [Option<&T>]) {
    for element in merged {
        let Some(id) = element.id().map(str::to_owned) else {
            continue;
        };
        let Some(known) = take(left, |known| known.id() == Some(&id)) else {
            continue;
        };
        let mut known = known.clone();
        if element.note_mut().is_none() {
            *element.note_mut() = known.note_mut().take();
        }
        element.extra_mut().append(known.extra_mut());
    }
}
