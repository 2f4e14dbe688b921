//! The pauses between attempts.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Pauses between attempts: each twice as long as the one before, up to the longest, and each shortened at random by
/// up to a half, so that processes that started together do not knock together.
#[derive(Debug)]
pub(crate) struct Backoff {
    pause: Duration,
    longest: Duration,
}

impl Backoff {
    pub(crate) fn new(first: Duration, longest: Duration) -> Self {
        Self {
            pause: first,
            longest,
        }
    }

    pub(crate) fn next_pause(&mut self) -> Duration {
        let pause = self.pause;
        self.pause = (pause * 2).min(self.longest);
        // The standard library's only source of randomness: the keys of a fresh hasher.
        let random = RandomState::new().hash_one(()) % 1000;
        pause - pause.mul_f64(random as f64 / 2000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_second_and_vary() {
        let longest = Duration::from_secs(1);
        let mut backoff = Backoff::new(Duration::from_millis(25), longest);
        let pauses: Vec<_> = (0..20).map(|_| backoff.next_pause()).collect();
        assert!(pauses[0] <= Duration::from_millis(25) && pauses[0] > Duration::from_millis(12));
        assert!(
            pauses[10..]
                .iter()
                .all(|pause| *pause > Duration::from_millis(499))
        );
        assert!(pauses.iter().all(|pause| *pause <= longest));
    }
}
