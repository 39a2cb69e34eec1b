"""What the league shows, as one frozen value."""

from __future__ import annotations

from playground.core.recipe import Recipe


class LeagueState(Recipe, frozen=True, kw_only=True, tag="compare-league"):
    """Everything that determines what the stage shows."""
