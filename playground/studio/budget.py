"""How long a training is: steps are timed, and as many are planned as fit into the minutes that it may take.

What is planned is written once, and again where a training that has ended is to learn longer: because
somebody asks for it, or because much of its time is left. One that is taken up after a stop is the same one,
however fast the machine is by then.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
import numpy as np
import torch

from playground.core import leftovers
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.images import LabelledImages
from playground.core.recipe import change
from playground.core.regular_files import read_regular
from playground.core.words import plain
from playground.export.atomic import write_file
from playground.zoo.precision import fast_bfloat16
from playground.zoo.recipe import TrainFromTeacher, TrainingRecipe
from playground.zoo.start import training_of
from playground.zoo.train import Options, Training
from playground.zoo.vae.recipe import TrainVae

FILE = "budget.json"

_MAX_BYTES = 1_000_000
_TRIAL, _TRIAL_SHARE = 10.0, 1 / 6
"""Seconds for which steps are timed, and the share of all time that they may be: the first ones are slow."""
_VALIDATION_SHARE, _EPOCHS = 0.04, (4, 60)
_SHEET_SHARE, _SHEETS = 0.06, (12, 80)
_MOST_SHARE = 0.1
"""Of the time goes at most into sheets, and as much into validation, where that many are too expensive."""
_MANY_STEPS = 10
"""Steps after which what they took tells what the next ones will."""
_CHECKPOINT_SHARE, _CHECKPOINT_SECONDS = 0.04, 5.0
_REST = 0.03
"""Of the time goes into what is not planned one by one: the log, and telling how far it is."""
_LEAST_LEFT = 0.5
_LONGEST_EPOCH = 1_000_000
_WORTH_FILLING, _SHARE_WORTH_FILLING = 60.0, 0.2
"""Seconds, and share of the time asked for, that must be left at the end of a training to go on with it."""
_TEACHING_SHARE, _TEACHING_BYTES, _LEAST_TAUGHT = 0.2, 4e8, 64
R = TypeVar("R", bound=TrainingRecipe)


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """The recipe with its length, as JSON, and all else that stays as it was when the training began.

    ``data`` is the content hash of what it learns from; ``precision`` says in words what is computed in.
    """

    recipe: msgspec.Raw
    data: str
    precision: str
    parameters: int
    step_seconds: float
    checkpoint_seconds: float
    sheets: int
    log_every: int
    sheet_seconds: float = 0.0
    """0 where an earlier version did not write it down."""
    before: float = 0.0
    """Seconds of its minutes that go by before the first step: steps are timed, and a teacher draws."""
    filled: int = 0
    """How often it learned longer because it came to its end long before its minutes were over."""


class Costs(msgspec.Struct, frozen=True):
    """Seconds of a step, of a validation, of a sheet and of a checkpoint."""

    step: float
    validation: float
    sheet: float
    checkpoint: float


def kept_budget(folder: Path) -> Budget | None:
    """What was planned for the training in a folder, if that began already; raises ``DataError``."""
    path = folder / FILE
    if not path.exists():
        return None
    with guarded(DataError, f"{path} cannot be read, so the training cannot go on"):
        return msgspec.json.decode(read_regular(path, _MAX_BYTES), type=Budget)


def recipe_in(budget: Budget, kind: type[R]) -> R:
    """The recipe of a budget; raises ``DataError``."""
    with guarded(DataError, "What was planned for the training cannot be read"):
        return msgspec.json.decode(budget.recipe, type=kind)


def lengthened(folder: Path, budget: Budget, recipe: R, minutes: Sequence[float], seconds: float) -> R:
    """The recipe with as many steps more as fit into minutes that were not planned yet, written down.

    A step takes ``seconds``, with all that there is beside it. Raises ``ExportError``.
    """
    known = len(recipe.longer) - budget.filled
    more = tuple(max(1, int(60 * each / seconds)) for each in minutes[known:])
    return _with_more(folder, budget, recipe, more) if more else recipe


def filled(folder: Path, budget: Budget, recipe: R, seconds: float, spent: float) -> R | None:
    """The recipe with as many steps more as fit into what is left of the seconds, written down.

    Its steps took ``spent`` of them, and were counted when the machine was busier. Nothing where little is
    left. Raises ``ExportError``.
    """
    left = seconds - budget.before - spent
    if left < max(_WORTH_FILLING, _SHARE_WORTH_FILLING * seconds) or spent <= 0:
        return None
    more = max(1, int(left * total_steps(recipe) / spent))
    return _with_more(folder, msgspec.structs.replace(budget, filled=budget.filled + 1), recipe, (more,))


def _with_more(folder: Path, budget: Budget, recipe: R, more: tuple[int, ...]) -> R:
    recipe = change(recipe, longer=(*recipe.longer, *more))
    again = msgspec.structs.replace(budget, recipe=msgspec.Raw(msgspec.json.encode(recipe)))
    write_file(folder / FILE, msgspec.json.encode(again), overwrite=True)
    return recipe


def seconds_of_a_step(step: int, seconds: float, planned: float) -> float:
    """What a step takes with all that there is beside it, after so many steps in so many seconds.

    Of few steps most was beside them; then it is by what was ``planned`` for a step alone.
    """
    alone = 1 - 2 * _MOST_SHARE
    return seconds / step if step >= _MANY_STEPS else planned / alone


def sheet_steps(recipe: TrainingRecipe, count: int, cost: float = 0.0) -> frozenset[int]:
    """So many steps at most, from first to last: close together at first, and never far apart.

    Each is further from the one before than that was: the first pictures change fastest, but a training is
    looked at to its end. Where it learns longer they are as far apart as they were on average, but take no
    more than their share of the time; a sheet takes as long as ``cost`` steps, 0 where that is not known.
    """
    made = first = total_steps(change(recipe, longer=()))
    shares = np.linspace(0, 1, count) if count > 1 else np.ones(1)
    found = {max(1, int(step)) for step in (first * shares**2).round()}
    for steps in recipe.longer:
        more = max(1, min(_within(count * steps / first, _SHEETS), int(_MOST_SHARE * steps / (cost or 1))))
        found |= {made + max(1, int(step)) for step in np.linspace(0, steps, more + 1)[1:]}
        made += steps
    return frozenset(found)


class _Found(NamedTuple):
    """What was found by timing: ``teaching`` are the seconds in which a teacher draws for the recipe."""

    recipe: TrainingRecipe
    costs: Costs
    teaching: float
    precision: str
    parameters: int


class Planner:
    """Times a training's parts, and plans it."""

    def __init__(self, images: LabelledImages, folder: Path, options: Options, seconds: float) -> None:
        """``seconds`` are all that the training may take, of which some may be over already."""
        self._images, self._folder, self._options, self._seconds = images, folder, options, seconds

    def plan(self, recipe: TrainingRecipe, data: str, spent: Callable[[], float]) -> Budget:
        """Time it, and write down how long it will be; ``spent`` says how much of the time is over.

        Raises ``ExportError`` where the folder cannot be written.
        """
        found = self._found(recipe)
        costs, left = found.costs, self._left(spent() + found.teaching)
        recipe, sheets = with_length(found.recipe, costs, left)
        checkpoint = max(_CHECKPOINT_SECONDS, costs.checkpoint / _CHECKPOINT_SHARE)
        total = total_steps(recipe)
        budget = Budget(
            recipe=msgspec.Raw(msgspec.json.encode(recipe)),
            data=data,
            precision=found.precision,
            parameters=found.parameters,
            step_seconds=costs.step,
            checkpoint_seconds=round(checkpoint, 1),
            sheets=sheets,
            sheet_seconds=costs.sheet,
            log_every=max(1, round(1 / costs.step), total // 4000),
            before=round(self._seconds - left, 1),
        )
        write_file(self._folder / FILE, msgspec.json.encode(budget))
        return budget

    def foresee(self, recipe: TrainingRecipe, spent: Callable[[], float]) -> int:
        """How many steps it would be; nothing is written down."""
        found = self._found(recipe)
        return total_steps(with_length(found.recipe, found.costs, self._left(spent() + found.teaching))[0])

    def _left(self, spent: float) -> float:
        return max(_LEAST_LEFT * self._seconds, self._seconds - spent)

    def _found(self, recipe: TrainingRecipe) -> _Found:
        with leftovers.new_folder(self._folder) as directory:
            # No phase of what is timed ends: steps of the next one may cost less.
            trial, teaching = change(recipe, epoch_steps=_LONGEST_EPOCH), 0.0
            if isinstance(recipe, TrainFromTeacher):
                trial = change(trial, trajectories=_LEAST_TAUGHT, validation=_LEAST_TAUGHT // 2)
                recipe, teaching = self._taught(recipe, trial, directory)
            costs, bfloat16, precision, parameters = self._timed(trial, directory)
        if trial.validation:
            part = recipe.validation / trial.validation
            costs = msgspec.structs.replace(costs, validation=costs.validation * part)
        return _Found(change(recipe, bfloat16=bfloat16), costs, teaching, precision, parameters)

    def _timed(self, recipe: TrainingRecipe, directory: Path) -> tuple[Costs, bool, str, int]:
        """What everything costs, whether in bfloat16, how that was found, and the number of parameters."""
        training = self._training(change(recipe, bfloat16=False), directory)
        passed, single = self._step(training)
        costs = Costs(passed, _seconds(training.validate), _seconds(training.sheet), _seconds(training.save))
        parameters = sum(parameter.numel() for parameter in training.network.parameters())
        if not fast_bfloat16(training.device):
            return costs, False, "single precision; the device has no fast bfloat16", parameters
        del training
        passed, half = self._step(self._training(change(recipe, bfloat16=True), directory))
        report = (
            f"{plain(1000 * half, 3)} ms a step in bfloat16, {plain(1000 * single, 3)} ms in single precision"
        )
        if half < single:
            return msgspec.structs.replace(costs, step=passed), True, f"bfloat16: {report}", parameters
        return costs, False, f"single precision: {report}", parameters

    def _training(self, recipe: TrainingRecipe, directory: Path) -> Training:
        return training_of(recipe, self._images, directory, self._options)

    def _step(self, training: Training) -> tuple[float, float]:
        """Seconds that pass in a step, and those of work; the first two are left aside, which ask for memory.

        What is faster follows from the work: others may be busy on the processor, now more and now less.
        """
        clock = time.process_time if training.device.type == "cpu" else time.perf_counter
        for _ in range(2):
            training.advance()
        self._wait(training)
        longest = min(_TRIAL, _TRIAL_SHARE * self._seconds)
        began, worked, steps = time.perf_counter(), clock(), 0
        while True:
            training.advance()
            steps += 1
            self._wait(training)
            passed = time.perf_counter() - began
            if passed >= longest:
                return passed / steps, (clock() - worked) / steps

    def _wait(self, training: Training) -> None:
        if training.device.type == "cuda":
            torch.cuda.synchronize()

    def _taught(
        self, recipe: TrainFromTeacher, trial: TrainingRecipe, directory: Path
    ) -> tuple[TrainFromTeacher, float]:
        """The recipe with as many trajectories as fit into a share of the time and into memory.

        And the seconds that they will take: a tenth of them validates.
        """
        seconds = _seconds(lambda: self._training(trial, directory)) / _LEAST_TAUGHT
        one = 2 * (recipe.teacher_steps + 1) * math.prod(self._images.images.shape[1:])
        most = min(_TEACHING_SHARE * self._seconds / seconds, _TEACHING_BYTES / one)
        count = int(max(_LEAST_TAUGHT, most))
        return change(recipe, trajectories=count, validation=min(1000, count // 10)), count * seconds


def with_length(recipe: R, costs: Costs, seconds: float) -> tuple[R, int]:
    """The recipe as long as the seconds allow, and the number of sheets that it makes on the way."""
    # An epoch at least must be left for the scales of a VAE; the last sheet is of what is finished.
    epochs = max(2, _affordable(costs.validation, seconds, _VALIDATION_SHARE, _EPOCHS))
    sheets = max(1, _affordable(costs.sheet, seconds, _SHEET_SHARE, _SHEETS))
    others = epochs * costs.validation + (sheets - 1) * costs.sheet + (_CHECKPOINT_SHARE + _REST) * seconds
    steps = max(1, int((seconds - others) / costs.step))
    epochs = min(epochs, max(2, steps))
    length = min(max(1, steps // epochs), _LONGEST_EPOCH)
    last = max(1, epochs // 12) if isinstance(recipe, TrainVae) else 0
    # The rate warms up in each phase anew.
    shortest = length * min(epochs - last, last or epochs)
    found = change(
        recipe,
        epochs=epochs - last,
        epoch_steps=length,
        warm_up=min(300, shortest // 10),
        ema=min(0.9995, max(0.9, 1 - 20 / steps)),
    )
    return (change(found, scale_epochs=last) if last else found), sheets


def total_steps(recipe: TrainingRecipe) -> int:
    """The number of steps of a recipe whose epochs are no passes."""
    last = recipe.scale_epochs if isinstance(recipe, TrainVae) else 0
    return (recipe.epochs + last) * recipe.epoch_steps + sum(recipe.longer)


def _affordable(cost: float, seconds: float, share: float, bounds: tuple[int, int]) -> int:
    """How often something can be done in a share of the time, or somewhat more often where it is cheap."""
    often = seconds / max(cost, 1e-9)
    return min(_within(share * often, bounds), int(_MOST_SHARE * often))


def _within(value: float, bounds: tuple[int, int]) -> int:
    return int(min(max(value, bounds[0]), bounds[1]))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
