"""Edits of faces are confirmed where a latent space is perfect, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.errors import DataError
from playground.evaluate.faces import Read, Share
from playground.faces.factors import COLUMN, FACTORS, VALUES, Codes, Toon, encode
from playground.faces.reading import read_codes
from playground.faces.render import render_codes
from playground.faces.sampling import sample
from playground.faces.seen import seen
from playground.paradigms.vae_images.card import EXACT_READING
from playground.zoo.faces.vae_scores import (
    Confirmed,
    Edit,
    Measured,
    best_step,
    compared,
    confirmed,
    direction,
    edits,
    named_directions,
)

_WIDTHS = [len(VALUES[factor]) + 1 for factor in FACTORS]
_STARTS = np.cumsum([0, *_WIDTHS])


def encoded(images: np.ndarray) -> np.ndarray:
    """A perfect code: one dimension for each value of each factor."""
    codes, _ = read_codes(images)
    found = np.zeros((len(codes), _STARTS[-1]))
    for start, width, column in zip(_STARTS, _WIDTHS, codes.T, strict=False):
        found[np.arange(len(codes)), start + np.minimum(column, width - 1)] = 1
    return found


def decoded(codes: np.ndarray) -> np.ndarray:
    """The face whose values are the largest, where its style has them."""
    values = np.split(codes, _STARTS[1:-1], axis=1)
    return render_codes(np.stack([each.argmax(axis=1) for each in values], axis=1).astype(np.uint8))


def _read(codes: Codes) -> Read:
    return Read(codes, np.zeros(len(codes)), seen(codes))


@pytest.mark.parametrize("edit", [Edit("beard", "long beard"), Edit("hair_colour", "red")], ids=str)
def test_a_perfect_code_is_edited_as_wanted_and_a_random_step_is_not(edit: Edit) -> None:
    vector = direction(edit, encoded, 20)
    step = best_step((edit,), (vector,), encoded, decoded, 4)
    found = confirmed(edit, step * vector, encoded, decoded, 20)
    assert found.exact == found.given == found.kept == Share(20, 20)
    assert found.random.right <= 4 and found.random.count == 20


def test_a_step_of_length_nothing_gives_nothing_and_keeps_all() -> None:
    edit = Edit("mouth", "laughing")
    found = confirmed(edit, np.zeros(_STARTS[-1]), encoded, decoded, 6)
    assert found.exact == found.given == Share(0, 6) and found.kept == Share(6, 6)


def test_what_a_value_hides_is_no_other_change() -> None:
    before, after = encode(Toon(eyes="happy")), encode(Toon(eyes="closed", glasses="sunglasses"))
    found = compared(Edit("glasses", "sunglasses"), _read(before), _read(after))
    assert found.exact == Share(1, 1)


def test_another_factor_that_changes_too_is_wrong() -> None:
    before, after = encode(Toon()), encode(Toon(beard="goatee", skin="dark"))
    found = compared(Edit("beard", "goatee"), _read(before), _read(after))
    assert (found.exact, found.given, found.kept) == (Share(0, 1), Share(1, 1), Share(0, 1))


def test_what_shows_the_value_already_does_not_count() -> None:
    face = encode(Toon(beard="goatee"))
    assert compared(Edit("beard", "goatee"), _read(face), _read(face)).exact == Share(0, 0)


def test_faces_are_edited_that_can_have_the_value_and_show_it() -> None:
    faces = sample(0, 3000)
    for edit in edits(FACTORS[1:]):
        chosen = faces[edit.within(faces)]
        assert len(chosen) and (edit.of(chosen)[:, COLUMN[edit.factor]] == edit.code).all()
        render_codes(edit.of(chosen[:1]))
        assert seen(chosen)[:, COLUMN[edit.factor]].all()
    assert not Edit("length", "long").within(faces[faces[:, 0] == 1]).any()


def test_no_style_is_an_edit() -> None:
    with pytest.raises(DataError, match="no factor “style”"):
        edits(("style",))


def measured(factor: str, value: str, right: int) -> Measured:
    shares = Share(right, 100), Share(right, 100), Share(100, 100), Share(1, 100)
    return Measured(Edit(factor, value), np.full(2, 0.5), Confirmed(*shares))


def test_the_best_direction_of_each_factor_is_named_the_most_often_right_first() -> None:
    table = named_directions(
        2.0,
        [
            measured("mouth", "laughing", 20), measured("hair_colour", "red", 60),
            measured("mouth", "sad", 40), measured("beard", "none", 10),
        ],
    )  # fmt: skip
    assert table.names == ("red hair", "sad", "no beard") and table.step == 2.0
    first = table.named[0].confirmed
    assert first is not None and (first.by, first.share, first.chance, first.pictures) == (
        EXACT_READING, 0.6, 0.01, 100,
    )  # fmt: skip
    assert first.low < 0.6 < first.high


def test_directions_for_all_faces_come_before_those_of_one_style() -> None:
    table = named_directions(1.0, [measured("brows", "raised", 90), measured("hair_colour", "red", 60)])
    assert [(each.name, each.within) for each in table.named] == [("red hair", ""), ("raised brows", "toon")]
