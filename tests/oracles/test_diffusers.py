"""Our samplers against the schedulers of diffusers: the same network, the same noise, the same steps."""

from __future__ import annotations

import itertools
import math
import types

import numpy as np
import pytest

from playground.gaussian.coordinates import coordinates
from playground.gaussian.grids import times
from playground.gaussian.paths import Linear, VariancePreserving
from playground.gaussian.predictions import denoiser
from playground.gaussian.samplers import Options, sample
from playground.gaussian.schedules import linear, schedule

torch = pytest.importorskip("torch")

TOLERANCE = 1e-4
SHAPE = (3, 1, 6, 6)
# numpy deprecates how diffusers makes arrays of tensors.
pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore::DeprecationWarning:diffusers")]

BETAS = {"linear": "linear", "cosine": "squaredcos_cap_v2", "sigmoid": "sigmoid"}
# Step counts that divide 1000 and some that do not.
COUNTS = (7, 10, 30, 50)
SPACINGS = ("leading", "trailing", "linspace")


def their(name: str):
    """A class of theirs, which are only loaded where these tests run: that takes five seconds."""
    return getattr(pytest.importorskip("diffusers"), name)


def start(seed: int = 0):
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(SHAPE))


def network(x, t: float):
    """A smooth network that depends on x and on time, bounded so that no difference can blow up unseen."""
    return torch.tanh(0.9 * x + 0.3 * torch.roll(x, 1, -1)) * (0.6 + 0.4 * np.cos(t / 170))


class Replay:
    """The same noise for both, step by step."""

    def __init__(self, steps: int, seed: int = 9) -> None:
        self.drawn = torch.from_numpy(np.random.default_rng(seed).standard_normal((steps, *SHAPE)))
        self.used = 0

    def __call__(self, like):
        self.used += 1
        return self.drawn[self.used - 1].to(like.dtype)


@pytest.fixture
def their_noise(monkeypatch):
    """Let diffusers draw from a replay: it asks ``randn_tensor`` in the module of each scheduler."""

    def use(replay: Replay, *modules: str) -> None:
        for module in modules:
            monkeypatch.setattr(
                f"diffusers.schedulers.{module}.randn_tensor",
                lambda shape, **kwargs: replay(torch.empty(0, dtype=kwargs.get("dtype") or torch.float64)),
            )

    return use


def make(name: str, *, betas: str = "linear", exact: bool = True, **options):
    """A scheduler of theirs; ``exact`` gives it ᾱ in float64, since its own table is float32."""
    made = their(name)(
        num_train_timesteps=1000,
        trained_betas=schedule(betas, 1000).betas,
        prediction_type="epsilon",
        **options,
    )
    if exact:
        made.alphas_cumprod = torch.from_numpy(schedule(betas, 1000).alpha_bars[1:])
    return made


def set_exactly(scheduler, steps: int) -> None:
    """Choose their steps, and σ/α at them in the precision of ᾱ, since theirs are float32."""
    scheduler.set_timesteps(steps)
    if hasattr(scheduler, "sigmas"):
        bars = scheduler.alphas_cumprod[scheduler.timesteps.long()].double()
        scheduler.sigmas = torch.cat([((1 - bars) / bars).sqrt(), torch.zeros(1).double()])


def theirs(scheduler, steps: int, **options):
    """Their loop: every x from the first, and the times they chose (theirs count from 0)."""
    set_exactly(scheduler, steps)
    x, path = start() * scheduler.init_noise_sigma, []
    for t in scheduler.timesteps:
        path.append(x)
        x = scheduler.step(network(scheduler.scale_model_input(x, t), float(t)), t, x, **options).prev_sample
    return [*path, x], [float(t) for t in scheduler.timesteps]


def ours(name: str, grid, noise=None, *, betas: str = "linear", **options):
    model = denoiser(lambda x, level: network(x, level.t - 1), "noise")
    path = VariancePreserving(schedule(betas, 1000))
    return [step.x for step in sample(name, model, start(), path, grid, noise, Options(**options))]


