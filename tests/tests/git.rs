//! Revisions on branches of git: where git stops a merge, what mends it, and whose revisions move.
//!
//! With `SNAPSHOTS=overwrite` in the environment, the snapshots are written anew.

mod git {
    mod choosing;
    mod conflict;
    mod locking;
    mod refusing;
    mod repository;
    mod sealing;
}
