"""Many pictures at once: what becomes of a recipe as some of its fields take one value after another."""

from __future__ import annotations

from playground.core.paradigm import Paradigm
from playground.paradigms.grid.runs import GRID_RUNS

PARADIGM = Paradigm(name="grid", title="Grids", order=8, runs=GRID_RUNS)
