//! Which mentions of a text name one person.
//!
//! Full names first: two are one person's where the surnames are alike and the first names go
//! together. Then what stands alone joins the full name that it is the last, the first or a middle
//! part of, the nearest one before it if there is one. A surname that the text uses on its own does
//! not join a relative who is named in full later: it starts a person of its own.

use crate::annotate::people::gender::Gender;
use crate::annotate::people::name::{Name, Part, is_compatible};

/// A lone surname this often before the only full form of it is somebody else's: in 655 articles of
/// Deutsche Welle the same person's surname comes at most four times before the full name.
const OWN: usize = 5;

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
    /// Where the person is named in full.
    full: Vec<usize>,
    /// Places of all mentions.
    places: Vec<usize>,
    gender: Option<Gender>,
    /// Shares a surname with somebody whom the text calls by that surname alone.
    is_relative: bool,
}

/// Better ones greater: which part of the name the word is, whether the surname is the person's
/// alone, whether the person was named before, and how near.
type Fit = (u32, bool, bool, i64);

/// Says which of these names, in the order of their text, are one person's: equal numbers are one.
///
/// Hints that are missing are empty. Cost: linear in the names times the different people.
pub fn link(names: &[Name], hints: &[Hint]) -> Vec<u32> {
    let hint = |place: usize| hints.get(place).copied().unwrap_or_default();
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut of = vec![usize::MAX; names.len()];
    for (place, name) in names.iter().enumerate() {
        if name.is_full() {
            let same = |cluster: &Cluster| cluster.names.iter().any(|o| is_compatible(name, o));
            let found = clusters.iter().rposition(same);
            of[place] = join(&mut clusters, found, name, place, hint(place));
        }
    }
    for cluster in &mut clusters {
        cluster.is_relative = is_relative(cluster, names, hint(cluster.places[0]));
    }
    for (place, name) in names.iter().enumerate() {
        if !name.is_full() {
            let fits: Vec<(Fit, usize)> = clusters
                .iter()
                .enumerate()
                .filter_map(|(index, cluster)| {
                    Some((fit(cluster, name, place, hint(place))?, index))
                })
                .collect();
            let nearest = || fits.iter().max().map(|(_, index)| *index);
            let best = prominent(&fits, &clusters).or_else(nearest);
            of[place] = join(&mut clusters, best, name, place, hint(place));
        }
    }
    of.into_iter()
        .map(|index| u32::try_from(index).unwrap_or(u32::MAX))
        .collect()
}

fn join(
    clusters: &mut Vec<Cluster>,
    found: Option<usize>,
    name: &Name,
    place: usize,
    hint: Hint,
) -> usize {
    let index = found.unwrap_or(clusters.len());
    if found.is_none() {
        clusters.push(Cluster::default());
    }
    let cluster = &mut clusters[index];
    let is_new = !cluster.names.contains(name);
    if is_new && (name.is_full() || cluster.names.is_empty()) {
        cluster.names.push(name.clone());
    }
    if name.is_full() {
        cluster.full.push(place);
    }
    cluster.places.push(place);
    cluster.gender = cluster.gender.or(hint.gender);
    index
}

/// Says whether the surname, where it stands alone before the person is named, is somebody else's.
fn is_relative(cluster: &Cluster, names: &[Name], first: Hint) -> bool {
    let Some(surname) = cluster.names.first().and_then(Name::last) else {
        return false;
    };
    let start = cluster.full.first().copied().unwrap_or_default();
    let alone = names[..start]
        .iter()
        .filter(|name| !name.is_full() && name.last() == Some(surname))
        .count();
    (first.is_relative && alone > 0) || (cluster.full.len() == 1 && alone >= OWN)
}

/// Says which of the people who fit a lone word equally well is named at least twice as often as the
/// others and by two times more; the nearest one is meant otherwise.
fn prominent(fits: &[(Fit, usize)], clusters: &[Cluster]) -> Option<usize> {
    let top = fits.iter().map(|((score, ..), _)| *score).max()?;
    let mut equal: Vec<(usize, bool, usize)> = fits
        .iter()
        .filter(|((score, ..), _)| *score == top)
        .map(|((_, _, is_before, _), index)| (clusters[*index].places.len(), *is_before, *index))
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
    let first = cluster.places.iter().copied().min()?;
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
    let before = cluster.places.iter().copied().filter(|&p| p < place).max();
    let distance = |p: usize| i64::try_from(p).unwrap_or(i64::MAX);
    let near = before.map_or(-distance(first), distance);
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
