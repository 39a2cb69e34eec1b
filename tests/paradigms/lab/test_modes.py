"""Modes that points cover: by counting, on points put where they have to count, or not."""

from __future__ import annotations

import numpy as np
import pytest

from playground.paradigms.lab import measures
from playground.paradigms.lab.source import source_of
from playground.paradigms.plane.recipes import FlowLab

SOURCE = source_of(FlowLab(data="eight-gaussians"))
CENTRES = SOURCE.centres


def spread(counts: list[int], away: int = 0) -> np.ndarray:
    """So many points in the centre of each of the eight modes, and some off the data, nearest the first."""
    assert CENTRES is not None
    beyond = np.repeat(CENTRES[:1] * 1.6, away, axis=0)
    return np.concatenate([np.repeat(CENTRES, counts, axis=0), beyond]).astype(np.float32)


def test_a_mode_is_covered_by_a_quarter_of_its_share() -> None:
    """Of 800 points a mode's share is 100."""
    found = measures.modes(spread([25, 24, 251, 100, 100, 100, 100, 100]), SOURCE)
    assert found["modes"] == 8 and found["modes_covered"] == 7 and found["mode_quality"] == 1
    assert found["mode_error"] == pytest.approx((75 + 76 + 151) / 800 / 2)


def test_points_off_the_data_cover_nothing_and_count_for_the_nearest_mode() -> None:
    found = measures.modes(spread([24, 100, 100, 100, 100, 100, 100, 100], away=76), SOURCE)
    assert found["modes_covered"] == 7 and found["mode_error"] == pytest.approx(0)
    assert found["mode_quality"] == pytest.approx(1 - 76 / 800)


def test_data_without_modes_have_none_to_cover() -> None:
    assert measures.modes(spread([1] * 8), source_of(FlowLab(data="two-moons"))) == {}
