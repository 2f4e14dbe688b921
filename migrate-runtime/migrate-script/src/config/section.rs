//! Reading typed values out of the TOML table, with every fault at its place.

use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::check::MOST_FAULTS;
use crate::diagnostic::{Diagnostic, Position};
use crate::nearest::nearest;

/// A table of the configuration, and the faults found in it so far.
pub(super) struct Section<'t> {
    table: &'t DeTable<'t>,
    /// Where the table stands.
    span: Range<usize>,
    /// The table, as messages name it.
    shown: String,
    manifest: &'t str,
    path: &'t Path,
    faults: Vec<Diagnostic>,
}

/// Parses a manifest.
pub(super) fn parse_document<'t>(
    manifest: &'t str,
    path: &Path,
) -> Result<DeTable<'t>, Vec<Diagnostic>> {
    let (document, errors) = DeTable::parse_recoverable(manifest);
    if errors.is_empty() {
        return Ok(document.into_inner());
    }
    let faults = errors.iter().take(MOST_FAULTS).map(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        place(message, error.span().unwrap_or_default(), manifest, path)
    });
    Err(faults.collect())
}

impl<'t> Section<'t> {
    /// The section that a value of a parsed manifest is.
    pub(super) fn new(
        value: &'t Spanned<DeValue<'t>>,
        shown: &str,
        manifest: &'t str,
        path: &'t Path,
    ) -> Result<Self, Vec<Diagnostic>> {
        let Some(table) = value.get_ref().as_table() else {
            let message = format!("{shown} must be a table, not {}", kind(value.get_ref()));
            return Err(vec![place(message, value.span(), manifest, path)]);
        };
        Ok(Self {
            table,
            span: value.span(),
            shown: shown.to_owned(),
            manifest,
            path,
            faults: Vec::new(),
        })
    }

