//! Elements get an `order` where their source has one of its own.

use crate::model::record::{Item, Order};

/// Gives elements an `order` where the canonical order would not be that of the source.
///
/// Within each group, the longest tail that stands in canonical order needs none; what is before it is numbered from 1.
/// So a value that an authority adds at the end mostly changes nothing about those before it.
pub(super) fn keep_order<T: Item, G: PartialEq>(
    elements: &mut [T],
    group: impl Fn(&T) -> G,
    order: impl Fn(&mut T) -> &mut Order,
) {
    keep_order_by(elements, group, |a, b| a <= b, order);
}

/// As [`keep_order`], for sets that are printed in another order than the canonical one.
pub(super) fn keep_order_by<T, G: PartialEq>(
    elements: &mut [T],
    group: impl Fn(&T) -> G,
    in_order: impl Fn(&T, &T) -> bool,
    order: impl Fn(&mut T) -> &mut Order,
) {
    let mut done: Vec<G> = Vec::new();
    for first in 0..elements.len() {
        let own = group(&elements[first]);
        if done.contains(&own) {
            continue;
        }
        let members: Vec<usize> = (first..elements.len())
            .filter(|at| group(&elements[*at]) == own)
            .collect();
        let sorted = members
            .windows(2)
            .rev()
            .take_while(|pair| in_order(&elements[pair[0]], &elements[pair[1]]))
            .count();
        let numbered = members.len() - 1 - sorted;
        for (number, at) in (1..).zip(&members[..numbered]) {
            *order(&mut elements[*at]) = Order(Some(number));
        }
        done.push(own);
    }
}
