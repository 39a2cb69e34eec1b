"""Arithmetic of words by laws: what cancels leaves nothing, order does not matter, and ranks are counted."""

from __future__ import annotations

import functools

import msgspec
import numpy as np
import pytest

from playground import paradigms
from playground.core import cards
from playground.core.captioned import captioned
from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame
from playground.core.recipe import change
from playground.core.resources import Resources
from playground.evaluate.contrastive import Contrastive
from playground.paradigms.words.analogies import ANALOGIES
from playground.paradigms.words.network import Meaning, WordsNetwork
from playground.paradigms.words.recipes import Sample, Sum
from playground.paradigms.words.sums import _words_near, added
from playground.paradigms.words.told import both
from tests.paradigms.words.conftest import Draw

pytestmark = pytest.mark.torch

ONE = Sum(
    model="tiny-words", prompt="red heart", minus="red circle", plus="blue circle", expected="blue heart",
    style="noto", steps=3, count=2, seed=5,
)  # fmt: skip
SPACES = ("text", "prediction")


def images(frames: list[Frame]) -> Array:
    return frames[-1].arrays["images"].astype(int)


@pytest.mark.parametrize("space", SPACES)
def test_texts_are_drawn_as_they_are_alone(draw: Draw, space: str) -> None:
    found = images(draw(change(ONE, space=space)))
    assert found.shape == (5, 2, 3, 8, 8)
    for row, text in ((0, "red heart"), (1, "red circle"), (2, "blue circle"), (4, "blue heart")):
        alone = Sample(model="tiny-words", prompt=text, style="noto", steps=3, count=2, seed=5)
        np.testing.assert_allclose(found[row], images(draw(alone)), atol=1)


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("guidance", [1.0, 3.0])
def test_what_is_taken_away_and_added_again_leaves_the_prompt(
    draw: Draw, space: str, guidance: float
) -> None:
    found = images(draw(change(ONE, plus="red circle", space=space, guidance=guidance)))
    np.testing.assert_allclose(found[3], found[0], atol=1)
    own = images(draw(change(ONE, minus="red heart", space=space, guidance=guidance)))
    np.testing.assert_allclose(own[3], own[2], atol=1)


@pytest.mark.parametrize("space", SPACES)
def test_the_order_of_terms_does_not_matter_and_their_signs_do(draw: Draw, space: str) -> None:
    one = images(draw(change(ONE, space=space)))
    other = images(draw(change(ONE, prompt="blue circle", plus="red heart", space=space)))
    np.testing.assert_allclose(one[3], other[3], atol=1)
    signs = images(draw(change(ONE, prompt="red circle", minus="red heart", space=space)))
    assert np.abs(signs[3] - one[3]).max() > 2
    assert np.abs(one[3] - one[[0, 1, 2, 4]]).max(axis=(1, 2, 3, 4)).min() > 2


def test_equal_weights_cancel(draw: Draw) -> None:
    plain = images(draw(change(ONE, minus="(red:0.5) circle", plus="(red:0.5) circle")))
    np.testing.assert_allclose(plain[3], plain[0], atol=1)


def test_weights_are_added_up_between_none_and_the_most_and_empty_places_add_nothing() -> None:
    words = np.arange(24, dtype=np.float32).reshape(3, 4, 2)
    weights = np.array([[1, 1, 9, 0], [1, 3, 0, 0], [1, 1, 4, 0]], np.float32)
    found = added(Meaning({"words": words, "weights": weights, "whole": words[:, 0]})).inputs
    assert found["weights"].tolist() == [[1, 0, 10, 0]]
    one, two, three = words
    expected = [one[0] - two[0] + three[0], one[1] - two[1] + three[1], one[2] + three[2], np.zeros(2)]
    np.testing.assert_allclose(found["words"][0], expected)
    np.testing.assert_allclose(found["whole"][0], one[0] - two[0] + three[0])


def test_evaluations_are_all_that_were_made(draw: Draw) -> None:
    for space, guidance, each in (("text", 3.0, 2), ("prediction", 3.0, 4), ("prediction", 1.0, 3)):
        last = draw(change(ONE, space=space, guidance=guidance))[-1]
        of_texts = 3 * (2 if guidance != 1 else 1)
        assert last.scalars["nfe"] == of_texts + 3 * each


