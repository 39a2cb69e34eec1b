"""What the race shows, as one frozen value."""

from __future__ import annotations

from playground.core.recipe import Recipe


class RaceState(Recipe, frozen=True, kw_only=True, tag="compare-race"):
    """Everything that determines what the stage shows."""
