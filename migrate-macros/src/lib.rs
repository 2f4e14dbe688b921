//! The procedural macros of cargo-migrate: a revision chain is validated and embedded at compile time.
//!
//! Only this file names `proc_macro`: everything below it is plain functions over tokens and values.
#![deny(missing_docs)]

mod embed;
mod expand;
mod module;
mod report;
mod surroundings;

use proc_macro::TokenStream;

use surroundings::Surroundings;

/// Embeds the revisions of the package, and defines `MIGRATOR`, which applies them.
///
/// `embed!();` stands at the top level of a file of the package that has `[package.metadata.migrate]`
/// in its `Cargo.toml`, usually in `src/lib.rs`. `embed!("analytics");` embeds the revisions of
/// `[package.metadata.migrate.analytics]`, and stands in a file of its own where there are several. It
/// expands to a private module for each revision file and to
///
/// ```ignore
/// pub static MIGRATOR: migrate_runtime::Migrator = /* … */;
/// ```
///
/// # Errors
///
/// The package does not compile where its revisions could not be applied: where a file is not a
/// revision file, or where the chain is broken. All faults are reported at once, each with its file and
/// line, and with the command that mends it.
#[proc_macro]
pub fn embed(arguments: TokenStream) -> TokenStream {
    let call_site = proc_macro::Span::call_site();
    // A call at the start of a line is not inside of an inline module, which would change what the
    // paths of the modules are relative to.
    let call_site_file = call_site.local_file().filter(|_| call_site.column() == 1);
    let surroundings = Surroundings::from_environment(call_site_file);
    embed::embed(&arguments.into(), &surroundings).into()
}
