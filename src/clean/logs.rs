//! Logarithms of counts: most are small, and a table is faster than to work them out.

use std::sync::LazyLock;

static LOGS: LazyLock<[f32; 128]> = LazyLock::new(|| std::array::from_fn(|n| (n as f32).ln_1p()));

/// Returns the natural logarithm of one more than a count.
pub(crate) fn ln_1p(count: u32) -> f32 {
    let known = LOGS.get(count as usize).copied();
    known.unwrap_or_else(|| (count as f32).ln_1p())
}
