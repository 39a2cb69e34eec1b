"""The shipped model of words and pictures knows colours and shapes that nobody took from its data."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core import folders
from playground.core.resources import Placement
from playground.evaluate.contrastive import Contrastive
from playground.evaluate.judge import judge_file, load_judge
from playground.paradigms.cards import rules
from playground.runtimes.resources import open_resources

pytestmark = pytest.mark.torch

COLOURS = {
    "red": (221, 46, 68), "blue": (85, 172, 238), "green": (120, 177, 89), "yellow": (253, 203, 88),
    "orange": (244, 144, 12), "purple": (170, 142, 214), "brown": (193, 105, 79), "black": (49, 55, 61),
}  # fmt: skip


def drawn(colour: tuple[int, int, int], shape: str) -> np.ndarray:
    """A circle or a square of one colour on white, ``(3, 32, 32)``."""
    rows, columns = np.mgrid[:32, :32] - 15.5
    inside = np.hypot(rows, columns) < 14 if shape == "circle" else np.maximum(abs(rows), abs(columns)) < 13
    return np.where(inside, np.array(colour, np.uint8)[:, None, None], np.uint8(255))


@pytest.fixture(scope="module")
def pair() -> Contrastive:
    return Contrastive(
        "emoji-pair", open_resources((folders.shipped_models(),), rules(), Placement(), pytest.fail)
    )


def test_what_was_drawn_here_is_told_by_its_words(pair: Contrastive) -> None:
    asked = [(colour, shape) for colour in COLOURS for shape in ("circle", "square")]
    seen = pair.look(np.stack([drawn(COLOURS[colour], shape) for colour, shape in asked]))
    cosines = seen @ pair.read([(f"{colour} {shape}",) for colour, shape in asked]).T
    assert np.mean(cosines.argmax(axis=1) == np.arange(len(asked))) >= 0.6
    assert np.mean(cosines.argmax(axis=0) == np.arange(len(asked))) >= 0.6


def test_its_card_tells_more_than_chance(pair: Contrastive) -> None:
    found = pair.card.measured
    for name in ("words_to_held_out", "words_to_style", "picture_to_held_out", "picture_to_style"):
        assert found[f"{name}_low"] > 10 * found[f"{name}_chance"]


def test_the_judge_of_styles_says_how_often_it_is_right() -> None:
    judge = load_judge(judge_file("emoji"))
    assert judge.facts.images == 239
    assert judge.facts.accuracy > 0.75
    noise = np.random.default_rng(0).integers(0, 256, (700, 3, 32, 32), dtype=np.uint8)
    named = judge.named(noise)
    assert named.shape == (700,)
    np.testing.assert_array_equal(judge.named(noise[500:]), named[500:])
