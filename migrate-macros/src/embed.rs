//! `embed!`: read, check, expand.

use std::path::Path;

use migrate_script::check;
use migrate_script::config::Config;
use migrate_script::diagnostic::{Diagnostic, forward_slashes};
use migrate_script::directory::Directory;
use proc_macro2::TokenStream;
use syn::LitStr;

use crate::expand::expand;
use crate::report::report;
use crate::surroundings::Surroundings;

/// What the macro expands to: the migrator, or the faults.
pub(crate) fn embed(arguments: &TokenStream, surroundings: &Surroundings) -> TokenStream {
    let name = match configuration_name(arguments) {
        Ok(name) => name,
        Err(error) => {
            let error = error.into_compile_error();
            let stub = crate::expand::stub();
            return quote::quote! { #error #stub };
        }
    };
    match load(surroundings, name.as_deref()) {
        Ok((directory, config)) => expand(&directory, &config, surroundings),
        Err(faults) => {
            let faults = faults.into_iter().map(|fault| surroundings.placed(fault));
            report(faults)
        }
    }
}

/// `embed!()` or `embed!("analytics")`.
fn configuration_name(arguments: &TokenStream) -> syn::Result<Option<String>> {
    if arguments.is_empty() {
        return Ok(None);
    }
    match syn::parse2::<LitStr>(arguments.clone()) {
        Ok(name) => Ok(Some(name.value())),
        Err(_) => {
            let message = "embed! takes the name of a configuration, or nothing: \
                its settings are in [package.metadata.migrate] of Cargo.toml";
            Err(syn::Error::new_spanned(arguments, message))
        }
    }
}

/// The revisions of the package and its configuration.
fn load(
    surroundings: &Surroundings,
    name: Option<&str>,
) -> Result<(Directory, Config), Vec<Diagnostic>> {
    let manifest_dir = surroundings.manifest_dir.as_deref().ok_or_else(|| {
        let fault = Diagnostic::new("the environment variable CARGO_MANIFEST_DIR is not set");
        vec![fault.help("embed! reads the files of a package that cargo builds")]
    })?;
    let config = Config::read(manifest_dir, name)?.ok_or_else(|| vec![not_configured()])?;
    let mut faults = build_script_faults(surroundings, &config);
    match check::load(manifest_dir, &config) {
        Ok(directory) if faults.is_empty() => Ok((directory, config)),
        Ok(_) => Err(faults),
        Err(more) => {
            faults.extend(more);
            Err(faults)
        }
    }
}

fn not_configured() -> Diagnostic {
    Diagnostic::new("the package has no [package.metadata.migrate], which marks it as the one with the revisions")
        .in_file("Cargo.toml")
        .help("add the line `[package.metadata.migrate]`, or let `cargo migrate init` set the package up")
}

/// Without a build script, cargo looks at the files that it knows from the last time, and does not see
/// that one was added.
fn build_script_faults(surroundings: &Surroundings, config: &Config) -> Vec<Diagnostic> {
    if surroundings.has_build_script {
        return Vec::new();
    }
    let watched = config.version_locations.iter().map(|it| it.as_path());
    let lines = watched.chain([Path::new("Cargo.toml")]).map(|path| {
        let path = forward_slashes(path);
        format!("    println!(\"cargo::rerun-if-changed={path}\");\n")
    });
    let script = format!("fn main() {{\n{}}}", lines.collect::<String>());
    let fault = Diagnostic::new(
        "the package has no build script, so cargo would not see a new revision file",
    );
    vec![fault.help(format!("write this into build.rs:\n{script}"))]
}

#[cfg(test)]
mod tests;
