//! The likeliest run of keep and drop, when changing one's mind has a cost.

/// Keeps a probability away from 0 and 1, so that no single line decides everything.
const FLOOR: f32 = 1e-4;

/// Returns for each probability of "keep" whether it is kept, in the sequence of the highest
/// likelihood when every change between neighbours costs `switch_cost` (natural logarithm).
///
/// Viterbi 1967 over two states; linear time, one byte of memory for each.
pub fn smooth(probabilities: &[f32], switch_cost: f32) -> Vec<bool> {
    let logs = probabilities.iter().map(|&probability| {
        let probability = probability.clamp(FLOOR, 1.0 - FLOOR);
        ((1.0 - probability).ln(), probability.ln())
    });
    runs(logs, switch_cost)
}

/// Returns for each logarithm of the odds of "keep" whether it is kept, as [`smooth`] does. Odds may be
/// weighed: what counts twice has them doubled.
pub(crate) fn smooth_odds(odds: impl Iterator<Item = f32>, switch_cost: f32) -> Vec<bool> {
    runs(odds.map(|odds| (0.0, odds)), switch_cost)
}

/// Takes what dropping and what keeping add to the likelihood.
fn runs(logs: impl Iterator<Item = (f32, f32)>, switch_cost: f32) -> Vec<bool> {
    // Best logarithmic likelihood of a sequence that ends in drop, in keep.
    let (mut drop, mut keep) = (0.0_f32, 0.0_f32);
    // Whether the best way into each state came from the other one.
    let mut switched = Vec::with_capacity(logs.size_hint().0);
    for (no, yes) in logs {
        let (from_keep, from_drop) = (keep - switch_cost, drop - switch_cost);
        switched.push((from_keep > drop, from_drop > keep));
        drop = drop.max(from_keep) + no;
        keep = keep.max(from_drop) + yes;
        // Only the difference matters; without this a long page would lose all precision.
        let best = drop.max(keep);
        drop -= best;
        keep -= best;
    }
    let mut is_kept = keep >= drop;
    let mut out: Vec<bool> = switched
        .iter()
        .rev()
        .map(|&(into_drop, into_keep)| {
            let here = is_kept;
            let changed = if here { into_keep } else { into_drop };
            is_kept = here != changed;
            here
        })
        .collect();
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lonely_doubt_is_overruled_and_a_run_is_not() {
        let probabilities = [0.9, 0.9, 0.4, 0.9, 0.9, 0.1, 0.1, 0.1, 0.6, 0.1];
        let kept = smooth(&probabilities, 1.5);
        assert_eq!(
            kept,
            [
                true, true, true, true, true, false, false, false, false, false
            ]
        );
        let free = smooth(&probabilities, 0.0);
        assert_eq!(free, probabilities.map(|p| p > 0.5));
        assert!(smooth(&[], 1.0).is_empty());
        let odds = probabilities.map(|p: f32| (p / (1.0 - p)).ln());
        assert_eq!(smooth_odds(odds.into_iter(), 1.5), kept);
    }
}