def difference(a, b) -> float:
    assert len(a) == len(b)
    return max(float((one.double() - other.double()).abs().max()) for one, other in zip(a, b, strict=True))


@pytest.mark.parametrize("betas", BETAS)
def test_schedules_are_the_same(betas) -> None:
    theirs_ = their("DDPMScheduler")(beta_schedule=BETAS[betas]).alphas_cumprod.double().numpy()
    bars = schedule(betas, 1000).alpha_bars[1:]
    # Theirs is a float32 product of a thousand factors, and a float32 1 − β near β = 0.999.
    assert bars[:-1] == pytest.approx(theirs_[:-1], rel=1e-4)
    assert bars[-1] == pytest.approx(theirs_[-1], rel=2e-3)


@pytest.mark.parametrize("steps", [*COUNTS, 1, 3, 333, 999, 1000])
@pytest.mark.parametrize("spacing", SPACINGS)
def test_grids_are_the_same(spacing, steps) -> None:
    scheduler = make("DDIMScheduler", timestep_spacing=spacing)
    scheduler.set_timesteps(steps)
    chosen = [float(t) + 1 for t in scheduler.timesteps]
    # A fault of theirs: the only step of linspace is the cleanest one. Ours is the noisiest.
    expected = [1000.0] if (spacing, steps) == ("linspace", 1) else chosen
    assert times(spacing, VariancePreserving(), steps) == [*expected, 0]
    assert chosen == expected or chosen == [1.0]


@pytest.mark.parametrize("betas", BETAS)
@pytest.mark.parametrize("steps", COUNTS)
@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize(("theirs_", "variance"), [("fixed_small", "posterior"), ("fixed_large", "forward")])
def test_ddpm(spacing, steps, betas, theirs_, variance, their_noise) -> None:
    replay = Replay(steps)
    their_noise(replay, "scheduling_ddpm")
    scheduler = make(
        "DDPMScheduler", betas=betas, timestep_spacing=spacing, variance_type=theirs_, clip_sample=False
    )
    expected, chosen = theirs(scheduler, steps)
    grid = times(spacing, VariancePreserving(), steps)
    assert [t + 1 for t in chosen] == grid[:-1]
    found = ours("ddpm", grid, Replay(steps), betas=betas, variance=variance)
    assert difference(found[:-1], expected[:-1]) <= TOLERANCE
    if spacing == "trailing":
        # A fault of theirs: they leave the noise out at time 0 only, and with trailing spacing the last step
        # starts above it, so the finished sample gets the noise of a whole step (its variance clamped for
        # β̃).
        last = VariancePreserving(schedule(betas, 1000)).level(grid[-2])
        assert replay.used == steps
        rest = expected[-1] - replay.drawn[-1] * (last.sigma if variance == "forward" else 1e-10)
        assert difference([found[-1]], [rest]) <= TOLERANCE
        if variance == "forward":
            assert difference([found[-1]], [expected[-1]]) > 100 * TOLERANCE
    else:
        assert difference(found, expected) <= TOLERANCE


