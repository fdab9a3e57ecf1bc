//! What keys do: messages in, effects and state out.

use std::sync::Arc;

use pullquote::article::{ArticleId, Document};
use pullquote::engine::restore::Reach;
use pullquote::tui::effect::Effect;
use pullquote::tui::model::reading::Showing;
use pullquote::tui::model::{Focus, Size};
use pullquote::tui::msg::Msg;

use super::world::World;

fn titles(world: &World) -> Vec<String> {
    let list = &world.model.list;
    let rows = (0..list.shown.len()).filter_map(|place| list.row(place));
    rows.map(|row| row.title().to_owned()).collect()
}

#[test]
fn reading_marks_as_read_and_the_place_is_kept() {
    let mut world = World::new(80, 10);
    world.press("enter");
    assert_eq!(world.done, [Effect::SetRead(vec![ArticleId(1)], true)]);
    world.press("space q");
    let place = world.done.last().cloned().unwrap();
    assert!(
        matches!(place, Effect::SavePosition(ArticleId(1), offset) if offset > 0),
        "{place:?}"
    );
    assert_eq!(world.model.focus, Focus::List);
}

#[test]
fn escape_goes_one_step_back_and_never_quits() {
    let mut world = World::new(80, 24);
    world.press("/");
    world.type_text("pier");
    world.press("enter enter R");
    world.press("/");
    world.type_text("app");
    world.press("enter Q");
    for _ in 0..9 {
        world.press("esc");
    }
    assert!(world.model.panel.is_none() && world.model.list.filter.is_empty());
    assert_eq!(world.model.focus, Focus::List);
    assert!(!world.done.contains(&Effect::Quit));
    world.press("q");
    assert_eq!(world.done.last(), Some(&Effect::Quit));
}

#[test]
fn a_change_of_marks_is_undone() {
    let mut world = World::new(80, 24);
    let unread = world.model.list.unread;
    world.press("A");
    assert_eq!(world.model.list.unread, 0);
    world.press("s");
    world.press("U U");
    assert_eq!(world.model.list.unread, unread);
    assert!(!world.model.list.current().unwrap().is_starred);
    let restored = world
        .done
        .iter()
        .rev()
        .find(|effect| matches!(effect, Effect::SetRead(_, false)));
    assert!(restored.is_some());
}

#[test]
fn a_read_row_stays_under_the_cursor_until_the_filter_changes() {
    let mut world = World::new(80, 24);
    world.press("/");
    world.type_text("is:unread");
    world.press("enter");
    let before = titles(&world);
    world.press("m");
    assert_eq!(titles(&world), before);
}

#[test]
fn a_person_has_a_page_whose_first_entry_filters_the_list() {
    let mut world = World::new(80, 24);
    world.press("enter P enter");
    let panel = world.model.panel.as_ref().unwrap();
    assert_eq!(panel.about, "Maria Olsen");
    let said = (0..panel.shown.len()).filter_map(|place| panel.item(place));
    assert_eq!(said.filter(|item| item.words.starts_with('"')).count(), 2);
    world.press("enter");
    assert_eq!(world.model.list.filter, "who:\"Maria Olsen\"");
    assert_eq!(
        titles(&world),
        ["Harbour board will rebuild the eastern pier"]
    );
    world.press("esc");
    assert_eq!(titles(&world).len(), 4);
}

/// The people of the panel, with what stands at the right.
fn people(world: &World) -> Vec<(String, String)> {
    let panel = world.model.panel.as_ref().unwrap();
    let items = (0..panel.shown.len()).filter_map(|place| panel.item(place));
    items
        .map(|item| (item.words.clone(), item.aside.clone()))
        .collect()
}

#[test]
fn two_persons_are_joined_and_the_same_key_takes_it_back() {
    let mut world = World::new(80, 24);
    world.press("enter P");
    let before = people(&world);
    world.press("= j");
    assert!(world.text().contains("Who else is Maria Olsen?"));
    world.press("=");
    let names: Vec<String> = people(&world).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Tom Reed"]);
    let rows = &world.model.list.rows;
    assert_eq!(
        rows[0].row().people,
        ["Tom Reed"],
        "in the list and the filter too"
    );
    world.press("=");
    assert_eq!(people(&world), before);
    // The same person twice is nobody else.
    world.press("= =");
    assert!(world.choices.0.is_empty());
}

