"""Trajectories of a teacher's flow, drawn once and kept: what rectified flow and distillation learn from.

Sample ``i`` starts from the noise of ``(seed, i)`` and is labelled ``i`` modulo classes + 1, the last of
which is no label; so both guidance and its absence can be learnt from them. They lie beside the run, for all
trainings that learn from the same teacher, or in it where it is alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import msgspec
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save
from torch import Tensor, nn

from playground.core import noise
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.regular_files import check_regular
from playground.export.atomic import write_file
from playground.gaussian import adapt, grids
from playground.gaussian.card import Denoising
from playground.gaussian.levels import Denoiser, Level, Pair
from playground.gaussian.predictions import to_pair
from playground.gaussian.samplers import sample
from playground.runtimes.safetensors_header import MAX_BYTES
from playground.zoo.precision import fast_bfloat16
from playground.zoo.world import TrainingWorld

_CHUNK, _VALUES = 500, 400_000
"""So many trajectories are drawn at once, or of large pictures those with so many values."""


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """How many trajectories are drawn, with what solver, in how many steps."""

    count: int
    sampler: str
    steps: int
    seed: int


def labels(count: int, classes: int) -> Tensor:
    """The labels of the first ``count`` samples; ``classes`` is none."""
    return torch.arange(count) % (classes + 1)


def times(denoising: Denoising, steps: int) -> list[float]:
    """The times of the points of a trajectory, the noisiest first."""
    return grids.times("uniform", adapt.path_of(denoising), steps)


def trajectories(teacher: str, drawing: Drawing, world: TrainingWorld) -> tuple[Tensor, Tensor]:
    """Points ``(count, steps + 1, channels, height, width)`` in half precision, and labels ``(count,)``.

    What was drawn before is read; a chunk that is damaged, too short or of another drawing is drawn again.
    Raises :class:`DataError` where the teacher is missing or has no flow.
    """
    card, network = world.model(teacher)
    table = flow_of(card)

    def draw(indices: range) -> Tensor:
        return _draw(network, table, drawing, indices, world.device)

    key = f"{card.hash}/{drawing.sampler}/{drawing.steps}/{drawing.seed}"
    found = kept_points(card, drawing.count, (drawing.steps + 1, *table.shape), key, draw, world)
    return found, labels(drawing.count, table.classes)


def flow_of(teacher: Card) -> Denoising:
    """How a teacher denoises; raises ``DataError`` where it does not."""
    table = Denoising.of(teacher)
    if table is None:
        raise DataError(f"“{teacher.name}” is no denoising model, so it has no trajectories to learn from.")
    return table


def kept_points(
    teacher: Card,
    count: int,
    shape: tuple[int, ...],
    key: str,
    draw: Callable[[range], Tensor],
    world: TrainingWorld,
) -> Tensor:
    """So many of what is drawn of a teacher, each of a ``shape`` (points, …), in half precision.

    Chunks are read whose ``key`` says that they are of this drawing, and others drawn.
    """
    folder = world.drawn_of(teacher.name)
    folder.mkdir(parents=True, exist_ok=True)
    found = torch.empty(count, *shape, dtype=torch.float16)
    size = max(1, min(_CHUNK, _VALUES // math.prod(shape[1:])))
    for first in range(0, count, size):
        indices = range(first, min(first + size, count))
        path = folder / f"{first:06d}.safetensors"
        points = _read(path, key, len(indices))
        if points is None:
            points = draw(indices)
            write_file(path, save({"points": points}, {"key": key}), overwrite=True)
            world.say(f"{indices.stop:,} of {count:,} trajectories of {teacher.name} are drawn")
        found[indices.start : indices.stop] = points
    return found


def _read(path: Path, key: str, count: int) -> Tensor | None:
    """The first ``count`` trajectories of a chunk, or nothing where it does not hold them."""
    try:
        with guarded(DataError, "These trajectories cannot be used"):
            check_regular(path, MAX_BYTES)
            with safe_open(path, "pt") as file:
                if (file.metadata() or {}).get("key") != key:
                    return None
            points = load_file(path)["points"][:count]
    except DataError:
        return None
    return points if len(points) == count else None


def _draw(
    network: nn.Module, denoising: Denoising, drawing: Drawing, indices: range, device: torch.device
) -> Tensor:
    start = torch.from_numpy(noise.standard_normal(drawing.seed, indices, denoising.shape, "trajectory"))
    known = labels(drawing.count, denoising.classes)[indices.start : indices.stop].to(device)
    denoiser = network.get_submodule("denoiser")

    def model(x: Tensor, level: Level) -> Pair:
        time = torch.full((len(x),), adapt.network_time(denoising, level), device=device)
        return to_pair(denoising.prediction, denoiser(x, time, known).float(), x, level)

    return points_of(model, denoising, drawing, start, device)


def points_of(
    model: Denoiser, denoising: Denoising, drawing: Drawing, start: Tensor, device: torch.device
) -> Tensor:
    """All points ``(n, steps + 1, …)`` of the trajectories from ``start`` ``(n, …)``, in half precision."""
    path = adapt.path_of(denoising)
    precise = torch.autocast(device.type, torch.bfloat16, enabled=fast_bfloat16(device))
    with torch.inference_mode(), precise:
        steps = sample(drawing.sampler, model, start.to(device), path, times(denoising, drawing.steps))
        points = [step.x.cpu().to(torch.float16) for step in steps]
    return torch.stack(points, dim=1)
