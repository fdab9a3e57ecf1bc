//! Which mentions of a text name one person.
//!
//! Full names first: two are one person's where the surnames are alike and the first names go
//! together. Then what stands alone joins the full name that it is the last, the first or a middle
//! part of, the nearest one before it if there is one. A surname that the text uses on its own does
//! not join a relative who is named in full later: it starts a person of its own.

use crate::annotate::people::gender::Gender;
use crate::annotate::people::name::{Name, Part, is_compatible};
use crate::text::lookup::LookupMap;

/// A lone surname this often before the only full form of it is somebody else's: in 655 articles of
/// Deutsche Welle the same person's surname comes at most four times before the full name.
const OWN: usize = 5;
/// People around a mention that it is compared with, however alike; beyond them only people who have
/// a part of their names in common with it are, and the latest few of those. No article has so many.
const NEAR: usize = 256;
/// How many of those.
const SAME: usize = 16;
/// Forms of a person's name that others are compared with.
const FORMS: usize = 24;

/// What is known of a mention beside its words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hint {
    /// From an honorific or a first name.
    pub gender: Option<Gender>,
    /// The text brings the person in as somebody's relative.
    pub is_relative: bool,
}

/// A person found so far.
#[derive(Default)]
struct Cluster {
    /// The different forms.
    names: Vec<Name>,
    /// Where the person is named in full, ascending.
    full: Vec<usize>,
    /// The first and the last mention by one word alone.
    lone: Option<(usize, usize)>,
    /// Number of mentions.
    count: usize,
    gender: Option<Gender>,
    /// Shares a surname with somebody whom the text calls by that surname alone.
    is_relative: bool,
}

impl Cluster {
    fn first(&self) -> Option<usize> {
        let lone = self.lone.map(|(first, _)| first);
        self.full.first().copied().into_iter().chain(lone).min()
    }

    /// Returns the last mention before `place`; those by one word come in their order.
    fn before(&self, place: usize) -> Option<usize> {
        let full = self.full.partition_point(|&other| other < place);
        let full = full.checked_sub(1).map(|at| self.full[at]);
        full.max(self.lone.map(|(_, last)| last))
    }
}

/// Better ones greater: which part of the name the word is, whether the surname is the person's
/// alone, whether the person was named before, and how near.
type Fit = (u32, bool, bool, i64);

/// Says which of these names, in the order of their text, are one person's: equal numbers are one.
///
/// Hints that are missing are empty. Cost: linear in the names times the different people, of whom
/// at most a few hundred are looked at for each name.
pub fn link(names: &[Name], hints: &[Hint]) -> Vec<u32> {
    let hint = |place: usize| hints.get(place).copied().unwrap_or_default();
    let mut people = People::default();
    let mut of = vec![usize::MAX; names.len()];
    for (place, name) in names.iter().enumerate() {
        if name.is_full() {
            let same = |cluster: &Cluster| cluster.names.iter().any(|o| is_compatible(name, o));
            let near = people.near(name, people.clusters.len());
            let found = near.into_iter().rfind(|&at| same(&people.clusters[at]));
            of[place] = people.join(found, name, place, hint(place));
        }
    }
    let alone = alone(names);
    for cluster in &mut people.clusters {
        let first = cluster
            .full
            .first()
            .map(|&place| hint(place))
            .unwrap_or_default();
        cluster.is_relative = is_relative(cluster, &alone, first);
    }
    people.full = people.clusters.len();
    for (place, name) in names.iter().enumerate() {
        if !name.is_full() {
            let after = people.clusters[..people.full]
                .partition_point(|cluster| cluster.first().is_some_and(|first| first < place));
            let fit_of = |at: usize| {
                let cluster = &people.clusters[at];
                Some((fit(cluster, name, place, hint(place))?, at))
            };
            let near = people.near(name, after);
            let fits: Vec<(Fit, usize)> = near.into_iter().filter_map(fit_of).collect();
            let nearest = || fits.iter().max().map(|(_, index)| *index);
            let best = prominent(&fits, &people.clusters).or_else(nearest);
            of[place] = people.join(best, name, place, hint(place));
        }
    }
    of.into_iter()
        .map(|index| u32::try_from(index).unwrap_or(u32::MAX))
        .collect()
}

