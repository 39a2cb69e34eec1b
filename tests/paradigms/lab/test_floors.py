"""What exact samples come to, and how many of their sets lie in the band."""

from __future__ import annotations

import numpy as np
import pytest

from playground.paradigms.lab.measures import floor_of
from tests.gaussian.support import result


@pytest.mark.parametrize("sets", [48, 64])
def test_a_floors_band_holds_95_percent_of_the_sets(sets: int) -> None:
    """Of a measure that is uniform on [0, 1], a band holds as much as it is wide."""
    random = np.random.default_rng(3)
    floors = [result(floor_of(lambda _: random.random(), sets)) for _ in range(400)]
    assert np.mean([each.high - each.low for each in floors]) == pytest.approx(0.95, abs=0.006)
    assert np.mean([each.mean for each in floors]) == pytest.approx(0.5, abs=0.01)
