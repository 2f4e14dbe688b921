//! Exclusion constraints, of which the server tells the definition alone.

use migrate_runtime::Operations;
use migrate_runtime::operations::Statements;
use migrate_runtime::schema;
use quote::quote;

use super::Renderer;
use super::call::{Argument, Chain, Made, call};
use super::constraints::defer;
use crate::autogenerate::schema::{Deferral, Exclude, Name};

/// What operators are made of.
const OPERATORS: &str = "+-*/<>=~!@#%^&|`?";

/// A definition, taken apart.
pub(super) struct Parsed {
    pub(super) elements: Made<Vec<(String, String)>>,
    pub(super) method: String,
    pub(super) condition: Option<String>,
    pub(super) deferral: Deferral,
}

impl Parsed {
    pub(super) fn describe(&self, chain: &mut Chain<'_, &mut schema::Exclude>) {
        // The directive's own choice.
        if self.method != "gist" {
            call!(chain.using(self.method));
        }
        if let Some(condition) = &self.condition {
            call!(chain.where_(condition));
        }
        defer!(chain, self.deferral);
    }

    fn new(definition: &str) -> Option<Self> {
        let rest = definition.strip_prefix("EXCLUDE USING ")?;
        let (rest, deferral) = match rest.strip_suffix(" DEFERRABLE INITIALLY DEFERRED") {
            Some(rest) => (rest, Deferral::InitiallyDeferred),
            None => match rest.strip_suffix(" DEFERRABLE") {
                Some(rest) => (rest, Deferral::Deferrable),
                None => (rest, Deferral::NotDeferrable),
            },
        };
        let (method, rest) = rest.split_once(" (")?;
        let (elements, condition) = match rest.split_once(") WHERE (") {
            Some((elements, condition)) => (elements, Some(condition.strip_suffix(')')?)),
            None => (rest.strip_suffix(')')?, None),
        };
        let elements = elements.split(", ").map(|element| {
            let (expression, operator) = element.rsplit_once(" WITH ")?;
            let is_operator = operator.chars().all(|c| OPERATORS.contains(c));
            is_operator.then(|| (expression.to_owned(), operator.to_owned()))
        });
        Some(Self {
            elements: pairs(elements.collect::<Option<_>>()?),
            method: method.to_owned(),
            condition: condition.map(str::to_owned),
            deferral,
        })
    }
}

fn pairs(pairs: Vec<(String, String)>) -> Made<Vec<(String, String)>> {
    let sources = pairs.iter().map(|(expression, operator)| {
        let (expression, operator) = (expression.source(), operator.source());
        quote!((#expression, #operator))
    });
    let source = quote!([#(#sources),*]);
    Made {
        value: pairs,
        source,
    }
}

impl Renderer<'_> {
    /// The constraint taken apart, if the directive then writes the same text: an expression may hold anything.
    pub(super) fn exclude(&self, table: &Name, name: &str, it: &Exclude) -> Option<Parsed> {
        let parsed = Parsed::new(&it.definition)?;
        let mut op = Operations::new(self.dialect);
        let elements = parsed.elements.value();
        parsed.describe(&mut Chain {
            builder: op.create_exclude_constraint(name, table.value(), elements),
            source: &mut quote!(),
        });
        let mut statements = Statements::new(self.dialect);
        op.recorded().first()?.render(&mut statements).ok()?;
        let written = statements.into_vec().pop()?.sql;
        written
            .ends_with(&format!(" {}", it.definition))
            .then_some(parsed)
    }
}
