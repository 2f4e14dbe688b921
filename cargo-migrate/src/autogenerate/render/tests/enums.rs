//! Enums.

use super::Example;
use super::examples::examples;
use super::parts::*;
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::Table;

examples! {
    fn create_enum() {
        let mut it = enumeration(&["sad", "it's \"ok\"", "glücklich"]);
        it.comment = some("how one feels");
        Example::new(Change::CreateEnum(name("mood"), it))
    } reads r##"
    op.create_enum("mood", ["sad", r#"it's "ok""#, "glücklich"]);
    op.execute("COMMENT ON TYPE mood IS 'how one feels'");
    "##

    fn create_enum_without_values() {
        Example::new(Change::CreateEnum(name("nothing"), enumeration(&[])))
    } reads r#"
    op.create_enum("nothing", [""; 0]);
    "#

    fn drop_enum() {
        let change = Change::DropEnum(name("mood"), enumeration(&["sad"]));
        Example::new(change).on("CREATE TYPE mood AS ENUM ('sad')")
    } reads r#"
    op.drop_enum("mood");
    "#

    fn add_enum_values() {
        Example::new(Change::AddEnumValues {
            name: name("mood"),
            from: enumeration(&["sad", "happy"]),
            to: enumeration(&["awful", "sad", "ok", "fine", "happy", "overjoyed"]),
        })
        .on("CREATE TYPE mood AS ENUM ('sad', 'happy')")
    } reads r#"
    op.add_enum_value("mood", "awful").before("sad");
    op.add_enum_value("mood", "ok").before("happy");
    op.add_enum_value("mood", "fine").before("happy");
    op.add_enum_value("mood", "overjoyed");
    "#

    fn add_enum_value_that_is_used() {
        let mut example = Example::new(Change::AddEnumValues {
            name: name("mood"),
            from: enumeration(&["sad"]),
            to: enumeration(&["sad", "ok"]),
        })
        .on("CREATE TYPE mood AS ENUM ('sad')");
        let columns = vec![column("mood", "mood").default_to("'ok'::mood")];
        example.to = with_table("users", Table { columns, ..Table::default() });
        example
    } reads r#"
    op.autocommit_block(|op| {
        op.add_enum_value("mood", "ok");
    });
    "#

    fn replace_enum() {
        let mut example = Example::new(Change::ReplaceEnum {
            name: name("mood"),
            from: enumeration(&["sad", "ok", "happy"]),
            to: enumeration(&["happy", "sad"]),
            columns: vec![
                (name("users"), column("mood", "mood").default_to("'sad'::mood")),
                (name("users"), column("Moods", "mood[]")),
            ],
        })
        .on(
            "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
             CREATE TABLE users (mood mood DEFAULT 'sad', \"Moods\" mood[]);
             INSERT INTO users VALUES ('happy', '{sad,happy}')",
        );
        example.from = with_enum("mood", &["sad", "ok", "happy"]);
        example.to = with_enum("mood", &["happy", "sad"]);
        example
    } reads r##"
    // May fail: no row may hold `ok` of mood
    op.execute("ALTER TYPE mood RENAME TO mood_old");
    op.create_enum("mood", ["happy", "sad"]);
    op.alter_column("users", "mood", |c| c.drop_default());
    op.alter_column("users", "mood", |c| {
        c.set_type(enumeration("mood", ["happy", "sad"]))
            .using("mood::text::mood")
            .set_default("'sad'")
    });
    op.alter_column("users", "Moods", |c| {
        c.set_type(array(enumeration("mood", ["happy", "sad"])))
            .using(r#""Moods"::text[]::mood[]"#)
    });
    op.drop_enum("mood_old");
    "##
}
