"""The local answer against a network that is an exact answer itself; medians against numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import RecipeError
from playground.core.images import LabelledImages
from playground.gaussian.local import NOISE
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.zoo import local_scores
from playground.zoo.local_scores import calibrated, judged
from tests.support.garment_denoiser import HELD, GarmentWorld, garment_cards

WHOLE = (127,) * 9


class KnownWorld(GarmentWorld):
    """The garments that are held out are those that the networks know."""

    def held_out(self, data: str) -> LabelledImages:
        whole = super().held_out(data)
        return LabelledImages(whole.images[:HELD], whole.labels[:HELD])


@pytest.fixture(scope="module")
def world() -> GarmentWorld:
    return KnownWorld(*garment_cards())


def test_of_a_network_that_knows_its_pictures_by_heart_windows_that_see_all_say_what_it_says(
    world: GarmentWorld,
) -> None:
    windows, curve = calibrated("fashion-flow", world, 11, 10)
    assert len(windows) == len(NOISE) and all(side in curve["sides"] for side in windows)
    for share, side in zip(NOISE, windows, strict=True):
        medians = curve[f"{share:g}"]
        assert medians[-1] > 0.9999, "the last window covers the picture"
        assert medians[curve["sides"].index(side)] == max(medians)
    assert windows[-1] > 1, "of much noise one pixel alone tells little"


def test_such_a_network_is_foretold_by_heart_and_by_whole_windows_and_nothing_else(
    world: GarmentWorld,
) -> None:
    found = judged("fashion-flow", world, 22, 6, WHOLE)
    r2, above = found["r2"], found["local_above"]
    assert found["noises"] == 22 and r2["heart"]["low"] > 0.9999 and r2["local"]["low"] > 0.9999
    assert abs(above["heart"]["median"]) < 1e-3
    assert above["another noise"]["low"] > 0 and above["mean"]["low"] > 0


def test_all_noises_are_different(world: GarmentWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def start(self: object, seed: int, indices: range) -> np.ndarray:
        seen.extend((seed, index) for index in indices)
        return begin(self, seed, indices)

    begin = DenoisingNetwork.start
    monkeypatch.setattr(DenoisingNetwork, "start", start)
    calibrated("fashion-flow", world, 22, 4)
    judged("fashion-flow", world, 230, 2, WHOLE)
    assert len(seen) == len(set(seen)) == 22 + 230


@given(st.lists(st.floats(0, 1), min_size=2, max_size=40))
def test_a_median_lies_in_its_interval_and_is_not_above_itself(values: list[float]) -> None:
    given_ = np.array(values)
    found = local_scores._median(given_)
    assert found["low"] <= found["median"] <= found["high"] and found["median"] == np.median(given_)
    assert set(local_scores._median(given_, given_).values()) == {0.0}


def test_pictures_that_are_the_same_everywhere_are_a_sentence() -> None:
    with pytest.raises(RecipeError, match="same everywhere"):
        local_scores._median(np.array([0.5, np.nan]))
