//! Which mentions of a text name one person.
//!
//! Full names first: two are one person's where the surnames are alike and the first names go
//! together. Then what stands alone joins the full name that it is the last, the first or a middle
//! part of, the nearest one before it if there is one.

use crate::annotate::people::name::{Name, is_compatible};

/// A person found so far.
struct Cluster {
    /// The different forms.
    names: Vec<Name>,
    /// Places of the mentions, ascending but for those of single words.
    places: Vec<usize>,
}

/// Says which of these names, in the order of their text, are one person's: equal numbers are one.
///
/// Cost: linear in the names times the different people.
pub fn link(names: &[Name]) -> Vec<u32> {
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut of = vec![usize::MAX; names.len()];
    for (place, name) in names.iter().enumerate() {
        if name.is_full() {
            let same = |cluster: &Cluster| cluster.names.iter().any(|o| is_compatible(name, o));
            let found = clusters.iter().rposition(same);
            of[place] = join(&mut clusters, found, name, place);
        }
    }
    for (place, name) in names.iter().enumerate() {
        if !name.is_full() {
            let best = clusters
                .iter()
                .enumerate()
                .filter_map(|(index, cluster)| Some((fit(cluster, name, place)?, index)))
                .max()
                .map(|(_, index)| index);
            of[place] = join(&mut clusters, best, name, place);
        }
    }
    of.into_iter()
        .map(|index| u32::try_from(index).unwrap_or(u32::MAX))
        .collect()
}

fn join(clusters: &mut Vec<Cluster>, found: Option<usize>, name: &Name, place: usize) -> usize {
    let index = found.unwrap_or(clusters.len());
    if found.is_none() {
        clusters.push(Cluster {
            names: Vec::new(),
            places: Vec::new(),
        });
    }
    let cluster = &mut clusters[index];
    let is_new = !cluster.names.contains(name);
    if is_new && (name.is_full() || cluster.names.is_empty()) {
        cluster.names.push(name.clone());
    }
    cluster.places.push(place);
    index
}

/// How well a lone word fits a person: which part it is, and how near the person was named before,
/// or else after.
fn fit(cluster: &Cluster, name: &Name, place: usize) -> Option<(u32, bool, i64)> {
    let word = name.last()?;
    let mut score = 0;
    for other in &cluster.names {
        let [first, middle @ .., last] = other.parts.as_slice() else {
            if let [only] = other.parts.as_slice() {
                score = score.max(word.likeness(only) * 10);
            }
            continue;
        };
        let within = middle.iter().map(|part| word.likeness(part)).max();
        let is_half = |part: &str| part.contains('-') && part.split('-').any(|h| h == word.plain);
        let half = if other.parts.iter().any(|part| is_half(&part.plain)) {
            15
        } else {
            0
        };
        score = score
            .max(word.likeness(last) * 10)
            .max(word.likeness(first) * 7)
            .max(within.unwrap_or_default() * 6)
            .max(half);
    }
    let before = cluster.places.iter().rev().filter(|&&p| p < place).max();
    let distance = |p: usize| i64::try_from(p).unwrap_or(i64::MAX);
    let near = match before {
        Some(&p) => distance(p),
        None => -distance(cluster.places.iter().copied().min()?),
    };
    (score > 0).then_some((score, before.is_some(), near))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(names: &[&str]) -> Vec<u32> {
        let names: Vec<Name> = names.iter().map(|name| Name::new(name)).collect();
        link(&names)
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
            let found = groups(names);
            assert!(found.iter().all(|&k| k == found[0]), "{names:?} {found:?}");
        }
    }

    #[test]
    fn people_with_one_surname_stay_two() {
        let found = groups(&["Bill Clinton", "Hillary Clinton", "Bill", "Hillary"]);
        assert_eq!(found, [0, 1, 0, 1]);
    }
}