#[test]
fn a_name_is_set_apart_on_a_persons_page_and_the_same_key_takes_it_back() {
    let mut world = World::new(80, 24);
    world.press("enter P enter");
    assert!(world.text().contains("Olsen"), "{}", world.text());
    world.press("j x");
    let document = world.model.document().unwrap();
    let names: Vec<_> = document.annotations.names();
    assert_eq!(names, ["Maria Olsen", "Tom Reed", "Olsen"]);
    assert!(world.text().contains("another person"), "{}", world.text());
    world.press("x");
    let document = world.model.document().unwrap();
    assert_eq!(document.annotations.names(), ["Maria Olsen", "Tom Reed"]);
    assert!(world.choices.0.is_empty());
}

#[test]
fn from_a_person_to_what_the_person_said() {
    let mut world = World::new(80, 24);
    world.press("P Q");
    let panel = world.model.panel.as_ref().unwrap();
    let said: Vec<_> = (0..panel.shown.len())
        .filter_map(|place| panel.item(place))
        .collect();
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|item| item.detail == "— Maria Olsen"));
    world.press("enter");
    assert_eq!(world.model.focus, Focus::Reading);
    assert!(world.model.reading.as_ref().unwrap().spot.is_some());
}

#[test]
fn texts_are_searched_and_the_hit_is_shown() {
    let mut world = World::new(80, 10);
    world.press("S");
    world.type_text("waited long");
    world.press("enter");
    assert_eq!(world.model.panel.as_ref().unwrap().shown.len(), 1);
    world.press("enter");
    let open = world.model.reading.as_ref().unwrap();
    assert_eq!(open.find.hits.len(), 1);
    let hit = open.find.hits[0].start as usize;
    let row = open.page.row_of(hit);
    assert!(
        open.top <= row && row < open.top + 7,
        "{row} from {}",
        open.top
    );
}

#[test]
fn links_lead_where_the_article_says() {
    use pullquote::article::MarkKind;

    let mut world = World::new(80, 40);
    let holds_link = |world: &World, id: &ArticleId| {
        let marks = &world.documents[id].body.marks;
        marks
            .iter()
            .any(|mark| matches!(mark.kind, MarkKind::Link(_)))
    };
    let ids: Vec<_> = world.documents.keys().copied().collect();
    let place = ids.iter().position(|id| holds_link(&world, id)).unwrap();
    world.press(&format!("{} G enter", place + 1));
    let buffer = world.cells();
    let links = pullquote::tui::screen::reading::links(&world.model);
    assert!(!links.is_empty());
    let document = &world.documents[&ids[place]];
    for cells in links {
        let columns = cells.columns.clone();
        let shown: String = columns.map(|x| buffer[(x, cells.row)].symbol()).collect();
        let is_there = document.body.marks.iter().any(|mark| {
            mark.kind == MarkKind::Link(cells.url.to_owned())
                && mark.span.of(&document.body.text).contains(&shown)
        });
        assert!(is_there, "{shown:?} leads to {}", cells.url);
    }
    world.press("?");
    assert!(pullquote::tui::screen::reading::links(&world.model).is_empty());
}

#[test]
fn what_is_said_stands_in_a_wide_margin_on_request() {
    let mut world = World::new(120, 40);
    world.press("v v enter");
    let count = |world: &World| {
        let page = &world.model.reading.as_ref().unwrap().page;
        let labels = page.lines.iter().filter_map(|line| line.label);
        labels.filter(|label| label.is_quotation).count()
    };
    assert_eq!(count(&world), 0);
    world.press("z p");
    assert!(count(&world) > 0);
    world.press("z p");
    assert_eq!(count(&world), 0);
}

#[test]
fn words_are_divided_on_request() {
    let mut world = World::new(40, 24);
    world.press("enter - - - z h");
    let page = &world.model.reading.as_ref().unwrap().page;
    assert!(page.lines.iter().any(|line| line.is_divided));
    let row = page.lines.iter().position(|line| line.is_divided).unwrap();
    assert!(row < 20);
    let buffer = world.cells();
    let hyphens = (0..40).filter(|&x| {
        let y = u16::try_from(row).unwrap() + 1;
        buffer[(x, y)].symbol() == "-"
    });
    assert!(hyphens.count() > 0);
}

#[test]
fn quotations_are_jumped_to_and_copied_with_their_speaker() {
    let mut world = World::new(60, 12);
    world.press("enter ]q ]q");
    let open = world.model.reading.as_ref().unwrap();
    let text = open.text();
    assert_eq!(
        open.spot.unwrap().of(text),
        "\"They have waited long enough.\""
    );
    assert_eq!(world.model.notice.as_deref(), Some("2/3 quotations"));
    world.press("Y");
    let Some(Effect::Copy(copied)) = world.done.last() else {
        panic!("nothing was copied")
    };
    assert!(
        copied.starts_with("\"They have waited long enough.\"\n— Maria Olsen\n"),
        "{copied}"
    );
    assert!(
        copied.ends_with("https://example.org/2025-06-26"),
        "{copied}"
    );
    world.press("9 ]q");
    assert_eq!(
        world.model.notice.as_deref(),
        Some("No more quotations there.")
    );
}

