//! The names of revision files: rendering a new one, and reading the id out of an old one.
//!
//! The tokens, the slug and its truncation are Alembic's; a token is written `{year}` here.

mod matching;
mod slug;

use std::fmt::Write as _;

use crate::nearest::nearest;

pub use slug::slug;

/// The date and time at which a revision was created, in the configured time zone.
///
/// A plain value: the clock and the time zones are the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreateDate {
    /// Seconds since 1970-01-01 00:00:00 UTC.
    pub epoch: i64,
    /// The year.
    pub year: i16,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute.
    pub minute: u8,
    /// The second.
    pub second: u8,
}

/// How revision files are named, `file-template` in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTemplate {
    parts: Vec<Part>,
}

/// Why a file template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// A name in braces that is none of the tokens.
    #[error("unknown token `{{{name}}}`")]
    UnknownToken {
        /// What stands in the braces.
        name: String,
        /// The token that it most likely stands for.
        nearest: Option<&'static str>,
    },
    /// A token as it is written in Alembic's configuration.
    #[error("`%(…)` is the way that Alembic writes a token")]
    AlembicToken,
    /// A `{` or `}` without its partner.
    #[error("unmatched `{0}`")]
    UnmatchedBrace(char),
    /// A character that some file system does not allow.
    #[error("`{}` is not allowed in file names everywhere", .0.escape_default())]
    ForbiddenCharacter(char),
    /// An empty folder or file name, `.` or `..`.
    #[error("`{0}` does not name a file below the version location")]
    NotBelow(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Token(Token),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Rev,
    Slug,
    Epoch,
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

impl FileTemplate {
    /// The template where nothing is configured.
    pub const DEFAULT: &'static str = "{year}_{month}_{day}_{hour}{minute}-{rev}_{slug}";

    /// The tokens, as they stand in braces.
    pub const TOKENS: [&'static str; 9] = [
        "rev", "slug", "epoch", "year", "month", "day", "hour", "minute", "second",
    ];

    /// Reads a template: text with tokens such as `{rev}`, `/` for folders, `{{` and `}}` for braces.
    ///
    /// # Errors
    ///
    /// A template that has an unknown token, an unmatched brace, or that does not name a file below
    /// the version location on every system.
    pub fn parse(template: &str) -> Result<Self, TemplateError> {
        if template.contains("%(") {
            return Err(TemplateError::AlembicToken);
        }
        let parts = parse_parts(template)?;
        check_text(&parts)?;
        check_components(template)?;
        Ok(Self { parts })
    }

    /// The path of a new revision file below its version location, `.rs` included.
    pub fn file_name(&self, id: &str, slug: &str, date: CreateDate) -> String {
        let mut name = String::new();
        for part in &self.parts {
            part.render(&mut name, id, slug, date);
        }
        name + ".rs"
    }

    /// Whether new files go into folders below the version location.
    pub fn has_folders(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Text(text) if text.contains('/')))
    }

    /// Whether a stem (the path below the version location, with `/`, without `.rs`) is one that this
    /// template gives to the revision.
    pub fn names(&self, stem: &str, id: &str) -> bool {
        matching::fits(&self.parts, stem, id)
    }

    /// The id in a stem that fits this template; where the text can be cut in several ways, the
    /// shortest.
    pub fn id_in<'a>(&self, stem: &'a str) -> Option<&'a str> {
        matching::shortest_id(&self.parts, stem)
    }
}

impl Default for FileTemplate {
    fn default() -> Self {
        Self::parse(Self::DEFAULT).expect("the default template is valid")
    }
}

impl TemplateError {
    /// How to mend it, given the template.
    pub(crate) fn help(&self) -> String {
        let tokens = || {
            FileTemplate::TOKENS
                .map(|token| format!("`{{{token}}}`"))
                .join(", ")
        };
        match self {
            Self::AlembicToken => format!("tokens stand in braces here: {}", tokens()),
            Self::UnknownToken {
                nearest: Some(nearest),
                ..
            } => format!("`{{{nearest}}}` is the nearest token"),
            Self::UnknownToken { nearest: None, .. } => format!("the tokens are {}", tokens()),
            Self::UnmatchedBrace(_) => {
                "a token stands in braces, `{rev}`; `{{` and `}}` are braces themselves".to_owned()
            }
            Self::ForbiddenCharacter(_) | Self::NotBelow(_) => {
                format!("the default is `{}`", FileTemplate::DEFAULT)
            }
        }
    }
}

