//! What the reading commands show beside lines of text, and what shells, manuals and CI make of them.
//!
//! With `SNAPSHOTS=overwrite` in the environment, the snapshots are written anew.

mod views {
    mod checks;
    mod completions;
    mod documents;
    mod graph;
    mod json;
    mod manual;
    mod project;
}
