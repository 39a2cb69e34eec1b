"""The VAE lab's run: what frames hold, what restarts, that it can be repeated, and how it ends."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.core.fields import hot
from playground.core.paradigm import Run
from playground.core.recipe import change, from_json, to_json
from playground.paradigms import recipe_types
from playground.paradigms.lab.steering import restarts
from playground.paradigms.lab.time_slices import Clock
from playground.paradigms.plane.recipes import FlowLab
from playground.paradigms.vae_lab.frames import CELLS, CURVE, LINE, MESH, POINTS, SAMPLES
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.paradigms.vae_lab.runs import train
from tests.support.bare import Bare
from tests.support.plane_lab import Seen, TickClock, watch

pytestmark = pytest.mark.torch

PLANE = VaeLab(width=16, layers=1, batch=32, speed=1)
LINE_LAB = change(PLANE, latent=1)


def begin(recipe: VaeLab, clock: Clock | None = None) -> Run:
    return train(recipe, Bare(), clock or TickClock())


def settled(recipe: VaeLab, steps: int = 2) -> Seen:
    """All that is known of a model that no longer learns; slices of the measures are long here."""
    run = begin(recipe, TickClock(0.0002))
    watch(run, steps)
    return watch(run, 40, change(recipe, training=False))


def test_recipes_can_be_written_and_run() -> None:
    assert VaeLab in recipe_types()
    assert from_json(to_json(LINE_LAB), recipe_types())[0] == LINE_LAB


@pytest.mark.parametrize("recipe", [PLANE, LINE_LAB], ids=["2-D", "1-D"])
def test_frames_hold_what_they_say(recipe: VaeLab) -> None:
    run = begin(recipe, TickClock(0.0002))
    seen = watch(run, 40)
    seen.take(run.send(None))
    arrays, scalars, d = seen.arrays, seen.scalars, recipe.latent
    for name in ("codes", "code_deviations"):
        assert arrays[name].shape == (POINTS, d)
    assert arrays["data_points"].shape == arrays["reconstructions"].shape == (POINTS, 2)
    assert (
        arrays["origins"].shape == (POINTS,) and 0 <= arrays["origins"].min() <= arrays["origins"].max() < 1
    )
    assert arrays["samples"].shape == (SAMPLES, 2) and arrays["sample_codes"].shape == (SAMPLES, d)
    field = (LINE,) if d == 1 else (CELLS, CELLS)
    assert arrays["aggregate"].shape == arrays["probe_posterior"].shape == field
    assert arrays["curve" if d == 1 else "mesh"].shape == ((CURVE, 2) if d == 1 else (MESH, MESH, 2))
    assert arrays["decoded"].shape == arrays["probe_reconstruction"].shape == (2,)
    assert arrays["probe_code"].shape == (2, d)
    assert arrays["density"].shape == arrays["density_exact"].shape == (CELLS, CELLS)
    assert arrays["curves"].shape == (scalars["step"], 4)
    assert all(array.dtype == np.float32 for array in arrays.values())
    assert scalars["negative_elbo"] == pytest.approx(scalars["reconstruction"] + scalars["kl"])
    assert arrays["curves"][:, 1] == pytest.approx(arrays["curves"][:, 2] + arrays["curves"][:, 3], rel=1e-5)
    for name in ("noise_floor", "sliced_wasserstein", "divergence", "stray", "mode_error", "data_kl"):
        assert float(scalars[name]) >= 0
    assert scalars["modes"] == 8 and scalars["phase"] == "training" and scalars["trained"] is True


def test_what_is_measured_adds_up() -> None:
    """−ELBO = entropy + KL(data‖model) + gap of the same points, whose chance is in none of them."""
    scalars = settled(change(PLANE, sigma=1.0)).scalars
    parts = [float(scalars[name]) for name in ("entropy", "divergence", "gap")]
    assert scalars["bound"] == pytest.approx(sum(parts), abs=1e-9) and min(parts[1:]) >= 0
    assert scalars["nll"] == pytest.approx(sum(parts[:2]), abs=1e-9)
    assert scalars["nll"] <= scalars["importance"] <= scalars["bound"]
    assert 0 < scalars["divergence_error"] < 0.1
    assert scalars["data_kl"] == pytest.approx(scalars["information"] + scalars["aggregate_kl"])


def test_densities_are_densities() -> None:
    arrays = settled(change(PLANE, sigma=0.3)).arrays
    area = (7 / CELLS) ** 2
    for name in ("density", "density_exact"):
        assert arrays[name].sum() * area == pytest.approx(1, abs=1e-3)


def test_the_entropy_is_that_of_the_data() -> None:
    """Eight Gaussians that hardly overlap: that of one, and of the choice among eight."""
    expected = math.log(8) + 1 + math.log(2 * math.pi * 0.12**2)
    assert settled(PLANE).scalars["entropy"] == pytest.approx(expected, abs=1e-3)
    board = settled(change(PLANE, data="checkerboard"))
    assert board.scalars["entropy"] == pytest.approx(math.log(8), abs=1e-6)


def test_only_what_is_sent_once_is_kept() -> None:
    run = begin(PLANE)
    frames = [run.send(None) for _ in range(5)]
    assert [frame.keep for frame in frames] == [True, False, False, False, False]
    assert "data_points" in frames[0].arrays and "origins" in frames[0].arrays


def test_the_same_steps_give_the_same_frames() -> None:
    first, second = (watch(begin(PLANE), 10) for _ in range(2))
    assert first.scalars == second.scalars
    assert all(np.array_equal(first.arrays[name], second.arrays[name]) for name in first.arrays)


HOT_CHANGES = {
    "learning_rate": 1e-3, "batch": 64, "training": False, "single_steps": 3, "speed": 2, "beta": 4.0,
    "learn_sigma": False, "sigma": 0.5, "code": (0.5, -1.0), "probe": (0.5, -1.0), "moment": 1,
}  # fmt: skip


def test_every_hot_field_is_tried() -> None:
    """Of one training: two side by side have tests of their own."""
    assert set(HOT_CHANGES) == hot(VaeLab) - {"beside"}


@pytest.mark.parametrize("name", sorted(HOT_CHANGES))
def test_hot_controls_do_not_begin_anew(name: str) -> None:
    changed = change(PLANE, **{name: HOT_CHANGES[name]})
    run = begin(PLANE)
    watch(run, 5)
    assert not restarts(PLANE, changed)
    assert watch(run, 1, changed).scalars["step"] == {"training": 5, "speed": 7, "moment": 1}.get(name, 6)


@pytest.mark.parametrize("values", [{"seed": 1}, {"data": "ring"}, {"latent": 1}, {"layers": 2}])
def test_others_do_and_are_as_if_begun_so(values: dict) -> None:
    run, changed = begin(PLANE), change(PLANE, **values)
    watch(run, 5)
    seen = watch(run, 3, changed)
    assert restarts(PLANE, changed) and seen.scalars["step"] == 3
    assert np.array_equal(seen.arrays["codes"], watch(begin(changed), 3).arrays["codes"])


def test_looking_elsewhere_needs_no_training() -> None:
    """A held lab follows the mouse, and the decoder's σ."""
    held = change(PLANE, training=False)
    run = begin(held)
    before = watch(run, 3).arrays
    after = watch(run, 1, change(held, code=(1.0, 2.0), probe=(0.0, 0.5))).arrays
    assert np.array_equal(before["codes"], after["codes"])
    assert not np.array_equal(before["decoded"], after["decoded"])
    assert not np.array_equal(before["probe_code"], after["probe_code"])
    wide = watch(run, 1, change(held, sigma=1.0))
    assert wide.scalars["sigma"] == pytest.approx(1.0)
    assert wide.arrays["samples"].std() > after["samples"].std()


