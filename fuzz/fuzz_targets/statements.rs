//! A text of SQL statements.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| migrate_runtime::hostile::statements(text));
