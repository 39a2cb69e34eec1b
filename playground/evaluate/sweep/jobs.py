"""What is measured, and what was: plain data that a window reads without loading any model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import msgspec

from playground.core.machine import Machine
from playground.core.resources import Placement, RuntimeName
from playground.evaluate.report import Measure, Report
from playground.paradigms.families import variants

FORMAT = "playground-result-1"

Task: TypeAlias = Literal["pictures", "likelihood"]

VARIANTS: dict[str, str] = {name: variant.title for name, variant in variants().items()}
"""Titles of who makes the pictures, and how, in the order in which they are listed."""

if TYPE_CHECKING:
    VariantName: TypeAlias = str
else:
    VariantName = Literal[tuple(VARIANTS)]


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One recipe to measure, with ``repeats`` independent sets of ``samples`` pictures.

    ``recipe`` is the recipe as JSON has it, every field written out; its ``count`` has no meaning for
    pictures. The task ``likelihood`` runs a recipe that measures ``samples`` held-out images itself.
    """

    recipe: dict[str, Any]
    samples: int = 2000
    repeats: int = 1
    task: Task = "pictures"

    @property
    def model(self) -> str:
        """The name of the model that is run."""
        return str(self.recipe.get("model", ""))


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured of a job, under the key that names it.

    ``key`` is a digest of the model's files, the recipe, samples, repeats and what they were held against:
    equal keys are the same measurement. A report of the task ``likelihood`` has the one measure
    ``bits_per_dim``. ``date`` is of the form 2026-11-25T14:03:12Z, ``seconds`` what this run of it took,
    ``command`` the command line that asked for it.
    """

    key: str
    job: Job
    family: VariantName
    title: str
    report: Report
    machine: Machine
    date: str
    seconds: float
    command: str
    format: str = FORMAT

    @property
    def model(self) -> str:
        """The name of the model that was run."""
        return self.job.model

    @property
    def measures(self) -> dict[str, Measure]:
        """The measures by their key, as :func:`playground.evaluate.report.kinds` names them."""
        return self.report.measures

    @property
    def placement(self) -> Placement:
        """Where the model ran."""
        usual, facts = Placement(), self.report.facts
        runtime = str(facts.get("runtime", usual.runtime))
        return Placement(cast(RuntimeName, runtime), str(facts.get("device", usual.device)))

    @property
    def sampler(self) -> str:
        """The sampler's name, empty where there is none."""
        return str(self.job.recipe.get("sampler", ""))

    @property
    def steps(self) -> int | None:
        """The sampler's steps, if any."""
        steps = self.job.recipe.get("steps")
        return steps if isinstance(steps, int) else None
