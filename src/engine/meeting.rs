//! What new articles share with those that are kept, and which become one row.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::article::ArticleId;
use crate::dedup::across::{Comparer, Fingerprint, copies as grouping};
use crate::engine::copies::ONE_ROW;
use crate::engine::fingerprints::Open;
use crate::engine::kin::{best_first, shown};
use crate::engine::recent::{Earlier, Read};
use crate::engine::sharing::without_overlaps;
use crate::error::Error;
use crate::library::{Kin, Pair, PassageHere, Writer};

/// Earlier articles that one article is compared with.
const MOST_CANDIDATES: usize = 32;
/// Least part of either text that must be shared to be worth keeping.
const LEAST_SHARE: f32 = 0.1;
/// Articles that are looked at together to find which are copies.
const MOST_KIN: usize = 200;

/// An article that has just been written, with what it is to be compared with.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) id: ArticleId,
    read: Read,
    candidates: Vec<(ArticleId, Arc<Earlier>)>,
}

impl Fresh {
    /// Looks up what an article is to be compared with, and remembers its keys.
    pub(super) fn of(
        writer: &Writer<'_>,
        index: &mut Open<'_>,
        id: ArticleId,
        read: Read,
        keys: &[Fingerprint],
    ) -> Result<Self, Error> {
        let mut others = index.look_up(keys, MOST_CANDIDATES)?;
        others.sort_unstable();
        let mut candidates = Vec::with_capacity(others.len());
        for other in others {
            let other = ArticleId(i64::from(other));
            if other != id
                && let Some(candidate) = index.recent().get(other, || writer.candidate(other))?
            {
                candidates.push((other, candidate));
            }
        }
        if let Ok(number) = u32::try_from(id.0) {
            index.add(number, keys);
        }
        Ok(Self {
            id,
            read,
            candidates,
        })
    }

    /// Says whether there is nothing to compare with.
    pub(super) fn is_alone(&self) -> bool {
        self.candidates.is_empty()
    }
}

/// What an article shares with earlier ones.
#[derive(Debug)]
pub(super) struct Met {
    id: ArticleId,
    pairs: Vec<Pair>,
    passages: Vec<PassageHere>,
}

/// Compares an article with its candidates.
pub(super) fn meet(fresh: &Fresh) -> Met {
    let this = fresh.read.reading();
    let mut comparer = Comparer::new(&this);
    let mut met = Met {
        id: fresh.id,
        pairs: Vec::new(),
        passages: Vec::new(),
    };
    let mut passages = Vec::new();
    for (other, candidate) in &fresh.candidates {
        let shared = candidate.with(|other| comparer.compare(other));
        if shared.of_this.max(shared.of_other) >= LEAST_SHARE {
            met.pairs.push(Pair {
                one: fresh.id,
                other: *other,
                of_one: shared.of_this,
                of_other: shared.of_other,
            });
        }
        let other = *other;
        let passage = |(span, there)| PassageHere { span, other, there };
        passages.extend(shared.passages.into_iter().map(passage));
    }
    met.passages = without_overlaps(passages, |passage| passage.span);
    met
}

impl Met {
    /// Returns the article if it is another one again, word for word or nearly.
    pub(super) fn copied(&self) -> Option<ArticleId> {
        self.pairs.iter().any(joins).then_some(self.id)
    }
}

/// Says whether two articles become one row.
fn joins(pair: &Pair) -> bool {
    grouping::strength(pair.of_one, pair.of_other) >= ONE_ROW
}

/// Writes what articles share, and puts copies together. Returns how many articles became copies.
pub(super) fn write_met(writer: &Writer<'_>, all: &[Met]) -> Result<usize, Error> {
    for met in all {
        for pair in &met.pairs {
            writer.add_pair(pair)?;
        }
        writer.add_passages(met.id, &met.passages)?;
    }
    let mut handled = BTreeSet::new();
    let mut copies = 0;
    for met in all {
        if handled.contains(&met.id) || !met.pairs.iter().any(joins) {
            continue;
        }
        let (kin, pairs) = writer.kin(met.id, MOST_KIN, joins)?;
        handled.extend(kin.iter().map(|kin| kin.id));
        let number = |id: ArticleId| {
            let at = kin.binary_search_by_key(&id, |kin| kin.id).unwrap_or(0);
            u32::try_from(at).unwrap_or(0)
        };
        let numbered: Vec<grouping::Pair> = pairs
            .iter()
            .map(|pair| grouping::Pair {
                one: number(pair.one),
                other: number(pair.other),
                of_one: pair.of_one,
                of_other: pair.of_other,
            })
            .collect();
        let groups = grouping::groups(kin.len(), &numbered, ONE_ROW);
        for group in groups.iter().collect::<BTreeSet<_>>() {
            let of_group = kin.iter().zip(&groups).filter(|(_, of)| *of == group);
            let mut members: Vec<_> = of_group.map(|(kin, _)| kin.clone()).collect();
            best_first(&mut members);
            if let Some(first) = members.first() {
                writer.set_group(first.id, &members, &shown(&members))?;
                let is_fresh = |kin: &&Kin| all.iter().any(|met| met.id == kin.id);
                copies += members
                    .iter()
                    .filter(is_fresh)
                    .count()
                    .min(members.len() - 1);
            }
        }
    }
    Ok(copies)
}