def test_rows_fill_up_from_the_texts_to_the_sum(draw: Draw) -> None:
    frames = draw(ONE)
    assert [frame.index for frame in frames] == list(range(1, len(frames) + 1))
    assert all(frame.total == len(frames) for frame in frames)
    half = frames[2].arrays["images"]
    assert not half[3].any() and half[[0, 1, 2, 4]].any(axis=(1, 2, 3, 4)).all()
    words = frames[0].arrays["words"].tolist()
    assert [row[1] for row in words] == ["red", "red", "blue", "blue"]


def test_what_is_not_read_is_told_of_each_text(draw: Draw) -> None:
    last = draw(change(ONE, minus="red zebra", plus="yak circle"))[-1]
    assert "zebra" in str(last.scalars["note"]) and "yak" in str(last.scalars["note"])
    assert last.arrays["unread_rows"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"minus": "a\nb"}, "single lines"), ({"prompt": "a\nb"}, "single lines"), ({"plus": "(a"}, "closed")],
)
def test_what_is_no_sum_is_one_sentence(draw: Draw, fields: dict[str, str], why: str) -> None:
    with pytest.raises(RecipeError, match=why):
        draw(change(ONE, **fields))


def test_without_real_pictures_of_its_size_nothing_is_judged(draw: Draw) -> None:
    arrays = draw(ONE)[-1].arrays
    assert not {"ranks", "nearest", "captions"} & arrays.keys()


def test_ranks_are_counted_by_the_yardstick(large: Resources) -> None:
    *_, last = paradigms.run(change(ONE, model="large-words", steps=2), large)
    real, pair = captioned("emoji"), Contrastive("emoji-pair", large)
    told = {texts[0]: texts for part in (real.learned, real.held_out) for texts in part.captions}
    names = list(told)
    seen = pair.look(last.arrays["images"].reshape(-1, 3, 32, 32)).astype(np.float64)
    likeness = (seen @ pair.read([told[name] for name in names]).T.astype(np.float64)).reshape(5, 2, -1)
    four = [names.index(text) for text in (ONE.prompt, ONE.minus, ONE.plus, ONE.expected)]
    for row in range(5):
        for place in range(2):
            order = np.argsort(-likeness[row, place])
            assert last.arrays["ranks"][row, place] == order.tolist().index(four[3])
            assert last.arrays["nearest"][row, place] == int(likeness[row, place, four].argmax())
    for place in range(2):
        best = [names[i] for i in np.argsort(-likeness[3, place])[:5]]
        assert last.arrays["captions"][place].tolist() == best


def test_of_single_words_embeddings_are_added_up(draw: Draw, world: Resources) -> None:
    last = draw(change(ONE, prompt="heart", minus="red", plus="blue", expected=""))[-1]
    assert last.arrays["images"].shape[0] == 4
    words = WordsNetwork("tiny-words", world)
    known = [word for word in words.vocabulary.words if not word.startswith("[")]
    table = words.embeddings(np.array([words.vocabulary.token_of(word) for word in known])).astype(float)
    at = {word: table[place] for place, word in enumerate(known)}
    wanted = at["heart"] - at["red"] + at["blue"]
    cosines = {
        word: float(each @ wanted / np.linalg.norm(each) / np.linalg.norm(wanted))
        for word, each in at.items()
        if word not in ("heart", "red", "blue")
    }
    best = sorted(cosines, key=lambda word: -cosines[word])[:8]
    assert last.arrays["words_near"].tolist() == best
    np.testing.assert_allclose(last.arrays["cosines"], [cosines[word] for word in best], atol=1e-5)


def test_signs_around_a_text_are_no_words_to_add_up(world: Resources) -> None:
    words = WordsNetwork("tiny-words", world)
    last = words.vocabulary.token_of("circle")
    assert last is not None
    words.condition = msgspec.structs.replace(words.condition, styles=(), frame=cards.Frame(after=(last,)))
    rows = [words.told_of(text) for text in ("heart", "red", "blue")]
    said = functools.reduce(both, rows)
    assert said.tokens[:, 1].tolist() == [last] * 3
    assert _words_near(words, said) == {}


def test_analogies_are_of_real_emoji_each_once() -> None:
    real = captioned("emoji")
    names = {texts[0] for part in (real.learned, real.held_out) for texts in part.captions}
    assert len(ANALOGIES) >= 20 and len({each.told for each in ANALOGIES}) == len(ANALOGIES)
    for each in ANALOGIES:
        four = each[1:]
        assert set(four) <= names, each
        assert len(set(four)) == 4
