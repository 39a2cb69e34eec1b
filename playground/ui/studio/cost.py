"""What a training would take, said before it begins."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.words import counted
from playground.studio import presets
from playground.studio.kept import Plan


@dataclass(frozen=True)
class Cost:
    """A sentence on it; ``refusal`` says why it cannot begin, if that is so."""

    sentence: str
    refusal: str = ""


def cost_of(plan: Plan) -> Cost:
    """Time and memory of a plan; raises ``DataError`` for one that cannot be."""
    presets.check(plan)
    return Cost(f"It learns for {counted(round(plan.minutes), 'minute')}.")
