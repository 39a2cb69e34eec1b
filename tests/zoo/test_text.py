"""Captions become tokens and a training learns from them; what cannot be read is one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from playground.core.cards import Attention, TokenCondition
from playground.core.errors import DataError, PlaygroundError
from playground.core.recipe import change
from playground.gaussian.card import Denoising
from playground.paradigms.cards import read_card
from playground.zoo import recipes
from playground.zoo.data import load
from playground.zoo.finished import Finished, ship
from playground.zoo.start import training_of
from playground.zoo.text.captioned import STYLES
from playground.zoo.text.task import Caption, nothing_of
from playground.zoo.text.vocabulary import (
    NOTHING,
    PAD,
    UNKNOWN,
    VOCABULARY,
    padded,
    style_token,
    vocabulary_of,
    words_of,
)
from playground.zoo.train import Options, train
from tests.support.tiny_training import images
from tests.support.tiny_words import NAMES, RECIPE, captioned, write

pytestmark = pytest.mark.torch

KNOWN = vocabulary_of([(*NAMES, "12 o’clock!")], STYLES)


def test_every_word_of_the_captions_is_known_and_no_other() -> None:
    assert words_of(KNOWN, "Red  HEART, 12 o’clock") == ["red", "heart", ",", "12", "o", "’", "clock"]
    assert UNKNOWN not in KNOWN.encode("12 O’CLOCK! smiling").ids
    assert KNOWN.encode("a red zebra").ids == [UNKNOWN, KNOWN.token_to_id("red"), UNKNOWN]


def test_numbers_of_styles_are_theirs_alone() -> None:
    styles = [style_token(place) for place in range(len(STYLES))]
    assert [KNOWN.id_to_token(token) for token in styles] == [f"[{style}]" for style in STYLES]
    assert not {PAD, UNKNOWN, NOTHING} & set(styles)
    assert KNOWN.encode("[noto]").ids[1] == UNKNOWN, "nobody can write a style as a word"


@given(st.text())
def test_any_text_is_tokens_of_the_vocabulary(text: str) -> None:
    tokens = KNOWN.encode(text).ids
    assert len(tokens) == len(words_of(KNOWN, text))
    assert all(token == UNKNOWN or token > style_token(len(STYLES) - 1) for token in tokens)


@given(st.lists(st.integers(1, 99), max_size=9), st.integers(1, 8))
def test_padding_cuts_or_fills_up(tokens: list[int], length: int) -> None:
    found = padded(tokens, length)
    assert len(found) == length
    assert [token for token in found if token] == tokens[:length]


@given(st.integers(0, 2**32 - 1))
def test_a_step_sees_words_of_the_caption_or_none(seed: int) -> None:
    caption = Caption(KNOWN, ("red heart", "blue", "smiling face"), 2)
    first, *rest = caption.some(RECIPE, 6, np.random.default_rng(seed))
    assert first in (NOTHING, style_token(2))
    assert {token for token in rest if token} <= set(caption.words)
    assert rest == [token for token in rest if token] + [PAD] * rest.count(PAD)


def test_what_is_hidden_is_hidden_as_often_as_the_recipe_says() -> None:
    caption, generator = Caption(KNOWN, ("red heart", "blue"), 0), np.random.default_rng(0)
    drawn = [tuple(caption.some(RECIPE, 6, generator)) for _ in range(4000)]
    wordless = [tokens for tokens in drawn if not any(tokens[1:])]
    nothing = [tokens for tokens in wordless if tokens == tuple(nothing_of(6))]
    assert len(wordless) / len(drawn) == pytest.approx(RECIPE.label_dropout, abs=0.02)
    assert len(nothing) / len(wordless) == pytest.approx(0.5 + 0.5 * RECIPE.style_dropout, abs=0.1)


def test_the_folder_is_read_in_two_parts(tmp_path: Path) -> None:
    write(tmp_path)
    learned, held_out = (load("emoji", part, tmp_path) for part in ("train", "t10k"))
    assert len(learned) == 9
    assert len(held_out) == 3
    assert learned.images.shape == (9, 3, 8, 8)
    whole = captioned()
    np.testing.assert_array_equal(held_out.images, whole.images[3::4])
    np.testing.assert_array_equal(held_out.labels, whole.labels[3::4])


BROKEN: dict[str, Callable[[Path], object]] = {
    "no pictures": lambda folder: (folder / "emoji-32.npz").unlink(),
    "no captions": lambda folder: (folder / "captions.json").unlink(),
    "pictures cut short": lambda folder: (folder / "emoji-32.npz").write_bytes(
        (folder / "emoji-32.npz").read_bytes()[:500]
    ),
    "captions cut short": lambda folder: (folder / "captions.json").write_text('[["red"'),
    "captions of others": lambda folder: (folder / "captions.json").write_text('[["red"]]'),
    "a picture without a name": lambda folder: (folder / "captions.json").write_text(
        json.dumps([[], *captioned().captions[1:]])
    ),
    "another style": lambda folder: np.savez(
        folder / "emoji-32.npz",
        images=np.zeros((12, 8, 8, 3), np.uint8),
        style=np.array(["mine"] * 12),
        emoji=np.array(["x"] * 12),
        held_out=np.zeros(12, bool),
    ),
    "arrays of another kind": lambda folder: np.savez(folder / "emoji-32.npz", images=np.zeros((12, 8))),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_cannot_be_read_is_one_sentence(fault: str, tmp_path: Path) -> None:
    write(tmp_path)
    BROKEN[fault](tmp_path)
    with pytest.raises(PlaygroundError) as told:
        load("emoji", "train", tmp_path)
    assert told.value.sentence.endswith(".")
    assert str(tmp_path) in told.value.sentence


def test_it_learns_and_goes_on_as_if_it_had_not_been_interrupted(tmp_path: Path) -> None:
    recipe = change(RECIPE, epochs=30, learning_rate=0.01)
    whole = training_of(recipe, captioned(), tmp_path / "whole", Options())
    losses = [frame.scalars["loss"] for frame in train(whole)]
    assert np.mean(losses[-20:]) < 0.9 * np.mean(losses[:5])
    begun = training_of(recipe, captioned(), tmp_path / "parts", Options())
    for _ in range(30):
        begun.advance()
    begun.save()
    resumed = training_of(recipe, captioned(), tmp_path / "parts", Options())
    assert resumed.resume() == ""
    for _ in train(resumed):
        pass
    for name, tensor in whole.result().weights.items():
        assert torch.equal(tensor, resumed.result().weights[name]), name
    assert whole.sheet()["sheet"].shape == (3 * 8, 10 * 3 * 8)


def test_what_ships_is_a_model_that_is_told_tokens(tmp_path: Path) -> None:
    training = training_of(RECIPE, captioned(), tmp_path, Options())
    for _ in train(training):
        pass
    list(ship(RECIPE, Finished(training.result(), "cpu", captioned(3), tmp_path, tmp_path / "tiny-words")))
    card = read_card(tmp_path / "tiny-words")
    denoising = Denoising.of(card)
    assert denoising is not None
    assert card.paradigm == "words"
    assert denoising.condition == TokenCondition(
        length=6, null=NOTHING, vocabulary=VOCABULARY, features=16, whole=16, embedding=8, weighted=True,
        styles=STYLES, attention=Attention(blocks=2, heads=2, rows=2, columns=2),
    )  # fmt: skip
    shipped = Tokenizer.from_file(str(tmp_path / "tiny-words" / VOCABULARY))
    assert shipped.encode("red zebra").ids[1] == UNKNOWN != shipped.encode("red zebra").ids[0]


def test_pictures_without_captions_and_too_many_words_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no captions"):
        training_of(RECIPE, images(12), tmp_path, Options())
    few = change(RECIPE, config={**RECIPE.config, "vocabulary": 8})
    with pytest.raises(DataError, match="different words"):
        training_of(few, captioned(), tmp_path, Options())


def test_the_recipe_that_ships_is_within_its_bounds() -> None:
    from playground import networks

    recipe = recipes.recipe("emoji-words")
    weights = sum(each.numel() for each in networks.build(recipe.network, recipe.config).parameters())
    assert weights <= 5e6
