"""A user with one small data set of drawings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.datasets.adding import Order, add
from playground.datasets.choosing import source_of
from playground.datasets.own_sets import OwnSet
from playground.datasets.preparing import Preparation
from tests.support import own_drawings

SIDE = 16


@pytest.fixture
def drawings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnSet]:
    """The data set; everything of the user lies in the test's folder."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    place = own_drawings.draw(tmp_path / "drawings", 24, SIDE)
    yield add(source_of(str(place)), Order(name="mine", place=str(place), how=Preparation(size=SIDE)))
