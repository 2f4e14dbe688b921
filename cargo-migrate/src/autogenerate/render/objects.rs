//! What there is beside tables and enums.

use migrate_runtime::Operations;
use migrate_runtime::dialect::Family;

use super::Renderer;
use super::call::{Block, begin, call};
use crate::autogenerate::schema::{Extension, Function, Name, Sequence, View};

impl Renderer<'_> {
    pub(super) fn create_extension(
        op: &mut Block<'_, Operations>,
        name: &str,
        extension: &Extension,
    ) {
        let chain = begin!(op.create_extension(name));
        if let Some(schema) = &extension.schema {
            call!(chain.schema(schema));
        }
    }

    pub(super) fn create_sequence(
        &self,
        op: &mut Block<'_, Operations>,
        name: &Name,
        sequence: &Sequence,
    ) {
        let own = Bounds::of(sequence, self.dialect.family);
        let chain = begin!(op.create_sequence(name));
        if sequence.data_type != "bigint" {
            call!(chain.data_type(self.data_type(&sequence.data_type)));
        }
        if sequence.start != own.start {
            call!(chain.start(sequence.start));
        }
        if sequence.increment != 1 {
            call!(chain.increment(sequence.increment));
        }
        if sequence.minimum != own.minimum {
            call!(chain.min_value(sequence.minimum));
        }
        if sequence.maximum != own.maximum {
            call!(chain.max_value(sequence.maximum));
        }
        if sequence.cycle {
            call!(chain.cycle());
        }
        if let Some((table, column)) = &sequence.owned_by {
            call!(chain.owned_by(table, column));
        }
        if let Some(comment) = &sequence.comment {
            self.comment(op, &format!("SEQUENCE {}", self.quote(name)), Some(comment));
        }
    }

    pub(super) fn alter_sequence(
        &self,
        op: &mut Block<'_, Operations>,
        name: &Name,
        from: &Sequence,
        to: &Sequence,
    ) {
        let mut clauses = String::new();
        if from.data_type != to.data_type {
            clauses.push_str(&format!(" AS {}", to.data_type));
        }
        for (clause, before, after) in [
            ("INCREMENT BY", from.increment, to.increment),
            ("MINVALUE", from.minimum, to.minimum),
            ("MAXVALUE", from.maximum, to.maximum),
            ("START WITH", from.start, to.start),
        ] {
            if before != after {
                clauses.push_str(&format!(" {clause} {after}"));
            }
        }
        match (from.cycle, to.cycle) {
            (false, true) => clauses.push_str(" CYCLE"),
            (true, false) if self.is_mysql() => clauses.push_str(" NOCYCLE"),
            (true, false) => clauses.push_str(" NO CYCLE"),
            _ => {}
        }
        if from.owned_by != to.owned_by {
            clauses.push_str(&match &to.owned_by {
                None => " OWNED BY NONE".to_owned(),
                Some((table, column)) => {
                    let (table, column) = (self.quote(table), self.dialect.quote(column));
                    format!(" OWNED BY {table}.{column}")
                }
            });
        }
        // MariaDB takes no bounds that the next number is beyond: that of a new sequence is its first.
        let is_beyond = from.start < to.minimum || from.start > to.maximum;
        if self.is_mysql() && is_beyond {
            clauses.push_str(" RESTART");
        }
        if !clauses.is_empty() {
            let name = self.quote(name);
            begin!(op.execute(format!("ALTER SEQUENCE {name}{clauses}")));
        }
    }

    pub(super) fn create_view(&self, op: &mut Block<'_, Operations>, name: &Name, view: &View) {
        if view.options.is_empty() {
            let chain = begin!(op.create_view(name, view.query.trim()));
            if view.is_materialized {
                call!(chain.materialized());
            }
        } else {
            begin!(op.execute(self.statement_of_view(name, view)));
        }
        if let Some(comment) = &view.comment {
            let kind = match view.is_materialized {
                true => "MATERIALIZED VIEW",
                false => "VIEW",
            };
            self.comment(op, &format!("{kind} {}", self.quote(name)), Some(comment));
        }
    }

    /// The whole statement, for what `create_view` has no words for.
    fn statement_of_view(&self, name: &Name, view: &View) -> String {
        let (name, query) = (self.quote(name), view.query.trim());
        if self.is_mysql() {
            let options = view.options.join(" ");
            return format!("CREATE {options} VIEW {name} AS {query}");
        }
        let kind = match view.is_materialized {
            true => "MATERIALIZED VIEW",
            false => "VIEW",
        };
        let options = view.options.join(", ");
        format!("CREATE {kind} {name} WITH ({options}) AS\n{query}")
    }

    pub(super) fn drop_view(op: &mut Block<'_, Operations>, name: &Name, view: &View) {
        let chain = begin!(op.drop_view(name));
        if view.is_materialized {
            call!(chain.materialized());
        }
    }

    /// A new function, or one in the place of another.
    pub(super) fn create_function(
        &self,
        op: &mut Block<'_, Operations>,
        name: &Name,
        function: &Function,
        replaces: bool,
    ) {
        match signature_and_body(&function.definition) {
            Some((signature, body)) => {
                let chain = begin!(op.create_function(signature, body));
                if replaces {
                    call!(chain.or_replace());
                }
            }
            None => {
                begin!(op.execute(function.definition.trim()));
            }
        }
        if let Some(comment) = function.comment.as_ref().filter(|_| !replaces) {
            let object = format!("{} {}", kind(function), self.signature(name));
            self.comment(op, &object, Some(comment));
        }
    }

    /// Whether there is no statement that replaces what is there by this.
    pub(super) fn must_drop(&self, function: &Function) -> bool {
        let is_procedure = kind(function) == "PROCEDURE";
        is_procedure && !self.dialect.objects.replace_function && self.is_mysql()
    }

    pub(super) fn drop_function(
        &self,
        op: &mut Block<'_, Operations>,
        name: &Name,
        function: &Function,
    ) {
        let signature = self.signature(name);
        match kind(function) {
            "FUNCTION" => {
                begin!(op.drop_function(signature));
            }
            kind => {
                begin!(op.execute(format!("DROP {kind} {signature}")));
            }
        }
    }

    /// A function as SQL names it: its own name is SQL already, with its arguments.
    fn signature(&self, name: &Name) -> String {
        match &name.schema {
            Some(schema) => format!("{}.{}", self.dialect.quote(schema), name.name),
            None => name.name.clone(),
        }
    }

    /// `COMMENT ON …`, of what no directive speaks of.
    pub(super) fn comment(
        &self,
        op: &mut Block<'_, Operations>,
        object: &str,
        comment: Option<&String>,
    ) {
        let comment = comment.map_or_else(|| "NULL".to_owned(), |it| self.dialect.literal(it));
        begin!(op.execute(format!("COMMENT ON {object} IS {comment}")));
    }
}

