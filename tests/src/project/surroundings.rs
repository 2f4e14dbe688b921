//! What a command finds around it, and what is hidden of that in its transcript.

use std::path::Path;

use regex::Regex;
use snapbox::Redactions;

use super::repository;

/// Variables that would lead the subcommand to a database, a folder or a look of the developer's.
pub(super) fn is_unwanted(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "DATABASE_URL",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "NO_COLOR",
        "OUT_DIR",
        "CARGO_BUILD_TARGET_DIR",
        "CARGO_TARGET_DIR",
        "CARGO_TARGET_TMPDIR",
        "CARGO_MIGRATE_SOURCE_ROOT",
    ];
    const STARTS: [&str; 6] = [
        "POSTGRES_",
        "PG",
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_TERM_",
    ];
    NAMES.contains(&name) || STARTS.iter().any(|start| name.starts_with(start))
}

/// Configures cargo for all that is built in the project: in the target folder of this repository, so
/// that the runtime and its dependencies are compiled once for all projects, and without the network.
pub(super) fn write_cargo_config(root: &Path, program: &Path) {
    let target = program.parent().and_then(Path::parent);
    let target = target.expect("the program is in the target folder");
    let above = root.parent().expect("the project is in a folder");
    let config = format!(
        "[build]\ntarget-dir = {target:?}\n\n[net]\noffline = true\n\n\
         [profile.dev.package.libsqlite3-sys]\nopt-level = 3\n"
    );
    std::fs::create_dir_all(above.join(".cargo")).expect("the folder can be made");
    std::fs::write(above.join(".cargo/config.toml"), config).expect("it can be written");
}

/// Placeholders for what differs from run to run.
pub(super) fn redactions(root: &Path) -> Redactions {
    let mut redactions = Redactions::new();
    let texts = [
        ("[ROOT]", root.display().to_string()),
        ("[REPOSITORY]", repository().display().to_string()),
    ];
    let patterns = [
        (
            "[ELAPSED]",
            r"\((?<redacted>\d+ ms|\d+\.\d s|\d+ min \d+ s)\)",
        ),
        (
            "[ELAPSED]",
            r"target\(s\) in (?<redacted>(\d+m )?\d+(\.\d+)?s)",
        ),
        (
            "[DATE]",
            r"Create Date: (?<redacted>202[6-9]-\d\d-\d\d \d\d:\d\d:\d\d)",
        ),
        ("[MOMENT]", r"was begun at (?<redacted>.* UTC)"),
        (
            "[CIRCUMSTANCES]",
            r"(Applied|Undone|Stamped)( \w+)?: (?<redacted>\d{4}-\d\d-\d\d .* with cargo-migrate \d+\.\d+\.\d+)",
        ),
        ("[DATE]", r"(?<redacted>202[6-9]_\d\d_\d\d_\d{4})-"),
    ];
    for (placeholder, text) in texts {
        redactions.insert(placeholder, text).expect("a placeholder");
    }
    for (placeholder, pattern) in patterns {
        let pattern = Regex::new(pattern).expect("a pattern");
        redactions
            .insert(placeholder, pattern)
            .expect("a placeholder");
    }
    redactions
}
