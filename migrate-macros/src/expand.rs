//! The tokens that a valid chain expands to.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use migrate_script::config::Config;
use migrate_script::diagnostic::forward_slashes;
use migrate_script::directory::Directory;
use migrate_script::lock_file::LockFile;
use migrate_script::parse::{Form, RevisionFile};
use migrate_script::settings::{NamingConvention, Settings};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::module::{ModuleNames, path_attribute};
use crate::surroundings::Surroundings;

/// A module for each revision, and the migrator.
pub(crate) fn expand(
    directory: &Directory,
    config: &Config,
    surroundings: &Surroundings,
) -> TokenStream {
    let mut names = ModuleNames::default();
    let (modules, scripts): (Vec<_>, Vec<_>) = directory
        .files
        .iter()
        .map(|file| {
            let name = format_ident!("{}", names.name(&file.revision.id));
            (module(file, &name, surroundings), script(file, &name))
        })
        .unzip();
    let lock_file = lock_file(directory, config, surroundings);
    let migrator = migrator(&scripts, &config.settings);
    quote! { #(#modules)* #lock_file #migrator }
}

/// A migrator without revisions.
pub(crate) fn stub() -> TokenStream {
    migrator(&[], &Settings::DEFAULT)
}

fn migrator(scripts: &[TokenStream], settings: &Settings) -> TokenStream {
    let settings = settings_value(settings);
    quote! {
        /// The migrator of this package: applies its revisions to a database.
        pub static MIGRATOR: ::migrate_runtime::Migrator =
            ::migrate_runtime::__private::migrator(&[#(#scripts),*], #settings);
    }
}

/// The files are ordinary modules, except that nothing but the migrator reaches their public items, and
/// that a function which does nothing yet may leave its `op` unused.
fn module(file: &RevisionFile, name: &Ident, surroundings: &Surroundings) -> TokenStream {
    let path = path_attribute(surroundings, path(file));
    quote! {
        #[path = #path]
        #[allow(unreachable_pub, unused_variables)]
        mod #name;
    }
}

/// Names the lock file, so that cargo compiles the package again when it changes; the program does not
/// hold it.
fn lock_file(
    directory: &Directory,
    config: &Config,
    surroundings: &Surroundings,
) -> Option<TokenStream> {
    // Without revisions, there need not be one.
    if !config.lock || directory.files.is_empty() {
        return None;
    }
    let path = path_attribute(surroundings, Path::new(&LockFile::name(config)));
    Some(quote! { const _: &[u8] = ::core::include_bytes!(#path); })
}

fn script(file: &RevisionFile, name: &Ident) -> TokenStream {
    let labels = list(
        name,
        "BRANCH_LABELS",
        file.positions.branch_labels.is_some(),
    );
    let depends_on = list(name, "DEPENDS_ON", file.positions.depends_on.is_some());
    let doc = &file.revision.doc;
    let path = forward_slashes(path(file));
    let hash = file.seal.to_string();
    let upgrade = body(name, "upgrade", file.upgrade);
    let downgrade = body(name, "downgrade", file.downgrade);
    quote! {
        ::migrate_runtime::__private::Script {
            id: #name::REVISION,
            down_revisions: #name::DOWN_REVISION,
            branch_labels: #labels,
            depends_on: #depends_on,
            doc: #doc,
            path: #path,
            hash: #hash,
            upgrade: #upgrade,
            downgrade: #downgrade,
        }
    }
}

/// The constant itself rather than its value: it would be dead code otherwise.
fn list(module: &Ident, constant: &str, is_declared: bool) -> TokenStream {
    let constant = format_ident!("{constant}");
    match is_declared {
        true => quote! { #module::#constant },
        false => quote! { &[] },
    }
}

fn body(module: &Ident, function: &str, form: Form) -> TokenStream {
    let function = format_ident!("{function}");
    match form {
        Form::Plain => quote! { ::migrate_runtime::__private::Body::Plain(#module::#function) },
        Form::Async => quote! {
            ::migrate_runtime::__private::Body::Async(|op| ::std::boxed::Box::pin(#module::#function(op)))
        },
    }
}

fn settings_value(settings: &Settings) -> TokenStream {
    // Destructured, so that a new setting cannot be forgotten here.
    let Settings {
        name,
        version_table,
        version_table_schema,
        version_table_primary_key,
        transaction,
        lock_wait,
        history,
        edited_revisions,
        newer_database,
        lock_timeout,
        statement_timeout,
        lock_retries,
        database_url,
        naming_convention,
        env_file,
    } = settings;
    let name = optional_text(name.as_ref());
    let version_table = text(version_table);
    let version_table_schema = optional_text(version_table_schema.as_ref());
    let transaction = variant("TransactionMode", transaction);
    let lock_wait = duration(*lock_wait);
    let edited_revisions = variant("EditedRevisions", edited_revisions);
    let newer_database = variant("NewerDatabase", newer_database);
    let lock_timeout = optional(lock_timeout.map(duration));
    let statement_timeout = optional(statement_timeout.map(duration));
    let database_url = optional_text(database_url.as_ref());
    let naming_convention = naming_convention_value(naming_convention);
    let env_file = text(env_file);
    quote! {
        ::migrate_runtime::__private::Settings {
            name: #name,
            version_table: #version_table,
            version_table_schema: #version_table_schema,
            version_table_primary_key: #version_table_primary_key,
            transaction: #transaction,
            lock_wait: #lock_wait,
            history: #history,
            edited_revisions: #edited_revisions,
            newer_database: #newer_database,
            lock_timeout: #lock_timeout,
            statement_timeout: #statement_timeout,
            lock_retries: #lock_retries,
            database_url: #database_url,
            naming_convention: #naming_convention,
            env_file: #env_file,
        }
    }
}

fn naming_convention_value(convention: &NamingConvention) -> TokenStream {
    let NamingConvention {
        index,
        unique,
        check,
        foreign_key,
        primary_key,
    } = convention;
    let [index, unique, check, foreign_key, primary_key] =
        [index, unique, check, foreign_key, primary_key].map(|it| optional_text(it.as_ref()));
    quote! {
        ::migrate_runtime::__private::NamingConvention {
            index: #index,
            unique: #unique,
            check: #check,
            foreign_key: #foreign_key,
            primary_key: #primary_key,
        }
    }
}

/// A variant of one of the settings' enumerations, which prints as its name; they may grow.
fn variant(enumeration: &str, value: &impl std::fmt::Debug) -> TokenStream {
    let (enumeration, variant) = (format_ident!("{enumeration}"), format_ident!("{value:?}"));
    quote! { ::migrate_runtime::__private::#enumeration::#variant }
}

fn duration(duration: Duration) -> TokenStream {
    let seconds = duration.as_secs();
    quote! { ::core::time::Duration::from_secs(#seconds) }
}

fn text(text: &str) -> TokenStream {
    quote! { ::std::borrow::Cow::Borrowed(#text) }
}

fn optional_text(value: Option<&Cow<'_, str>>) -> TokenStream {
    optional(value.map(|value| text(value)))
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}

fn path(file: &RevisionFile) -> &Path {
    file.revision.path.as_deref().unwrap_or(Path::new(""))
}
