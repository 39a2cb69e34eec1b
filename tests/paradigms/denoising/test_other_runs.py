"""Laws of the runs beside sampling, on tiny random networks and on exact denoisers."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.errors import RecipeError
from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.gaussian.adapt import network_time
from playground.gaussian.finite import FiniteSet
from playground.gaussian.paths import Linear
from playground.gaussian.samplers import sample
from playground.paradigms import consistency, diffusion, flow, run
from playground.paradigms.denoising import likelihood
from playground.paradigms.denoising.lines import Paths
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.paradigms.denoising.projection import Plane
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.denoising.solvers import Solvers
from playground.paradigms.denoising.walks import moments_of
from playground.runtimes.torch_session import load_network
from tests.support.tiny_denoiser import CLASSES, CONSISTENCY, SHAPE, TinyWorld

pytestmark = pytest.mark.torch


def frames(recipe: Recipe, world: TinyWorld) -> list[Frame]:
    """All frames, after checking what every run promises."""
    found = list(run(recipe, world))
    assert [frame.final for frame in found] == [False] * (len(found) - 1) + [True]
    indices = [frame.index for frame in found]
    assert indices == sorted(indices)
    assert indices[-1] == found[-1].total
    assert {frame.total for frame in found} == {found[-1].total}
    return found


def last(recipe: Recipe, world: TinyWorld) -> Frame:
    return frames(recipe, world)[-1]


ALL: list[Recipe] = [
    diffusion.Forward(model="tiny-ddpm"),
    diffusion.Fan(model="tiny-ddpm", steps=3, branches=2),
    diffusion.Bound(model="tiny-ddpm", count=2),
    diffusion.Interpolate(model="tiny-ddpm", steps=3, frames=5),
    flow.Interpolate(model="tiny-flow", steps=3, frames=20),
    Paths(model="tiny-flow", steps=3, count=4),
    flow.Compare(model="tiny-flow", reflow="tiny-reflow", steps=(1, 2), count=3),
    flow.Likelihood(model="tiny-flow", count=3, steps=2),
    Solvers(model="tiny-flow", budget=4, count=2),
    consistency.Interpolate(model="tiny-consistency", frames=4),
    consistency.Rows(model="tiny-consistency", teacher_steps=(1, 3), count=2),
    consistency.Jumps(model="tiny-consistency", points=4, fine=2),
]


@pytest.mark.parametrize("recipe", ALL, ids=lambda recipe: type(recipe).__struct_config__.tag)
def test_runs_do_the_same_again(world: TinyWorld, recipe: Recipe) -> None:
    one, other = (last(recipe, world) for _ in range(2))
    assert refusal_of(recipe, world.card(recipe.model)) is None
    assert set(one.arrays) == set(other.arrays)
    for name in set(one.arrays) - {"milliseconds"}:
        np.testing.assert_array_equal(one.arrays[name], other.arrays[name])


# The forward process


def test_the_forward_process_goes_from_the_image_to_its_noise(world: TinyWorld) -> None:
    frame = last(diffusion.Forward(model="tiny-ddpm", source=diffusion.HeldOut(3), pictures=5), world)
    np.testing.assert_array_equal(frame.arrays["x"][:1], world.sample.images[3:4])
    np.testing.assert_array_equal(frame.arrays["image"], world.sample.images[3:4])
    assert frame.arrays["times"].tolist() == [0, 5, 10, 15, 20]
    bars = frame.arrays["alpha_bars"]
    np.testing.assert_allclose(np.cumprod(1 - frame.arrays["betas"]), bars[1:], rtol=1e-4)
    np.testing.assert_allclose(frame.arrays["snr"], bars[1:] / (1 - bars[1:]), rtol=1e-3)
    np.testing.assert_allclose(frame.arrays["alphas"] ** 2, bars[[0, 5, 10, 15, 20]], atol=1e-6)
    assert frame.scalars["label"] == 0


def test_only_a_schedule_has_curves(world: TinyWorld) -> None:
    assert "betas" not in last(diffusion.Forward(model="tiny-flow"), world).arrays


def test_an_image_that_is_not_there_is_said(world: TinyWorld) -> None:
    with pytest.raises(RecipeError, match="image 40 does not exist"):
        last(diffusion.Forward(model="tiny-ddpm", source=diffusion.HeldOut(40)), world)


# The fan


def test_a_fan_opens_with_eta(world: TinyWorld) -> None:
    recipe = diffusion.Fan(model="tiny-ddpm", etas=(0.0, 0.3, 1.0), branches=6, steps=8)
    frame = last(recipe, world)
    paths = frame.arrays["paths"]
    assert paths.shape == (3, 6, 9, 2)
    # All leave one start, and without noise they stay together.
    assert np.ptp(paths[:, :, 0], axis=(0, 1)).max() < 1e-5
    assert np.ptp(paths[0], axis=0).max() < 1e-5
    spread = paths[:, :, -1].std(axis=1).sum(axis=1)
    assert spread[0] < spread[1] < spread[2]
    assert 0 < frame.arrays["explained"].sum() <= 1 + 1e-6


def test_without_noise_a_fan_ends_in_the_sample_of_its_seed(world: TinyWorld) -> None:
    fan = last(diffusion.Fan(model="tiny-ddpm", etas=(0.0,), branches=2, steps=5, seed=4), world)
    sampled = last(
        diffusion.Sample(model="tiny-ddpm", steps=5, seed=4, label=0, count=1, guidance=2.0), world
    )
    np.testing.assert_array_equal(fan.arrays["ends"][0, :1], sampled.arrays["images"])


# Between two seeds


@pytest.mark.parametrize("path", ["linear", "spherical"])
@pytest.mark.parametrize("sampler", ["ddim", "ddpm"])
def test_the_ends_of_an_interpolation_are_samples_of_their_seeds(
    world: TinyWorld, path: Any, sampler: str
) -> None:
    between = diffusion.Interpolate(
        model="tiny-ddpm", sampler=sampler, steps=4, a=2, b=7, sample_b=3, label=1, path=path, frames=20
    )
    frame = last(between, world)
    for seed, which, index in ((2, 0, 0), (7, 3, -1)):
        sampled = diffusion.Sample(model="tiny-ddpm", sampler=sampler, steps=4, seed=seed, label=1, count=4)
        alone = last(sampled, world)
        np.testing.assert_array_equal(frame.arrays["start"][index], alone.arrays["start"][which])
        # A random sampler draws the noise of A in all pictures.
        if sampler == "ddim" or index == 0:
            np.testing.assert_array_equal(frame.arrays["images"][index], alone.arrays["images"][which])


def test_an_interpolation_fills_up(world: TinyWorld) -> None:
    found = frames(flow.Interpolate(model="tiny-flow", steps=2, frames=20), world)
    assert found[0].arrays["images"][16:].max() == 0
    assert [frame.scalars["done"] for frame in found] == [0, 0, 16, 16, 16, 20]


# Straight lines and curved paths


def exact(seed: int = 0) -> tuple[FiniteSet, np.ndarray]:
    rng = np.random.default_rng(seed)
    return FiniteSet(rng.normal(size=(7, 5))), rng.normal(size=(9, 5))


@pytest.mark.parametrize("pairs", ["independent", "optimal transport", "model"])
def test_lines_and_curves_start_together(world: TinyWorld, pairs: Any) -> None:
    frame = last(Paths(model="tiny-flow", pairs=pairs, steps=6, count=5), world)
    lines, curves = frame.arrays["lines"], frame.arrays["curves"]
    assert curves.shape == (5, 7, 2)
    np.testing.assert_allclose(lines[:, 0], curves[:, 0], atol=1e-5)
    if pairs == "model":
        np.testing.assert_allclose(lines[:, 1], curves[:, -1], atol=1e-5)


def test_optimal_transport_joins_what_is_near(world: TinyWorld) -> None:
    near, any_ = (
        last(Paths(model="tiny-flow", pairs=pairs, steps=2, count=12), world).scalars["distance"]
        for pairs in ("optimal transport", "independent")
    )
    assert near < any_


# The plane of a projection


@pytest.mark.parametrize("shape", [(30, 4), (4, 30), (6, 2, 5)])
def test_a_plane_is_that_of_the_singular_value_decomposition(shape: tuple[int, ...]) -> None:
    points = np.random.default_rng(1).normal(size=shape) * np.arange(1, shape[-1] + 1)
    flat = points.reshape(len(points), -1)
    centred = flat - flat.mean(0)
    _, scales, rows = np.linalg.svd(centred, full_matrices=False)
    plane = Plane(points)
    np.testing.assert_allclose(plane.explained, (scales**2 / (scales**2).sum())[:2], rtol=1e-5)
    np.testing.assert_allclose(np.abs(plane(points)), np.abs(centred @ rows[:2].T), rtol=1e-4, atol=1e-4)


# Comparisons


def test_a_row_is_what_the_sampler_gives_alone(world: TinyWorld) -> None:
    recipe = flow.Compare(
        model="tiny-flow", reflow="tiny-reflow", steps=(1, 3), count=4, seed=6, guidance=1.0
    )
    frame = last(recipe, world)
    assert frame.arrays["images"].shape == (2, 2, 4, *SHAPE)
    for row, model in enumerate(("tiny-flow", "tiny-reflow")):
        for column, steps in enumerate((1, 3)):
            alone = last(flow.Sample(model=model, sampler="euler", steps=steps, count=4, seed=6), world)
            np.testing.assert_array_equal(frame.arrays["images"][row, column], alone.arrays["images"])
    assert frame.arrays["nfe"].tolist() == [[1, 3], [1, 3]]
    assert (frame.arrays["milliseconds"] > 0).all()


def test_solvers_share_noise_and_evaluations(world: TinyWorld) -> None:
    recipe = Solvers(model="tiny-flow", budget=9, count=3, seed=4, guidance=2.0, label=1)
    found = frames(recipe, world)
    assert "apart" not in found[0].arrays
    arrays, names = found[-1].arrays, str(found[-1].scalars["solvers"]).split()
    assert names[-1] == "dopri5" and {"euler", "heun", "rk4"} <= set(names) and "ddpm" not in names
    assert (arrays["nfe"][:-1] <= 9).all() and arrays["nfe"][:-1].max() == 8
    assert arrays["apart"][-1] == 0 and arrays["steps"][-1] == 0
    for place, name in enumerate(names[:-1]):
        how = {"steps": int(arrays["steps"][place]), "guidance": 2.0, "label": 1, "count": 3, "seed": 4}
        alone = last(flow.Sample(model="tiny-flow", sampler=name, **how), world).arrays["images"]
        np.testing.assert_array_equal(arrays["images"][place], alone)
        apart = np.sqrt(np.mean((alone.astype(float) - arrays["images"][-1]) ** 2))
        assert arrays["apart"][place] == pytest.approx(apart, rel=1e-5)


def test_a_budget_that_is_too_small_is_said(world: TinyWorld) -> None:
    last(Solvers(model="tiny-flow", budget=1, guidance=1.0, count=1), world)
    with pytest.raises(RecipeError, match="so few evaluations"):
        last(Solvers(model="tiny-flow", budget=1, guidance=3.0, count=1), world)


def test_rows_stand_beside_the_teacher_at_its_own_guidance(world: TinyWorld) -> None:
    recipe = consistency.Rows(model="tiny-consistency", steps=(1, 2), teacher_steps=(3,), count=3, seed=8)
    found = frames(recipe, world)
    assert np.isnan(found[0].arrays["nfe"]).all()
    frame = found[-1]
    assert frame.arrays["teacher"].tolist() == [False, False, True]
    assert frame.arrays["nfe"].tolist() == [1, 2, 6]
    own = last(consistency.Sample(model="tiny-consistency", steps=2, count=3, seed=8), world)
    np.testing.assert_array_equal(frame.arrays["images"][1], own.arrays["images"])
    teacher = flow.Sample(model="tiny-flow", steps=3, count=3, seed=8, guidance=CONSISTENCY.guidance)
    np.testing.assert_array_equal(frame.arrays["images"][2], last(teacher, world).arrays["images"])


# Self-consistency


def test_jumps_leave_the_teachers_curve(world: TinyWorld) -> None:
    recipe = consistency.Jumps(model="tiny-consistency", points=5, fine=3, seed=2, label=1)
    frame = last(recipe, world)
    teacher, model = DenoisingNetwork("tiny-flow", world), DenoisingNetwork("tiny-consistency", world)
    labels = np.ones(1, dtype=np.int64)
    times = [1 - 0.2 * place / 3 for place in range(13)]
    walked = list(sample("heun", teacher.model(labels, 2.0), teacher.start(2, range(1)), Linear(), times))[
        ::3
    ]
    ends = np.stack([model.model(labels)(step.x, step.level).data[0] for step in walked])
    spread = np.sqrt(np.square(ends - ends[-1]).mean(axis=(1, 2, 3)))
    np.testing.assert_allclose(frame.arrays["times"], [1, 0.8, 0.6, 0.4, 0.2], atol=1e-6)
    np.testing.assert_allclose(frame.arrays["spread"], spread, atol=1e-4)
    assert frame.arrays["spread"][-1] == 0
    assert frame.arrays["curve"].shape == frame.arrays["jumps"].shape == (5, 2)


def test_a_fine_curve_of_jumps_is_stopped_within_one_step(world: TinyWorld) -> None:
    recipe = consistency.Jumps(model="tiny-consistency", points=3, fine=20)
    calls = [0, *(world.calls for _ in run(recipe, world))]
    # Heun's method asks twice, guidance doubles that, and then the model jumps.
    assert np.diff(calls).max() <= 5
    assert len(calls) == 1 + 41


# Likelihood


def exact_trace(
    models: Path, network: DenoisingNetwork, x: np.ndarray, level: Any, labels: np.ndarray
) -> np.ndarray:
    """The trace of the network's Jacobian, by automatic differentiation."""
    module = load_network(network.card, models / network.card.name).denoiser
    time = torch.full((1,), network_time(network.denoising, level))

    def one(flat: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        return module(flat.reshape(1, *SHAPE), time, label[None]).flatten()

    points, known = torch.from_numpy(x.astype(np.float32)).flatten(1), torch.from_numpy(labels)
    return np.array(
        [torch.trace(torch.func.jacrev(one)(*each)).item() for each in zip(points, known, strict=True)]
    )


@pytest.mark.parametrize("t", [0.01, 0.4, 0.9])
def test_central_differences_give_the_divergence(models: Path, world: TinyWorld, t: float) -> None:
    """Over all unit vectors, scaled like random signs, the estimate has no error but that of differences."""
    network, level = DenoisingNetwork("tiny-flow", world), Linear().level(t)
    labels = np.array([0, CLASSES], dtype=np.int64)
    x = np.random.default_rng(7).normal(size=(2, *SHAPE))
    units = np.eye(x[0].size).reshape(-1, 1, *SHAPE)
    product = likelihood.directional(network, labels)
    found = sum(
        (product(x, level, np.repeat(unit, 2, axis=0)) * unit).reshape(2, -1).sum(1) for unit in units
    )
    np.testing.assert_allclose(found, exact_trace(models, network, x, level, labels), atol=0.02, rtol=0.005)


def test_random_signs_give_the_divergence_in_the_mean(models: Path, world: TinyWorld) -> None:
    network, level = DenoisingNetwork("tiny-flow", world), Linear().level(0.4)
    x = np.repeat(np.random.default_rng(7).normal(size=(1, *SHAPE)), 400, axis=0)
    labels = np.zeros(400, dtype=np.int64)
    (signs,) = likelihood.probes_of(0, range(400), 1, SHAPE)
    product = likelihood.directional(network, labels)(x, level, signs)
    estimates = (product * signs).reshape(400, -1).sum(1)
    expected = exact_trace(models, network, x[:1], level, labels[:1])[0]
    error = estimates.std() / math.sqrt(400)
    assert abs(estimates.mean() - expected) < 4 * error
    assert error < 0.2 * abs(expected) + 0.2


def test_the_likelihood_is_that_of_the_exact_divergence(models: Path, world: TinyWorld) -> None:
    """The same walk with the trace of the exact Jacobian, image by image, to the noise of the probes."""
    recipe = flow.Likelihood(model="tiny-flow", count=4, steps=6, probes=16, labelled=True)
    frame = last(recipe, world)
    network, labels = DenoisingNetwork("tiny-flow", world), world.sample.labels[:4].astype(np.int64)
    x = likelihood.dequantised(world.sample.images[:4], 0, range(4))
    traces = likelihood.traces_of(
        "velocity", lambda x, level: exact_trace(models, network, x, level, labels), x[0].size
    )
    times = [(index / 6) ** 2 for index in range(7)]
    *_, density = likelihood.flow_log_density(network.model(labels), traces, x, network.path, times)
    bits = likelihood.bits_of(density.log_density, x[0].size)
    np.testing.assert_allclose(frame.arrays["bits"], bits, atol=0.05)
    assert frame.scalars["bits_per_dim"] == pytest.approx(frame.arrays["bits"].mean(), rel=1e-5)


def test_an_image_has_the_same_likelihood_in_any_batch(world: TinyWorld) -> None:
    few, many = (
        last(flow.Likelihood(model="tiny-flow", count=count, steps=3), world).arrays["bits"]
        for count in (2, 20)
    )
    np.testing.assert_array_equal(few, many[:2])


def test_dequantised_images_stay_in_their_levels() -> None:
    images = np.arange(256, dtype=np.uint8).reshape(1, 1, 16, 16)
    spread = (likelihood.dequantised(images, 0, range(1)) + 1) * 255 / 2
    np.testing.assert_array_equal(np.rint(spread), images)
    assert np.abs(spread - images).max() > 0.4


def test_bits_of_a_uniform_density_are_eight() -> None:
    """256 equal levels between −1 − 1/255 and 1 + 1/255."""
    volume = (2 + 2 / 255) ** 12
    assert likelihood.bits_of(np.array([-math.log(volume)]), 12) == pytest.approx(8)


def test_the_bound_adds_up(world: TinyWorld) -> None:
    found = frames(diffusion.Bound(model="tiny-ddpm", count=5), world)
    assert len(found) == 21
    frame = found[-1]
    assert np.isfinite(frame.arrays["terms"]).all()
    assert frame.arrays["terms"].sum() == pytest.approx(frame.scalars["bits_per_dim"], rel=1e-4)
    assert frame.arrays["bits"].mean() == pytest.approx(frame.scalars["bits_per_dim"], rel=1e-4)
    first = found[0].arrays["terms"]
    assert np.isfinite(first).tolist() == [False] * 20 + [True]


# What does not go together


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (Paths(model="tiny-ddpm"), "curved path"),
        (Paths(model="tiny-flow", sampler="ddpm"), "does not follow the flow"),
        (Paths(model="tiny-flow", sampler="dopri5"), "fixed steps"),
        (flow.Likelihood(model="tiny-ddpm"), "curved path"),
        (diffusion.Bound(model="tiny-flow"), "no schedule"),
        (consistency.Rows(model="tiny-flow"), "not distilled"),
        (consistency.Jumps(model="tiny-flow"), "not distilled"),
        (flow.Compare(model="tiny-flow", reflow="tiny-reflow", steps=()), "at least one entry"),
        (diffusion.Fan(model="tiny-ddpm", etas=()), "at least one entry"),
        (diffusion.Fan(model="tiny-consistency", guidance=1.0), "use the sampler “consistency”"),
    ],
)
def test_what_does_not_go_together_is_said(world: TinyWorld, recipe: Recipe, words: str) -> None:
    assert words in (refusal_of(recipe, world.card(recipe.model)) or "")
    with pytest.raises(RecipeError, match=words):
        last(recipe, world)


def test_more_lines_than_images_are_refused(world: TinyWorld) -> None:
    with pytest.raises(RecipeError, match="only 14 held-out images"):
        last(Paths(model="tiny-flow", count=20, label=0), world)


@pytest.mark.parametrize(("steps", "moments"), [(1, 2), (10, 4), (10, 50), (1000, 11)])
def test_moments_are_spread_evenly(steps: int, moments: int) -> None:
    chosen = moments_of(steps, moments)
    assert len(chosen) == min(moments, steps + 1)
    assert (chosen[0], chosen[-1]) == (0, steps)
    assert np.ptp(np.diff(chosen)) <= 1
