//! What an application that embeds the migrator sees of a run: a span for it, for each revision and each statement.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use migrate_tests::backend::{Backend, chain, migrator};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, set_default};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// Collects the spans of this program, as `name field=value …`, when they close; deeper ones indented.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<String>>>);

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        context.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        values.record(span.extensions_mut().get_mut::<Fields>().unwrap());
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        if !span.metadata().target().starts_with("migrate_runtime") {
            return;
        }
        let depth = span.scope().count() - 1;
        let mut text = format!("{}{}", "  ".repeat(depth), span.name());
        for (name, value) in &span.extensions().get::<Fields>().unwrap().0 {
            if !["database", "message"].contains(name) {
                text.push_str(&format!(
                    " {name}={}",
                    value.lines().next().unwrap_or_default()
                ));
            }
        }
        self.0.lock().unwrap().push(text);
    }
}

fn collect() -> (Spans, DefaultGuard) {
    let spans = Spans::default();
    let guard = set_default(Registry::default().with(spans.clone()));
    (spans, guard)
}

/// On one thread, because the subscriber is that of the thread.
#[tokio::test]
async fn a_run_its_revisions_and_their_statements_are_spans() {
    let db = migrate_tests::backend::Sqlite::create();
    migrator(chain(1)).upgrade(db.url(), "head").await.unwrap();
    let (spans, _guard) = collect();
    migrator(chain(3)).upgrade(db.url(), "head").await.unwrap();
    let spans = spans.0.lock().unwrap();
    let is_statement = |span: &&String| span.trim_start().starts_with("statement");
    let (statements, others): (Vec<_>, Vec<_>) = spans.iter().partition(is_statement);
    assert_eq!(
        others,
        [
            "  revision direction=upgrade id=r002",
            "  revision direction=upgrade id=r003",
            "run direction=upgrade steps=2"
        ]
    );
    let insert = "    statement rows_affected=1 sql=\"INSERT INTO log (found) SELECT";
    let inserts = statements.iter().filter(|span| span.starts_with(insert));
    assert_eq!(inserts.count(), 2, "{statements:#?}");
}
