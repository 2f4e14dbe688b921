//! What a person sees of `cargo migrate`: each test is a story, and its snapshots are the transcript.
//!
//! With `SNAPSHOTS=overwrite` in the environment, the snapshots are written anew; that takes
//! `--test-threads=1`, since one story may run on several databases.

mod cli {
    mod autogenerate;
    mod branches;
    mod chain;
    mod connections;
    mod errors;
    mod generate_models;
    mod help;
    mod init;
    mod init_refusals;
    mod listings;
    mod models;
    mod new_branches;
    mod packages;
    mod prepare;
    mod projects;
    mod revision;
    mod runner;
    mod scripts;
    mod secrets;
    mod url;
}
