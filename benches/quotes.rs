//! How fast quotations are found, with their speakers, people given.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use pullquote::annotate::{people, quotes};
use pullquote::segment::sentences;

fn main() {
    divan::main();
}

/// About a quarter of a megabyte of reported speech.
fn text() -> String {
    let paragraph = "China hosted defence ministers on Thursday. “As momentous changes accelerate, \
        unilateralism is on the rise,” Dong Jun said as he welcomed them, according to Xinhua. \
        “Hegemonic acts undermine the order,” he warned. A spokesman for Wei Fenghe, who was not \
        there, called the meeting 'a first step', and the Russian minister’s aides agreed.\n\n\
        Andrei Belousov hailed ties “at an unprecedentedly high level”. Members should do more \
        for security, politics, trade and science in every one of their countries, he added.\n\n";
    paragraph.repeat(500)
}

#[divan::bench]
fn spans(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| quotes::spans(black_box(&text)));
}

#[divan::bench]
fn spans_and_speakers(bencher: Bencher<'_, '_>) {
    let text = text();
    let sentences = sentences(&text);
    let people = people::find(&text, &sentences);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| quotes::find(black_box(&text), &sentences, &people, &[]));
}
