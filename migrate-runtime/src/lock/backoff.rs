//! The pauses between attempts to take the lock.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Pauses between attempts: from 25 ms doubling to 1 s, each shortened at random by up to a half, so
/// that processes that started together do not knock together.
#[derive(Debug)]
pub(super) struct Backoff {
    pause: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            pause: Duration::from_millis(25),
        }
    }
}

impl Backoff {
    const LONGEST: Duration = Duration::from_secs(1);

    pub(super) fn next_pause(&mut self) -> Duration {
        let pause = self.pause;
        self.pause = (pause * 2).min(Self::LONGEST);
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
        let mut backoff = Backoff::default();
        let pauses: Vec<_> = (0..20).map(|_| backoff.next_pause()).collect();
        assert!(pauses[0] <= Duration::from_millis(25) && pauses[0] > Duration::from_millis(12));
        assert!(
            pauses[10..]
                .iter()
                .all(|pause| *pause > Duration::from_millis(499))
        );
        assert!(pauses.iter().all(|pause| *pause <= Backoff::LONGEST));
    }
}
