//! `cargo migrate`, on a package with a configuration for each history.

use std::path::Path;
use std::sync::OnceLock;

use migrate_tests::project::{TestProject, repository};

use super::histories::{ALL, History};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-migrate-dup");

/// Runs a command on a database, and returns what it prints on stdout.
///
/// `stamp` is the subcommand's, which reads the files; the others are the runner's.
pub(super) fn run(history: &History, url: &str, arguments: &[&str]) -> String {
    let project = project();
    let output = match arguments {
        ["stamp", ..] => {
            let selection = ["--name", history.name, "--database-url", url];
            project.migrate([&selection[..], arguments].concat())
        }
        arguments => {
            let runner = Path::new(PROGRAM).with_file_name(format!("migrate-{}", history.name));
            let runner = runner.with_extension(std::env::consts::EXE_EXTENSION);
            let arguments = [&["--database-url", url], arguments].concat();
            project.program(&runner, arguments).run()
        }
    };
    assert_eq!(
        output.status,
        Some(0),
        "{}: {arguments:?}\n{output}",
        history.name
    );
    output.stdout
}

/// Written and compiled once.
fn project() -> &'static TestProject {
    static PROJECT: OnceLock<TestProject> = OnceLock::new();
    PROJECT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop");
        let project = TestProject::shared(PROGRAM, folder);
        write(&project);
        let built = project.cargo(["build"]);
        assert_eq!(built.status, Some(0), "{built}");
        project
    })
}

fn write(project: &TestProject) {
    project.add_lock_file();
    project.write("Cargo.toml", &manifest());
    project.write(
        "build.rs",
        "fn main() {\n    println!(\"cargo::rerun-if-changed=versions\\ncargo::rerun-if-changed=Cargo.toml\");\n}\n",
    );
    let modules = ALL.map(|history| format!("pub mod {};\n", history.name));
    project.write("src/lib.rs", &modules.concat());
    for history in ALL {
        let name = history.name;
        let embed = format!("migrate_runtime::embed!(\"{name}\");\n");
        project.write(&format!("src/{name}.rs"), &embed);
        let main = format!(
            "fn main() -> std::process::ExitCode {{\n    migrate_runtime::cli::main(&interop::{name}::MIGRATOR)\n}}\n"
        );
        project.write(&format!("src/bin/migrate-{name}.rs"), &main);
        for revision in history.revisions {
            let path = format!("versions/{name}/{}.rs", revision.id);
            project.write(&path, &revision.rust());
        }
    }
}

fn manifest() -> String {
    let runtime = repository().join("migrate-runtime");
    let sections = ALL.map(|history| {
        format!(
            "[package.metadata.migrate.{0}]\nversion-locations = [\"versions/{0}\"]\nmultiple-heads = \"allow\"\nlock = false\n\n",
            history.name
        )
    });
    format!(
        "[package]\nname = \"interop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{}\
         [dependencies]\nmigrate-runtime = {{ path = '{}', features = [\"cli\", \"postgres\", \"sqlite\"] }}\n\n\
         [workspace]\n",
        sections.concat(),
        runtime.display()
    )
}
