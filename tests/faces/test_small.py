"""The small world: 16,384 faces, of which no two look alike."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from playground.core.errors import DataError
from playground.faces import small
from playground.faces.factors import COLUMN, VALUES, decode
from playground.faces.render import render_codes
from playground.faces.seen import seen

pytestmark = pytest.mark.timeout(600)  # Seconds of a core, which a busy machine makes minutes.


def test_it_holds_fourteen_bits() -> None:
    assert math.log2(len({image.tobytes() for image in small.images()})) == small.BITS == 14
    assert len({row.tobytes() for row in small.codes()}) == 2**14
    for factor in small.CHOICES:
        assert seen(small.codes())[:, COLUMN[factor]].all()
        counts = np.bincount(small.value_of(factor))
        assert (counts == 2**14 / len(small.CHOICES[factor])).all()


def test_its_faces_are_those_that_are_drawn_elsewhere() -> None:
    some = slice(3, None, 1111)
    assert np.array_equal(small.images()[some], render_codes(small.codes()[some], small.SIDE))
    for row, *places in zip(
        small.codes()[some], *(small.value_of(f)[some] for f in small.CHOICES), strict=True
    ):
        face = decode(row)
        for (factor, values), place in zip(small.CHOICES.items(), places, strict=True):
            assert getattr(face, factor) == values[place]
        assert all(VALUES[factor][row[COLUMN[factor]]] in values for factor, values in small.WORLD.items())


def test_training_sets_are_within_each_other_and_the_other_half_apart() -> None:
    sets = [set(small.training_set(count).tolist()) for count in small.TRAINING_SIZES]
    assert [len(each) for each in sets] == [*small.TRAINING_SIZES]
    assert all(one < other for one, other in itertools.pairwise(sets))
    assert not sets[-1] & set(small.training_set(4096, other=True).tolist())
    for count in (0, -1, 8193):
        with pytest.raises(DataError, match="1 to 8192 faces"):
            small.training_set(count)
