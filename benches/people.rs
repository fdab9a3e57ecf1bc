//! How fast people are found: text in, people out, on one core.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use pullquote::annotate::people::find;
use pullquote::annotate::people::token::tokens;
use pullquote::segment::sentences;
use pullquote::text::TextSpan;

fn main() {
    divan::main();
}

const FIRST: &[&str] = &[
    "Anna", "Viktor", "Mei", "Kwame", "Lucía", "Omar", "Ingrid", "Tariq",
];
const LAST: &[&str] = &[
    "Okafor",
    "Lindqvist",
    "Petrenko",
    "al-Rashid",
    "Tanaka",
    "O'Brien",
];
const PLOTS: &[&str] = &[
    "{full}, the regional director, said on Tuesday that the talks in Geneva would go on.",
    "“We have seen this before,” {last} told reporters outside the ministry, “and we will not wait.”",
    "The bank had lent 3.4 million euros to the company, which sells pumps and valves.",
    "Mr {last} and his deputy flew to Nairobi, where the European Union keeps an office of 40 people.",
    "Nobody in the small town by the river could say how long the water would stay so high.",
];

/// An article of `count` sentences.
fn article(count: usize) -> String {
    let mut text = String::new();
    for at in 0..count {
        let (first, last) = (FIRST[at / 5 % FIRST.len()], LAST[at / 5 % LAST.len()]);
        let sentence = PLOTS[at % PLOTS.len()]
            .replace("{full}", &format!("{first} {last}"))
            .replace("{last}", last);
        text.push_str(&sentence);
        text.push_str(if at % 3 == 2 { "\n\n" } else { " " });
    }
    text
}

#[divan::bench(args = [40, 4000])]
fn find_people(bencher: Bencher<'_, '_>, count: usize) {
    let text = article(count);
    let spans = sentences(&text);
    let mut all = Vec::new();
    tokens(&text, TextSpan::new(0, text.len()), &mut all);
    bencher
        .counter(ItemsCount::new(all.len()))
        .counter(BytesCount::of_str(&text))
        .bench(|| find(black_box(&text), &spans));
}
