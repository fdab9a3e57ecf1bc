//! Marks in every style, and what holds for any text.

use proptest::prelude::*;

use super::*;
use crate::article::QuotationKind;
use crate::segment::sentences;

fn check_spans(text: &str, expected: &[&str]) {
    let found: Vec<_> = spans(text).iter().map(|span| span.of(text)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn marks_of_every_style_are_paired() {
    for (text, expected) in [
        ("He said \"yes\" and \"no\".", &["\"yes\"", "\"no\""][..]),
        (
            "“We won,” he said. “At last.”",
            &["“We won,”", "“At last.”"],
        ),
        ("„Ja“, sagte er. „Nein.“", &["„Ja“", "„Nein.“"]),
        ("Il dit « oui », puis « non ».", &["« oui »", "« non »"]),
        ("Er sagte »ja« und »nein«.", &["»ja«", "»nein«"]),
        ("”Ja”, sade han. ”Nej.”", &["”Ja”", "”Nej.”"]),
        ("''We won,'' he said.", &["''We won,''"]),
        ("‘‘We won,’’ he said.", &["‘‘We won,’’"]),
        ("``We won,'' he said.", &["``We won,''"]),
        (
            "'We won,' he said. 'It's ours.'",
            &["'We won,'", "'It's ours.'"],
        ),
        (
            "'We won,' he said. 'He said, 'Yes, we did,' and left. 'No.''",
            &[
                "'We won,'",
                "'He said, 'Yes, we did,' and left. 'No.''",
                "'Yes, we did,'",
            ],
        ),
        (
            "“He said ‘yes’ to it,” she said.",
            &["“He said ‘yes’ to it,”", "‘yes’"],
        ),
        ("「はい」と言った。", &["「はい」"]),
    ] {
        check_spans(text, expected);
    }
}

#[test]
fn an_apostrophe_is_no_mark() {
    for (text, expected) in [
        (
            "The dogs' bowls, the '90s, rock 'n' roll and James' car.",
            &[][..],
        ),
        ("He is 6'2\" tall, she said.", &[]),
        (
            "'The Russians' ships sank,' he said.",
            &["'The Russians' ships sank,'"],
        ),
        ("'Go get 'em,' he said.", &["'Go get 'em,'"]),
        (
            "He called it 'momentous change' today.",
            &["'momentous change'"],
        ),
    ] {
        check_spans(text, expected);
    }
}

#[test]
fn a_broken_mark_costs_its_own_paragraph_and_no_more() {
    for (text, expected) in [
        (
            "“We won, he said.\n\nThe game was long. “Very long,” she said.",
            &["“We won, he said.", "“Very long,”"][..],
        ),
        (
            "”Hello,” he said.\n\n“Yes,” she said.",
            &["”Hello,”", "“Yes,”"],
        ),
        (
            "Smith: \"Fair and Square' in the End. \"Yes,\" she said.",
            &["\"Fair and Square'", "\"Yes,\""],
        ),
        (
            "“First part.\n\n“Second part,” he said.",
            &["“First part.", "“Second part,”"],
        ),
    ] {
        check_spans(text, expected);
    }
}

fn people(text: &str, names: &[&str]) -> Vec<Person> {
    let person = |name: &&str| Person {
        name: (*name).to_owned(),
        role: None,
        mentions: text
            .match_indices(name)
            .map(|(at, found)| TextSpan::new(at, at + found.len()))
            .collect(),
    };
    names.iter().map(person).collect()
}

fn of(text: &str, names: &[&str]) -> Vec<(QuotationKind, Option<String>)> {
    let people = people(text, names);
    let found = find(text, &sentences(text), &people, &[]);
    let told = |q: &Quotation| {
        (
            q.kind,
            q.speaker.as_ref().map(|speaker| speaker.name.clone()),
        )
    };
    found.iter().map(told).collect()
}

#[test]
fn the_speaker_stands_beside_the_quotation() {
    for (text, speaker) in [
        ("“We won the match today,” Mary Smith said.", "Mary Smith"),
        (
            "“We won the match today,” said coach Mary Smith, who smiled.",
            "Mary Smith",
        ),
        (
            "Mary Smith told reporters: “We won the match today.”",
            "Mary Smith",
        ),
        (
            "John Brown lost. Mary Smith won. “We won the match today,” she said.",
            "Mary Smith",
        ),
        ("“We won the match today,” an official said.", "an official"),
        (
            "The match was hard, according to Mary Smith. “We won it today,” she said.",
            "Mary Smith",
        ),
    ] {
        let found = of(text, &["Mary Smith", "John Brown"]);
        let expected = (QuotationKind::Speech, Some(speaker.to_owned()));
        assert_eq!(found, [expected], "{text}");
    }
}

#[test]
fn a_pronoun_is_where_its_person_stands() {
    for (text, words) in [
        (
            "Mary Smith asserted that it was over: “We won the match today,” she claimed.",
            "she",
        ),
        ("“We won the match today,” Mary Smith said.", "Mary Smith"),
    ] {
        let people = people(text, &["Mary Smith"]);
        let found = find(text, &sentences(text), &people, &[]);
        let speaker = found[0].speaker.as_ref().unwrap();
        assert_eq!(speaker.name, "Mary Smith", "{text}");
        assert_eq!(speaker.span.map(|span| span.of(text)), Some(words));
    }
}

#[test]
fn in_a_foreign_text_only_people_by_name_speak() {
    let text = "La ministra Elena Robles presentó ayer el plan. “Las obras durarán tres años y no habrá más retrasos”, \
        dijo Robles. Mientras tanto, el plan ha sido definido como “uno de los más difíciles y complejos de los \
        últimos años”. El consejero lanzó un mensaje: “Queremos confiar en que todo irá bien desde el lunes”.";
    let found = of(text, &["Elena Robles", "Robles"]);
    let speakers: Vec<Option<&str>> = found.iter().map(|(_, name)| name.as_deref()).collect();
    assert_eq!(speakers, [Some("Robles"), None, None]);
}

#[test]
fn the_first_word_of_a_sentence_is_no_speaker_by_its_capital() {
    for text in [
        "A camera is a good investment, and a good one lasts.\n\nGood to know: “The sensor matters more than the \
         lens”.",
        "It is of no use.\n\nPlease note: “The offer ends on the day that we say it does”.",
        "We’ll see what they mean by “the greatest show that there ever was in this town”.",
    ] {
        assert!(
            of(text, &[]).iter().all(|(_, speaker)| speaker.is_none()),
            "{text}"
        );
    }
    let found = of("Xinhua said: “The talks went well and will go on.”", &[]);
    assert_eq!(found[0].1.as_deref(), Some("Xinhua"));
}

#[test]
fn a_body_that_is_spelled_like_a_pronoun_does_no_harm() {
    let text = "A doctor met the WHO chief, who said: “We won the match today.”";
    assert_eq!(of(text, &[]).len(), 1);
}

#[test]
fn lines_tell_the_speaker_too() {
    for (text, words, speaker) in [
        (
            "They answered at once.\n\nMary Smith: \"We will win.\"\n\nJohn Brown: \"We have won.\"",
            "\"We have won.\"",
            "John Brown",
        ),
        (
            "They met in May.\n\n“We will never give up our town to anybody.”\n— Mary Smith\n\nThen they left.",
            "“We will never give up our town to anybody.”",
            "Mary Smith",
        ),
        (
            "Mary Smith wrote in a letter to the town:\n\n> We will never give up our town.\n\nThen they left.",
            "We will never give up our town.",
            "Mary Smith",
        ),
    ] {
        let people = people(text, &["Mary Smith", "John Brown"]);
        let found = find(text, &sentences(text), &people, &[]);
        let quotation = found.iter().find(|q| q.span.of(text) == words).unwrap();
        let found = quotation.speaker.as_ref().map(|speaker| &*speaker.name);
        assert_eq!(found, Some(speaker), "{text}");
    }
}

#[test]
fn paragraphs_set_off_are_quotations() {
    for (text, blocks, expected) in [
        (
            "He wrote:\n> One.\n> Two.\n\nEnd.",
            &[][..],
            &["One.", "Two."][..],
        ),
        ("He wrote:\n> “One.”\n> — Mary Smith", &[], &["“One.”"]),
        (
            "> He said “no” to it.",
            &[],
            &["He said “no” to it.", "“no”"],
        ),
        ("He wrote:\n\nOne.\n\nEnd.", &[(11, 15)], &["One."]),
        ("5 > 4 is true.", &[], &[]),
    ] {
        let blocks: Vec<_> = blocks.iter().map(|&(a, b)| TextSpan::new(a, b)).collect();
        let found = find(text, &sentences(text), &[], &blocks);
        let words: Vec<_> = found.iter().map(|q| q.span.of(text)).collect();
        assert_eq!(words, expected, "{text}");
        let goes_on = found.iter().skip(1).filter(|q| q.is_continued).count();
        assert_eq!(goes_on, usize::from(text.contains("> Two.")), "{text}");
    }
}

#[test]
fn nobody_speaks_on_in_another_story() {
    let story = |start: &str| {
        format!(
            "“We won the match,” said Mary Smith.\n\n{start}There was rain. \
             “It was wet,” she said."
        )
    };
    let speaker = |text: &str| {
        let people = people(text, &["Mary Smith"]);
        let found = find(text, &sentences(text), &people, &[]);
        let last = found.last().and_then(|q| q.speaker.clone());
        last.map(|speaker| speaker.name)
    };
    assert_eq!(speaker(&story("")).as_deref(), Some("Mary Smith"));
    let other = speaker(&story("LONDON (Reuters) — "));
    assert_ne!(other.as_deref(), Some("Mary Smith"));
}

#[test]
fn a_quotation_that_goes_on_keeps_its_speaker() {
    let text = "“It was long,” Mary Smith said.\n\n“We played well.\n\n“And we won.”";
    let sentences = sentences(text);
    let found = find(text, &sentences, &[], &[]);
    let continued: Vec<_> = found
        .iter()
        .map(|quotation| quotation.is_continued)
        .collect();
    assert_eq!(continued, [false, false, true]);
    let speaker = |index: usize| found[index].speaker.as_ref().map(|speaker| &speaker.name);
    assert_eq!(speaker(1), speaker(2));
}

proptest! {
    #[test]
    fn any_text_gives_spans_that_slice_and_ascend(
        text in "([a-zA-Z’'\"“”‘„«»`,.!?: \n—é(-]|said |he |Mary Smith |''){0,120}",
    ) {
        let sentences = sentences(&text);
        let mentions: Vec<_> = text
            .match_indices("Mary")
            .map(|(at, name)| TextSpan::new(at, at + name.len()))
            .collect();
        let people = [Person { name: "Mary".to_owned(), role: None, mentions }];
        let half = text.ceil_char_boundary(text.len() / 2);
        let blocks = [TextSpan::new(half, text.len())];
        let found = find(&text, &sentences, &people, &blocks);
        for quotation in &found {
            prop_assert!(!quotation.span.of(&text).is_empty());
            if let Some(speaker) = &quotation.speaker {
                prop_assert!((0.0..=1.0).contains(&speaker.confidence));
                prop_assert!(speaker.span.is_none_or(|span| !span.of(&text).is_empty()));
            }
        }
        prop_assert!(found.windows(2).all(|two| two[0].span.start <= two[1].span.start));
    }
}
