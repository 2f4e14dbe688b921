//! What SQLite keeps of tables and indexes, read: for autogenerate, no part of the public interface.

pub use crate::definition::{
    Described, DescribedColumn, DescribedConstraint, describe, expression, index, is_same, plain,
    view,
};
