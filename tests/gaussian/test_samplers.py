"""Laws of every sampler, on exact mixtures whose answers are known."""

from __future__ import annotations

import itertools
import math
from pathlib import Path as Folder

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.core.noise import standard_normal
from playground.gaussian import samplers
from playground.gaussian.coordinates import Place, coordinates
from playground.gaussian.distances import mode_weights
from playground.gaussian.exact import Mixture
from playground.gaussian.grids import times
from playground.gaussian.levels import Array, Pair, mix
from playground.gaussian.noise import KeyedNoise
from playground.gaussian.paths import Linear, Path, VarianceExploding, VariancePreserving
from playground.gaussian.predictions import KINDS, denoiser, from_pair
from playground.gaussian.samplers import (
    Flow,
    Options,
    Run,
    Sampler,
    Step,
    discover,
    refusal,
    sample,
    sampler,
    solver,
)
from playground.gaussian.schedules import schedule
from playground.gaussian.transitions import transition
from tests.gaussian.support import MIXTURE, data_of, random

SOLVERS = tuple(each.name for each in discover() if "coordinates" in each.uses and not each.adaptive)
PATHS: dict[str, Path] = {
    "vp": VariancePreserving(),
    "cosine": VariancePreserving(schedule("cosine", 1000)),
    "linear": Linear(),
    "ve": VarianceExploding(end=40.0),
}


def flow_to_data(path: Path, steps: int = 24):
    """The exact consistency function of the mixture: where the probability flow from x at a level ends."""

    def consistency(x, level) -> Pair:
        low = path.floor
        grid = [low + (level.t - low) * (1 - i / steps) ** 2 for i in range(steps + 1)]
        grid = grid if level.t > low else [level.t]
        *_, last = sample("rk4", MIXTURE, x, path, [*grid, 0.0] if low > 0 else grid)
        return Pair(data=last.x, noise=(x - level.alpha * last.x) / level.sigma)

    return consistency


def run(
    name: str, path: Path, steps: int, count: int, *, spacing: str = "", seed: int = 3, **options
) -> list[Step]:
    x = path.prior_std * standard_normal(seed, range(count), (2,)).astype(np.float64)
    spacing = spacing or ("karras" if path.kind == "variance exploding" else "uniform")
    grid = times(spacing, path, steps)
    model = flow_to_data(path) if sampler(name).network == "consistency" else MIXTURE
    noise = KeyedNoise(seed, range(count))
    return list(sample(name, model, x, path, grid, noise, Options(**options)))


def test_every_file_of_a_sampler_is_found_and_listed_by_rank() -> None:
    files = {file.stem for file in Folder(samplers.__file__).parent.glob("[!_]*.py")}
    names = [each.name for each in discover()]
    assert files <= set(names) and len(set(names)) == len(names)
    ranks = [each.rank for each in discover()]
    assert ranks == sorted(ranks)
    with pytest.raises(RecipeError, match="dpmpp_2m"):
        sampler("plms")


