//! The queries that are checked while they are compiled.

/// `sqlx::query_as!` for the database that is named first: `"postgres"`, `"sqlite"` or `"mysql"`.
///
/// One server at a time is asked what queries give, `cargo xtask sqlx` names it. The queries of the other databases are left
/// out of such a build, which nobody runs.
macro_rules! query_as {
    ($database:literal, $row:path, $query:literal $(, $argument:expr)* $(,)?) => {{
        #[cfg(not(unasked = $database))]
        let query = ::sqlx::query_as!($row, $query $(, $argument)*);
        #[cfg(unasked = $database)]
        let query = {
            $(let _ = &$argument;)*
            $crate::autogenerate::query::Unasked::<$row>::new()
        };
        query
    }};
}
pub(crate) use query_as;

#[cfg(any(unasked = "postgres", unasked = "sqlite", unasked = "mysql"))]
pub(crate) use unasked::Unasked;

#[cfg(any(unasked = "postgres", unasked = "sqlite", unasked = "mysql"))]
mod unasked {
    use std::marker::PhantomData;

    /// Stands for a query of a database that is not asked in this build.
    pub(crate) struct Unasked<Row>(PhantomData<fn() -> Row>);

    impl<Row> Unasked<Row> {
        pub(crate) fn new() -> Self {
            Self(PhantomData)
        }

        pub(crate) async fn fetch_all<C>(self, _: C) -> Result<Vec<Row>, sqlx::Error> {
            Err(sqlx::Error::RowNotFound)
        }

        pub(crate) async fn fetch_one<C>(self, _: C) -> Result<Row, sqlx::Error> {
            Err(sqlx::Error::RowNotFound)
        }
    }
}