/// What a sequence has where nothing is said.
struct Bounds {
    minimum: i64,
    maximum: i64,
    start: i64,
}

impl Bounds {
    fn of(sequence: &Sequence, family: Family) -> Self {
        let (lowest, highest) = match sequence.data_type.as_str() {
            // MariaDB keeps the outermost numbers for itself.
            _ if family == Family::Mysql => (i64::MIN + 1, i64::MAX - 1),
            "smallint" => (i16::MIN.into(), i16::MAX.into()),
            "integer" => (i32::MIN.into(), i32::MAX.into()),
            _ => (i64::MIN, i64::MAX),
        };
        match sequence.increment < 0 {
            true => Self {
                minimum: lowest,
                maximum: -1,
                start: sequence.maximum,
            },
            false => Self {
                minimum: 1,
                maximum: highest,
                start: sequence.minimum,
            },
        }
    }
}

/// `FUNCTION`, or `PROCEDURE`.
fn kind(function: &Function) -> &'static str {
    let definition = function.definition.trim_start();
    match statement_of(definition, "PROCEDURE ").is_some() {
        true => "PROCEDURE",
        false => "FUNCTION",
    }
}

/// What follows `CREATE FUNCTION` say; where functions can be replaced, the server adds that.
fn statement_of<'d>(definition: &'d str, kind: &str) -> Option<&'d str> {
    let definition = definition.strip_prefix("CREATE ")?;
    let definition = definition.strip_prefix("OR REPLACE ").unwrap_or(definition);
    definition.strip_prefix(kind)
}

/// A function's name with its arguments, and what stands behind them, where the server puts them on lines of their
/// own.
fn signature_and_body(definition: &str) -> Option<(&str, &str)> {
    let definition = statement_of(definition.trim(), "FUNCTION ")?;
    let (signature, body) = definition.split_once('\n')?;
    let body = body.trim_start();
    (signature.ends_with(')') && body.starts_with("RETURNS ")).then_some((signature, body))
}
