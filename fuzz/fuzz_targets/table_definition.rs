//! The statement that a database keeps of a table.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| migrate_runtime::hostile::table_definition(text));
