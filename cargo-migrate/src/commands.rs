//! The commands, one file each: what is typed, and what is done.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod edit;
pub(crate) mod generate_models;
pub(crate) mod init;
pub(crate) mod list_templates;
pub(crate) mod lock;
pub(crate) mod man;
pub(crate) mod merge;
pub(crate) mod prepare;
pub(crate) mod read;
pub(crate) mod rebase;
pub(crate) mod revision;
pub(crate) mod run;
pub(crate) mod seal;
