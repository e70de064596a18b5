use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

const VOCABULARY: &str = include_str!("../../../../model/vocabulary.txt");
static TOKENIZER: LazyLock<Tokenizer> = LazyLock::new(|| Tokenizer::new(VOCABULARY).expect("a vocabulary"));
static WRITTEN: LazyLock<Vec<&str>> = LazyLock::new(|| VOCABULARY.lines().collect());

/// The pieces of a text as the vocabulary writes them, each with its bytes in the text.
fn pieces(text: &str) -> Vec<(&'static str, &str)> {
    let pieces = TOKENIZER.encode(text);
    pieces.iter().map(|it| (WRITTEN[it.id as usize], &text[it.start as usize..it.end as usize])).collect()
}

fn check(text: &str, expected: &[(&str, &str)]) {
    assert_eq!(pieces(text), expected, "{text}");
}

#[test]
fn words_and_marks() {
    check("The two signed it.", &[("the", "The"), ("two", "two"), ("signed", "signed"), ("it", "it"), (".", ".")]);
    check("don't", &[("don", "don"), ("'", "'"), ("t", "t")]);
    check("a\u{a0}b\tc\r\nd", &[("a", "a"), ("b", "b"), ("c", "c"), ("d", "d")]);
    check("", &[]);
    check(" \n ", &[]);
}

#[test]
fn words_are_cut_into_the_longest_pieces_from_the_left() {
    check("Gallium", &[("gall", "Gall"), ("##ium", "ium")]);
    check("restockpiling", &[("rest", "rest"), ("##ock", "ock"), ("##pi", "pi"), ("##ling", "ling")]);
    check("2,500", &[("2", "2"), (",", ","), ("500", "500")]);
    check("€40bn", &[("€", "€"), ("##40", "40"), ("##bn", "bn")]);
}

#[test]
fn diacritics_go_and_stay_in_the_bytes() {
    check("CAFÉ São-Tomé", &[("cafe", "CAFÉ"), ("sao", "São"), ("-", "-"), ("tome", "Tomé")]);
    check("cafe\u{301}s cafe\u{301}", &[("cafes", "cafe\u{301}s"), ("cafe", "cafe\u{301}")]);
    check("İstanbul", &[("istanbul", "İstanbul")]);
    check("\u{301} a", &[("a", "a")]);
}

#[test]
fn other_scripts() {
    check("日本と", &[("日", "日"), ("本", "本"), ("と", "と")]);
    check("국", &[("ᄀ", "국"), ("##ᅮ", "국"), ("##ᆨ", "국")]);
    check("구\u{301}", &[("ᄀ", "구\u{301}"), ("##ᅮ", "구\u{301}")]);
    check("Δημος", &[("δ", "Δ"), ("##η", "η"), ("##μ", "μ"), ("##ος", "ος")]);
}

#[test]
fn what_no_pieces_make_up_is_one_unknown_piece() {
    check("a 😀 b", &[("a", "a"), ("[UNK]", "😀"), ("b", "b")]);
    check("ok😀ok", &[("[UNK]", "ok😀ok")]);
}

#[test]
fn what_cannot_be_seen_is_dropped() {
    check("tar\u{200b}iff \u{202e}ban\u{202c}", &[("tariff", "tar\u{200b}iff"), ("ban", "ban")]);
    check("tariff\u{fffd}s\0", &[("tariffs", "tariff\u{fffd}s")]);
}

#[test]
fn names_of_special_tokens_are_text() {
    check("[SEP]", &[("[", "["), ("sep", "SEP"), ("]", "]")]);
}

#[test]
fn words_of_up_to_a_hundred_characters_are_cut() {
    assert_eq!(pieces(&"e".repeat(100)).first(), Some(&("ee", "ee")));
    let long = "e".repeat(101);
    check(&long, &[("[UNK]", &long)]);
}

#[test]
fn hostile_texts_take_linear_time() {
    let megabyte = |unit: &str| unit.repeat(1_000_000 / unit.len());
    assert_eq!(TOKENIZER.encode(&megabyte("a")).len(), 1);
    assert_eq!(TOKENIZER.encode(&megabyte("e\u{301}")).len(), 1);
    assert_eq!(TOKENIZER.encode(&megabyte("\u{200b}")).len(), 0);
    assert_eq!(TOKENIZER.encode(&megabyte("\u{301}")).len(), 0);
    assert_eq!(TOKENIZER.encode(&megabyte("[")).len(), 1_000_000);
    assert_eq!(TOKENIZER.encode(&megabyte("of ")).len(), 333_333);
}

#[test]
fn lists_that_are_no_vocabulary() {
    let refused = |list: &str| Tokenizer::new(list).expect_err("no vocabulary");
    assert_eq!(refused("[UNK]\n[CLS]\n##a"), VocabularyError::Missing { token: "[SEP]" });
    assert_eq!(refused("[UNK]\n[CLS]\n[SEP]\na"), VocabularyError::Missing { token: "##" });
    assert_eq!(refused("[UNK]\n[CLS]\n[SEP]\n##a\n##a"), VocabularyError::Repeated { line: 5 });
    assert_eq!(refused("[UNK]\n\n[SEP]"), VocabularyError::Repeated { line: 2 });
}

proptest! {
    #[test]
    fn pieces_stand_in_the_text_in_order(text in ".{0,60}|[a-zé\u{301} \u{200b}한本-]{0,60}") {
        let mut before = (0, 0);
        for piece in TOKENIZER.encode(&text) {
            prop_assert!(text.get(piece.start as usize..piece.end as usize).is_some_and(|it| !it.is_empty()));
            prop_assert!(piece.start >= before.0 && piece.end >= before.1, "{piece:?} after {before:?}");
            before = (piece.start, piece.end);
        }
    }

    #[test]
    fn words_are_cut_alike_wherever_they_stand(one in "[a-zA-Zé]{1,20}", other in "[a-zA-Zé]{1,20}") {
        let ids = |text: &str| TOKENIZER.encode(text).iter().map(|it| it.id).collect::<Vec<_>>();
        prop_assert_eq!(ids(&format!("{one} {other}")), [ids(&one), ids(&other)].concat());
    }
}
