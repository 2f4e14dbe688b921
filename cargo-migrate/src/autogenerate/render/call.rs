//! Calls that are made and written down at once.
//!
//! Each method and each argument stands once for both, the operation and the Rust that records it: so these cannot
//! drift apart.

use migrate_runtime::Operations;
use migrate_runtime::operations::{AlterColumn, BatchOperations, CreateTable};
use migrate_runtime::schema::{Table, TableName};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::literal::text;
use crate::autogenerate::schema::Name;

/// What a call is given: its value, and how Rust writes it.
pub(super) trait Argument {
    type Value;

    fn value(&self) -> Self::Value;

    fn source(&self) -> TokenStream;
}

/// A statement of a revision's function.
#[derive(Debug, Clone)]
pub(super) enum Statement {
    /// `op.drop_table("users")`
    Call(TokenStream),
    /// `c.set_not_null()`, which a block ends with.
    Value(TokenStream),
    /// `op.create_table("users", |t| { … })`
    Block {
        receiver: Ident,
        method: Ident,
        /// All but the last.
        arguments: Vec<TokenStream>,
        parameter: Ident,
        body: Vec<Statement>,
        /// What is called on what comes of it.
        chain: TokenStream,
    },
}

/// What statements are calls on, `op` or the `t` of a new table, and the statements so far.
pub(super) struct Block<'a, R> {
    pub(super) receiver: &'a mut R,
    pub(super) written: Written,
}

/// Statements, written down.
pub(super) struct Written {
    receiver: Ident,
    statements: Vec<Statement>,
}

/// A chain of calls on a builder.
pub(super) struct Chain<'a, B> {
    pub(super) builder: B,
    pub(super) source: &'a mut TokenStream,
}

/// Begins a statement: `begin!(op.drop_table(name))`.
macro_rules! begin {
    ($block:ident.$method:ident($($argument:expr),* $(,)?)) => {{
        use $crate::autogenerate::render::call;
        let source = $block
            .written
            .call(stringify!($method), &[$(call::Argument::source(&$argument)),*]);
        call::Chain {
            builder: $block.receiver.$method($(call::Argument::value(&$argument)),*),
            source,
        }
    }};
}
pub(super) use begin;

/// Adds a call to a chain: `call!(column.not_null())`.
macro_rules! call {
    ($chain:ident.$method:ident($($argument:expr),* $(,)?)) => {{
        use $crate::autogenerate::render::call;
        $chain.builder.$method($(call::Argument::value(&$argument)),*);
        let call = call::method_call(stringify!($method), &[$(call::Argument::source(&$argument)),*]);
        $chain.source.extend(call);
    }};
}
pub(super) use call;