#[test]
fn the_place_survives_another_width() {
    let mut world = World::new(80, 8);
    world.press("enter 1 2 j");
    let word = |world: &World| {
        let open = world.model.reading.as_ref().unwrap();
        open.page.offset_at(open.top, open.text_kind())
    };
    let before = word(&world);
    for width in [40, 100, 57, 80] {
        world.send(Msg::Resized(Size { width, height: 8 }));
    }
    assert!(
        word(&world).abs_diff(before) < 80,
        "{} and {before}",
        word(&world)
    );
}

#[test]
fn an_article_that_is_gone_is_told_once_and_asked_for_again_by_hand() {
    let mut world = World::new(120, 40);
    let gone = *world.documents.keys().nth(1).unwrap();
    world.documents.remove(&gone);
    world.press("j");
    assert_eq!(
        world.model.reading.as_ref().map(|reading| reading.id),
        Some(gone)
    );
    assert!(world.text().contains("no such article"), "{}", world.text());
    world.press("k j k j");
    assert_eq!(world.model.focus, Focus::List);
    let asked = world.model.generation;
    world.press("enter");
    assert!(world.model.generation > asked);
    assert_eq!(world.model.focus, Focus::List);
}

#[test]
fn an_answer_that_comes_too_late_is_dropped() {
    let mut world = World::new(80, 24);
    world.press("enter");
    let before = world.model.clone();
    world.send(Msg::Opened {
        generation: 0,
        result: Err("late".to_owned()),
    });
    world.send(Msg::Filtered {
        generation: 0,
        shown: Vec::new().into(),
        problems: Vec::new(),
    });
    assert!(world.model == before);
}

#[test]
fn a_mention_in_a_closed_fold_is_unfolded_by_searching_for_it() {
    let mut world = World::new(80, 12);
    world.press("enter /");
    world.type_text("built in 1931");
    world.press("enter n");
    let open = world.model.reading.as_ref().unwrap();
    assert_eq!(open.find.hits.len(), 2);
    assert_eq!(open.setting.open.len(), 1);
    let last = open.find.hits[1].start as usize;
    assert!(open.page.shows(last));
}

#[test]
fn next_and_previous_articles_follow_the_list() {
    let mut world = World::new(80, 24);
    world.press("enter J");
    assert_eq!(world.model.reading.as_ref().unwrap().id, ArticleId(2));
    world.press("]u");
    assert_eq!(world.model.reading.as_ref().unwrap().id, ArticleId(4));
    world.press("2 K");
    assert_eq!(world.model.reading.as_ref().unwrap().id, ArticleId(2));
    world.press("9 J J");
    assert_eq!(
        world.model.notice.as_deref(),
        Some("No more articles there.")
    );
}

#[test]
fn the_second_g_keeps_the_count() {
    let mut world = World::new(80, 24);
    world.press("G 2 g g");
    assert_eq!(world.model.list.cursor, 1);
    world.press("g g");
    assert_eq!(world.model.list.cursor, 0);
}

#[test]
fn commands_run_complete_and_name_the_nearest() {
    let mut world = World::new(80, 24);
    world.press(":");
    world.type_text("set-th");
    world.press("tab");
    assert_eq!(world.model.prompt.as_ref().unwrap().text, "set-theme ");
    world.type_text("paper");
    world.press("enter");
    assert_eq!(world.model.settings.theme.name, "paper");
    world.press(":");
    world.type_text("unod");
    world.press("enter");
    assert!(world.model.notice.as_deref().unwrap().contains("“undo”"));
}

#[test]
fn hostile_text_that_is_pasted_is_cleaned() {
    let mut world = World::new(80, 24);
    world.send(Msg::Pasted("pier\u{1b}]0;x\u{7}\nolsen".to_owned()));
    assert_eq!(world.model.list.filter, "pier olsen");
}

