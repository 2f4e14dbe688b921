//! The Rust of all examples, compiled and run: it records what [`Renderer::record`](super::Renderer::record) does.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::examples::all;
use super::shown;

#[test]
fn the_rust_records_the_same_operations() {
    let folder = target_dir().join("rendered");
    let (mut functions, mut calls) = (String::new(), String::new());
    for (name, example) in all() {
        let body = example.source();
        functions.push_str(&format!("fn {name}(op: &mut Operations) {{\n{body}}}\n\n"));
        calls.push_str(&format!("    show({name});\n"));
    }
    let main = format!("{PROGRAM}fn main() {{\n{calls}}}\n\n{functions}");
    write_package(&folder, &main);
    let written = run(&folder);
    let mut written = written.split(SEPARATOR);
    for (name, example) in all() {
        let recorded = shown(example.operations().recorded());
        assert_eq!(written.next(), Some(recorded.as_str()), "{name}");
    }
    assert_eq!(written.next(), Some(""));
}

const SEPARATOR: &str = "\n=====\n";

/// As in a revision file, the prelude is all that is imported.
const PROGRAM: &str = r#"use migrate_runtime::prelude::*;

fn show(record: fn(&mut Operations)) {
    let mut op = Operations::new(&migrate_runtime::dialect::POSTGRES);
    record(&mut op);
    for it in op.recorded() {
        println!("{:#?} {}", it.operation, it.outside_transaction);
    }
    print!("\n=====\n");
}

"#;

fn write_package(folder: &Path, main: &str) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let runtime = repository.join("migrate-runtime");
    let runtime = runtime.to_str().unwrap();
    let manifest = format!(
        "[package]\nname = \"rendered\"\nedition = \"2024\"\n\n\
         [workspace]\n\n\
         [lints.rust]\nwarnings = \"deny\"\n\n\
         [dependencies]\n\
         migrate-runtime = {{ path = '{runtime}', features = [\"postgres\"] }}\n"
    );
    std::fs::create_dir_all(folder.join("src")).unwrap();
    write(&folder.join("Cargo.toml"), &manifest);
    write(&folder.join("src/main.rs"), main);
    // So that no other versions are needed than those there are.
    std::fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

/// Writes a file, unless it has this text already: cargo goes by the time of the last change.
fn write(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|present| present == text) {
        return;
    }
    std::fs::write(path, text).unwrap();
}

fn run(folder: &Path) -> String {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Build scripts that look at what cargo tells this test would run again.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    let output = command
        .args(["run", "--offline", "--quiet", "--target-dir"])
        .arg(target_dir())
        .current_dir(folder)
        .env_remove("OUT_DIR")
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The one that this test was built in, so that the runtime need not be compiled again.
fn target_dir() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.ancestors().nth(3).unwrap().to_owned()
}