def test_origins_are_modes_or_angles() -> None:
    seen = watch(begin(PLANE), 1).arrays
    angles = np.arctan2(seen["data_points"][:, 1], seen["data_points"][:, 0]) / (2 * np.pi) % 1
    apart = np.abs(angles - seen["origins"])
    assert np.minimum(apart, 1 - apart).max() < 0.5 / 8
    assert len(np.unique(seen["origins"])) == 8
    ring = watch(begin(change(PLANE, data="ring")), 1).arrays
    angles = np.arctan2(ring["data_points"][:, 1], ring["data_points"][:, 0]) / (2 * np.pi) % 1
    assert ring["origins"] == pytest.approx(angles, abs=1e-5)


def test_a_drawing_is_learned_and_nothing_drawn_is_refused() -> None:
    drawing = np.array([[0.5, 0.5], [-1.0, 0.25]], "<f4").tobytes()
    drawn = change(PLANE, data="drawn", drawing=drawing)
    points = watch(begin(drawn), 1).arrays["data_points"]
    assert np.abs(points).max() < 1.5
    with pytest.raises(RecipeError, match="Nothing is drawn"):
        watch(begin(change(PLANE, data="drawn")), 1)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"beta": -0.001}, "“β” must lie between"),
        ({"sigma": math.nan}, "“Decoder σ” must lie between"),
        ({"latent": 3}, "“Latent size”"),
        ({"code": (0.0, 1e6)}, "latent point needs two coordinates"),
        ({"probe": (0.0, math.inf)}, "“Probe” must hold finite numbers"),
        ({"drawing": b"1234567"}, "drawing holds two 32-bit floats"),
    ],
)
def test_bad_recipes_are_refused(values: dict, sentence: str) -> None:
    with pytest.raises(RecipeError, match=sentence):
        change(PLANE, **values)


def test_a_running_lab_takes_no_other_recipe() -> None:
    run = begin(PLANE)
    next(run)
    with pytest.raises(RecipeError, match="no other recipe"):
        run.send(FlowLab())