impl Part {
    fn render(&self, name: &mut String, id: &str, slug: &str, date: CreateDate) {
        let token = match self {
            Self::Text(text) => return name.push_str(text),
            Self::Token(token) => token,
        };
        // Writing into a String cannot fail.
        let _ = match token {
            Token::Rev => write!(name, "{id}"),
            Token::Slug => write!(name, "{slug}"),
            Token::Epoch => write!(name, "{}", date.epoch),
            Token::Year => write!(name, "{:04}", date.year),
            Token::Month => write!(name, "{:02}", date.month),
            Token::Day => write!(name, "{:02}", date.day),
            Token::Hour => write!(name, "{:02}", date.hour),
            Token::Minute => write!(name, "{:02}", date.minute),
            Token::Second => write!(name, "{:02}", date.second),
        };
    }
}

impl Token {
    fn parse(name: &str) -> Result<Self, TemplateError> {
        Ok(match name {
            "rev" => Self::Rev,
            "slug" => Self::Slug,
            "epoch" => Self::Epoch,
            "year" => Self::Year,
            "month" => Self::Month,
            "day" => Self::Day,
            "hour" => Self::Hour,
            "minute" => Self::Minute,
            "second" => Self::Second,
            _ => {
                return Err(TemplateError::UnknownToken {
                    name: name.to_owned(),
                    nearest: nearest(name, FileTemplate::TOKENS),
                });
            }
        })
    }
}

fn parse_parts(template: &str) -> Result<Vec<Part>, TemplateError> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = template;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        rest = match character {
            '{' | '}' if after.starts_with(character) => {
                text.push(character);
                &after[1..]
            }
            '{' => {
                let (name, after) = after
                    .split_once('}')
                    .ok_or(TemplateError::UnmatchedBrace('{'))?;
                push_text(&mut parts, &mut text);
                parts.push(Part::Token(Token::parse(name)?));
                after
            }
            '}' => return Err(TemplateError::UnmatchedBrace('}')),
            _ => {
                text.push(character);
                after
            }
        };
    }
    push_text(&mut parts, &mut text);
    Ok(parts)
}

fn push_text(parts: &mut Vec<Part>, text: &mut String) {
    if !text.is_empty() {
        parts.push(Part::Text(std::mem::take(text)));
    }
}

/// Windows allows the fewest characters; a repository is checked out there sooner or later.
fn check_text(parts: &[Part]) -> Result<(), TemplateError> {
    let mut text = parts.iter().flat_map(|part| match part {
        Part::Text(text) => text.chars(),
        Part::Token(_) => "".chars(),
    });
    match text.find(|it| it.is_control() || r#"\<>:"|?*"#.contains(*it)) {
        Some(forbidden) => Err(TemplateError::ForbiddenCharacter(forbidden)),
        None => Ok(()),
    }
}

fn check_components(template: &str) -> Result<(), TemplateError> {
    match template
        .split('/')
        .find(|it| matches!(*it, "" | "." | ".."))
    {
        Some(component) => Err(TemplateError::NotBelow(component.to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: CreateDate = CreateDate {
        epoch: 1_759_242_612,
        year: 2025,
        month: 9,
        day: 30,
        hour: 14,
        minute: 30,
        second: 12,
    };

    fn template(text: &str) -> FileTemplate {
        FileTemplate::parse(text).expect(text)
    }

    #[test]
    fn renders_every_token() {
        for (text, expected) in [
            (
                FileTemplate::DEFAULT,
                "2025_09_30_1430-abc123def456_create_users.rs",
            ),
            ("{rev}_{slug}", "abc123def456_create_users.rs"),
            ("{year}/{month}/{day}_{rev}", "2025/09/30_abc123def456.rs"),
            ("{epoch}-{hour}-{minute}-{second}", "1759242612-14-30-12.rs"),
            ("{{{rev}}}", "{abc123def456}.rs"),
        ] {
            let name = template(text).file_name("abc123def456", "create_users", DATE);
            assert_eq!(name, expected, "{text}");
        }
    }

    #[test]
    fn refuses_what_cannot_name_a_file() {
        for (text, expected) in [
            ("{revision}_{slug}", "unknown token `{revision}`"),
            ("{rev}_{slag}", "unknown token `{slag}`"),
            (
                "%(rev)s_{slug}",
                "`%(…)` is the way that Alembic writes a token",
            ),
            ("{rev", "unmatched `{`"),
            ("rev}", "unmatched `}`"),
            (
                "{year}:{rev}",
                "`:` is not allowed in file names everywhere",
            ),
            ("a\\{rev}", "`\\\\` is not allowed in file names everywhere"),
            ("{rev}\n", "`\\n` is not allowed in file names everywhere"),
            ("", "`` does not name a file below the version location"),
            (
                "/{rev}",
                "`` does not name a file below the version location",
            ),
            (
                "../{rev}",
                "`..` does not name a file below the version location",
            ),
        ] {
            let error = FileTemplate::parse(text).expect_err(text);
            assert_eq!(error.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn knows_whether_files_go_into_folders() {
        assert!(template("{year}/{rev}").has_folders());
        assert!(!template(FileTemplate::DEFAULT).has_folders());
    }
}
