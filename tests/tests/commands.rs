//! Editing, templates, hooks, several databases in one package, values for revisions: what a person types,
//! and what comes of it.
//!
//! With `SNAPSHOTS=overwrite` in the environment, the snapshots are written anew.

mod commands {
    mod editing;
    mod ensure_version;
    mod init;
    mod named;
    mod package;
    mod refusals;
    mod writing;
}
