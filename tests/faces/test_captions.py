"""What captions say is true, can be seen, and is read in them again."""

import itertools

import numpy as np
import pytest

from playground.faces.captions import Caption, caption
from playground.faces.factors import COLUMN, FACTORS, OF_STYLE, VALUES, Codes
from playground.faces.meanings import shown
from playground.faces.mentions import mentions
from playground.faces.sampling import sample
from playground.faces.seen import seen

GENDER = {"man", "woman", "boy", "girl", "he", "she", "his", "her", "male", "female", "lady", "guy"}


@pytest.fixture(scope="module")
def captions() -> list[tuple[Codes, Caption]]:
    generator = np.random.default_rng(7)
    return [(row, caption(row, generator)) for row in sample(7, 10_000)]


def test_what_captions_say_is_read_in_them_again(captions: list[tuple[Codes, Caption]]) -> None:
    for _, each in captions:
        found = mentions(each.text)
        assert found.mentions == each.mentions, each.text
        assert not found.unknown, each.text


def test_captions_tell_the_truth_and_only_what_is_seen(captions: list[tuple[Codes, Caption]]) -> None:
    for row, each in captions[:3_000]:
        visible = seen(row[None])[0]
        for mention in each.mentions:
            factor, values = mention.meaning.styles[VALUES["style"][row[0]]]
            assert visible[COLUMN[factor]], each
            assert VALUES[factor][row[COLUMN[factor]]] in values, each
            assert mention.meaning.holds(row)
            assert mention.meaning.is_seen(row)


def test_every_value_of_every_factor_is_named(captions: list[tuple[Codes, Caption]]) -> None:
    """Named by words that mean no other value of its style."""
    named = set()
    for _, each in captions:
        for mention in each.mentions:
            for style, (factor, values) in mention.meaning.styles.items():
                if len(values) == 1:
                    named.add((style, factor, values[0]))
    wanted = {
        (style, factor, value)
        for style, factors in OF_STYLE.items()
        for factor, values in (*factors.items(), ("style", (style,)))
        for value in values
    }
    assert named == wanted


def test_captions_say_nothing_of_gender_and_have_no_end_of_wordings(
    captions: list[tuple[Codes, Caption]],
) -> None:
    texts = [each.text.lower() for _, each in captions]
    assert not GENDER & {word.strip(".,;") for text in texts for word in text.split()}
    assert len(set(texts)) > 9_000
    assert {len({m.meaning.factor for m in each.mentions}) for _, each in captions} >= set(range(9))


def test_asked_for_factors_are_mentioned() -> None:
    generator = np.random.default_rng(8)
    for row, (one, other) in zip(
        sample(8, 300), itertools.cycle(itertools.combinations(FACTORS, 2)), strict=False
    ):
        found = caption(row, generator, {one, other})
        style = VALUES["style"][row[0]]
        said = {mention.meaning.styles[style][0] for mention in found.mentions}
        assert said <= {one, other} | ({"beard"} if "hair_colour" in (one, other) else set())
        if "ground" in (one, other):
            assert "ground" in said


def test_a_seed_writes_the_same_captions() -> None:
    rows = sample(9, 20)
    first, second = (
        [caption(row, generator) for row in rows] for generator in map(np.random.default_rng, (1, 1))
    )
    assert first == second


def test_what_is_shown_of_one_face_is_what_is_seen_of_many() -> None:
    codes = sample(10, 2_000)
    for row, visible in zip(codes, seen(codes), strict=True):
        assert set(shown(row)) == {factor for factor in FACTORS if visible[COLUMN[factor]]}
