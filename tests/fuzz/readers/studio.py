"""What the Studio reads of a training: its plan and state, its length, the log of its losses, its sheets."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec
import numpy as np
from PIL import Image

from playground.core.errors import DataError
from playground.studio import budget, training_folders
from playground.ui.studio import record
from playground.ui.studio.sheet_view import read_sheet
from playground.zoo.recipe import TrainDenoiser
from tests.fuzz.mutate.containers import png_mutation
from tests.fuzz.mutate.plain import mutate, mutate_text
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader

_PLAN = training_folders.Plan(name="drawings-flow", family="flow", data="drawings", minutes=2.5, seed=7)
_TOLD = training_folders.Report(
    stage="training", step=9, steps=90, seconds=1.5, scalars={"loss": 0.5}, model="drawings"
)


def _plans(_: Path) -> Sequence[bytes]:
    return [msgspec.json.encode(_PLAN)]


def _states(_: Path) -> Sequence[bytes]:
    return [msgspec.json.encode(each) for each in (_TOLD, training_folders.Report())]


def _budgets(_: Path) -> Sequence[bytes]:
    recipe = TrainDenoiser(name="drawings-flow", title="Drawings", data="drawings", network="unet")
    planned = budget.Budget(
        recipe=msgspec.Raw(msgspec.json.encode(recipe)), data="ab" * 32, precision="single precision",
        parameters=1000, step_seconds=0.1, checkpoint_seconds=5.0, sheets=40, log_every=5,
    )  # fmt: skip
    return [msgspec.json.encode(planned)]


def _budget(path: Path) -> TrainDenoiser:
    planned = budget.kept_budget(path.parent)
    assert planned is not None
    return budget.recipe_in(planned, TrainDenoiser)


def _logs(_: Path) -> Sequence[bytes]:
    lines = [json.dumps({"step": 5 * i, "loss": 1 / (i + 1), "validation_loss": 0.5}) for i in range(9)]
    return ["".join(f"{line}\n" for line in lines).encode()]


def _log(path: Path) -> record.Record:
    """What cannot be read of it is told beside the curves."""
    found = record.LogReader(path.parent).read()
    if found.trouble:
        raise DataError(found.trouble)
    return found


def _sheets(_: Path) -> Sequence[bytes]:
    rng, made = np.random.default_rng(3), []
    for shape in ((8, 9, 3), (8, 8)):
        file = io.BytesIO()
        Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(file, "PNG")
        made.append(file.getvalue())
    return made


def _png(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    return (png_mutation if rng.random() < 0.5 else mutate)(rng, data, seeds)


READERS = (
    Reader(
        name="studio-plan", seeds=_plans, mutate=json_mutation, file=training_folders.PLAN, inputs=25,
        read=lambda path: training_folders._read(path, training_folders.Plan),
        opens=("playground.studio.training_folders._decoded",),
    ),
    Reader(
        name="studio-state", seeds=_states, mutate=json_mutation, file=training_folders.REPORT, inputs=25,
        read=lambda path: training_folders._read(path, training_folders.Report),
        opens=("playground.studio.training_folders._decoded",),
    ),
    Reader(
        name="studio-budget", seeds=_budgets, read=_budget, mutate=json_mutation, file=budget.FILE,
        opens=("playground.studio.budget.kept_budget", "playground.studio.budget.recipe_in"), inputs=25,
    ),
    Reader(
        name="studio-log", seeds=_logs, read=_log, mutate=mutate_text, file=record.LOG,
        opens=("playground.ui.studio.record.LogReader._read_log",), inputs=25,
    ),
    Reader(
        name="studio-sheet", seeds=_sheets, read=read_sheet, mutate=_png, file="step-0000010.png",
        opens=("playground.ui.studio.sheet_view.read_sheet",), inputs=25,
    ),
)  # fmt: skip
