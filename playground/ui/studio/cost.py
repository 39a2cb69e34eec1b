"""What a training would take, said before it begins."""

from __future__ import annotations

from playground.core.memory_limit import GB
from playground.core.words import counted
from playground.studio import memory, presets
from playground.studio.kept import Plan


def cost_of(plan: Plan) -> str:
    """Time and memory of a plan; raises ``DataError`` for one that cannot be."""
    presets.check(plan)
    memory.check(plan)
    return (
        f"It learns for {counted(round(plan.minutes), 'minute')}, as many steps as fit into that, and takes "
        f"about {memory.needed(plan) / GB:.1f} GB of memory."
    )
