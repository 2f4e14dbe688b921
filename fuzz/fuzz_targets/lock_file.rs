//! A lock file.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| migrate_script::hostile::lock_file(text));
