//! move authors out of books
//!
//! Revision ID: e83a51b6f470
//! Revises: 9c07e25fd1a8
//! Create Date: 2025-01-21 10:05:57 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "e83a51b6f470";
pub const DOWN_REVISION: &[&str] = &["9c07e25fd1a8"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.execute(
        "
        INSERT INTO authors (name)
            SELECT DISTINCT author FROM books WHERE author IS NOT NULL;
        INSERT INTO book_authors (book_id, author_id, place)
            SELECT books.id, authors.id, 1
            FROM books JOIN authors ON authors.name = books.author;
        ",
    );
    op.drop_column("books", "author");
}

/// The column has room for the first author of a book only.
pub fn downgrade(op: &mut Operations) {
    op.add_column("books", column("author", text()));
    op.execute(
        "
        UPDATE books SET author = (
            SELECT authors.name
            FROM authors JOIN book_authors ON book_authors.author_id = authors.id
            WHERE book_authors.book_id = books.id
            ORDER BY book_authors.place
            LIMIT 1
        );
        DELETE FROM book_authors;
        DELETE FROM authors;
        ",
    );
}
