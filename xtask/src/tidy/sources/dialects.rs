//! Operations ask a dialect for facts, and never for its name.

use super::mentions::Source;
use crate::tidy::Fault;

/// The folder whose files ask a dialect for facts, and never for its name.
pub(super) const SUBJECT: &str = "migrate-runtime/src/operations/";
/// The exception: what lends a revision the connection of one driver.
const LENDS_CONNECTIONS: &str = "migrate-runtime/src/operations/lend.rs";
const DIALECTS: &[&str] = &["postgres", "postgresql", "sqlite", "mysql", "mariadb"];

/// Checks that a source names no dialect.
pub(super) fn check(path: &str, source: &Source) -> Vec<Fault> {
    if !path.starts_with(SUBJECT) || path == LENDS_CONNECTIONS {
        return Vec::new();
    }
    let is_dialect = |name: &str| DIALECTS.contains(&name.to_ascii_lowercase().as_str());
    let message =
        |name: &str| format!("`{name}`: operations ask a dialect for facts, never for its name");
    let mut faults = Vec::new();
    for mention in &source.paths {
        if let Some(name) = mention.what.iter().find(|name| is_dialect(name)) {
            faults.push(mention.fault(path, message(name)));
        }
    }
    for mention in &source.literals {
        if is_dialect(mention.what.trim_matches('"')) {
            faults.push(mention.fault(path, message(&mention.what)));
        }
    }
    faults
}
