"""What a training would take, said before it begins."""

from __future__ import annotations

from typing import NamedTuple

from playground.core.memory_limit import GB
from playground.core.words import counted
from playground.studio import foresight, memory, presets
from playground.studio.kept import Plan


class Cost(NamedTuple):
    """Time and memory in a sentence, and the steps that there is time for, where others have shown that."""

    said: str
    steps: int | None = None


def cost_of(plan: Plan) -> Cost:
    """Time, memory and steps of a plan; raises ``DataError`` for one that cannot be."""
    presets.check(plan)
    memory.check(plan)
    said = (
        f"It learns for {counted(round(plan.minutes), 'minute')}, as many steps as fit into that, and takes "
        f"about {memory.needed(plan) / GB:.1f} GB of memory."
    )
    return Cost(said, foresight.by_others(plan))