/// `.method(arguments)`
pub(super) fn method_call(method: &str, arguments: &[TokenStream]) -> TokenStream {
    let method = Ident::new(method, Span::call_site());
    quote!(.#method(#(#arguments),*))
}

impl<'a, R> Block<'a, R> {
    /// Without a statement; `name` is what the receiver is called.
    pub(super) fn new(receiver: &'a mut R, name: &str) -> Self {
        let written = Written {
            receiver: Ident::new(name, Span::call_site()),
            statements: Vec::new(),
        };
        Self { receiver, written }
    }

    pub(super) fn into_statements(self) -> Vec<Statement> {
        self.written.statements
    }
}

impl Written {
    /// Adds a statement, and lends it to the calls that follow in it.
    pub(super) fn call(&mut self, method: &str, arguments: &[TokenStream]) -> &mut TokenStream {
        let receiver = &self.receiver;
        let call = method_call(method, arguments);
        self.statements
            .push(Statement::Call(quote!(#receiver #call)));
        match self.statements.last_mut() {
            Some(Statement::Call(source)) => source,
            _ => unreachable!("a call was pushed just before"),
        }
    }

    fn block(
        &mut self,
        method: &str,
        arguments: Vec<TokenStream>,
        parameter: &str,
        body: Vec<Statement>,
    ) -> &mut TokenStream {
        let ident = |name| Ident::new(name, Span::call_site());
        self.statements.push(Statement::Block {
            receiver: self.receiver.clone(),
            method: ident(method),
            arguments,
            parameter: ident(parameter),
            body,
            chain: TokenStream::new(),
        });
        match self.statements.last_mut() {
            Some(Statement::Block { chain, .. }) => chain,
            _ => unreachable!("a block was pushed just before"),
        }
    }
}

impl Statement {
    /// The statement as tokens, with its semicolon.
    pub(super) fn tokens(&self) -> TokenStream {
        match self {
            Self::Call(call) => quote!(#call;),
            Self::Value(call) => call.clone(),
            Self::Block {
                receiver,
                method,
                arguments,
                parameter,
                body,
                chain,
            } => {
                let body = match body.as_slice() {
                    [Self::Value(value)] => value.clone(),
                    body => {
                        let body = body.iter().map(Self::tokens);
                        quote!({ #(#body)* })
                    }
                };
                quote!(#receiver.#method(#(#arguments,)* |#parameter| #body) #chain;)
            }
        }
    }
}

/// `op.create_table(name, |t| { … })`
pub(super) fn create_table<'o>(
    op: &'o mut Block<'_, Operations>,
    name: &Name,
    define: impl FnOnce(&mut Block<'_, Table>),
) -> Chain<'o, &'o mut CreateTable> {
    let mut statements = Vec::new();
    let builder = op.receiver.create_table(name.value(), |table| {
        let mut block = Block::new(table, "t");
        define(&mut block);
        statements = block.into_statements();
    });
    let arguments = vec![name.source()];
    let source = op.written.block("create_table", arguments, "t", statements);
    Chain { builder, source }
}

/// `op.batch_alter_table(table, |b| { … })`
pub(super) fn batch_alter_table(
    op: &mut Block<'_, Operations>,
    table: &Name,
    change: impl FnOnce(&mut Block<'_, BatchOperations>),
) {
    let mut statements = Vec::new();
    op.receiver.batch_alter_table(table.value(), |batch| {
        let mut block = Block::new(batch, "b");
        change(&mut block);
        statements = block.into_statements();
    });
    let arguments = vec![table.source()];
    op.written
        .block("batch_alter_table", arguments, "b", statements);
}

/// `b.alter_column(column, |c| c.…)`
pub(super) fn alter_column_in_batch(
    b: &mut Block<'_, BatchOperations>,
    column: &str,
    change: impl FnOnce(&mut Chain<'_, &mut AlterColumn>),
) {
    let mut source = quote!(c);
    b.receiver.alter_column(column, |c| {
        change(&mut Chain {
            builder: &mut *c,
            source: &mut source,
        });
        c
    });
    let body = vec![Statement::Value(source)];
    b.written
        .block("alter_column", vec![column.source()], "c", body);
}

/// `op.autocommit_block(|op| { … })`
pub(super) fn autocommit_block(
    op: &mut Block<'_, Operations>,
    record: impl FnOnce(&mut Block<'_, Operations>),
) {
    let mut statements = Vec::new();
    op.receiver.autocommit_block(|inner| {
        let mut block = Block::new(inner, "op");
        record(&mut block);
        statements = block.into_statements();
    });
    op.written
        .block("autocommit_block", Vec::new(), "op", statements);
}

/// `op.alter_column(table, column, |c| c.…)`
pub(super) fn alter_column(
    op: &mut Block<'_, Operations>,
    table: &Name,
    column: &str,
    change: impl FnOnce(&mut Chain<'_, &mut AlterColumn>),
) {
    let mut source = quote!(c);
    op.receiver.alter_column(table.value(), column, |c| {
        change(&mut Chain {
            builder: &mut *c,
            source: &mut source,
        });
        c
    });
    let arguments = vec![table.source(), column.source()];
    let body = vec![Statement::Value(source)];
    op.written.block("alter_column", arguments, "c", body);
}

/// An argument that was made with its source.
#[derive(Debug, Clone)]
pub(super) struct Made<T> {
    pub(super) value: T,
    pub(super) source: TokenStream,
}

impl<T: Clone> Argument for Made<T> {
    type Value = T;

    fn value(&self) -> T {
        self.value.clone()
    }

    fn source(&self) -> TokenStream {
        self.source.clone()
    }
}

impl<T: Argument + ?Sized> Argument for &T {
    type Value = T::Value;

    fn value(&self) -> T::Value {
        (**self).value()
    }

    fn source(&self) -> TokenStream {
        (**self).source()
    }
}

impl Argument for str {
    type Value = String;

    fn value(&self) -> String {
        self.to_owned()
    }

    fn source(&self) -> TokenStream {
        let text = text(self);
        quote!(#text)
    }
}

impl Argument for String {
    type Value = Self;

    fn value(&self) -> Self {
        self.clone()
    }

    fn source(&self) -> TokenStream {
        self.as_str().source()
    }
}

impl Argument for i64 {
    type Value = Self;

    fn value(&self) -> Self {
        *self
    }

    fn source(&self) -> TokenStream {
        let number = Literal::i64_unsuffixed(*self);
        quote!(#number)
    }
}

impl Argument for u32 {
    type Value = Self;

    fn value(&self) -> Self {
        *self
    }

    fn source(&self) -> TokenStream {
        let number = Literal::u32_unsuffixed(*self);
        quote!(#number)
    }
}

impl Argument for Vec<String> {
    type Value = Self;

    fn value(&self) -> Self {
        self.clone()
    }

    fn source(&self) -> TokenStream {
        let texts = self.iter().map(Argument::source);
        match self.is_empty() {
            // Of what, the compiler could not tell.
            true => quote!([""; 0]),
            false => quote!([#(#texts),*]),
        }
    }
}

impl Argument for Name {
    type Value = TableName;

    fn value(&self) -> TableName {
        TableName {
            schema: self.schema.clone(),
            name: self.name.clone(),
        }
    }

    /// As a text where its first dot is the one between schema and name.
    fn source(&self) -> TokenStream {
        let name = &self.name;
        match &self.schema {
            None if !name.contains('.') => name.source(),
            None => {
                let name = name.source();
                quote!(TableName { schema: None, name: #name.to_owned() })
            }
            Some(schema) if !schema.contains('.') && !name.contains('.') => {
                format!("{schema}.{name}").source()
            }
            Some(schema) => {
                let (schema, name) = (schema.source(), name.source());
                quote!((#schema, #name))
            }
        }
    }
}
