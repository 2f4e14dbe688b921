//! Editing the user's Cargo.toml: comments and order stay.

use toml_edit::{Array, DocumentMut, Item, RawString, Table, Value, value};

/// Adds a package to the members of the workspace, which it makes where there is none.
///
/// Does nothing where a pattern of the members covers the package's folder already.
pub(crate) fn add_member(manifest: &mut DocumentMut, member: &str) -> Result<(), &'static str> {
    let workspace = manifest
        .entry("workspace")
        .or_insert_with(|| Item::Table(Table::new()));
    let workspace = workspace
        .as_table_like_mut()
        .ok_or("`workspace` is not a table")?;
    let members = workspace
        .entry("members")
        .or_insert_with(|| value(Array::new()));
    let members = members
        .as_array_mut()
        .ok_or("`workspace.members` is not a list")?;
    let covered = members
        .iter()
        .filter_map(|item| item.as_str())
        .any(|item| covers(item, member));
    if !covered {
        push_like_its_neighbors(members, member);
    }
    Ok(())
}

/// Appends to a list in the way that it is written: on one line, or a line an element.
fn push_like_its_neighbors(list: &mut Array, element: &str) {
    let has_comma = list.trailing_comma();
    let trailing = text(Some(list.trailing()));
    let Some(last) = list.iter_mut().last() else {
        list.push(element);
        return;
    };
    let before = text(last.decor().prefix());
    let behind = match has_comma {
        true => trailing,
        false => text(last.decor().suffix()),
    };
    // A comment behind the last element is that element's own, and stays there.
    let (comment, end) = behind.split_at(behind.rfind('\n').unwrap_or_default());
    let indentation = before.rsplit_once('\n').map(|(_, indentation)| indentation);
    let prefix = match indentation {
        Some(indentation) => format!("{comment}\n{indentation}"),
        None => " ".to_owned(),
    };
    if !has_comma {
        last.decor_mut().set_suffix("");
    }
    let suffix = if has_comma { "" } else { end };
    list.push_formatted(Value::from(element).decorated(prefix, suffix));
    if has_comma {
        list.set_trailing(end);
    }
}

fn text(raw: Option<&RawString>) -> String {
    let text = raw.and_then(RawString::as_str);
    text.unwrap_or_default().to_owned()
}

/// Whether a member pattern names a folder; a `*` stands for one component.
fn covers(pattern: &str, folder: &str) -> bool {
    let pattern = pattern.trim_end_matches('/').trim_start_matches("./");
    let (pattern, folder) = (pattern.split('/'), folder.split('/'));
    pattern.clone().count() == folder.clone().count()
        && pattern
            .zip(folder)
            .all(|(part, name)| match part.split_once('*') {
                None => part == name,
                Some((before, after)) => {
                    name.len() >= before.len() + after.len()
                        && name.starts_with(before)
                        && name.ends_with(after)
                }
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str) {
        let mut manifest: DocumentMut = before.parse().unwrap();
        add_member(&mut manifest, "migrations").unwrap();
        assert_eq!(manifest.to_string(), after);
    }

    #[test]
    fn a_member_is_added_in_the_style_of_the_list() {
        check(
            "[workspace]\nmembers = [\"a\", \"b\"] # ours\n",
            "[workspace]\nmembers = [\"a\", \"b\", \"migrations\"] # ours\n",
        );
        check(
            "[workspace]\nmembers = [\n    # first\n    \"a\",\n]\n\n# tail\n[profile.dev]\n",
            "[workspace]\nmembers = [\n    # first\n    \"a\",\n    \"migrations\",\n]\n\n# tail\n[profile.dev]\n",
        );
        check(
            "[workspace]\nmembers = [\n  \"a\"\n]\n",
            "[workspace]\nmembers = [\n  \"a\",\n  \"migrations\"\n]\n",
        );
        check(
            "[workspace]\nmembers = [ \"a\" ]\n",
            "[workspace]\nmembers = [ \"a\", \"migrations\" ]\n",
        );
        check(
            "[workspace]\nmembers = []\n",
            "[workspace]\nmembers = [\"migrations\"]\n",
        );
    }

    #[test]
    fn a_comment_stays_behind_its_member() {
        check(
            "[workspace]\nmembers = [\n  \"a\", # sells\n  # last\n]\n",
            "[workspace]\nmembers = [\n  \"a\", # sells\n  # last\n  \"migrations\",\n]\n",
        );
        check(
            "[workspace]\nmembers = [\n  \"a\" # sells\n]\n",
            "[workspace]\nmembers = [\n  \"a\", # sells\n  \"migrations\"\n]\n",
        );
    }

    #[test]
    fn a_package_becomes_a_workspace() {
        check(
            "[package]\nname = \"shop\" # mine\n",
            "[package]\nname = \"shop\" # mine\n\n[workspace]\nmembers = [\"migrations\"]\n",
        );
    }

    #[test]
    fn what_is_covered_already_stays() {
        for members in ["\"*\"", "\"migrations\"", "\"./migrations/\"", "\"mig*\""] {
            let text = format!("[workspace]\nmembers = [{members}]\n");
            check(&text, &text);
        }
        assert!(!covers("crates/*", "migrations"));
        assert!(covers("crates/*", "crates/migrations"));
    }

    #[test]
    fn a_manifest_of_another_shape_is_refused() {
        for text in ["workspace = 1", "[workspace]\nmembers = 1"] {
            let mut manifest: DocumentMut = text.parse().unwrap();
            assert!(add_member(&mut manifest, "migrations").is_err(), "{text}");
        }
    }
}
