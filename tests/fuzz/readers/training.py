"""What a training reads: captions, the log beside its checkpoints, and what was kept of a live one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from playground import paradigms
from playground.core.checkpoint import SavedTraining
from playground.core.errors import CheckpointError
from playground.core.recipe import Recipe, change
from playground.engine.trainings import TrainingFolder
from playground.paradigms.gan_lab.recipes import GanLab
from playground.zoo import runs
from playground.zoo.text import captioned
from tests.fuzz.mutate.plain import mutate_text
from tests.fuzz.mutate.tree import message_mutation
from tests.fuzz.reader import Reader
from tests.support import tiny_words
from tests.support.bare import Bare


def _losses(_: Path) -> Sequence[bytes]:
    lines = [
        json.dumps({"step": 50 * i, "loss": 1 / (i + 1), "validation_loss": 0.5}) + "\n" for i in range(20)
    ]
    return ["".join(lines).encode()]


def _cut(path: Path) -> None:
    """Lines after the checkpoint are dropped, which changes the file: it is put back for the test."""
    data = path.read_bytes()
    try:
        runs._cut(path, 400)
    finally:
        path.write_bytes(data)


def _captions(folder: Path) -> Sequence[bytes]:
    tiny_words.write(folder)
    return [(folder / "captions.json").read_bytes()]


class _Unchanged(TrainingFolder):
    """What was kept stays as it is for the next input."""

    def keep(self, recipe: Recipe, kept: SavedTraining, training: int = 0) -> None:
        pass

    def drop(self, recipe: Recipe, training: int = 0) -> None:
        pass


_LAB = GanLab(batch=32, speed=1)


def _lab(path: Path) -> None:
    """What the last window left, and two steps from there."""
    told: list[str] = []
    going = paradigms.run(_LAB, Bare(_Unchanged(path.parent, told.append)))
    for _ in range(3):
        next(going)
    going.close()
    if told:
        raise CheckpointError(told[0])


def _kept(folder: Path) -> Sequence[bytes]:
    """One that was alone, and one of two side by side, of which the first goes on."""
    kept = []
    for recipe in (_LAB, _LAB.with_second(change(_LAB, seed=1))):
        writing = TrainingFolder(folder, lambda _: None)
        going = paradigms.run(recipe, Bare(writing))
        for _ in range(4):
            next(going)
        going.close()
        writing.close()
        kept.append((folder / "gan-lab.training").read_bytes())
    return kept


READERS = (
    Reader(
        name="captions", seeds=_captions, read=lambda path: captioned.read_emoji(path.parent, "train"),
        mutate=mutate_text, file="captions.json", opens=("playground.zoo.text.captioned.read_emoji",),
        inputs=40,
    ),
    Reader(
        name="kept-training", seeds=_kept, read=_lab, mutate=message_mutation, file="gan-lab.training",
        opens=(
            "playground.core.checkpoint.Giving.random",
            "playground.engine.trainings.TrainingFolder.recall",
            "playground.engine.trainings._alone",
        ),
        inputs=15, memory=128 << 20,
    ),
    Reader(
        name="losses", seeds=_losses, read=_cut, mutate=mutate_text, file=runs.LOG,
        opens=("playground.zoo.runs._cut",), inputs=25,
    ),
)  # fmt: skip
