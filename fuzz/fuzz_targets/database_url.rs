//! A database URL.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| migrate_runtime::hostile::database_url(text));