/// The people found so far: first those named in full, in the order of the text, then the others.
#[derive(Default)]
struct People {
    clusters: Vec<Cluster>,
    /// How many are named in full, once that is known.
    full: usize,
    /// The people with a part of their names.
    by_part: LookupMap<String, Vec<usize>>,
}

impl People {
    /// Returns whom a name is to be compared with, ascending: the people around the one with this
    /// index, the latest ones, and others who share a part.
    fn near(&self, name: &Name, index: usize) -> Vec<usize> {
        let count = self.clusters.len();
        if count <= NEAR {
            return (0..count).collect();
        }
        let around = index.saturating_sub(NEAR / 2)..(index + NEAR / 4).min(self.full);
        let latest = count - NEAR / 4..count;
        let parts = name.parts.iter();
        let same = parts
            .filter_map(|part| self.by_part.get(&part.plain))
            .flat_map(|people| people.iter().rev().take(SAME).copied());
        let mut near: Vec<usize> = around.chain(latest).chain(same).collect();
        near.sort_unstable();
        near.dedup();
        near
    }

    fn join(&mut self, found: Option<usize>, name: &Name, place: usize, hint: Hint) -> usize {
        let index = found.unwrap_or(self.clusters.len());
        if found.is_none() {
            self.clusters.push(Cluster::default());
        }
        let cluster = &mut self.clusters[index];
        let is_wanted = cluster.names.is_empty() || (name.is_full() && cluster.names.len() < FORMS);
        if is_wanted && !cluster.names.contains(name) {
            cluster.names.push(name.clone());
            for part in &name.parts {
                let people = self.by_part.entry(part.plain.clone()).or_default();
                if people.last() != Some(&index) {
                    people.push(index);
                }
            }
        }
        if name.is_full() {
            cluster.full.push(place);
        } else {
            let (first, _) = cluster.lone.unwrap_or((place, place));
            cluster.lone = Some((first, place));
        }
        cluster.count += 1;
        cluster.gender = cluster.gender.or(hint.gender);
        index
    }
}

/// Returns where each word stands alone, ascending.
fn alone(names: &[Name]) -> LookupMap<&str, Vec<usize>> {
    let mut alone: LookupMap<&str, Vec<usize>> = LookupMap::default();
    for (place, name) in names.iter().enumerate() {
        if let [only] = name.parts.as_slice() {
            alone.entry(&only.plain).or_default().push(place);
        }
    }
    alone
}

/// Says whether the surname, where it stands alone before the person is named, is somebody else's.
fn is_relative(cluster: &Cluster, alone: &LookupMap<&str, Vec<usize>>, first: Hint) -> bool {
    let surname = cluster.names.first().and_then(Name::last);
    let places = surname.and_then(|surname| alone.get(surname.plain.as_str()));
    let (Some(places), Some(start)) = (places, cluster.full.first()) else {
        return false;
    };
    let before = places.partition_point(|place| place < start);
    (first.is_relative && before > 0) || (cluster.full.len() == 1 && before >= OWN)
}

/// Says which of the people who fit a lone word equally well is named at least twice as often as the
/// others and by two times more; the nearest one is meant otherwise.
fn prominent(fits: &[(Fit, usize)], clusters: &[Cluster]) -> Option<usize> {
    let top = fits.iter().map(|((score, ..), _)| *score).max()?;
    let mut equal: Vec<(usize, bool, usize)> = fits
        .iter()
        .filter(|((score, ..), _)| *score == top)
        .map(|((_, _, is_before, _), index)| (clusters[*index].count, *is_before, *index))
        .collect();
    equal.sort_unstable();
    let [.., (second, ..), (first, true, index)] = equal[..] else {
        return None;
    };
    (first >= 2 * second && first >= second + 2).then_some(index)
}

