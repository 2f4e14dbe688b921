//! A revision file.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| migrate_script::hostile::revision_file(text));
