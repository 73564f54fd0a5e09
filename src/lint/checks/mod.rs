//! Check digits and shapes of numbers.
