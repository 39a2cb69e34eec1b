"""The sentences by which models that read words are judged: as drawn, balanced, and true of their faces."""

from collections import Counter

import numpy as np

from playground.faces.factors import COLUMN, VALUES, Toon, encode
from playground.faces.mentions import mentions
from playground.faces.sampling import held_out_pairs, sample
from playground.faces.sentences import COUNT, Sentence, asks_for, drawn, right, sentences


def test_drawn_again_they_are_those_that_ship() -> None:
    assert drawn() == sentences()


def test_they_are_balanced() -> None:
    every = sentences()
    kinds = Counter(kind for each in every for kind in each.kinds)
    assert len({each.text.casefold() for each in every}) == len(every) == COUNT
    assert kinds["three to five"] >= 120
    assert kinds["held-out pair"] >= 100
    assert kinds["seen pair"] >= 100
    assert kinds["denial"] >= 80
    held = Counter(str(each.pair) for each in every if each.held_out)
    assert set(held) == {str(pair) for pair in held_out_pairs()}
    assert min(held.values()) >= 10
    counts = Counter(len(each.factors) for each in every)
    assert all(counts[count] >= 50 for count in range(1, 6))
    of_pairs = {True: Counter[str](), False: Counter[str]()}
    for each in every:
        if each.pair is not None:
            of_pairs[each.held_out][f"{each.pair.factor} {each.pair.other}"] += 1
    assert of_pairs[True] == of_pairs[False]


def test_they_say_what_is_read_in_them() -> None:
    for each in sentences():
        assert mentions(each.text).mentions == each.mentions


def test_each_is_right_of_its_own_face_and_of_faces_exactly_where_all_it_says_holds() -> None:
    others = sample(5, 200)
    for each in sentences():
        assert all(right(each, np.array(each.face, dtype=np.uint8)).values()), each
    for each in sentences()[:60]:
        for row in others:
            verdicts = right(each, row)
            assert set(verdicts) == set(each.factors)
            if None not in verdicts.values():
                assert all(verdicts.values()) == all(mention.meaning.holds(row) for mention in each.mentions)


def test_whoever_does_as_a_sentence_of_a_pair_says_draws_the_pair() -> None:
    codes = sample(6, 20_000)
    for pair in {each.pair for each in sentences() if each.pair is not None}:
        told = [each for each in sentences() if each.pair == pair]
        without = codes[~pair.within(codes)]
        for each in told:
            assert asks_for(pair, each.mentions)
            assert pair.within(np.array([each.face], dtype=np.uint8))[0]
            assert not any(all(right(each, row).values()) for row in without[:40])


def test_other_sentences_hold_no_pair_that_is_held_out() -> None:
    for each in sentences():
        if not each.held_out and each.pair is None:
            row = np.array([each.face], dtype=np.uint8)
            assert not any(pair.within(row)[0] for pair in held_out_pairs())


def test_what_is_hidden_counts_for_nothing() -> None:
    said = mentions("closed eyes, smiling").mentions
    sentence = Sentence(text="closed eyes, smiling", mentions=said, face=())
    assert right(sentence, encode(Toon(eyes="closed"))[0]) == {"eyes": True, "mouth": True}
    assert right(sentence, encode(Toon(glasses="sunglasses", mouth="sad"))[0]) == {
        "eyes": None,
        "mouth": False,
    }
    row = encode(Toon(eyes="closed"))[0]
    row[COLUMN["mouth"]] = VALUES["mouth"].index("laughing")
    assert right(sentence, row)["mouth"] is False