def test_a_solver_of_a_plugin_of_0_1_may_ask_for_places() -> None:
    def heun(flow: Flow, x: Array, slope: Array, here: Place, there: Place) -> Array:
        same = flow.place(there.level)
        assert (flow.place(here.level), same) == (here, there)
        assert coordinates(path, "time").place(there.level) == there
        return x + (there.s - here.s) / 2 * (slope + flow.slope(x + (there.s - here.s) * slope, same))

    path, start, grid = Linear(), standard_normal(3, range(5), (2,)).astype(np.float64), [1.0, 0.7, 0.4, 0.1]
    mine = solver(lambda: heun)(Run(MIXTURE, start, path, grid, KeyedNoise(3, range(5)), Options()))
    for one, other in zip(mine, sample("heun", MIXTURE, start, path, grid), strict=True):
        np.testing.assert_allclose(one.x, other.x, rtol=1e-12)


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("name", [each.name for each in discover()])
def test_steps_tell_level_answer_and_evaluations(name, path) -> None:
    steps = run(name, path, 7, 5)
    assert [step.index for step in steps] == list(range(len(steps)))
    assert [step.nfe for step in steps] == sorted(step.nfe for step in steps)
    assert all(a.level.t > b.level.t for a, b in itertools.pairwise(steps))
    assert steps[0].level.t == path.end
    assert (steps[-1].level.t, steps[-1].level.sigma) == (0, 0)
    assert np.array_equal(steps[-1].data, steps[-1].x)
    chosen = sampler(name)
    if chosen.network == "consistency":
        return
    for step in steps[:-1]:
        assert step.x == pytest.approx(step.level.alpha * step.data + step.level.sigma * step.noise, abs=1e-9)
        assert step.data == pytest.approx(MIXTURE(step.x, step.level).data, abs=1e-12)
    if not chosen.adaptive:
        first = chosen.evaluations_at_first
        costs = [*first, *(chosen.evaluations,) * 6][:6]
        # Below the floor the last step only takes the data, and nowhere is the model asked at the data.
        last = 1 if path.floor > 0 and name in SOLVERS else chosen.evaluations_to_data or chosen.evaluations
        assert len(steps) == 8
        assert steps[-1].nfe == sum(costs) + last
        assert [step.nfe for step in steps[:-1]] == [1 + sum(costs[:i]) for i in range(7)]


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize(
    ("name", "options"),
    [(each.name, {}) for each in discover()]
    + [("ddim", {"eta": 0.5}), ("ddim", {"eta": 1.0})]
    + [("heun", {"coordinates": "angle"}), ("rk4", {"coordinates": "angle"})],
)
def test_with_the_exact_denoiser_modes_have_their_weights(name, options, path) -> None:
    count = 1500
    steps = {"consistency": 2}.get(name, 80)
    points = run(name, path, steps, count, **options)[-1].x
    found = mode_weights(points, MIXTURE.means)
    errors = np.sqrt(MIXTURE.weights * (1 - MIXTURE.weights) / count)
    assert np.all(np.abs(found - MIXTURE.weights) < 4 * errors)
    # Not only where, but how wide: covariances around each mean.
    nearest = ((points[:, None] - MIXTURE.means) ** 2).sum(2).argmin(1)
    for k, covariance in enumerate(MIXTURE.covariances):
        assert np.cov(points[nearest == k].T) == pytest.approx(covariance, rel=0.3, abs=0.012)


def _slope(errors: list[float], counts: list[int]) -> float:
    return float(-np.polyfit(np.log(counts), np.log(errors), 1)[0])


ORDERS = [
    *((name, path, coordinates) for name in SOLVERS for path, coordinates in
      [("linear", None), ("linear", "angle"), ("cosine-0", None), ("ve", None), ("ve", "angle"),
       ("vp-0", "ratio")]),
    *((name, path, None) for name in ("ddim", "dpmpp_2m") for path in ("linear", "cosine-0", "ve")),
]  # fmt: skip
SMOOTH: dict[str, Path] = {
    "linear": Linear(),
    "cosine-0": VariancePreserving(schedule("cosine", 1000), floor=0),
    "vp-0": VariancePreserving(floor=0),
    "ve": VarianceExploding(floor=0, end=4.0),
}


@pytest.mark.parametrize(("name", "path_name", "coordinates"), ORDERS)
def test_solvers_converge_with_their_order(name, path_name, coordinates) -> None:
    """Errors against an adaptive solution fall with the number of steps to the power of the order."""
    path = SMOOTH[path_name]
    first, last = {"linear": (0.9, 0.1), "cosine-0": (900, 150), "vp-0": (500, 40), "ve": (2.0, 0.15)}[
        path_name
    ]
    x = mix(data_of(MIXTURE, 40), random(2).standard_normal((40, 2)), path.level(first))
    tight = Options(rtol=1e-11, atol=1e-12)
    *_, truth = sample("dopri5", MIXTURE, x, path, [first, last], options=tight)
    counts = [64, 96, 128, 192] if sampler(name).order < 4 else [32, 48, 64, 96]
    errors = []
    for count in counts:
        # An uneven grid: the variable step of the multistep methods is put to the test.
        grid = [last + (first - last) * (1 - i / count) ** 1.5 for i in range(count + 1)]
        *_, end = sample(name, MIXTURE, x, path, grid, options=Options(coordinates=coordinates))
        errors.append(float(np.sqrt(((end.x - truth.x) ** 2).mean())))
    expected = sampler(name).order
    assert expected is not None
    assert _slope(errors, counts) == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize("name", [name for name in SOLVERS if sampler(name).order > 1])
