//! How far a revision has come that cannot run in one transaction.

use std::fmt::{self, Write};
use std::hash::{BuildHasher, RandomState};
use std::str::FromStr;

use crate::operations::Recorded;

/// A statement's place in a revision, which is known before it is run and stays the same when the revision is run
/// again: the number of the operation that it belongs to, and its own number in there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Place {
    pub(crate) operation: usize,
    pub(crate) statement: usize,
}

impl Place {
    /// The place behind this one, as far as is known: whether the operation has another statement is not.
    pub(crate) fn next(self) -> Self {
        Self {
            statement: self.statement + 1,
            ..self
        }
    }
}

/// How far a revision has come, as its row of the history holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The first statement that is not known to be done.
    pub(crate) place: Place,
    /// Whether it was begun, so that it may be done all the same.
    pub(crate) is_begun: bool,
    /// Whether something else was done that is not an operation, on the connection that was lent.
    pub(crate) has_lent: bool,
    /// What the operations up to this place were.
    pub(crate) digest: Digest,
    /// Which run has come so far: a number of its own for each.
    pub(crate) run: RunId,
}

/// The number of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct RunId(u64);

impl RunId {
    /// A number that no other run has.
    pub(crate) fn random() -> Self {
        Self(RandomState::new().hash_one(()))
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Mark {
    /// How many operations, counted from the first, must still be the same to go on from here.
    pub(crate) fn fixed_operations(&self) -> usize {
        self.place.operation + usize::from(self.is_begun || self.place.statement > 0)
    }
}

/// What some operations were: FNV-1a over their debug forms, which guards against mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// The digest with one more operation behind those that it is of.
    pub(crate) fn with(mut self, recorded: &Recorded) -> Self {
        let Recorded {
            operation,
            outside_transaction,
            ..
        } = recorded;
        let written = writeln!(self, "{outside_transaction} {operation:?}");
        debug_assert!(written.is_ok(), "hashing cannot fail");
        self
    }
}

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(PRIME);
        }
        Ok(())
    }
}

const BEGUN: &str = "begun";
const LENT: &str = "lent";

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place {
            operation,
            statement,
        } = self.place;
        write!(
            f,
            "{operation} {statement} {:016x} {}",
            self.digest.0, self.run
        )?;
        for (holds, word) in [(self.is_begun, BEGUN), (self.has_lent, LENT)] {
            if holds {
                write!(f, " {word}")?;
            }
        }
        Ok(())
    }
}

/// A text that is no mark, written by a later version perhaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoMark;

impl FromStr for Mark {
    type Err = NoMark;

    fn from_str(text: &str) -> Result<Self, NoMark> {
        let mut words = text.split(' ');
        let mut number = || {
            words
                .next()
                .and_then(|word| word.parse().ok())
                .ok_or(NoMark)
        };
        let place = Place {
            operation: number()?,
            statement: number()?,
        };
        let mut number = || {
            let number = words
                .next()
                .and_then(|word| u64::from_str_radix(word, 16).ok());
            number.ok_or(NoMark)
        };
        let (digest, run) = (number()?, number()?);
        let mut mark = Self {
            place,
            is_begun: false,
            has_lent: false,
            digest: Digest(digest),
            run: RunId(run),
        };
        for word in words {
            match word {
                BEGUN => mark.is_begun = true,
                LENT => mark.has_lent = true,
                _ => return Err(NoMark),
            }
        }
        Ok(mark)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_mark_is_read_as_it_was_written(
            operation in 0..10_000_usize,
            statement in 0..10_000_usize,
            is_begun: bool,
            has_lent: bool,
            digest: u64,
            run: u64,
        ) {
            let place = Place { operation, statement };
            let (digest, run) = (Digest(digest), RunId(run));
            let mark = Mark { place, is_begun, has_lent, digest, run };
            prop_assert_eq!(mark.to_string().parse(), Ok(mark));
        }

        #[test]
        fn any_text_is_a_mark_or_none(text: String) {
            let _ = text.parse::<Mark>();
        }
    }
}
