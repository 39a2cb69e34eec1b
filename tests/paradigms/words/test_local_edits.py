"""Edits are local: the picture stays as it was where the changed words do not act."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from playground.core.frames import Array
from playground.core.recipe import change
from playground.paradigms.words.maps import softened
from playground.paradigms.words.recipes import Edit
from tests.paradigms.words.conftest import Draw

pytestmark = pytest.mark.torch

FREE = {"kept": 0.0, "kept_places": 0.0, "kept_whole": 0.0}
EDIT = Edit(model="tiny-words", prompt="red heart", edited="blue heart", steps=3, seed=5, count=2, **FREE)
_BINOMIAL = np.array([1, 4, 6, 4, 1]) / 16


def near_of(acting: Array, share: float) -> Array:
    for axis in (1, 2):
        acting = ndimage.convolve1d(acting, _BINOMIAL, axis=axis, mode="reflect")
    return np.asarray(acting >= share * acting.max(axis=(1, 2), keepdims=True))


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_maps_are_softened_as_scipy_does_and_lose_nothing(rows: int, columns: int, seed: int) -> None:
    maps = np.random.default_rng(seed).random((2, rows, columns)).astype(np.float32)
    expected = maps
    for axis in (1, 2):
        expected = ndimage.convolve1d(expected, _BINOMIAL, axis=axis, mode="reflect")
    found = softened(maps)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    np.testing.assert_allclose(found.sum(axis=(1, 2)), maps.sum(axis=(1, 2)), rtol=1e-5)


@pytest.mark.parametrize("local", [0.8, 0.9, 1.0])
def test_in_one_step_a_pixel_is_of_one_prompt_or_of_the_other(draw: Draw, local: float) -> None:
    how = {"steps": 1, "sampler": "euler"}
    everywhere = draw(change(EDIT, local=0.0, **how))[-1].arrays["images"]
    last = draw(change(EDIT, local=local, **how))[-1].arrays
    near = near_of(last["acting"], local)
    assert near.any() and not near.all()
    expected = np.where(near[:, None], everywhere[1], everywhere[0]).astype(int)
    assert np.abs(last["images"][1] - expected).max() <= 1
    assert np.abs(everywhere[1].astype(int) - everywhere[0]).max() > 10


@pytest.mark.parametrize("sampler", ["ab2", "heun", "dpmpp_2m"])
def test_what_is_not_kept_and_the_prompt_are_drawn_as_ever(draw: Draw, sampler: str) -> None:
    without, local = (
        draw(change(EDIT, local=share, sampler=sampler))[-1].arrays["images"] for share in (0.0, 0.9)
    )
    assert np.array_equal(without[0], local[0]) and np.array_equal(without[2], local[2])
    assert not np.array_equal(without[1], local[1])


def test_the_less_may_change_the_less_does(draw: Draw) -> None:
    changed = [draw(change(EDIT, local=share))[-1].arrays["changed"][0] for share in (0.0, 0.8, 0.95)]
    everywhere, some, little = (float((each > 2).mean()) for each in changed)
    assert everywhere > some > little > 0


def test_a_share_that_every_place_reaches_is_everywhere(draw: Draw) -> None:
    everywhere, barely = (draw(change(EDIT, local=share))[-1].arrays["images"] for share in (0.0, 1e-9))
    assert np.abs(everywhere.astype(int) - barely).max() <= 1


@pytest.mark.parametrize("sampler", ["euler", "ddim"])
def test_what_is_not_near_in_the_end_is_the_picture_before_the_edit(draw: Draw, sampler: str) -> None:
    """Also where it was near before: what is left of the noise belongs to the data that are taken."""
    last = draw(change(EDIT, local=0.85, steps=8, sampler=sampler))[-1].arrays
    near = near_of(last["acting"], 0.85)
    assert near.any() and not near.all()
    apart = np.abs(last["images"][1].astype(int) - last["images"][0]).max(axis=1)
    assert apart[~near].max() <= 1 and apart[near].max() > 10


@pytest.mark.parametrize(
    ("prompt", "edited", "without"),
    [
        (
            "red heart", "blue heart circle",
            {"red heart": "(red:0) heart", "blue heart circle": "(blue:0) heart (circle:0)"},
        ),
        ("(red:0) heart", "red heart", {"red heart": "(red:0) heart"}),
        ("(red:0) heart", "blue heart", {"blue heart": "(blue:0) heart"}),
        ("(red:2) heart", "red heart", {"(red:2) heart": "(red:0) heart"}),
        ("red heart circle", "red circle", {"red heart circle": "red (heart:0) circle"}),
    ],
)  # fmt: skip
def test_what_is_added_acts_and_what_weighed_nothing_does_not(
    draw: Draw, prompt: str, edited: str, without: dict[str, str]
) -> None:
    """One step from pure noise shows the data that were predicted there; black and white were cut off."""
    how = {"steps": 1, "sampler": "euler", "guidance": 1.0}

    def shown(text: str) -> Array:
        found = draw(change(EDIT, prompt=text, edited=text, **how))[-1].arrays["images"][0]
        return np.asarray(found, dtype=float)

    found = draw(change(EDIT, prompt=prompt, edited=edited, **how))[-1].arrays["acting"]
    pairs = [(shown(one), shown(other)) for one, other in without.items()]
    inner = np.all([(each > 0) & (each < 255) for pair in pairs for each in pair], axis=(0, 2))
    expected = np.max([np.abs(one - other).mean(axis=1) for one, other in pairs], axis=0)
    assert inner.any() and expected[inner].max() > 5
    np.testing.assert_allclose(127.5 * found[inner], expected[inner], atol=1.01)


def test_between_prompts_whose_words_weigh_nothing_nothing_acts(draw: Draw) -> None:
    last = draw(change(EDIT, prompt="(red:0) heart", edited="(blue:0) heart", local=0.5))[-1].arrays
    assert not last["mask_acting"].any() and last["acting"].max() < 1e-5
    assert np.abs(last["images"].astype(int) - last["images"][0]).max() <= 1
