"""A folder of a training as its process would write it, without one that learns."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator

import msgspec
import numpy as np
from PIL import Image

from playground.studio import training_folders
from playground.studio.training_folders import Plan, Report
from playground.zoo.lock import alone_in

SIDE = 16


class Played:
    """Writes what a trainer tells, a step at a time."""

    def __init__(self, plan: Plan, steps: int = 1000) -> None:
        self.folder = training_folders.place() / plan.name
        (self.folder / "sheets").mkdir(parents=True)
        (self.folder / training_folders.PLAN).write_bytes(msgspec.json.encode(plan))
        self.plan = plan
        self.told = Report(steps=steps)

    def tell(self, **changes: object) -> None:
        """Say something new."""
        self.told = msgspec.structs.replace(self.told, **changes)
        training_folders.write_report(self.folder, self.told)

    def learn(self, *steps: int) -> None:
        """Record these steps, and say that the last is made."""
        with (self.folder / "losses.jsonl").open("a") as log:
            for step in steps:
                loss = 0.2 + math.exp(-3 * step / self.told.steps)
                log.write(json.dumps({"step": step, "loss": loss, "validation_loss": loss + 0.05}) + "\n")
        share = steps[-1] / self.told.steps
        self.tell(
            stage="training", step=steps[-1], seconds=60 * self.plan.minutes * share, device="CPU",
            seconds_left=60 * self.plan.minutes * (1 - share), precision="single precision",
            parameters=1_234_567,
        )  # fmt: skip

    def draw(self, *steps: int) -> None:
        """Write sheets of 3 × 3 pictures at these steps."""
        for step in steps:
            self.sheet(step).save(self.folder / "sheets" / f"step-{step:07d}.png")

    def sheet(self, step: int) -> Image.Image:
        """The sheet of a step: brighter with every one."""
        level = round(255 * step / self.told.steps)
        tile = np.full((SIDE, SIDE, 3), (level, 80, 255 - level), np.uint8)
        tile[0] = tile[:, 0] = 0
        return Image.fromarray(np.tile(tile, (3, 3, 1)))

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Hold the folder, as a living process does."""
        with alone_in(self.folder):
            yield
