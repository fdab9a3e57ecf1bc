//! One frame, one key and one layout of the screen.

use std::sync::Arc;

use divan::Bencher;
use pullquote::article::{Body, Document};
use pullquote::engine::{Shelf, samples};
use pullquote::tui::Options;
use pullquote::tui::effect::Effect;
use pullquote::tui::key::parse_keys;
use pullquote::tui::model::{Model, Size};
use pullquote::tui::msg::{Msg, Opened};
use pullquote::tui::update::update;
use pullquote::tui::view::view;
use pullquote::typeset::{Setting, compose};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn main() {
    divan::main();
}

/// The screen with the first sample article open.
fn model(width: u16, height: u16) -> Model {
    let shelf = Shelf::of_pages(&samples());
    let mut model = Model::new(Size { width, height }, &Options::default());
    update(
        &mut model,
        Msg::RowsRead {
            rows: shelf.rows().unwrap_or_default(),
            is_all: true,
        },
    );
    let key = parse_keys("enter").unwrap_or_default();
    let effects: Vec<Effect> = key
        .into_iter()
        .flat_map(|key| update(&mut model, Msg::Key(key)))
        .collect();
    for effect in effects {
        if let Effect::Open { id, generation } = effect
            && let Ok(document) = shelf.document(id)
        {
            let opened = Opened {
                id,
                document: Arc::new(document),
                position: None,
                marks: Vec::new(),
            };
            update(
                &mut model,
                Msg::Opened {
                    generation,
                    result: Ok(opened),
                },
            );
        }
    }
    model
}

#[divan::bench(args = [(80, 24), (200, 60)])]
fn a_frame(bencher: Bencher<'_, '_>, (width, height): (u16, u16)) {
    let model = model(width, height);
    bencher.bench(|| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        view(&model, &mut buffer);
        buffer
    });
}

#[divan::bench(args = ["j", "space", "]q"])]
fn a_key(bencher: Bencher<'_, '_>, key: &str) {
    let model = model(200, 60);
    let keys = parse_keys(key).unwrap_or_default();
    bencher
        .with_inputs(|| model.clone())
        .bench_values(|mut model| {
            for &key in &keys {
                divan::black_box(update(&mut model, Msg::Key(key)));
            }
            model
        });
}

#[divan::bench(args = [1_000, 100_000])]
fn laying_out_words(bencher: Bencher<'_, '_>, words: usize) {
    let paragraph = "It was said at the harbour that the pier would be built again before winter. ";
    let pieces = (0..words / 15).flat_map(|n| [paragraph, if n % 6 == 5 { "\n\n" } else { "" }]);
    let text: String = pieces.collect();
    let document = Document {
        body: Body::from_text(&text),
        ..Document::default()
    };
    let setting = Setting {
        measure: 72,
        has_speakers: true,
        ..Setting::default()
    };
    bencher.bench(|| compose(&document, &setting));
}
