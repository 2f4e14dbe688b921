//! create genres
//!
//! Revision ID: d7046fb2583a
//! Revises: 85c39e1ab607
//! Create Date: 2025-06-10 10:36:28 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "d7046fb2583a";
pub const DOWN_REVISION: &[&str] = &["85c39e1ab607"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.create_table("genres", |t| {
        t.column("code", varchar(16)).primary_key();
        t.column("name", varchar(80)).not_null().unique();
    });
    op.execute(
        "
        -- The shelves of the shop; a quote is doubled, a semicolon in a text is a semicolon.
        INSERT INTO genres (code, name) VALUES
            ('fiction', 'Fiction'),
            ('children', 'Children''s books'),
            ('travel', 'Travel; maps');
        INSERT INTO genres (code, name) VALUES ('cooking', 'Cooking');
        ",
    );
    op.add_column(
        "books",
        column("genre", varchar(16))
            .references("genres", "code")
            .on_delete(SetNull),
    );
}

pub fn downgrade(op: &mut Operations) {
    op.drop_column("books", "genre");
    op.drop_table("genres");
}
