//! One database, handed back and forth between Alembic itself and `cargo migrate`.
//!
//! The same histories are written twice, as Python files and as Rust files with the same identifiers. The
//! tests need Python and Alembic: `cargo xtask test --interop` installs it and runs them.

mod interop {
    mod alembic;
    mod handover;
    mod histories;
    mod ours;
}
