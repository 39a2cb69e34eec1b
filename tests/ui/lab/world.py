"""Labs whose network is a slightly wrong exact model: every frame a lab may give, without any training."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.noise import standard_normal
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.gaussian import samplers
from playground.gaussian.finite import FiniteSet
from playground.gaussian.grids import times as grid_times
from playground.gaussian.paths import Linear
from playground.gaussian.planar import planar
from playground.paradigms.lab.fields import DRAWN
from playground.paradigms.lab.frames import CELLS, EXTENT, grid
from playground.paradigms.lab.pair import ENDED, SECOND
from playground.paradigms.lab.single_steps import SingleSteps
from playground.paradigms.plane.frames import ARROWS, FEW
from playground.paradigms.plane.recipes import ConsistencyLab, DiffusionLab, FlowLab, Lab

Floats = NDArray[np.float32]
_FEW = 16


class LabWorld:
    """A workbench that runs the labs, and remembers what they were told.

    Scalar ``step`` counts the frames in which training was on, each of which is a moment. Seed 13
    fails.
    """

    types = (DiffusionLab, FlowLab, ConsistencyLab)

    def __init__(self, tell: Callable[[str], None] = lambda _text: None) -> None:
        self.runs = 0
        self.student = 0
        """The first moment that is none of a teacher."""
        self.second_phase = "training"
        """That of a training beside another one."""
        self.second_ended = ""
        """Why no second training goes on, once none does."""
        self.untrained = ""
        """Why no training begins with a trained state, where none does."""
        self.seen: list[Lab] = []

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        assert isinstance(recipe, Lab)
        if recipe.seed == 13:
            raise RecipeError("Thirteen is no seed; choose another one.")
        self.runs += 1
        return self._frames(recipe)

    def placements(self) -> tuple[Placement, ...]:
        return (Placement("onnx", "cpu"),)

    def _frames(self, recipe: Lab) -> Run:
        step, tracked, singles, told = 0, None, SingleSteps(recipe), recipe
        while True:
            recipe = singles.next(told)
            self.seen.append(recipe)
            past = recipe.moment if recipe.moment <= step else 0
            step += recipe.training and not past
            new = tracked != (recipe.sampler, recipe.steps, recipe.points)
            if new:
                tracked = (recipe.sampler, recipe.steps, recipe.points)
            arrays = arrays_of(recipe.first, step, new)
            numbers = scalars(recipe.first, past or step) | {"single_steps": singles.made}
            if past and past < self.student:
                numbers["phase"] = "teacher"
            if recipe.second is not None and self.second_ended:
                numbers[ENDED] = self.second_ended
            elif (second := recipe.second) is not None:
                arrays |= {SECOND + name: each for name, each in arrays_of(second, step, new).items()}
                others = scalars(second, past or step).items()
                numbers |= {SECOND + name: each for name, each in others}
                numbers[f"{SECOND}phase"] = self.second_phase
            if self.untrained:
                numbers["untrained"] = self.untrained
            numbers |= {"moment": past, "moments": step, "moments_bytes": 100_000 * step, "settled": True}
            changed = yield Frame(arrays=arrays, scalars=numbers, index=step, total=0, keep=new)
            told = changed if isinstance(changed, Lab) else told


def arrays_of(recipe: Lab, step: int, new: bool) -> dict[str, Array]:
    """What a frame has of one training."""
    arrays = fields(recipe) | ways(recipe)
    if new:
        arrays |= track(recipe)
    if step <= 1:
        arrays["data_points"] = data_of(recipe)
    arrays["losses"] = curve(step) * np.float32(1 + (recipe.coupling != "independent"))
    if isinstance(recipe, FlowLab) and recipe.reflows:
        arrays["few_ends"] = few_ends(recipe)
    if isinstance(recipe, ConsistencyLab):
        arrays |= jumps()
    return arrays


@cache
def data_of(recipe: Lab) -> Floats:
    if recipe.data == DRAWN:
        return np.frombuffer(recipe.drawing, "<f4").reshape(-1, 2).astype(np.float32)
    return planar(recipe.data).points(0, range(400))


@cache
def models(recipe: Lab) -> tuple[FiniteSet, FiniteSet]:
    """Of a few smeared points, the first of them a little beside the true ones."""
    few = data_of(recipe)[:_FEW]
    return FiniteSet(few + np.array([0.1, 0.0]), std=0.2), FiniteSet(few, std=0.2)


@cache
def fields(recipe: Lab) -> dict[str, Array]:
    level = Linear().level(max(recipe.time, 0.02))
    found: dict[str, Array] = {}
    for name, model in zip(("", "_exact"), models(recipe), strict=True):
        places = grid(ARROWS)
        arrows = model.score(places, level) if recipe.path != "linear" else model.velocity(places, level)
        found[f"arrows{name}"] = arrows.reshape(ARROWS, ARROWS, 2).astype(np.float32)
        density = np.exp(model.log_density(grid(CELLS), level))
        found[f"density{name}"] = density.reshape(CELLS, CELLS).astype(np.float32)
    return found | {"density_alike": found["density_exact"]}


def flow(recipe: Lab, model: FiniteSet, start: Floats, steps: int) -> tuple[Floats, Floats]:
    path = Linear()
    times = tuple(grid_times("uniform", path, steps))
    way = [step.x for step in samplers.sample("euler", model, start, path, times)]
    return np.asarray(way, np.float32), np.asarray(times, np.float32)


@cache
def track(recipe: Lab) -> dict[str, Array]:
    start = standard_normal(0, range(recipe.points), (2,))
    way, times = flow(recipe, models(recipe)[0], start, recipe.steps)
    exact = flow(recipe, models(recipe)[1], start, recipe.steps)[0]
    return {"track": way, "track_times": times, "track_exact": exact, "track_exact_times": times}


@cache
def ways(recipe: Lab) -> dict[str, Array]:
    start = np.array([recipe.probe], np.float32)
    learned, exact = models(recipe)
    data = data_of(recipe)[:40]
    return {
        "probe_path": flow(recipe, learned, start, recipe.steps)[0][:, 0],
        "probe_reference": flow(recipe, learned, start, 60)[0][:, 0],
        "probe_exact": flow(recipe, exact, start, 60)[0][:, 0],
        "lines": np.stack([standard_normal(1, range(len(data)), (2,)), data], axis=1),
    }


@cache
def few_ends(recipe: FlowLab) -> Floats:
    start = standard_normal(0, range(200), (2,))
    return np.stack(
        [
            [flow(recipe, model, start, steps)[0][-1] for steps in FEW]
            for model in models(recipe)[: 1 + recipe.reflows]
        ]
    )


def jumps() -> dict[str, Array]:
    turn = np.linspace(0, 1, 12, dtype=np.float32)
    starts = np.stack([1 - 2 * turn, 2 - 2 * turn**2], axis=1)
    ends = np.array([[-1.05, 0.1]]) + 0.1 * np.stack([turn, -turn], axis=1)
    return {
        "jump_starts": starts,
        "jump_ends": ends.astype(np.float32),
        "jump_curve": starts,
        "spread_times": turn,
        "spread": 0.3 * turn**2,
    }


def curve(step: int) -> Floats:
    steps = np.linspace(0, max(step, 1), 50)
    return np.stack([steps, 1 + 2 * np.exp(-steps / 20)], axis=1).astype(np.float32)


def scalars(recipe: Lab, step: int) -> dict[str, Scalar]:
    level = Linear().level(recipe.time)
    found: dict[str, Scalar] = {
        "phase": "training", "phase_share": 0.0, "step": step, "loss": 1.0, "steps_per_second": 850.0,
        "trained": recipe.training, "time": recipe.time, "t": level.t, "alpha": level.alpha,
        "sigma": level.sigma, "extent": EXTENT, "density_kind": "likelihood", "field_error": 0.12,
        "refusal": "", "nfe": recipe.steps, "sliced_wasserstein": 0.05 + 1 / (step + 1), "noise_floor": 0.04,
        "kl": 0.02, "kl_error": 0.002, "kl_smear": 0.0, "straightness": 0.31,
    }  # fmt: skip
    if recipe.data == "eight-gaussians":
        found |= {"mode_error": 0.03, "modes": 8, "modes_covered": 8, "mode_quality": 0.98}
    return found