@pytest.mark.parametrize("betas", BETAS)
@pytest.mark.parametrize("eta", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("steps", COUNTS)
@pytest.mark.parametrize("spacing", SPACINGS)
def test_ddim(spacing, steps, eta, betas, their_noise) -> None:
    their_noise(Replay(steps), "scheduling_ddim")
    scheduler = make("DDIMScheduler", betas=betas, timestep_spacing=spacing, clip_sample=False)
    # Every change of a setting prints all of them, and a thousand betas take ten milliseconds.
    scheduler.register_to_config(trained_betas=None)
    scheduler.set_timesteps(1)
    grid = times(spacing, VariancePreserving(), steps)
    expected = [start()]
    # They step to t − T // steps. Here T is made such that this is the next time of the list.
    for level, following in itertools.pairwise(grid):
        scheduler.register_to_config(num_train_timesteps=int(level - following))
        t, x = int(level) - 1, expected[-1]
        expected.append(scheduler.step(network(x, t), t, x, eta=eta).prev_sample)
    found = ours("ddim", grid, Replay(steps), betas=betas, eta=eta)
    assert difference(found, expected) <= TOLERANCE


@pytest.mark.parametrize("steps", COUNTS)
@pytest.mark.parametrize("spacing", SPACINGS)
def test_ddim_in_their_own_loop(spacing, steps) -> None:
    """A fault of theirs: they step to t − 1000 // steps and not to the next time of their own list.

    Where the list has another stride, x is left at a level that the network is not told. With leading
    spacing, and with trailing where the steps divide 1000, there is no difference.
    """
    scheduler = make("DDIMScheduler", timestep_spacing=spacing, clip_sample=False)
    expected, chosen = theirs(scheduler, steps)
    grid = times(spacing, VariancePreserving(), steps)
    assert [t + 1 for t in chosen] == grid[:-1]
    found = ours("ddim", grid)
    strides = {high - low for high, low in itertools.pairwise(grid[:-1])}
    if strides == {1000 // steps}:
        assert difference(found, expected) <= TOLERANCE
    else:
        assert spacing == "linspace" or 1000 % steps
        assert difference(found, expected) > 5 * TOLERANCE


@pytest.mark.parametrize(("betas", "agrees"), [("linear", True), ("sigmoid", True), ("cosine", False)])
def test_their_tables_are_float32(betas, agrees) -> None:
    """ᾱ_T of the cosine schedule is 2·10⁻⁹, and float32 of 1 − β near 0.999 loses a thousandth of it: x shows
    it."""
    grid = times("trailing", VariancePreserving(), 50)
    own = make("DDIMScheduler", betas=betas, exact=False, timestep_spacing="trailing", clip_sample=False)
    found = ours("ddim", grid, betas=betas)
    assert (difference(found, theirs(own, 50)[0]) <= TOLERANCE) == agrees
    exact = make("DDIMScheduler", betas=betas, timestep_spacing="trailing", clip_sample=False)
    assert difference(found, theirs(exact, 50)[0]) <= TOLERANCE


def _as_ratio(xs, grid, betas: str = "linear"):
    """Our x in their scale, x/α."""
    path = VariancePreserving(schedule(betas, 1000))
    return [x / path.level(t).alpha for x, t in zip(xs, grid, strict=True)]


@pytest.mark.parametrize("steps", COUNTS)
@pytest.mark.parametrize("spacing", ["leading", "trailing"])
def test_euler(spacing, steps) -> None:
    scheduler = make("EulerDiscreteScheduler", timestep_spacing=spacing)
    grid = times(spacing, VariancePreserving(), steps)
    expected, found = _euler_like(scheduler, "euler", grid, steps)
    assert difference(found, expected) <= TOLERANCE


@pytest.mark.parametrize("steps", COUNTS)
@pytest.mark.parametrize("spacing", ["leading", "trailing"])
def test_heun(spacing, steps) -> None:
    scheduler = make("HeunDiscreteScheduler", timestep_spacing=spacing)
    grid = times(spacing, VariancePreserving(), steps)
    expected, found = _euler_like(scheduler, "heun", grid, steps)
    # They also show the trial point between two steps: every second of theirs is ours, and the last.
    expected = [*expected[0:-1:2], expected[-1]]
    assert difference(found, expected) <= TOLERANCE


def _euler_like(scheduler, name: str, grid, steps: int):
    set_exactly(scheduler, steps)
    path = VariancePreserving(floor=grid[-2])  # the last step takes the data, as theirs
    expected, current = [], start() / path.level(grid[0]).alpha
    for t in scheduler.timesteps:
        expected.append(current)
        answer = network(scheduler.scale_model_input(current, t), float(t))
        current = scheduler.step(answer, t, current).prev_sample
    expected.append(current)
    model = denoiser(lambda x, level: network(x, level.t - 1), "noise")
    found = [
        step.x for step in sample(name, model, start(), path, grid, options=Options(coordinates="ratio"))
    ]
    return expected, _as_ratio(found, grid)


def _heun_by_hand(x, grid):
    """Karras et al. (2022), algorithm 1, from x = data + σ/α·noise."""
    bars = schedule("cosine", 1000).alpha_bars
    ratios = [math.sqrt((1 - bars[int(t)]) / bars[int(t)]) for t in grid]

    def slope(x, ratio, t):
        return network(x / math.sqrt(ratio**2 + 1), t - 1)

    for (t, ratio), (later, lower) in itertools.pairwise(zip(grid, ratios, strict=True)):
        first, step = slope(x, ratio, t), lower - ratio
        second = slope(x + step * first, lower, later) if later > 0 else first
        x = x + step / 2 * (first + second)
    return x


@pytest.mark.parametrize(("spacing", "steep"), [("leading", False), ("trailing", True)])
def test_heun_is_exact_also_where_it_magnifies_rounding(spacing, steep) -> None:
    # A cosine's last σ/α is 20,000. A step h from there down to s magnifies what is rounded by ½(h/s)², 10⁷:
    # theirs, whose ᾱ are float32, is far from the exact one, and not near ours.
    scheduler = their("HeunDiscreteScheduler")(beta_schedule=BETAS["cosine"], timestep_spacing=spacing)
    scheduler.set_timesteps(8)
    theirs_ = start().float() * scheduler.init_noise_sigma
    for t in scheduler.timesteps:
        answer = network(scheduler.scale_model_input(theirs_, t), float(t))
        theirs_ = scheduler.step(answer, t, theirs_).prev_sample
    betas = schedule("cosine", 1000)
    grid = times(spacing, VariancePreserving(betas), 8)
    exact = _heun_by_hand(start() / VariancePreserving(betas).level(grid[0]).alpha, grid)
    model = denoiser(lambda x, level: network(x, level.t - 1), "noise")
    path, options = VariancePreserving(betas, floor=grid[-2]), Options(coordinates="ratio")
    *_, last = sample("heun", model, start(), path, grid, options=options)
    grey = 2 / 255
    assert difference([last.x], [exact]) <= 1e-6
    assert (difference([theirs_], [exact]) > grey) == steep


@pytest.mark.parametrize("betas", BETAS)
@pytest.mark.parametrize("steps", [*COUNTS, 15, 25])
@pytest.mark.parametrize("spacing", SPACINGS)
def test_dpmpp_2m(spacing, steps, betas, monkeypatch) -> None:
    # They round every x to float32, which shows where α is 10⁻⁴ and x is divided by it: let them keep
    # float64.
    double = types.SimpleNamespace(**{**vars(torch), "float32": torch.float64})
    monkeypatch.setattr("diffusers.schedulers.scheduling_dpmsolver_multistep.torch", double)
    scheduler = make(
        "DPMSolverMultistepScheduler", betas=betas, timestep_spacing=spacing, algorithm_type="dpmsolver++",
        solver_order=2, final_sigmas_type="zero",
    )  # fmt: skip
    expected, chosen = theirs(scheduler, steps)
    found = ours("dpmpp_2m", [*(t + 1 for t in chosen), 0.0], betas=betas)
    assert difference(found, expected) <= TOLERANCE


@pytest.mark.parametrize("steps", [1, 4, 7, 30])
def test_flow_matching_euler(steps) -> None:
    scheduler = their("FlowMatchEulerDiscreteScheduler")(num_train_timesteps=1000, shift=1.0)
    scheduler.set_timesteps(sigmas=[1 - i / steps for i in range(steps)])
    x = start()
    expected = [x]
    for t in scheduler.timesteps:
        x = scheduler.step(network(x, float(t)), t, x).prev_sample
        expected.append(x)
    model = denoiser(lambda x, level: network(x, 1000 * level.t), "velocity")
    grid = times("uniform", Linear(), steps)
    for name in ("euler", "ddim"):
        found = [step.x for step in sample(name, model, start(), Linear(), grid)]
        assert difference(found, expected) <= TOLERANCE


def test_shorter_schedules_keep_their_ends() -> None:
    scheduler = their("DDPMScheduler")(num_train_timesteps=100, beta_start=1e-3, beta_end=0.2)
    assert linear(100).betas == pytest.approx(scheduler.betas.double().numpy(), rel=1e-5)
    assert coordinates(VariancePreserving(linear(100))).at(0.3).level.t < 100
