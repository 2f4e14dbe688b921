//! A text where a revision is to be named.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| migrate_script::hostile::identifier(text));