def test_solvers_keep_their_order_down_to_the_data(name: str) -> None:
    """A last step of one order less, which does not ask at the data, costs none."""
    path = Linear()
    x = mix(data_of(MIXTURE, 40), random(2).standard_normal((40, 2)), path.level(0.9))
    *_, truth = sample("dopri5", MIXTURE, x, path, [0.9, 0.0], options=Options(rtol=1e-11, atol=1e-12))
    counts, errors = [48, 64, 96, 128], []
    for count in counts:
        *_, end = sample(name, MIXTURE, x, path, [0.9 * (1 - i / count) for i in range(count + 1)])
        errors.append(float(np.sqrt(((end.x - truth.x) ** 2).mean())))
    expected = sampler(name).order
    assert expected is not None
    assert _slope(errors, counts) == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize(
    "chosen", [each for each in discover() if not each.adaptive], ids=lambda each: each.name
)
def test_the_model_is_asked_as_often_as_is_said_and_never_at_the_data(chosen: Sampler, path: Path) -> None:
    if refusal(chosen, path, chosen.network):
        return
    levels = []

    def model(x, level) -> Pair:
        levels.append(level)
        return MIXTURE(x, level)

    grid = times("karras" if path.kind == "variance exploding" else "uniform", path, 5)
    x = path.prior_std * random(0).standard_normal((3, 2))
    walked = list(sample(chosen.name, model, x, path, grid, KeyedNoise(0, range(3))))
    assert all(level.sigma > 0 and level.t >= path.floor for level in levels)
    asked = samplers.asked(chosen, path, grid)
    assert sum(asked) == len(levels) == walked[-1].nfe
    assert list(np.diff([step.nfe for step in walked[:-1]])) == asked[:-1]


@pytest.mark.parametrize("name", ["ab2", "dpmpp_2m"])
def test_methods_with_memory_keep_their_order_when_steps_jump(name) -> None:
    """Steps of one and three by turns: weights for equal steps would fall to first order."""
    path, first, last = Linear(), 0.9, 0.1
    x = mix(data_of(MIXTURE, 40), random(2).standard_normal((40, 2)), path.level(first))
    *_, truth = sample("dopri5", MIXTURE, x, path, [first, last], options=Options(rtol=1e-11, atol=1e-12))
    counts, errors = [64, 96, 128, 192], []
    for count in counts:
        widths = np.where(np.arange(count) % 2, 1, 3)
        grid = first + (last - first) * np.concatenate([[0], np.cumsum(widths)]) / widths.sum()
        *_, end = sample(name, MIXTURE, x, path, grid.tolist())
        errors.append(float(np.sqrt(((end.x - truth.x) ** 2).mean())))
    assert _slope(errors, counts) == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize("path_name", ["linear", "vp-0", "ve"])
def test_the_adaptive_solver_keeps_its_tolerance(path_name) -> None:
    path = SMOOTH[path_name]
    x = path.prior_std * random(5).standard_normal((30, 2))
    ends, accepted = [], []
    for tolerance in (1e-10, 1e-4, 1e-6, 1e-8):
        *_, last = sample(
            "dopri5", MIXTURE, x, path, [path.end, 0.0], options=Options(rtol=tolerance, atol=tolerance)
        )
        ends.append(last.x)
        accepted.append(last.index)
    errors = [float(np.abs(end - ends[0]).max()) for end in ends[1:]]
    assert errors[0] < 1e-2
    assert errors[1] < 1e-4
    assert errors[2] < 1e-6
    # Fifth order: steps grow with the fifth root of the tolerance.
    assert math.log10(accepted[0] / accepted[2]) / 4 == pytest.approx(1 / 5, abs=0.05)


