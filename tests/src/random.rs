//! Choices that are made anew in each run of a test, and that can be repeated.

use std::time::{SystemTime, UNIX_EPOCH};

/// A source of choices: splitmix64.
#[derive(Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A source with the seed that `MIGRATE_SEED` gives, or another in each run; a test that fails shows which.
    ///
    /// # Panics
    ///
    /// The given seed is no number.
    #[expect(
        clippy::print_stderr,
        reason = "shown where the test fails, or where all is shown"
    )]
    pub fn new() -> Self {
        let state = match std::env::var("MIGRATE_SEED") {
            Ok(seed) => seed.parse().expect("a seed is a number"),
            Err(_) => of_this_moment(),
        };
        eprintln!("MIGRATE_SEED={state} makes the same choices again");
        Self { state }
    }

    /// A number from 0 to 1.
    pub fn fraction(&mut self) -> f64 {
        let high_half = self.next() >> 32;
        let high_half = u32::try_from(high_half).expect("half of the bits are left");
        f64::from(high_half) / f64::from(u32::MAX)
    }

    /// Yes, once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.next().is_multiple_of(times)
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Default for Random {
    fn default() -> Self {
        Self::new()
    }
}

fn of_this_moment() -> u64 {
    let moment = SystemTime::now().duration_since(UNIX_EPOCH);
    moment.map_or(0, |moment| u64::from(moment.subsec_nanos()))
}
