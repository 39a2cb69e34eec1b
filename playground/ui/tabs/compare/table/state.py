"""What the table shows, as one frozen value."""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import about
from playground.core.recipe import Recipe
from playground.evaluate.sweep.known import OriginName
from playground.ui.tabs.compare.quality.state import Data

Best = Annotated[
    bool,
    about(
        "Mark the best", "In each column the best number, and those that its interval cannot tell from it."
    ),
]
Origin = Annotated[
    OriginName,
    about(
        "Results",
        "Those that ship with the program, your own, or your own wherever there are any of as many pictures. "
        "Stability is of one league, the largest of them.",
    ),
]
Intervals = Annotated[bool, about("Intervals", "95 % intervals under the numbers that have one.")]
Open = Annotated[str, about("Open cell", "How this cell was measured is told below the table.", length=40)]


class TableState(Recipe, frozen=True, kw_only=True, tag="compare-table"):
    """Everything that determines what the table shows; ``row`` and ``column`` name the open cell."""

    data: Data = "fashion-mnist"
    origin: Origin = "own, else shipped"
    intervals: Intervals = True
    best: Best = True
    row: Open = ""
    column: Open = ""
