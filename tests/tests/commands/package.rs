//! The packages of the stories.

use migrate_tests::project::{TestProject, repository};

/// The binary under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-migrate-dup");

/// A folder without a project.
pub(super) fn empty() -> TestProject {
    TestProject::empty(PROGRAM)
}

/// A package without revisions; `settings` stand below `[package.metadata.migrate]`.
pub(super) fn package(settings: &str) -> TestProject {
    let project = empty();
    let runtime = repository().join("migrate-runtime");
    let manifest = format!(
        "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [package.metadata.migrate]\n{settings}\n\
         [dependencies]\nmigrate-runtime = {{ path = '{}', features = [\"cli\", \"postgres\", \"sqlite\"] }}\n\n\
         [workspace]\n",
        runtime.display()
    );
    project.write("Cargo.toml", &manifest);
    project.write("src/lib.rs", "migrate_runtime::embed!();\n");
    project.write("versions/.gitkeep", "");
    project
}

/// The text of a revision.
pub(super) fn revision(id: &str, message: &str, down: &[&str], upgrade: &str) -> String {
    format!(
        "//! {message}\n\nuse migrate_runtime::prelude::*;\n\n\
         pub const REVISION: &str = \"{id}\";\n\
         pub const DOWN_REVISION: &[&str] = &{down:?};\n\n\
         pub fn upgrade(op: &mut Operations) {{\n    {upgrade}\n}}\n\n\
         pub fn downgrade(op: &mut Operations) {{}}\n"
    )
}

/// A base with two children, all empty.
pub(super) fn branches(settings: &str) -> TestProject {
    let project = package(&format!("multiple-heads = \"allow\"\n{settings}"));
    for (id, message, down) in [
        ("9e1f00aa12bc", "add shops", &[][..]),
        ("abc123def456", "add products", &["9e1f00aa12bc"]),
        ("27c6a30d7c24", "add carts", &["9e1f00aa12bc"]),
    ] {
        project.write(
            &format!("versions/{id}.rs"),
            &revision(id, message, down, ""),
        );
    }
    project
}
