//! Helpers.

pub fn help() {}
