//! Exit codes. Scripts depend on them: a code never changes its meaning.

/// The command did what it was asked.
pub const SUCCESS: u8 = 0;
/// The command failed; what was applied before stays applied, and the message says so.
pub const FAILURE: u8 = 1;
/// The command line cannot be understood, or makes no sense in this version.
pub const USAGE: u8 = 2;
/// The package of the revisions does not compile; cargo's own code.
pub const BUILD: u8 = 101;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_promises() {
        assert_eq!([SUCCESS, FAILURE, USAGE, BUILD], [0, 1, 2, 101]);
    }
}
