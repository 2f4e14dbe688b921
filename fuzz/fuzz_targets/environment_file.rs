//! A file of variables.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| migrate_runtime::hostile::environment_file(text));
