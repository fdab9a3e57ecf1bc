//! Eight bytes at once, as one number: what is asked of each is answered in its highest bit.
//!
//! Nothing carries from one byte into the next (Warren 2013, "Hacker's Delight", section 6-1). The first byte is the
//! lowest, so the zeros at the end of an answer tell where its first byte is.

/// The highest bit of each byte.
pub const HIGH: u64 = all(0x80);

/// Returns a number that is `byte` eight times.
pub const fn all(byte: u8) -> u64 {
    u64::MAX / 0xFF * byte as u64
}

/// Returns the eight bytes from `at` on, with zeros for those beyond the end.
pub fn load(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(eight) = rest.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    match bytes.last_chunk() {
        Some(last) if !rest.is_empty() => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
        _ => rest
            .iter()
            .rev()
            .fold(0, |all, &byte| all << 8 | u64::from(byte)),
    }
}

/// Says which bytes are from `low` to `high`, both below 0x80.
pub const fn between(bytes: u64, low: u8, high: u8) -> u64 {
    let seven = bytes & !HIGH;
    let is_not_below = seven + all(0x80 - low);
    let is_above = seven + all(0x7F - high);
    is_not_below & !is_above & !bytes & HIGH
}

/// Says which bytes are `byte`, which is below 0x80.
pub const fn equal(bytes: u64, byte: u8) -> u64 {
    let differs = ((bytes ^ all(byte)) & !HIGH) + !HIGH;
    !(differs | bytes) & HIGH
}

/// Returns how many bytes an answer names.
pub const fn number(answer: u64) -> u32 {
    // The ones of all bytes add up in the highest.
    let [.., sum] = (answer >> 7).wrapping_mul(all(1)).to_le_bytes();
    sum as u32
}

/// Returns the place of the first byte that an answer names, 8 where it names none.
pub const fn first(answer: u64) -> usize {
    answer.trailing_zeros() as usize / 8
}

/// Returns the place of the first of `bytes` from `at` on that `which` names, or their number.
pub fn find(bytes: &[u8], mut at: usize, which: impl Fn(u64) -> u64) -> usize {
    while at < bytes.len() {
        let place = first(which(load(bytes, at)) & HIGH);
        at += place;
        if place < 8 {
            break;
        }
    }
    at.min(bytes.len())
}

/// Returns the place of the first of `bytes` from `at` on that `is` one of those looked for, or their number: for what is
/// likely far away, as the compiler asks sixteen bytes at once.
pub fn find_far(bytes: &[u8], mut at: usize, is: impl Fn(u8) -> bool) -> usize {
    while let Some(many) = bytes.get(at..).and_then(|rest| rest.first_chunk::<32>()) {
        if many.iter().fold(false, |any, &byte| any | is(byte)) {
            break;
        }
        at += many.len();
    }
    let mut rest = bytes.get(at..).unwrap_or_default().iter();
    rest.position(|&byte| is(byte))
        .map_or(bytes.len(), |place| at + place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_byte_is_answered_for_by_itself(
            bytes in proptest::collection::vec(any::<u8>(), 0..80),
            at in 0_usize..85,
            low in 0_u8..0x80,
            high in 0_u8..0x80,
        ) {
            let mut eight = [0; 8];
            for (to, &byte) in eight.iter_mut().zip(bytes.iter().skip(at)) {
                *to = byte;
            }
            let loaded = load(&bytes, at);
            prop_assert_eq!(loaded, u64::from_le_bytes(eight));
            let answer = |is: &dyn Fn(u8) -> bool| {
                u64::from_le_bytes(eight.map(|byte| if is(byte) { 0x80 } else { 0 }))
            };
            prop_assert_eq!(equal(loaded, low), answer(&|byte| byte == low));
            let is_between = |byte| (low..=high).contains(&byte);
            prop_assert_eq!(between(loaded, low, high), answer(&is_between));
            let place = eight.iter().position(|&byte| is_between(byte));
            let count = eight.iter().filter(|&&byte| is_between(byte)).count();
            prop_assert_eq!(number(between(loaded, low, high)) as usize, count);
            prop_assert_eq!(first(between(loaded, low, high)), place.unwrap_or(8));
            let place = bytes.iter().skip(at).position(|&byte| is_between(byte));
            let found = find(&bytes, at.min(bytes.len()), |eight| between(eight, low, high));
            prop_assert_eq!(found, place.map_or(bytes.len(), |place| at + place));
            let found = find_far(&bytes, at.min(bytes.len()), is_between);
            prop_assert_eq!(found, place.map_or(bytes.len(), |place| at + place));
        }
    }
}
