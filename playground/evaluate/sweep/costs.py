"""What a job will cost, from what the same model cost before: nothing is said where nothing was measured."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import Any

from playground.core.cards import Card
from playground.core.machine import Machine
from playground.core.resources import Placement
from playground.evaluate.sweep.jobs import Job, Result
from playground.gaussian import samplers
from playground.gaussian.card import Denoising
from playground.paradigms.families import family_of

JUDGING = 0.004
"""Seconds that measuring takes for each picture that is there, at about 2,000 of them."""
ADAPTIVE = 40
"""Evaluations that the adaptive sampler is taken to need: it says so only afterwards."""


class Costs:
    """Expected seconds of jobs, from results of this ``machine`` and, for other models, from their cards.

    Results at another ``placement`` count only for models that have none there.
    """

    def __init__(
        self, results: Iterable[Result], machine: Machine, placement: Placement | None = None
    ) -> None:
        placement = placement or Placement()
        here: dict[str, list[float]] = {}
        elsewhere: dict[str, list[float]] = {}
        for result in results:
            measures = result.measures
            if "milliseconds_per_image" in measures and result.machine.processor == machine.processor:
                evaluations = measures.get("network_evaluations")
                each = measures["milliseconds_per_image"].value / max(
                    evaluations.value if evaluations else 1, 1
                )
                found = here if result.placement == placement else elsewhere
                found.setdefault(result.model, []).append(each / 1000)
        self._measured = {model: statistics.median(each) for model, each in {**elsewhere, **here}.items()}

    def seconds(self, job: Job, card: Card) -> float | None:
        """What one worker may need for a job; ``None`` where the model's speed is not known."""
        each = self._measured.get(card.name, _of_card(card))
        if each is None:
            return None
        pictures = job.samples * job.repeats
        judging = JUDGING * pictures if job.task == "pictures" else 0.0
        return pictures * evaluations_of(job, card) * each + judging


def evaluations_of(job: Job, card: Card) -> float:
    """About how often the network is asked for each picture."""
    recipe, family = job.recipe, family_of(card.paradigm)
    if job.task == "likelihood" and family is not None and family.evaluations is not None:
        return family.evaluations(recipe, card)
    if Denoising.of(card) is None:
        return float(recipe.get("draws", 1))
    chosen = samplers.sampler(recipe["sampler"])
    steps = ADAPTIVE if chosen.adaptive else recipe["steps"] * chosen.evaluations
    return float(steps * (1 + _guided(recipe)))


def _guided(recipe: dict[str, Any]) -> float:
    """The share of the way on which guidance costs a second evaluation."""
    if recipe.get("guidance", 1) in (0, 1):
        return 0.0
    return max(float(recipe["guided_to"]) - float(recipe["guided_from"]), 0.0)


def _of_card(card: Card) -> float | None:
    """Seconds of one evaluation for one picture, as the card's numbers have it."""
    measured = card.measured
    if "milliseconds_per_image" in measured:
        return measured["milliseconds_per_image"] / max(measured.get("network_evaluations", 1), 1) / 1000
    if "ms_per_decode" in measured:
        return measured["ms_per_decode"] / 1000
    return None