    /// The keys and what they hold.
    pub(super) fn entries(
        &self,
    ) -> impl Iterator<Item = (&'t Spanned<DeString<'t>>, &'t Spanned<DeValue<'t>>)> + use<'t> {
        self.table.iter()
    }

    /// Whether the table is there only because one below it is: its place is then that of a key.
    pub(super) fn is_implied(&self) -> bool {
        !self.manifest[self.span()].starts_with(['[', '{'])
    }

    /// Where the table stands.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Adds the faults of another section to those of this one.
    pub(super) fn take_faults(&mut self, other: Self) {
        self.add_faults(other.faults);
    }

    fn add_faults(&mut self, faults: Vec<Diagnostic>) {
        let left = MOST_FAULTS.saturating_sub(self.faults.len());
        self.faults.extend(faults.into_iter().take(left));
    }

    /// Reports the keys that are not known.
    pub(super) fn check_keys(&mut self, known: &[&'static str]) {
        for key in self.table.keys() {
            self.check_key(key, known);
        }
    }

    /// Reports a key unless it is known.
    pub(super) fn check_key(&mut self, key: &Spanned<DeString<'_>>, known: &[&'static str]) {
        let name = key.get_ref().as_ref();
        if known.contains(&name) {
            return;
        }
        let help = match nearest(name, known.iter().copied()) {
            Some(nearest) => format!("`{nearest}` is the nearest known key"),
            None => format!("the known keys are {}", known.join(", ")),
        };
        let message = format!("unknown key `{name}` in {}", self.shown);
        self.fault_with_help(key.span(), message, help);
    }

    /// Reports a key that must be there and is not.
    pub(super) fn require(&mut self, key: &'static str, help: String) {
        if self.value(key).is_none() {
            let message = format!("{} needs `{key}`", self.shown);
            self.fault_with_help(self.span(), message, help);
        }
    }

    /// A list of tables, each read as a section of its own; those that cannot be read are left out.
    pub(super) fn tables<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Section<'t>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.value(key)?;
        let Some(entries) = value.get_ref().as_array() else {
            return self.mismatch(key, value, "a list of tables", kind(value.get_ref()));
        };
        let mut values = Vec::new();
        for entry in entries {
            let value = self.nested(entry, &format!("an entry of `{key}`"), &read);
            values.extend(value.flatten());
        }
        Some(values)
    }

    /// A table, read as a section of its own.
    pub(super) fn table<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Section<'t>) -> T,
    ) -> Option<T> {
        self.nested(self.value(key)?, &format!("`{key}`"), read)
    }

    fn nested<T>(
        &mut self,
        value: &'t Spanned<DeValue<'t>>,
        shown: &str,
        read: impl Fn(&mut Section<'t>) -> T,
    ) -> Option<T> {
        match Section::new(value, shown, self.manifest, self.path) {
            Ok(mut section) => {
                let value = read(&mut section);
                self.take_faults(section);
                Some(value)
            }
            Err(faults) => {
                self.add_faults(faults);
                None
            }
        }
    }

    /// A string that is not empty.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        self.text_of(key, self.value(key)?, "a string")
    }

    /// A list of strings, none of them empty, and where each stands.
    pub(super) fn texts(&mut self, key: &'static str) -> Option<Vec<(String, Range<usize>)>> {
        let value = self.value(key)?;
        let entries = match value.get_ref().as_array() {
            Some(entries) if !entries.is_empty() => entries,
            Some(_) => return self.mismatch(key, value, "a list of strings", "an empty list"),
            None => {
                return self.mismatch(key, value, "a list of strings", kind(value.get_ref()));
            }
        };
        let texts = entries.iter().map(|entry| {
            let text = self.text_of(key, entry, "a list of strings")?;
            Some((text, entry.span()))
        });
        // Not short-circuiting: every entry is checked.
        let texts: Vec<_> = texts.collect();
        texts.into_iter().collect()
    }

    /// A boolean.
    pub(super) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        let boolean = value.get_ref().as_bool();
        boolean.or_else(|| self.mismatch(key, value, "true or false", &shown(value.get_ref())))
    }

    /// A whole number, not negative.
    pub(super) fn number(&mut self, key: &'static str, unit: &str) -> Option<u32> {
        let value = self.value(key)?;
        let number = value.get_ref().as_integer();
        let number = number.and_then(|it| u32::from_str_radix(it.as_str(), it.radix()).ok());
        number.or_else(|| {
            let expected = format!("a number of {unit}");
            self.mismatch(key, value, &expected, &shown(value.get_ref()))
        })
    }

    /// A time in whole seconds.
    pub(super) fn seconds(&mut self, key: &'static str) -> Option<Duration> {
        let seconds = self.number(key, "seconds")?;
        Some(Duration::from_secs(seconds.into()))
    }

    /// One of several words.
    pub(super) fn choice<T: Copy, const N: usize>(
        &mut self,
        key: &'static str,
        choices: [(&str, T); N],
    ) -> Option<T> {
        let value = self.value(key)?;
        self.choice_of(key, value, &choices)
    }

    /// A list of some of several words.
    pub(super) fn choices<T: Copy, const N: usize>(
        &mut self,
        key: &'static str,
        choices: [(&str, T); N],
    ) -> Option<Vec<T>> {
        let value = self.value(key)?;
        let Some(entries) = value.get_ref().as_array() else {
            return self.mismatch(key, value, "a list of strings", kind(value.get_ref()));
        };
        let chosen = entries.iter().map(|it| self.choice_of(key, it, &choices));
        // Not short-circuiting: every entry is checked.
        let chosen: Vec<_> = chosen.collect();
        chosen.into_iter().collect()
    }

    fn choice_of<T: Copy>(
        &mut self,
        key: &'static str,
        value: &Spanned<DeValue<'_>>,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let word = value.get_ref().as_str();
        let chosen = choices.iter().find(|(name, _)| Some(*name) == word);
        if let Some((_, choice)) = chosen {
            return Some(*choice);
        }
        let words = choices.iter().map(|(name, _)| format!("\"{name}\""));
        let words: Vec<_> = words.collect();
        let expected = match &words[..] {
            [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            words => words.concat(),
        };
        self.mismatch(key, value, &expected, &shown(value.get_ref()))
    }

    /// Where the value of a key stands.
    pub(super) fn span_of(&self, key: &'static str) -> Option<Range<usize>> {
        self.value(key).map(Spanned::span)
    }

    /// Reports a fault.
    pub(super) fn fault(&mut self, span: Range<usize>, message: String) {
        if self.faults.len() < MOST_FAULTS {
            let fault = self.at(span, message);
            self.faults.push(fault);
        }
    }

    /// Reports a fault and how to mend it.
    pub(super) fn fault_with_help(&mut self, span: Range<usize>, message: String, help: String) {
        if self.faults.len() < MOST_FAULTS {
            let fault = self.at(span, message).help(help);
            self.faults.push(fault);
        }
    }

    /// The value, unless there were faults.
    pub(super) fn finish<T>(self, value: T) -> Result<T, Vec<Diagnostic>> {
        match self.faults.is_empty() {
            true => Ok(value),
            false => Err(self.faults),
        }
    }

    fn at(&self, span: Range<usize>, message: String) -> Diagnostic {
        place(message, span, self.manifest, self.path)
    }

    fn value(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    fn text_of(
        &mut self,
        key: &'static str,
        value: &Spanned<DeValue<'_>>,
        expected: &str,
    ) -> Option<String> {
        match value.get_ref().as_str() {
            Some("") => self.mismatch(key, value, expected, "an empty string"),
            Some(text) => Some(text.to_owned()),
            None => self.mismatch(key, value, expected, kind(value.get_ref())),
        }
    }

    fn mismatch<T>(
        &mut self,
        key: &'static str,
        value: &Spanned<DeValue<'_>>,
        expected: &str,
        found: &str,
    ) -> Option<T> {
        self.fault(
            value.span(),
            format!("`{key}` takes {expected}, not {found}"),
        );
        None
    }
}

/// A fault at a place of the manifest; a line that may hold a password is named, and not drawn.
fn place(message: String, span: Range<usize>, manifest: &str, path: &Path) -> Diagnostic {
    let position = Position::of_bytes(manifest, span);
    let fault = Diagnostic::new(message).at(path, manifest, position);
    let source_line = fault.source_line.filter(|line| !may_hold_password(line));
    Diagnostic {
        source_line,
        ..fault
    }
}

/// Whether a text has a URL in it, or libpq's words instead of one.
fn may_hold_password(text: &str) -> bool {
    text.contains("://") || text.to_ascii_lowercase().contains("password")
}

/// A value in a message: scalars as they are, anything else by its kind.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if !may_hold_password(text) => format!("\"{text}\""),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Boolean(boolean) => boolean.to_string(),
        _ => kind(value).to_owned(),
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
