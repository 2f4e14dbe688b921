//! A manifest.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| migrate_script::hostile::configuration(text));
