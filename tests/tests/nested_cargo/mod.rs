//! Running cargo on generated packages, and reading what it says.
//!
//! They share the target folder of this repository, so that the runtime and its dependencies are
//! compiled once for all of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What must be the same as in the repository for its artifacts to be shared.
pub(crate) const SHARED_PROFILE: &str = "[profile.dev.package.libsqlite3-sys]\nopt-level = 3\n";

/// What came of a build.
pub(crate) struct Build {
    messages: Vec<Value>,
    /// What cargo itself said.
    pub(crate) stderr: String,
}

impl Build {
    /// The errors and warnings of the compiler for a package, as they are shown.
    pub(crate) fn diagnostics(&self, package: &str) -> Vec<&str> {
        let messages = self.messages_of("compiler-message", package);
        let rendered = messages.filter_map(|message| {
            let message = &message["message"];
            // The last error only counts those before it.
            let counts = message["message"].as_str()?.starts_with("aborting due to");
            message["rendered"].as_str().filter(|_| !counts)
        });
        rendered.collect()
    }

    /// Whether the library of a package was up to date; `None` where it could not be compiled.
    pub(crate) fn library_is_fresh(&self, package: &str) -> Option<bool> {
        let mut messages = self.messages_of("compiler-artifact", package);
        let library = messages.find(|message| message["target"]["kind"][0] == "lib")?;
        library["fresh"].as_bool()
    }

    fn messages_of(&self, reason: &str, package: &str) -> impl Iterator<Item = &Value> {
        self.messages
            .iter()
            .filter(move |it| it["reason"] == reason && package_of(it) == Some(package))
    }
}

/// Builds the package or the workspace in a folder, as far as it goes.
pub(crate) fn build(folder: &Path) -> Build {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "build",
            "--offline",
            "--keep-going",
            "--message-format=json",
        ])
        .arg("--target-dir")
        .arg(target_dir())
        .current_dir(folder)
        // Otherwise a package without a build script would seem to have one.
        .env_remove("OUT_DIR")
        .env_remove("CARGO_TARGET_DIR")
        .stdin(Stdio::null())
        .output()
        .expect("cargo can be started");
    let stdout = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let messages: Vec<Value> = stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a message of cargo"))
        .collect();
    Build {
        messages,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The lock file of the repository, so that the packages need no other versions than those there are.
pub(crate) fn lock_file() -> PathBuf {
    repository().join("Cargo.lock")
}

/// The dependency on the runtime, as a line of a manifest.
pub(crate) fn runtime_dependency() -> String {
    let path = repository().join("migrate-runtime");
    let path = path.to_str().expect("UTF-8");
    format!(
        "migrate-runtime = {{ path = '{path}', features = [\"models\", \"postgres\", \"sqlite\"] }}\n"
    )
}

/// Writes a file, unless it has this text already: cargo goes by the time of the last change.
pub(crate) fn write(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|present| present == text) {
        return;
    }
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("created");
    std::fs::write(path, text).expect("written");
}

fn repository() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the crate is in the repository")
}

fn target_dir() -> &'static Path {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().expect("it is in the target folder")
}

/// The name of the package that a message is about, which an identifier such as
/// `path+file:///shop#0.0.0` or `path+file:///shop#migrations@0.0.0` ends with.
fn package_of(message: &Value) -> Option<&str> {
    let (location, name) = message["package_id"].as_str()?.split_once('#')?;
    match name.split_once('@') {
        Some((name, _)) => Some(name),
        None => location.rsplit('/').next(),
    }
}
