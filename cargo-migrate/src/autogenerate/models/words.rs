//! The words of an attribute: `primary_key, type = varchar(80), unique(["a", "b"], name = "uq")`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::autogenerate::render::model::text;
use crate::autogenerate::schema::{Comment, Deferral};

/// How long a line may be, as rustfmt has it.
const WIDTH: usize = 100;

/// Words, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(Vec<Word>);

#[derive(Debug, Clone)]
enum Word {
    /// `word` or `word = value`
    Plain(String),
    /// `word(arguments)`
    Call(&'static str, Vec<String>),
}

impl Words {
    /// `word`
    pub(super) fn flag(&mut self, word: &'static str) {
        self.0.push(Word::Plain(word.to_owned()));
    }

    /// `word = value`
    pub(super) fn is(&mut self, word: &'static str, value: TokenStream) {
        self.0
            .push(Word::Plain(format!("{word} = {}", shown(value))));
    }

    /// `word = "…"`
    pub(super) fn text(&mut self, word: &'static str, value: &str) {
        let value = text(value);
        self.is(word, quote!(#value));
    }

    /// `word(values, words)`
    pub(super) fn call(&mut self, word: &'static str, values: Vec<TokenStream>, words: Self) {
        let words = words.0.iter().map(Word::on_one_line);
        let arguments = values.into_iter().map(shown).chain(words);
        self.0.push(Word::Call(word, arguments.collect()));
    }

    /// The words of a constraint that tell when it is checked.
    pub(super) fn deferral(&mut self, deferral: Deferral) {
        match deferral {
            Deferral::NotDeferrable => {}
            Deferral::Deferrable => self.flag("deferrable"),
            Deferral::InitiallyDeferred => self.flag("initially_deferred"),
        }
    }

    /// `#[name(words)]` and a line break, unless there is no word.
    pub(super) fn attribute(&self, name: &str, indent: &str) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let words: Vec<_> = self.0.iter().map(Word::on_one_line).collect();
        let whole = format!("{indent}#[{name}({})]\n", words.join(", "));
        if fits(&whole) {
            return whole;
        }
        let words = lines(&words, indent);
        format!("{indent}#[{name}(\n{words}{indent})]\n")
    }

    /// An attribute for each word, since each fills a line.
    pub(super) fn attributes(&self, name: &str) -> String {
        let attributes = self.0.iter().map(|word| {
            let whole = format!("#[{name}({})]\n", word.on_one_line());
            match word {
                Word::Call(word, arguments) if !fits(&whole) => {
                    format!("#[{name}({word}(\n{}))]\n", lines(arguments, ""))
                }
                _ => whole,
            }
        });
        attributes.collect()
    }
}

impl Word {
    fn on_one_line(&self) -> String {
        match self {
            Self::Plain(word) => word.clone(),
            Self::Call(word, arguments) => format!("{word}({})", arguments.join(", ")),
        }
    }
}

/// A line for each, indented further.
fn lines(words: &[String], indent: &str) -> String {
    let lines = words.iter().map(|word| format!("{indent}    {word},\n"));
    lines.collect()
}

fn fits(text: &str) -> bool {
    text.trim_end().chars().count() <= WIDTH
}

/// `/// …`, a line for each of the comment's.
pub(super) fn docs(comment: &Comment, indent: &str) -> String {
    let lines = comment.iter().flat_map(|it| it.lines());
    // What has no place in a line of Rust, a carriage return say, is a blank there.
    let lines = lines.map(|line| line.replace(char::is_control, " "));
    let lines = lines.map(|line| format!("{indent}/// {}", line.trim()));
    let lines = lines.map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
}

/// `["a", "b"]`
pub(super) fn list(names: &[String]) -> TokenStream {
    let names = names.iter().map(|name| text(name));
    quote!([#(#names),*])
}

/// Types, and the expressions that attributes are made of, with blanks where a person puts them.
pub(super) fn shown(tokens: TokenStream) -> String {
    let mut shown = String::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                let inner = self::shown(group.stream());
                shown.push_str(&format!("{open}{inner}{close}"));
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => shown.push_str(", "),
            other => shown.push_str(&other.to_string()),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_for_a_line_has_a_line_for_each_word() {
        let mut name = Words::default();
        name.text(
            "name",
            "uq_order_items_order_id_number_and_more_of_that_kind",
        );
        let mut words = Words::default();
        let columns = ["order_id", "number"].map(str::to_owned);
        words.call("unique", vec![list(&columns)], Words::default());
        words.call("unique", vec![list(&columns)], name);
        assert_eq!(
            words.attributes("table"),
            r#"#[table(unique(["order_id", "number"]))]
#[table(unique(
    ["order_id", "number"],
    name = "uq_order_items_order_id_number_and_more_of_that_kind",
))]
"#
        );
    }

    #[test]
    fn tokens_are_shown_as_a_person_writes_them() {
        for text in [
            "Option<Vec<time::OffsetDateTime>>",
            r#"[by("day").desc(), expr("lower(x)")]"#,
            "array(numeric(12, 2))",
            r##"r#"a "b""#"##,
        ] {
            assert_eq!(shown(text.parse().unwrap()), text);
        }
    }
}
