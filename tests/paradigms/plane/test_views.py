"""What the lab shows, with an exact model in place of a learned one: then nothing may be wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.core.frames import Scalar
from playground.core.recipe import change
from playground.gaussian.finite import FiniteSet
from playground.gaussian.paths import Linear
from playground.gaussian.planar import discover as planar_discover
from playground.gaussian.planar import planar
from playground.paradigms.lab import measures
from playground.paradigms.lab.frames import CELLS, EXTENT, grid
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.starts import Starts
from playground.paradigms.lab.time_slices import SlicedWork
from playground.paradigms.plane import walks
from playground.paradigms.plane.arrows import Arrows
from playground.paradigms.plane.context import PlaneContext, PlaneModel
from playground.paradigms.plane.densities import Densities
from playground.paradigms.plane.fields import ExactField
from playground.paradigms.plane.frames import ARROWS
from playground.paradigms.plane.jumps import Jumps
from playground.paradigms.plane.points import Points
from playground.paradigms.plane.probe import Probe
from playground.paradigms.plane.recipes import ConsistencyLab, DiffusionLab, FlowLab, Lab
from playground.paradigms.plane.walks import Track
from tests.support.plane_lab import TickClock

LABS = [
    FlowLab(sampler="midpoint", steps=30),
    FlowLab(path="vp-cosine", sampler="heun", steps=30),
    DiffusionLab(sampler="ddim", steps=100),
    DiffusionLab(path="vp-sigmoid", prediction="v", sampler="ddpm", steps=100),
    DiffusionLab(path="linear", sampler="ddpm", steps=100),
]
EACH = pytest.mark.parametrize("recipe", LABS, ids=lambda recipe: f"{recipe.path} {recipe.sampler}")


def look_at(recipe: Lab) -> PlaneContext:
    model = PlaneModel(ExactField(source_of(recipe).exact), None, "exact", 0)
    return PlaneContext(recipe, model, TickClock())


def finish(lane: SlicedWork) -> None:
    while lane.step():
        pass
    assert lane.fresh


@EACH
@pytest.mark.parametrize("time", [0.0, 0.4, 1.0])
def test_an_exact_field_has_no_error(recipe: Lab, time: float) -> None:
    arrays, scalars = {}, {}
    Arrows(look_at(change(recipe, time=time))).show(arrays, scalars)
    assert scalars["field_error"] < 1e-5
    assert np.array_equal(arrays["arrows"], arrays["arrows_exact"])


def test_arrows_are_the_gradient_of_the_log_density() -> None:
    """The score at the middle of a cell, against differences of the log-density around it."""
    look = look_at(DiffusionLab(time=0.3))
    arrays, scalars = {}, {}
    Arrows(look).show(arrays, scalars)
    level = look.path.level(0.3 * look.path.end)
    at, h = grid(ARROWS).astype(np.float64), 1e-5
    ways = np.array([[h, 0.0], [0.0, h]])
    slopes = [
        (look.source.exact.log_density(at + way, level) - look.source.exact.log_density(at - way, level))
        / (2 * h)
        for way in ways
    ]
    assert arrays["arrows_exact"].reshape(-1, 2) == pytest.approx(np.stack(slopes, axis=1), abs=1e-3)


@EACH
def test_points_of_an_exact_model_are_those_of_the_data(recipe: Lab) -> None:
    look = look_at(recipe)
    points = Points(look)
    finish(SlicedWork(points.parts))
    arrays, scalars = {}, {}
    points.show(arrays, scalars)
    # Half the sum of eight deviations of about √(⅛·⅞/2000) is 0.024 on average.
    assert scalars["mode_error"] < 0.06 and scalars["modes_covered"] == scalars["modes"] == 8
    assert scalars["sliced_wasserstein"] < 2 * scalars["noise_floor"]
    assert arrays["track"].shape[1:] == (recipe.points, 2)
    assert ("straightness" in scalars) == (recipe.path == "linear")
    # The learned model is the exact one here, so that both take the same points the same way.
    assert np.array_equal(arrays["track_exact"], arrays["track"])
    assert np.array_equal(arrays["track_exact_times"], arrays["track_times"])
    arrays.clear()
    points.show(arrays, scalars)
    assert "track" not in arrays and "track_exact" not in arrays


def test_where_the_learned_model_jumps_the_exact_points_walk() -> None:
    recipe = ConsistencyLab(data="two-moons", steps=1, points=600)
    exact = ExactField(source_of(recipe).exact)
    look = PlaneContext(recipe, PlaneModel(exact, exact, "distillation", 0), TickClock())
    points = Points(look)
    finish(SlicedWork(points.parts))
    arrays, scalars = {}, {}
    points.show(arrays, scalars)
    assert len(arrays["track"]) == 2 and len(arrays["track_exact"]) > 20
    # Without modes an exact model is slow, and fewer walk, from the same noise.
    assert np.array_equal(arrays["track_exact"][0], arrays["track"][0, :500])
    drawn = planar("two-moons").points(1, range(500))
    assert measures.distance(arrays["track_exact"][-1], drawn) < 0.15


@pytest.mark.parametrize(
    ("data", "recipe"),
    [*(("eight-gaussians", lab) for lab in LABS), ("two-moons", LABS[0]), ("two-moons", LABS[3])],
    ids=lambda value: value if isinstance(value, str) else f"{value.path} {value.sampler}",
)
def test_the_likelihood_of_an_exact_flow_is_the_exact_density(recipe: Lab, data: str) -> None:
    look = look_at(change(recipe, time=0.1, data=data))
    densities = Densities(look)
    finish(SlicedWork((densities.exact, densities.likelihood)))
    arrays, scalars = {}, {}
    densities.show(arrays, scalars, np.zeros((1, 2), np.float32))
    assert scalars["density_kind"] == "likelihood" and abs(scalars["kl"]) < 0.005
    exact = arrays["density_exact"]
    assert arrays["density"] == pytest.approx(exact, abs=0.03 * float(exact.max()))
    assert exact.sum() * measures.BOX.area == pytest.approx(1, abs=0.01)


def divergence(recipe: Lab, learned: FiniteSet) -> tuple[float, float, float]:
    """The divergence of what is taken for learned, its error, and by what the data are smeared in it."""
    look = PlaneContext(recipe, PlaneModel(ExactField(learned), None, "learned", 0), TickClock())
    densities = Densities(look)
    finish(SlicedWork((densities.exact, densities.likelihood)))
    scalars: dict[str, Scalar] = {}
    densities.show({}, scalars, np.zeros((1, 2), np.float32))
    return float(scalars["kl"]), float(scalars["kl_error"]), float(scalars["kl_smear"])


@pytest.mark.parametrize("data", ["checkerboard", "pinwheel", "ring"])
@pytest.mark.parametrize("recipe", [FlowLab(), DiffusionLab()], ids=["flow", "diffusion"])
def test_at_the_data_the_divergence_is_from_the_data_themselves(recipe: Lab, data: str) -> None:
    """Against a plain mean over samples; of smeared data it would be a tenth of a nat less."""
    std, source = 1.1, source_of(change(recipe, data=data))
    kl, error, smear = divergence(change(recipe, data=data), FiniteSet(np.zeros((1, 2)), std=std))
    points = source.draw(np.random.default_rng(0), 100_000).astype(np.float64)
    ratios = source.log_density(points) + (points**2).sum(1) / (2 * std**2) + math.log(2 * math.pi * std**2)
    ratios = ratios[np.isfinite(ratios)]  # a rounded point may lie on a square’s edge
    assert kl == pytest.approx(
        ratios.mean(), abs=3 * math.hypot(error, ratios.std() / math.sqrt(len(ratios)))
    )
    assert smear == 0 and 0 < error < 0.01


def test_near_the_data_the_divergence_says_by_what_they_are_smeared() -> None:
    one = FiniteSet(np.zeros((1, 2)), std=1.1)
    for time, smeared in ((0.01, True), (0.3, False)):
        recipe = FlowLab(data="checkerboard", time=time)
        _, _, smear = divergence(recipe, one)
        assert smear == source_of(recipe).smear(Linear().level(time)) and (smear > 0) == smeared


def test_a_likelihood_is_shown_until_the_network_has_changed_beyond_knowing() -> None:
    look = look_at(FlowLab())
    look.model = PlaneModel(look.model.field, None, "exact", 500)
    densities = Densities(look)
    finish(SlicedWork((densities.exact, densities.likelihood)))
    for steps, kind in ((500, "likelihood"), (1200, "likelihood"), (1201, "samples")):
        look.model = PlaneModel(look.model.field, None, "exact", steps)
        arrays, scalars = {}, {}
        densities.show(arrays, scalars, look.starts.noise(100))
        assert scalars["density_kind"] == kind and ("kl" in scalars) == (kind == "likelihood")


def test_the_exact_density_is_smoothed_as_points_are() -> None:
    """Smoothing a density is what jitter does to its samples."""
    random, many = np.random.default_rng(0), 2_000_000
    width = 1.2 * np.sqrt(measures.BOX.area)
    centres = random.uniform(-2.5, 2.5, (6, 2))
    points = centres[random.integers(6, size=many)] + 0.15 * random.standard_normal((many, 2))
    at = grid(CELLS)[:, None] - centres
    exact = np.exp(-np.square(at).sum(-1) / (2 * 0.15**2)).mean(1) / (2 * np.pi * 0.15**2)
    exact = exact.reshape(CELLS, CELLS)
    jittered = points + width * random.standard_normal((many, 2))
    edges = np.linspace(-EXTENT, EXTENT, CELLS + 1)
    counts = np.histogram2d(jittered[:, 1], jittered[:, 0], bins=(edges, edges))[0]
    found = measures.blurred(exact)
    assert np.abs(found - counts / (many * measures.BOX.area)).max() < 0.05 * found.max()
    assert np.abs(measures.smoothed(points.astype(np.float32)) - found).max() < 0.05 * found.max()
    assert np.abs(exact - found).max() > 0.2 * exact.max(), "it is another than the sharp one"


def test_the_error_compares_like_with_like() -> None:
    look = look_at(FlowLab())
    densities = Densities(look)
    finish(SlicedWork((densities.exact,)))
    arrays, scalars = {}, {}
    densities.show(arrays, scalars, look.starts.noise(100))
    assert scalars["density_kind"] == "samples"
    assert np.array_equal(arrays["density_alike"], measures.blurred(arrays["density_exact"]))
    finish(SlicedWork((densities.likelihood,)))
    densities.show(arrays, scalars, look.starts.noise(100))
    assert scalars["density_kind"] == "likelihood"
    assert np.array_equal(arrays["density_alike"], arrays["density_exact"])


def test_the_grid_begins_at_the_least_y_and_x() -> None:
    above = measures.smoothed(np.full((10, 2), (-2.0, 3.0), np.float32))
    row, column = np.unravel_index(above.argmax(), above.shape)
    assert row > 0.9 * CELLS and column < 0.3 * CELLS
    at = grid(CELLS).reshape(CELLS, CELLS, 2)
    assert at[row, column] == pytest.approx([-2.0, 3.0], abs=0.11)


def test_smoothing_loses_no_point_and_is_centred() -> None:
    points = np.random.default_rng(0).uniform(-3.4, 3.4, (500, 2)).astype(np.float32)
    density = measures.smoothed(points)
    assert density.sum() * measures.BOX.area == pytest.approx(1, abs=1e-5)
    one = measures.smoothed(points[:1])
    assert (one[..., None] * grid(CELLS).reshape(CELLS, CELLS, 2)).sum((0, 1)) * measures.BOX.area == (
        pytest.approx(points[0], abs=0.15)
    )


def test_the_probe_goes_the_same_way_through_equal_fields() -> None:
    look = look_at(FlowLab(sampler="rk4", steps=24))
    points = Points(look)
    probe = Probe(look, points)
    finish(SlicedWork(probe.parts))
    arrays = {}
    probe.show(arrays)
    assert arrays["probe_path"] == pytest.approx(arrays["probe_reference"], abs=1e-4)
    assert arrays["probe_reference"] == pytest.approx(arrays["probe_exact"], abs=1e-4)
    assert arrays["probe_path"][0] == pytest.approx(look.recipe.probe)
    centres = look.source.centres
    assert np.linalg.norm(arrays["probe_path"][-1] - centres, axis=1).min() < 0.6


class Perfect(ExactField):
    """A consistency model that knows the end of every curve: data at one point."""

    def __call__(self, x, level):
        data = np.zeros_like(x) + np.array([0.5, 0.5], x.dtype)
        noise = (x - level.alpha * data) / level.sigma if level.sigma else 0 * x
        return type(super().__call__(x, level))(data, noise)

    def copied(self):
        return self


def test_jumps_of_a_perfect_model_end_at_one_point() -> None:
    drawing = np.full((1, 2), 0.5, dtype="<f4").tobytes()
    recipe = ConsistencyLab(data="drawn", drawing=drawing, points=100)
    exact = source_of(recipe).exact
    look = PlaneContext(recipe, PlaneModel(Perfect(exact), Perfect(exact), "distillation", 0), TickClock())
    points = Points(look)
    jumps = Jumps(look, points)
    finish(SlicedWork((*points.parts, *jumps.parts)))
    arrays, scalars = {}, {}
    jumps.show(arrays, scalars)
    assert arrays["jump_ends"] == pytest.approx(0.5, abs=1e-5)
    # The curves themselves miss the point by a little: they are steps, and steep at their end.
    assert arrays["spread"] == pytest.approx(0.0, abs=0.01) and scalars["curve_error"] < 0.01
    assert np.all(np.diff(arrays["spread_times"]) < 0)
    assert arrays["jump_starts"][0] == pytest.approx(recipe.probe)


@pytest.mark.parametrize(
    ("sampler", "steps", "nfe"),
    [("euler", 9, 9), ("heun", 9, 17), ("rk4", 5, 19), ("ddim", 7, 7), ("ab2", 3, 3)],
)
def test_evaluations_are_counted_once_for_all_points(sampler: str, steps: int, nfe: int) -> None:
    assert track_of(FlowLab(sampler=sampler, steps=steps, points=1500)).nfe == nfe


def track_of(recipe: Lab) -> Track:
    look = look_at(recipe)
    choice = walks.choose(recipe, look.path, "denoiser", look.source.mmse)
    walking = walks.walk(look.model.field, choice, look.path, look.starts, recipe.points)
    while True:
        try:
            next(walking)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("sampler", ["euler", "ddpm"])
def test_a_point_walks_alike_among_few_and_many(sampler: str) -> None:
    few, many = (track_of(FlowLab(sampler=sampler, steps=5, points=count)) for count in (100, 2300))
    assert many.positions[:, :100] == pytest.approx(few.positions, abs=1e-6)


def test_long_ways_are_thinned_but_keep_their_ends() -> None:
    track = track_of(FlowLab(steps=300, points=100))
    assert len(track.times) == len(track.positions) == 65
    assert track.times[0] == 1 and track.times[-1] == 0 and np.all(np.diff(track.times) < 0)


def test_adaptive_walks_have_one_list_of_times() -> None:
    track = track_of(FlowLab(sampler="dopri5", points=1200))
    assert track.positions.shape == (len(track.times), 1200, 2)


def test_between_its_times_a_track_is_straight() -> None:
    track = Track(
        np.array([1.0, 0.5, 0.0], np.float32), np.array([[[0.0, 0]], [[1, 2]], [[3, 2]]], np.float32), 2
    )
    assert track.at(0.75) == pytest.approx(np.array([[0.5, 1.0]]))
    assert track.at(0.25) == pytest.approx(np.array([[2.0, 2.0]]))
    assert np.array_equal(track.at(1.0), track.positions[0]) and np.array_equal(
        track.at(0.0), track.positions[-1]
    )


def test_noise_is_remembered() -> None:
    starts, like = Starts(3), np.zeros((4, 2), np.float32)
    first = [starts.steps(0, 4)(like) for _ in range(1)] + [starts.steps(0, 4)(like)]
    assert np.array_equal(first[0], first[1])
    noise = starts.steps(0, 4)
    one, two = noise(like), noise(like)
    assert not np.array_equal(one, two) and np.array_equal(one, first[0])
    assert np.array_equal(starts.noise(50)[:20], Starts(3).noise(20))


MODAL = [each.name for each in planar_discover() if each.centres is not None]


@pytest.mark.parametrize("data", MODAL)
def test_exact_points_cover_all_modes(data: str) -> None:
    source = source_of(FlowLab(data=data))
    found = measures.modes(measures.exact_points(source, 0, 4000), source)
    assert found["modes_covered"] == found["modes"] == len(source.centres)
    # Of round Gaussians in the plane 1 − exp(−9/2) lies within 3 standard deviations.
    assert found["mode_quality"] == (1 if data == "checkerboard" else pytest.approx(0.989, abs=0.006))
    assert found["mode_error"] < 0.06


def test_modes_by_hand() -> None:
    """Eight Gaussians of standard deviation 0.12, each with an eighth of the data."""
    source = source_of(FlowLab())
    first, second, third = source.centres[:3]
    near, far = np.array([0.0, 0.35]), np.array([0.0, 0.37])
    points = np.array([first, first + near, second - near, third - far, third + far, third + far])
    found = measures.modes(points.astype(np.float32), source)
    assert (found["modes"], found["modes_covered"], found["mode_quality"]) == (8, 2, 0.5)
    # 2/6, 1/6, 3/6 and five times 0 against an eighth each.
    assert found["mode_error"] == pytest.approx(5 / 8)


@pytest.mark.parametrize("place", [(0.0, 0.0), (3.3, 3.3)])
def test_points_far_from_all_modes_cover_none(place: tuple[float, float]) -> None:
    points = np.full((500, 2), place, np.float32)
    for data in MODAL:
        found = measures.modes(points + 0.02 * Starts(0).noise(500), source_of(FlowLab(data=data)))
        if place[0] or data in ("eight-gaussians", "pinwheel"):
            assert found["modes_covered"] == found["mode_quality"] == 0


def test_data_without_modes_have_none_to_cover() -> None:
    source = source_of(FlowLab(data="two-moons"))
    assert measures.modes(np.zeros((3, 2), np.float32), source) == {}


def test_the_error_of_a_field_is_relative_and_weighted() -> None:
    exact = np.array([[1.0, 0], [0, 5]], np.float32)
    learned = np.array([[1.0, 0.5], [100, 0]], np.float32)
    assert measures.field_error(learned, exact, np.array([0.0, -math.inf])) == pytest.approx(0.5)
