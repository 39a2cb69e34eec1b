"""Many pictures at once: what becomes of a recipe as some of its fields take one value after another."""

from __future__ import annotations

from playground.core.paradigm import Paradigm
from playground.paradigms.grid.recipes import Grid

PARADIGM = Paradigm(name="grid", title="Grids", order=9, runs={Grid: "playground.paradigms.grid.runs:draw"})