def test_the_adaptive_solver_gives_up_with_a_sentence() -> None:
    x = np.ones((2, 2))
    with pytest.raises(RecipeError, match="more than 40 evaluations"):
        list(sample("dopri5", MIXTURE, x, Linear(), [1.0, 0.0],
                    options=Options(rtol=1e-12, atol=1e-12, max_evaluations=40)))  # fmt: skip
    with pytest.raises(RecipeError, match="finite"):
        list(sample("dopri5", lambda x, level: Pair(x * math.nan, x), x, Linear(), [1.0, 0.0]))


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_ddpm_is_ddim_with_all_its_noise(path) -> None:
    """Mean and variance of one step, whatever the levels; the same noise gives the same samples."""
    one, other = run("ddpm", path, 20, 50), run("ddim", path, 20, 50, eta=1.0)
    for a, b in zip(one, other, strict=True):
        assert a.x == pytest.approx(b.x, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("u", [0.2, 0.5, 0.99])
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_transition_is_bayes_rule(path, u) -> None:
    """q(x_t | x_s) q(x_s | data) = q(x_s | x_t, data) q(x_t | data), by conditioning the joint Gaussian."""
    noisy, clean = path.level(path.end * u), path.level(path.end * u * 0.9)
    found = transition(noisy, clean)
    ratio = noisy.alpha / clean.alpha
    covariance = ratio * clean.sigma**2  # of x_s and x_t given the data
    assert ratio**2 * clean.sigma**2 + found.forward == pytest.approx(noisy.sigma**2)
    gain = covariance / noisy.sigma**2
    assert found.posterior == pytest.approx(clean.sigma**2 - gain * covariance, rel=1e-6)
    data, x = 0.7, -1.1
    mean = clean.alpha * data + gain * (x - noisy.alpha * data)
    assert found.mean(x, data) == pytest.approx(mean)


def test_between_neighbours_the_variances_are_the_papers() -> None:
    path = VariancePreserving()
    beta, bars = path.schedule.betas, path.schedule.alpha_bars
    for t in (2, 17, 500, 1000):
        found = transition(path.level(t), path.level(t - 1))
        assert found.forward == pytest.approx(beta[t - 1], rel=1e-9)
        assert found.posterior == pytest.approx((1 - bars[t - 1]) / (1 - bars[t]) * beta[t - 1], rel=1e-9)
        assert found.of_data == pytest.approx(math.sqrt(bars[t - 1]) * beta[t - 1] / (1 - bars[t]), rel=1e-9)


def test_ddpm_with_forward_variance_draws_that_variance() -> None:
    path, count = VariancePreserving(), 20_000
    level, target = path.level(600), path.level(500)
    x = np.full((count, 1), 0.3)
    model = lambda x, level: Pair(0 * x, x / level.sigma)  # noqa: E731
    for variance in ("posterior", "forward"):
        steps = list(
            sample(
                "ddpm", model, x, path, [600, 500], KeyedNoise(0, range(count)), Options(variance=variance)
            )
        )
        expected = getattr(transition(level, target), variance)
        assert steps[-1].x.var() == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("eta", [0.0, 0.3, 1.0])
def test_ddim_keeps_the_marginals_of_the_path(path, eta) -> None:
    """Weights of noise and fresh noise: α'²·0 + kept² + fresh² = σ'², so a perfect model stays on its
    path."""
    grid = times("uniform", path, 6)
    data, noise = random(1).standard_normal((2, 8_000, 1))
    first = path.level(grid[1])
    x = first.alpha * data + first.sigma * noise
    truth = lambda x, level: Pair(data, (x - level.alpha * data) / level.sigma)  # noqa: E731
    for step in sample("ddim", truth, x, path, grid[1:], KeyedNoise(1, range(8_000)), Options(eta=eta)):
        spread = (step.x - step.level.alpha * data).std()
        assert spread == pytest.approx(step.level.sigma, rel=0.03)


@pytest.mark.parametrize("eta", [0.25, 0.5, 1.0])
def test_the_fresh_noise_of_ddim_has_the_share_eta_of_the_posteriors_width(eta) -> None:
    path, count = VariancePreserving(), 30_000
    x = np.full((count, 1), 0.3)
    answer = lambda x, level: Pair(0.1 + 0 * x, 0 * x + 0.2)  # noqa: E731
    steps = list(sample("ddim", answer, x, path, [600, 500], KeyedNoise(0, range(count)), Options(eta=eta)))
    width = eta * math.sqrt(transition(path.level(600), path.level(500)).posterior)
    assert steps[-1].x.std() == pytest.approx(width, rel=0.02)
    kept = math.sqrt(path.level(500).sigma ** 2 - width**2)
    assert steps[-1].x.mean() == pytest.approx(0.1 * path.level(500).alpha + 0.2 * kept, abs=0.01)


@pytest.mark.parametrize("eta", [0.0, 1.0])
@pytest.mark.parametrize("spacing", ["leading", "leading-shifted", "linspace"])
def test_ddim_that_ends_at_the_floor_keeps_the_noise_there(eta, spacing) -> None:
    path, count = VariancePreserving(), 40_000
    grid = times(spacing, path, 50)
    data = np.full((count, 1), 0.7)
    start = standard_normal(1, range(count), (1,)).astype(np.float64)
    x = mix(data, start, path.level(grid[0]))

    def exact(x, level) -> Pair:
        return Pair(data=data, noise=(x - level.alpha * data) / level.sigma)

    options = Options(eta=eta, ending="floor")
    steps = list(sample("ddim", exact, x, path, grid, KeyedNoise(2, range(count)), options))
    floor, end = path.level(path.floor), steps[-1]
    assert (end.level.t, end.level.alpha, end.level.sigma) == (0.0, floor.alpha, floor.sigma)
    assert end.data is end.x
    left = (end.x - floor.alpha * data) / floor.sigma
    assert (left.mean(), left.std()) == (pytest.approx(0, abs=0.02), pytest.approx(1, abs=0.02))
    if eta == 0:
        assert left == pytest.approx(start, abs=1e-6)


def test_even_steps_of_ddim_end_equally_far_down_wherever_the_next_begins() -> None:
    path, x = VariancePreserving(), np.ones((1, 1))

    def fixed(_x, _level) -> Pair:
        return Pair(data=np.full((1, 1), 0.5), noise=np.full((1, 1), -2.0))

    grid = times("linspace", path, 12)
    steps = list(sample("ddim", fixed, x, path, grid, options=Options(stride="even")))
    for before, after in itertools.pairwise(steps):
        reached = path.level(max(before.level.t - 1000 // 12, 0.0))
        assert after.x == pytest.approx(mix(0.5, -2.0, reached))
    # Where the times themselves are so far apart, even steps are those to the next.
    even = times("leading", path, 12)
    last = [
        list(sample("ddim", MIXTURE, np.ones((1, 2)), path, even, options=Options(stride=stride)))[-1].x
        for stride in ("even", "next")
    ]
    assert np.array_equal(*last)


def test_euler_on_the_linear_path_is_ddim() -> None:
    for a, b in zip(run("euler", Linear(), 9, 8), run("ddim", Linear(), 9, 8), strict=True):
        assert a.x == pytest.approx(b.x, abs=1e-12)


@pytest.mark.parametrize("path", [VariancePreserving(), Linear(end=0.98), VarianceExploding()], ids=repr)
def test_euler_in_the_ratio_is_ddim(path) -> None:
    for a, b in zip(run("euler", path, 9, 8, coordinates="ratio"), run("ddim", path, 9, 8), strict=True):
        assert a.x == pytest.approx(b.x, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["ddpm", "ddim", "heun", "dpmpp_2m", "dopri5"])
def test_samples_do_not_depend_on_the_language_of_the_network(name, kind) -> None:
    path = VariancePreserving()
    network = denoiser(lambda x, level: from_pair(kind, MIXTURE(x, level), level), kind)
    x = standard_normal(1, range(6), (2,)).astype(np.float64)
    grid = times("trailing", path, 17)
    straight = list(sample(name, MIXTURE, x, path, grid, KeyedNoise(1, range(6))))
    spoken = list(sample(name, network, x, path, grid, KeyedNoise(1, range(6))))
    assert spoken[-1].x == pytest.approx(straight[-1].x, abs=1e-6)


@pytest.mark.parametrize("name", [each.name for each in discover() if not each.adaptive])
def test_a_sample_does_not_depend_on_its_batch(name) -> None:
    path, grid = VariancePreserving(), times("trailing", VariancePreserving(), 70)
    ends = []
    for indices in (range(2, 12), [5]):
        x = standard_normal(7, indices, (2,)).astype(np.float64)
        *_, last = sample(name, MIXTURE, x, path, grid, KeyedNoise(7, list(indices)), Options(eta=0.7))
        ends.append(last.x)
    assert ends[0][3] == pytest.approx(ends[1][0], abs=1e-12)


def test_noise_is_drawn_anew_each_step_and_alike_in_any_block() -> None:
    few, many = KeyedNoise(1, [4]), KeyedNoise(1, range(5))
    like = np.zeros((1, 300), dtype=np.float32)
    drawn = [(few(like)[0], many(np.repeat(like, 5, 0))[4]) for _ in range(70)]
    assert all(np.array_equal(a, b) for a, b in drawn)
    flat = np.array([a for a, _ in drawn])
    assert flat.dtype == np.float32
    correlations = np.corrcoef(flat)[~np.eye(70, dtype=bool)]
    assert np.abs(correlations).max() < 0.3
    assert flat.std() == pytest.approx(1, abs=0.02)
    with pytest.raises(ValueError):
        few(np.zeros((2, 300)))


def test_only_random_samplers_ask_for_noise() -> None:
    path, x = VariancePreserving(), np.ones((1, 2))
    for each in discover():
        grid = times("uniform", path, 3)
        options = Options(eta=1.0)
        if each.random:
            with pytest.raises(RuntimeError):
                list(sample(each.name, MIXTURE, x, path, grid, options=options))
        else:
            list(sample(each.name, MIXTURE, x, path, grid, options=options))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", [each.name for each in discover()])
def test_precision_is_kept(name, dtype) -> None:
    x = np.ones((2, 2), dtype=dtype)
    for step in sample(name, MIXTURE, x, Linear(), times("uniform", Linear(), 3), KeyedNoise(0, range(2))):
        assert step.x.dtype == step.data.dtype == step.noise.dtype == dtype


def test_what_is_not_legal_is_a_sentence() -> None:
    linear, vp = Linear(), VariancePreserving()
    for each in discover():
        right, wrong = each.network, "denoiser" if each.network == "consistency" else "consistency"
        assert refusal(each, vp, right) is None
        assert str(refusal(each, vp, wrong)).endswith(".")
    ddpm = sampler("ddpm")
    assert refusal(ddpm, vp, options=Options(variance="forward")) is None
    assert "variance-preserving" in str(refusal(ddpm, linear, options=Options(variance="forward")))
    for kind in KINDS:
        assert (refusal(sampler("heun"), linear, prediction=kind) is not None) == (kind in ("noise", "score"))
        assert refusal(sampler("heun"), Linear(end=0.99), prediction=kind) is None
        assert refusal(sampler("heun"), vp, prediction=kind) is None
    ddim = sampler("ddim")
    for options, word in ((Options(ending="floor"), "data"), (Options(stride="even"), "continuous")):
        assert word in str(refusal(ddim, linear, options=options))
        assert refusal(ddim, vp, options=options) is refusal(ddpm, linear, options=options) is None
    with pytest.raises(RecipeError, match="variance-preserving"):
        sample("ddpm", MIXTURE, np.ones((1, 2)), linear, [1.0, 0.0], options=Options(variance="forward"))
    for grid in ([1.0], [0.5, 0.5], [0.2, 0.4]):
        with pytest.raises(RecipeError, match="two times"):
            sample("ddim", MIXTURE, np.ones((1, 2)), linear, grid)


def test_the_flow_of_a_gaussian_is_its_closed_form() -> None:
    """For one Gaussian the flow only scales x: sign and scale of every solver are checked at once."""
    gaussian = Mixture([1.0], [[0.0]], [[[0.25]]])
    path, x = Linear(), np.array([[-1.0], [0.5], [2.0]])
    for name in (*SOLVERS, "dopri5", "ddim", "dpmpp_2m"):
        options = Options(rtol=1e-7, atol=1e-7)
        *_, last = sample(name, gaussian, x, path, times("uniform", path, 400), options=options)
        # x(t)/√(α²s² + σ²) is constant along the flow of a Gaussian of width s.
        assert last.x == pytest.approx(0.5 * x, abs=5e-3 if sampler(name).order == 1 else 2e-4)
