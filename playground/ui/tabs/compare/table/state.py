"""What the table of paradigms shows, as one frozen value."""

from __future__ import annotations

from playground.core.recipe import Recipe


class TableState(Recipe, frozen=True, kw_only=True, tag="compare-table"):
    """Everything that determines what the stage shows."""
