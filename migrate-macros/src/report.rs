//! Faults as the compiler's errors.

use migrate_script::diagnostic::Diagnostic;
use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::stub;

/// An error for each fault, and a migrator without revisions, so that nothing that uses `MIGRATOR` adds
/// errors of its own.
pub(crate) fn report(faults: impl Iterator<Item = Diagnostic>) -> TokenStream {
    let errors = faults.map(|fault| {
        let text = fault.render_untitled();
        quote! { ::core::compile_error! { #text } }
    });
    let stub = stub();
    quote! { #(#errors)* #stub }
}
