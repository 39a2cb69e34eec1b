"""The flow's lab: what its frames hold, what restarts it, and an untrained flow, of which all is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.core.fields import hot
from playground.core.recipe import change, from_json, to_json
from playground.engine.protocol import FrameMessage, decode_message, encode
from playground.paradigms import discover, recipe_types
from playground.paradigms.lab.fields import Standard
from playground.paradigms.lab.steering import restarts
from playground.paradigms.nflow_lab.frames import CELLS, EXTENT, GRID, grid
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.paradigms.plane.recipes import FlowLab
from tests.support.nflow_lab import begin, watch

pytestmark = pytest.mark.torch

SMALL = NflowLab(width=8, layers=3, bins=6, batch=32, points=200, layer=3.0, speed=1)
STILL = change(SMALL, training=False)
ENOUGH = 80


def test_the_paradigm_is_found_after_consistency() -> None:
    names = [each.name for each in discover()]
    assert names.index("nflow") == names.index("consistency") + 1
    assert NflowLab in recipe_types() and from_json(to_json(SMALL), recipe_types())[0] == SMALL


@pytest.mark.parametrize("direction", ["data to noise", "noise to data"])
def test_frames_hold_what_they_say(direction: str) -> None:
    recipe = change(SMALL, direction=direction, layer=1.5)
    seen = watch(begin(recipe), ENOUGH)
    arrays, scalars = seen.arrays, seen.scalars
    assert arrays["points"].shape == (200, 2) and arrays["angles"].shape == arrays["radii"].shape == (200,)
    assert arrays["grid"].shape == (GRID + 1, GRID + 1, 2) and arrays["log_areas"].shape == (GRID, GRID)
    assert arrays["probe_way"].shape == (4, 2) and arrays["waterfall"].shape == (4,)
    assert arrays["density"].shape == arrays["density_exact"].shape == (CELLS, CELLS)
    assert arrays["data_points"].shape[1] == 2 and arrays["losses"].shape == (ENOUGH, 2)
    assert all(array.dtype == np.float32 for array in arrays.values())
    assert np.array_equal(arrays["probe_way"][0], np.array(recipe.probe, np.float32))
    assert arrays["probe_at"] == pytest.approx(arrays["probe_way"][1:3].mean(0), abs=1e-6)
    assert scalars["position"] == 1.5 and scalars["layers"] == 3 and scalars["direction"] == direction
    assert scalars["log_density"] == pytest.approx(float(arrays["waterfall"].sum()), abs=1e-5)
    assert scalars["entropy"] == pytest.approx(0.677, abs=2e-3) and scalars["modes"] == 8
    assert scalars["nll"] == pytest.approx(scalars["entropy"] + scalars["kl"])
    assert 0.9 < scalars["mass"] < 1.01 and scalars["round_trip"] < 1e-4
    assert 1 <= scalars["condition_median"] <= scalars["condition_max"]
    assert scalars["noise_floor"] < scalars["sliced_wasserstein"]
    assert scalars["step"] == ENOUGH and scalars["trained"] is True
    assert arrays["density"].sum() * (2 * EXTENT / CELLS) ** 2 == pytest.approx(scalars["mass"], rel=1e-5)


def test_an_untrained_flow_is_the_identity_and_its_density_the_base() -> None:
    seen = watch(begin(STILL), ENOUGH)
    arrays, scalars = seen.arrays, seen.scalars
    normal = np.exp(-0.5 * np.square(grid(CELLS)).sum(1)) / (2 * math.pi)
    assert arrays["density"].ravel() == pytest.approx(normal, abs=1e-4)
    assert scalars["mass"] == pytest.approx(math.erf(EXTENT / math.sqrt(2)) ** 2, abs=1e-3)
    assert arrays["log_areas"] == pytest.approx(np.zeros((GRID, GRID)), abs=1e-4)
    assert arrays["grid"][0, 0] == pytest.approx([-EXTENT, -EXTENT], abs=1e-4)
    assert arrays["grid"][0, -1] == pytest.approx([EXTENT, -EXTENT], abs=1e-4)
    assert np.hypot(*arrays["points"].T) == pytest.approx(arrays["radii"], abs=1e-4)
    assert np.arctan2(*arrays["points"].T[::-1]) == pytest.approx(arrays["angles"], abs=1e-2)
    assert scalars["condition_max"] == pytest.approx(1.0, abs=1e-4) and scalars["round_trip"] < 1e-5
    assert arrays["waterfall"] == pytest.approx([-1.0 - math.log(2 * math.pi), 0, 0, 0], abs=1e-4)
    # −∫p log N is ln 2π + E|x|²/2, where E|x|² is 1.5² + 2 · 0.12².
    cross = math.log(2 * math.pi) + 0.5 * (1.5**2 + 2 * 0.12**2)
    assert 0 < scalars["kl_error"] < 0.003
    assert scalars["nll"] == pytest.approx(cross, abs=4 * scalars["kl_error"])
    assert scalars["step"] == 0 and scalars["trained"] is False


def test_the_waterfall_is_the_same_from_either_end() -> None:
    run = begin(change(SMALL, direction="data to noise"))
    watch(run, 40)
    still = change(STILL, direction="data to noise")
    first = watch(run, 60, still)
    end = tuple(float(value) for value in first.arrays["probe_way"][-1])
    back = watch(run, 60, change(still, direction="noise to data", probe=end))
    assert back.arrays["probe_way"] == pytest.approx(first.arrays["probe_way"][::-1], abs=1e-4)
    assert back.arrays["waterfall"] == pytest.approx(first.arrays["waterfall"], abs=1e-3)
    assert float(np.abs(first.arrays["waterfall"][1:]).max()) > 0.01


@pytest.mark.parametrize("transform", ["spline coupling", "affine coupling", "autoregressive"])
def test_the_probe_is_where_it_is_held_whichever_way_one_goes(transform: str) -> None:
    small = change(SMALL, transform=transform, learning_rate=0.02)
    run = begin(small)
    watch(run, 60)
    for held in (0.0, 0.3, 1.0, 2.75, 3.0, 16.0):
        recipe = change(
            small, training=False, probe=(0.6, -0.4), held=held, layer=held, direction="data to noise"
        )
        seen = watch(run, 40, recipe)
        assert seen.arrays["probe_at"] == pytest.approx((0.6, -0.4), abs=1e-4)
        back = watch(run, 40, recipe.turned())
        assert back.arrays["probe_at"] == pytest.approx((0.6, -0.4), abs=1e-4)
        assert back.arrays["probe_way"] == pytest.approx(seen.arrays["probe_way"][::-1], abs=1e-3)
        assert back.scalars["log_density"] == pytest.approx(seen.scalars["log_density"], abs=5e-3)
    assert float(np.ptp(seen.arrays["probe_way"], axis=0).max()) > 0.05


def test_turning_twice_changes_nothing_and_what_is_at_an_end_stays_there() -> None:
    for layer, held in ((1.25, 3.0), (0.0, 16.0), (16.0, 0.0), (3.0, 2.0)):
        recipe = change(SMALL, layer=layer, held=held)
        turned = recipe.turned()
        assert turned.back != recipe.back and turned.position == 3.0 - recipe.position
        again = turned.turned()
        assert (again.position, again.held_at, again.back) == (recipe.position, recipe.held_at, recipe.back)
    assert change(SMALL, layer=0.0).turned().layer == 16.0


def test_hot_fields_do_not_begin_anew_and_all_others_do() -> None:
    values = {
        "data": "ring", "drawing": bytes(8), "transform": "autoregressive", "layers": 5, "width": 16,
        "bins": 7, "batch": 64, "learning_rate": 1e-4, "training": False, "single_steps": 3, "speed": 2,
        "seed": 1, "layer": 0.5, "direction": "data to noise", "points": 300, "probe": (0.0, 0.0),
        "held": 1.0, "moment": 2, "start": "flow-coupled",
        "units": Standard(names=("a", "b"), mean=(0.0, 1.0), sd=(1.0, 2.0)),
    }  # fmt: skip
    # Two side by side have tests of their own.
    assert set(values) == set(NflowLab.__struct_fields__) - {"beside"}
    for name, value in values.items():
        assert restarts(SMALL, change(SMALL, **{name: value})) == (name not in hot(NflowLab))
    run = begin(SMALL)
    watch(run, 5)
    assert watch(run, 1, change(SMALL, layer=0.5, learning_rate=1e-3)).scalars["step"] == 6
    assert watch(run, 1, change(SMALL, layers=2)).scalars["step"] == 1


def test_the_position_is_never_beyond_the_last_layer() -> None:
    assert change(SMALL, layer=9.0).position == 3.0 and change(SMALL, layer=0.25).position == 0.25


def test_the_same_recipe_gives_the_same_frames() -> None:
    first, second = (watch(begin(SMALL), 30) for _ in range(2))
    assert first.arrays.keys() == second.arrays.keys()
    for name, array in first.arrays.items():
        assert np.array_equal(array, second.arrays[name]), name


def test_what_is_still_rests_and_says_the_same() -> None:
    run = begin(STILL)
    first, again = watch(run, ENOUGH), watch(run, 1)
    for name, array in again.arrays.items():
        assert np.array_equal(array, first.arrays[name]), name


@pytest.mark.parametrize("transform", ["affine coupling", "autoregressive"])
def test_every_kind_of_layer_runs_and_frames_can_be_sent(transform: str) -> None:
    run = begin(change(SMALL, transform=transform, data="two-moons"))
    frames = [run.send(None) for _ in range(12)]
    message = decode_message(encode(FrameMessage("lab", 1, frames[-1])))
    assert np.array_equal(message.frame.arrays["points"], frames[-1].arrays["points"])
    assert frames[0].keep and not any(frame.keep for frame in frames[1:])


def test_drawn_points_are_learned_and_nothing_drawn_is_said() -> None:
    drawing = np.array([[1.0, 0.5], [-1.0, -0.5]], "<f4").tobytes()
    seen = watch(begin(change(SMALL, data="drawn", drawing=drawing)), ENOUGH)
    two = math.log(2) + math.log(2 * math.pi * math.e * 0.06**2)
    assert seen.scalars["entropy"] == pytest.approx(two, abs=5e-3) and "modes" not in seen.scalars
    with pytest.raises(RecipeError, match="Nothing is drawn yet"):
        next(begin(change(SMALL, data="drawn")))


def test_another_recipe_is_refused() -> None:
    run = begin(SMALL)
    next(run)
    with pytest.raises(RecipeError, match="no other recipe than its own"):
        run.send(FlowLab())


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"probe": (99.0, 0.0)}, "two coordinates"),
        ({"layers": 17}, "“Layers” must lie between 1 and 16"),
        ({"drawing": b"123"}, "A drawing holds"),
        ({"transform": "planar"}, "Kind of layer"),
    ],
)
def test_what_cannot_be_is_said(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(RecipeError, match=sentence):
        NflowLab(**values)  # type: ignore[arg-type]


def test_numbers_beyond_all_bounds_stop_the_run_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.live.flow_map import FlowMap, LayerTrajectory

    def broken(self: FlowMap, points: np.ndarray, back: bool) -> LayerTrajectory:
        return LayerTrajectory(
            np.full((4, len(points), 2), np.nan, np.float32), np.zeros((3, len(points), 2), np.float32)
        )

    run = begin(SMALL)
    watch(run, 3)
    monkeypatch.setattr(FlowMap, "way", broken)
    with pytest.raises(RecipeError, match=r"unstable after .* steps.*Lower the learning rate"):
        watch(run, 30)
