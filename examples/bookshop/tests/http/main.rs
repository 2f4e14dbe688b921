//! The service from the outside, over TCP: one suite, run on every database.
#![allow(
    clippy::unwrap_used,
    reason = "a helper of a test fails as the test does"
)]

mod database;
mod orders;
mod revisions;
mod schema;
mod scripts;
mod service;
mod shop;
mod start;

/// Each test of the suite, on SQLite and on PostgreSQL.
macro_rules! suite {
    ($($module:ident: $($test:ident),+;)+) => {
        mod sqlite {
            $($(#[tokio::test]
            async fn $test() {
                crate::$module::$test(crate::database::TestDatabase::sqlite()).await;
            })+)+
        }

        mod postgres {
            $($(#[tokio::test]
            async fn $test() {
                crate::$module::$test(crate::database::TestDatabase::postgres()).await;
            })+)+
        }
    };
}

suite! {
    start:
        a_fresh_start_migrates_to_head,
        a_second_start_does_nothing,
        replicas_may_start_at_once;
    revisions:
        books_of_before_the_slugs_get_one,
        authors_move_out_of_books_and_back,
        every_downgrade_undoes_its_upgrade,
        a_used_database_goes_down_to_nothing_and_up_again;
    scripts:
        scripts_leave_the_same_schema;
    shop:
        a_new_book_is_listed_and_shown,
        slug_and_isbn_belong_to_one_book,
        wrong_requests_are_refused_in_json;
    orders:
        an_order_takes_books_out_of_the_stock,
        an_order_takes_all_or_nothing,
        the_last_copy_is_sold_once,
        a_customer_is_known_by_the_address;
}
