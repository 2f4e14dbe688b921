//! PostgreSQL's advisory lock: its key, and the pauses between attempts to take it.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::settings::Settings;

/// The key of PostgreSQL's advisory lock: the same for every process that works on the same version table.
///
/// An advisory lock belongs to one database, so only the table's name and schema go in: FNV-1a over
/// them, behind a prefix that keeps clear of other programs' keys.
pub(crate) fn key(settings: &Settings) -> i64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let schema = settings.version_table_schema.as_deref().unwrap_or_default();
    let text = format!("cargo-migrate\0{schema}\0{}", settings.version_table);
    let hash = text.bytes().fold(OFFSET, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    });
    hash.cast_signed()
}

/// Pauses between attempts: from 25 ms doubling to 1 s, each shortened at random by up to a half, so
/// that processes that started together do not knock together.
#[derive(Debug)]
pub(crate) struct Backoff {
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

    pub(crate) fn next_pause(&mut self) -> Duration {
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
    fn the_key_depends_on_the_version_table_alone() {
        let default = key(&Settings::DEFAULT);
        assert_eq!(
            default,
            key(&Settings {
                lock_wait: Duration::ZERO,
                ..Settings::DEFAULT
            })
        );
        let other = Settings {
            version_table: "other".into(),
            ..Settings::DEFAULT
        };
        assert_ne!(default, key(&other));
    }

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