#[test]
fn sentences_are_chosen_highlighted_and_noted() {
    let mut world = World::new(80, 24);
    world.press("enter V j");
    let reading = world.model.reading.as_ref().unwrap();
    let sentences = &reading.document.as_ref().unwrap().sentences;
    let (first, last) = (sentences[0].start as usize, sentences[1].end as usize);
    assert_eq!(reading.selection, Some((first, last)));
    world.press("H");
    let reading = world.model.reading.as_ref().unwrap();
    assert_eq!(reading.selection, None);
    let span = reading.marks[0].span.unwrap();
    assert_eq!((span.start as usize, span.end as usize), (first, last));
    world.press("a");
    world.type_text("who pays?");
    world.press("enter");
    assert_eq!(world.marks[&ArticleId(1)][1].words, "who pays?");
    world.press("e");
    let panel = world.model.panel.as_ref().unwrap();
    assert_eq!(panel.shown.len(), 2);
    world.press("j x");
    assert_eq!(world.marks[&ArticleId(1)].len(), 1);
    assert_eq!(world.model.panel.as_ref().unwrap().shown.len(), 1);
    // The same key on the same place takes a highlight back.
    world.press("q V H");
    assert!(world.marks[&ArticleId(1)].is_empty());
}

#[test]
fn a_tag_is_given_and_taken_back() {
    let mut world = World::new(80, 24);
    let tag = |world: &mut World| {
        world.press("T");
        world.type_text("sea");
        world.press("enter");
    };
    tag(&mut world);
    assert_eq!(
        world.done,
        [Effect::SetTag(ArticleId(1), "sea".to_owned(), true)]
    );
    assert_eq!(world.model.list.current().unwrap().row().tags, ["sea"]);
    world.press("/");
    world.type_text("in:sea");
    world.press("enter");
    assert_eq!(titles(&world).len(), 1);
    tag(&mut world);
    assert!(world.model.list.current().unwrap().tags().next().is_none());
}

#[test]
fn lists_filter_and_searches_are_kept_under_names() {
    let mut world = World::new(80, 24);
    world.press("L");
    let places = world.model.panel.as_ref().unwrap().shown.len();
    let place = (0..places)
        .position(|place| {
            let panel = world.model.panel.as_ref().unwrap();
            panel.item(place).is_some_and(|item| item.words == "Piers")
        })
        .unwrap();
    while world.model.panel.as_ref().unwrap().cursor < place {
        world.press("j");
    }
    world.press("enter");
    assert_eq!(world.model.list.filter, "pier is:unread");
    world.press(":");
    world.type_text("save-search Old piers");
    world.press("enter");
    let kept = Effect::SaveSearch {
        name: "Old piers".to_owned(),
        query: "pier is:unread".to_owned(),
    };
    assert_eq!(world.done.last(), Some(&kept));
}

#[test]
fn what_is_new_in_a_telling_is_lit_on_request() {
    let mut world = World::new(80, 24);
    let has_story = |document: &Arc<Document>| !document.story.is_empty();
    let place = world.documents.values().position(has_story).unwrap();
    world.press(&format!("{} G enter z n", place + 1));
    assert_eq!(world.model.reading.as_ref().unwrap().news.len(), 2);
    let notice = world.model.notice.as_deref();
    assert_eq!(notice, Some("2 sentences are new in this telling."));
    world.press("z n");
    assert!(world.model.reading.as_ref().unwrap().news.is_empty());
}

#[test]
fn a_word_that_is_typed_letter_by_letter_is_found_as_a_whole_one_is() {
    let mut world = World::new(80, 24);
    world.press("enter /");
    world.type_text("the");
    let typed = world.model.reading.as_ref().unwrap().find.hits.clone();
    let text = world.model.reading.as_ref().unwrap().text().to_owned();
    assert_eq!(typed, pullquote::query::find::find_all(&text, "the"));
    assert!(!typed.is_empty());
    // The other text is searched anew.
    world.press("enter R");
    let raw = world.model.reading.as_ref().unwrap();
    assert_eq!(
        raw.find.hits,
        pullquote::query::find::find_all(raw.text(), "the")
    );
}

#[test]
fn in_the_raw_view_the_first_removed_piece_on_the_screen_is_brought_back() {
    let mut world = World::new(80, 24);
    world.press("enter B");
    let notice = world.model.notice.clone().unwrap();
    assert!(notice.starts_with("R shows"), "{notice}");
    world.press("R B");
    let reading = world.model.reading.as_ref().unwrap();
    let (id, document) = (reading.id, reading.document.as_ref().unwrap());
    let piece = document.brought_back[0];
    assert!(document.removed.iter().all(|removed| piece < removed.span));
    assert!(reading.showing == Showing::Raw);
    // The same key takes it out again; the other is for all articles of the source.
    let asked = |reach| Effect::BringBack { id, piece, reach };
    world.press("B");
    let expected = [asked(Some(Reach::Article)), asked(None)];
    assert!(world.done.ends_with(&expected), "{:?}", world.done);
    let mut world = World::new(80, 24);
    world.press("enter R z B");
    assert_eq!(world.done.last(), Some(&asked(Some(Reach::Source))));
}
