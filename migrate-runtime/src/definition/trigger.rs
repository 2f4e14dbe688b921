//! What a trigger is for.

use super::name::{same_name, unquoted};
use crate::dialect::Lexis;
use crate::sql::{SplitError, tokens};

/// Whether a trigger is for updates of a column: `UPDATE OF a, b ON t`.
///
/// SQLite does not mind if there is no such column; the trigger never fires then.
///
/// # Errors
///
/// A quote or comment that is never closed.
pub(crate) fn is_for_updates_of(
    trigger: &str,
    lexis: Lexis,
    column: &str,
) -> Result<bool, SplitError> {
    let tokens = tokens(trigger, lexis)?;
    // Before the body there is one `ON` and at most one `OF`.
    let head = tokens
        .split(|token| token.is("ON"))
        .next()
        .unwrap_or_default();
    let columns = head.iter().skip_while(|token| !token.is("OF"));
    Ok(columns
        .skip(1)
        .any(|token| same_name(&unquoted(token.text), column)))
}
