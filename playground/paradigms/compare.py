"""All paradigms beside each other: in the plane with equal budgets, and side by side on the same noise.

Recipes of the 2-D league and of the race. What a model's pictures are worth, and what they cost, is measured
by ``playground.evaluate``.
"""

from __future__ import annotations

from playground.core.paradigm import Paradigm
from playground.paradigms.league.recipes import League
from playground.paradigms.race.recipes import Race

PARADIGM = Paradigm(
    name="compare",
    title="Compare",
    order=8,
    runs={
        League: "playground.paradigms.league.runs:compete",
        Race: "playground.paradigms.race.runs:race",
    },
)
