//! What a source file mentions: paths, macros and strings, with their lines.
//!
//! Comments are no mentions, and neither is anything in an item marked `#[cfg(test)]`.

use std::str::FromStr;

use proc_macro2::{Delimiter, Group, Ident, LexError, Spacing, TokenStream, TokenTree};

/// What a source file mentions.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Paths, each import in full: `use std::{env, fs};` mentions `std::env` and `std::fs`. The name of a macro
    /// that is called ends in `!`. A single name is a path, too.
    pub(super) paths: Vec<Mention<Vec<String>>>,
    /// Literals, as they are written.
    pub(super) literals: Vec<Mention<String>>,
}

/// Something mentioned, and where.
#[derive(Debug)]
pub(super) struct Mention<T> {
    pub(super) what: T,
    pub(super) line: usize,
}

/// Keywords that a path may follow, with a leading `::` perhaps.
const PRECEDE_PATHS: &[&str] = &[
    "use", "as", "dyn", "for", "impl", "in", "mut", "return", "else", "if", "match", "while",
];

impl Source {
    /// Reads Rust code.
    pub(super) fn parse(text: &str) -> Result<Self, LexError> {
        let mut source = Self::default();
        Reader::new(&mut source, &[]).read(TokenStream::from_str(text)?);
        Ok(source)
    }
}

/// Reads one sequence of tokens.
struct Reader<'a> {
    source: &'a mut Source,
    /// The path before the braces of an import that is being read.
    prefix: &'a [String],
    path: Vec<String>,
    line: usize,
    /// The path goes on: `::` came last.
    joined: bool,
    /// The rest of an item that is only for tests is being read.
    in_test: bool,
}

impl<'a> Reader<'a> {
    fn new(source: &'a mut Source, prefix: &'a [String]) -> Self {
        Self {
            source,
            prefix,
            path: Vec::new(),
            line: 0,
            joined: false,
            in_test: false,
        }
    }

    fn read(mut self, stream: TokenStream) {
        let mut tokens = stream.into_iter().peekable();
        while let Some(token) = tokens.next() {
            if self.in_test {
                self.in_test = !ends_item(&token);
                continue;
            }
            match token {
                TokenTree::Ident(ident) => self.ident(&ident),
                TokenTree::Group(group) => self.group(&group),
                TokenTree::Literal(literal) => {
                    let line = literal.span().start().line;
                    let what = literal.to_string();
                    self.source.literals.push(Mention { what, line });
                }
                TokenTree::Punct(punct) => {
                    let next = tokens.peek();
                    self.punct(punct.as_char(), punct.spacing(), next);
                }
            }
        }
        self.end_path();
    }

    fn ident(&mut self, ident: &Ident) {
        if !self.joined {
            self.end_path();
        }
        self.joined = false;
        self.path.push(ident.to_string());
        self.line = ident.span().start().line;
    }

    fn punct(&mut self, punct: char, spacing: Spacing, next: Option<&TokenTree>) {
        match (punct, next) {
            // The first of the two colons of `::`; the second finds `joined` set.
            (':', Some(TokenTree::Punct(second)))
                if spacing == Spacing::Joint && second.as_char() == ':' =>
            {
                // `use ::a` is the path `a`.
                if self.path.len() == 1 && PRECEDE_PATHS.contains(&self.path[0].as_str()) {
                    self.end_path();
                }
                self.joined = true;
            }
            (':', _) if self.joined => {}
            ('!', Some(TokenTree::Group(_))) if !self.path.is_empty() => {
                if let Some(name) = self.path.last_mut() {
                    name.push('!');
                }
                self.end_path();
            }
            ('#', Some(TokenTree::Group(group))) if is_cfg_test(group) => {
                self.end_path();
                self.in_test = true;
            }
            _ => self.end_path(),
        }
    }

    fn group(&mut self, group: &Group) {
        let is_import = self.joined && group.delimiter() == Delimiter::Brace;
        let prefix: Vec<String> = if is_import {
            let path = std::mem::take(&mut self.path);
            self.prefix.iter().cloned().chain(path).collect()
        } else {
            Vec::new()
        };
        self.end_path();
        Reader::new(self.source, &prefix).read(group.stream());
    }

    fn end_path(&mut self) {
        self.joined = false;
        if self.path.is_empty() {
            return;
        }
        let path = std::mem::take(&mut self.path);
        let what = self.prefix.iter().cloned().chain(path).collect();
        let line = self.line;
        self.source.paths.push(Mention { what, line });
    }
}

fn is_cfg_test(attribute: &Group) -> bool {
    attribute.delimiter() == Delimiter::Bracket
        && attribute.stream().to_string().replace(' ', "") == "cfg(test)"
}

fn ends_item(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let source = Source::parse(text).unwrap();
        let paths = source.paths.iter();
        paths
            .map(|path| format!("{}:{}", path.line, path.what.join("::")))
            .filter(|path| path.contains("::") || path.ends_with('!'))
            .collect()
    }

    #[test]
    fn imports_are_written_out() {
        let text = "use std::{\n    env,\n    fs::{self, File},\n};\nuse ::clap::Parser;\n";
        let expected = [
            "2:std::env",
            "3:std::fs::self",
            "3:std::fs::File",
            "5:clap::Parser",
        ];
        assert_eq!(paths(text), expected);
    }

    #[test]
    fn paths_are_found_everywhere() {
        let text = "fn f(a: Vec<std::fs::File>) -> a::B<c::D> { x.y(e::f::<g::H>()); i != j }";
        let expected = ["1:std::fs::File", "1:a::B", "1:c::D", "1:e::f", "1:g::H"];
        assert_eq!(paths(text), expected);
    }

    #[test]
    fn macros_and_what_is_in_them() {
        let text = "fn f() {\n    println!(\"{}\", std::env::args());\n    a::b![];\n}\n";
        assert_eq!(paths(text), ["2:println!", "2:std::env::args", "3:a::b!"]);
    }

    #[test]
    fn comments_and_strings_are_no_paths() {
        let text = "/// std::fs\n// std::fs\nconst A: &str = \"std::fs\"; /* std::fs */\n";
        assert_eq!(paths(text), [""; 0]);
        let source = Source::parse(text).unwrap();
        let literals: Vec<_> = source
            .literals
            .iter()
            .map(|it| (&*it.what, it.line))
            .collect();
        assert!(literals.contains(&("\"std::fs\"", 3)), "{literals:?}");
    }

    #[test]
    fn what_is_only_for_tests_does_not_count() {
        let text =
            "#[cfg(test)]\nuse a::{b, c};\n#[cfg(test)]\nmod tests { use d::e; }\nuse f::g;\n";
        assert_eq!(paths(text), ["5:f::g"]);
        assert_eq!(paths("#[cfg(feature = \"x\")]\nuse a::b;\n"), ["2:a::b"]);
    }
}