/// How well a lone word fits a person.
fn fit(cluster: &Cluster, name: &Name, place: usize, hint: Hint) -> Option<(u32, bool, bool, i64)> {
    let word = name.last()?;
    let first = cluster.first()?;
    let differs = |a: Gender| cluster.gender.is_some_and(|b| a != b);
    if hint.gender.is_some_and(differs) {
        return None;
    }
    let own = |by: u32| {
        if cluster.is_relative && place < first {
            0
        } else {
            by
        }
    };
    let mut score = 0;
    for other in &cluster.names {
        let [given, middle @ .., surname] = other.parts.as_slice() else {
            if let [only] = other.parts.as_slice() {
                score = score.max(likeness(word, only) * 10);
            }
            continue;
        };
        let within = middle.iter().map(|part| likeness(word, part)).max();
        let is_half = |part: &str| part.contains('-') && part.split('-').any(|h| h == word.plain);
        let half = u32::from(other.parts.iter().any(|part| is_half(&part.plain))) * 15;
        score = score
            .max(own(likeness(word, surname) * 10))
            .max(likeness(word, given) * 7)
            .max(within.unwrap_or_default() * 6)
            .max(half);
    }
    let before = cluster.before(place);
    let distance = |p: usize| i64::try_from(p).unwrap_or(i64::MAX);
    let near = before.map_or_else(|| -distance(first), distance);
    (score > 0).then_some((score, !cluster.is_relative, before.is_some(), near))
}

/// [`Part::likeness`], but a plural (`the Obamas`) is a family and nobody in it.
fn likeness(word: &Part, part: &Part) -> u32 {
    let is_plural = word.plain.strip_suffix('s') == Some(part.plain.as_str());
    if is_plural { 0 } else { word.likeness(part) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(names: &[&str], hints: &[Hint]) -> Vec<u32> {
        let names: Vec<Name> = names.iter().map(|name| Name::new(name)).collect();
        link(&names, hints)
    }

    #[test]
    fn forms_of_one_name_are_one_person() {
        for names in [
            &["Dong Jun", "Dong", "Defence Minister Dong Jun"][..],
            &["Kira Rudik", "Ruddick", "Rudik"],
            &["Andrei Belousov", "Andrey Belousov", "Belousov"],
            &["Bashar al-Assad", "Assad", "al-Assad's"],
            &["Lukaschenko", "Alexander Lukashenko"],
            &["J. Smith", "John Smith", "Smith"],
        ] {
            let found = groups(names, &[]);
            assert!(found.iter().all(|&k| k == found[0]), "{names:?} {found:?}");
        }
    }

    #[test]
    fn people_with_one_surname_stay_two() {
        let found = groups(&["Bill Clinton", "Hillary Clinton", "Bill", "Hillary"], &[]);
        assert_eq!(found, [0, 1, 0, 1]);
        let found = groups(&["Barack Obama", "Obamas"], &[]);
        assert_ne!(found[0], found[1]);
    }

    #[test]
    fn a_lone_surname_does_not_join_a_relative_named_later() {
        let relative = Hint {
            is_relative: true,
            ..Hint::default()
        };
        let hints = [Hint::default(), relative, Hint::default()];
        let found = groups(&["Trump", "Ivanka Trump", "Trump"], &hints);
        assert_eq!(found[0], found[2]);
        assert_ne!(found[0], found[1]);
        let found = groups(
            &[
                "Trump",
                "Trump",
                "Trump",
                "Trump",
                "Trump",
                "Eric Trump",
                "Trump",
            ],
            &[],
        );
        assert_eq!(found[0], found[6]);
        assert_ne!(found[0], found[5]);
    }

    #[test]
    fn people_in_a_long_list_are_told_apart_and_found_again() {
        let count = 3 * NEAR;
        // Letters of a congruential generator: no two words are alike.
        let word = |n: usize| -> String {
            let mut state = n as u64 + 1;
            let mut letter = || {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
            };
            (0..9).map(|_| letter()).collect()
        };
        let full: Vec<String> = (0..count)
            .map(|n| format!("{} Z{}", word(n), word(n)))
            .collect();
        let names: Vec<Name> = full
            .iter()
            .chain(&full)
            .map(|name| Name::new(name))
            .collect();
        let found = link(&names, &[]);
        assert_eq!(found[..count], found[count..]);
        let lone: Vec<String> = (0..count).map(|n| format!("Z{}", word(n))).collect();
        let names: Vec<Name> = full
            .iter()
            .chain(&lone)
            .map(|name| Name::new(name))
            .collect();
        let found = link(&names, &[]);
        assert_eq!(found[..count], found[count..]);
    }

    #[test]
    fn an_honorific_of_the_other_gender_keeps_people_apart() {
        let of = |gender| Hint {
            gender: Some(gender),
            ..Hint::default()
        };
        let hints = [of(Gender::Female), of(Gender::Male)];
        let found = groups(&["Mary Keller", "Keller"], &hints);
        assert_ne!(found[0], found[1]);
    }
}
