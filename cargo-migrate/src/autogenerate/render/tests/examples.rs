//! Examples of changes, each with how it reads as Rust.

/// Functions that make an example, a test of how each reads, and a list of all.
macro_rules! examples {
    ($(fn $name:ident() $body:block reads $source:literal)*) => {
        $(pub(super) fn $name() -> Example $body)*

        /// All of them, by name.
        pub(super) const ALL: &[(&str, fn() -> Example)] = &[$((stringify!($name), $name)),*];

        mod reads {
            $(#[test]
            fn $name() {
                insta::assert_snapshot!(super::$name().source(), @$source);
            })*
        }
    };
}
pub(super) use examples;

use super::Example;
use super::{columns, constraints, enums, indexes, objects, tables};

/// All examples, by name.
pub(super) fn all() -> impl Iterator<Item = (&'static str, Example)> {
    let groups = [
        columns::ALL,
        constraints::ALL,
        enums::ALL,
        indexes::ALL,
        objects::ALL,
        tables::ALL,
    ];
    let examples = groups.into_iter().flatten();
    examples.map(|(name, example)| (*name, example()))
}
