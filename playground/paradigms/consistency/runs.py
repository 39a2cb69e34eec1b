"""The runs of consistency models’ recipes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.gaussian import grids
from playground.gaussian.samplers import Step
from playground.paradigms.consistency import Jumps, Rows
from playground.paradigms.denoising.display import Display, Images
from playground.paradigms.denoising.matrix import Row, fill
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.paradigms.denoising.projection import Plane
from playground.paradigms.denoising.refusals import check
from playground.paradigms.denoising.walks import WalkPlan, labels_of, plan, walk


def rows(recipe: Rows, resources: Resources) -> Run:
    """Frames as :class:`Rows` says."""
    model, teacher = _model(recipe, resources)
    guidance = _folded(model)
    shown, taught = Display(recipe.model, resources), Display(teacher.card.name, resources)
    ways = [
        *(Row(model, shown, plan(model, "consistency", n, recipe.spacing)) for n in recipe.steps),
        *(
            Row(teacher, taught, plan(teacher, recipe.teacher_sampler, n, recipe.spacing), guidance)
            for n in recipe.teacher_steps
        ),
    ]
    labels = labels_of(recipe.label, recipe.count, model.denoising.classes)
    arrays: dict[str, Array] = {
        "steps": np.array([*recipe.steps, *recipe.teacher_steps], dtype=np.int64),
        "teacher": np.array([False] * len(recipe.steps) + [True] * len(recipe.teacher_steps)),
        "labels": labels,
    }
    for filled in fill(ways, labels, recipe.seed):
        yield Frame(
            arrays={
                **arrays, "images": filled.images, "nfe": filled.nfe, "milliseconds": filled.milliseconds
            },
            scalars={"done": filled.done, "teacher_name": teacher.card.title},
            index=filled.index, total=filled.total, final=filled.index == filled.total,
        )  # fmt: skip


def jumps(recipe: Jumps, resources: Resources) -> Run:
    """Frames as :class:`Jumps` says."""
    model, teacher = _model(recipe, resources)
    display = Display(recipe.model, resources)
    labels = labels_of(recipe.label, 1, model.denoising.classes)
    coarse = grids.times("uniform", model.path, recipe.points)[:-1]
    steps = _curve(recipe, teacher, coarse, labels, _folded(model))
    consistent, done, total = model.model(labels), 0, (recipe.points - 1) * recipe.fine + 1
    x, ends = (np.zeros((recipe.points, *model.shape), dtype=np.float32) for _ in range(2))
    pictures: dict[str, Images] = {}
    for index, step in enumerate(steps, 1):
        if step.level.t == coarse[done]:
            x[done], ends[done] = step.x[0], consistent(step.x, step.level).data[0]
            found = {"x": display.x(step.x, step.level), "ends": display.data(ends[done : done + 1])}
            done += 1
            pictures = {
                name: _appended(pictures.get(name), picture, done, recipe.points)
                for name, picture in found.items()
            }
        arrays: dict[str, Array] = {**pictures, "times": np.array(coarse, dtype=np.float32)}
        final = done == recipe.points
        yield Frame(
            arrays={**arrays, **(_drawn(x, ends) if final else {})},
            scalars={"done": done, "t": step.level.t, "nfe": step.nfe + model.evaluations},
            index=index, total=total, final=final,
        )  # fmt: skip


def _curve(
    recipe: Jumps, teacher: DenoisingNetwork, coarse: list[float], labels: NDArray[np.int64], guidance: float
) -> Iterator[Step]:
    """Heun steps of the teacher's flow through the coarse times and as many between them."""
    fine = [
        late + (early - late) * part / recipe.fine
        for late, early in itertools.pairwise(coarse)
        for part in range(recipe.fine)
    ]
    how = WalkPlan(sampler="heun", times=(*fine, coarse[-1]))
    model = teacher.model(labels, guidance)
    return walk(teacher, how, model, teacher.start(recipe.seed, range(1)))


def _model(recipe: Rows | Jumps, resources: Resources) -> tuple[DenoisingNetwork, DenoisingNetwork]:
    """The consistency model and its teacher; raises ``RecipeError`` where that has no flow to jump along."""
    card = resources.card(recipe.model)
    denoising = check(recipe, card)
    model, teacher = DenoisingNetwork(recipe.model, resources), DenoisingNetwork(denoising.teacher, resources)
    if (model.shape, model.denoising.classes) != (teacher.shape, teacher.denoising.classes):
        raise RecipeError(f"{card.title} and {teacher.card.title} do not speak of the same pictures.")
    if _way(model) != _way(teacher) or teacher.denoising.kind != "denoiser":
        raise RecipeError(
            f"{teacher.card.title} cannot have taught {card.title}: a teacher has a flow along the same path."
        )
    return model, teacher


def _way(network: DenoisingNetwork) -> tuple[object, ...]:
    """What tells one path from another."""
    schedule = network.denoising.schedule if network.path.steps else ""
    return network.path.kind, network.path.end, schedule, network.denoising.knots


def _folded(model: DenoisingNetwork) -> float:
    """The scale at which the teacher was guided when the model was distilled."""
    return model.denoising.guidance or 1.0


def _drawn(x: NDArray[np.float32], ends: NDArray[np.float32]) -> dict[str, Array]:
    plane = Plane(np.concatenate([x, ends]))
    apart = (ends - ends[-1]).reshape(len(ends), -1)
    return {
        "curve": plane(x),
        "jumps": plane(ends),
        "explained": plane.explained,
        "spread": np.sqrt(np.square(apart).mean(axis=1)),
    }


def _appended(before: Images | None, picture: Images, done: int, points: int) -> Images:
    result = np.zeros((points, *picture.shape[1:]), dtype=np.uint8) if before is None else before.copy()
    result[done - 1] = picture[0]
    return result
