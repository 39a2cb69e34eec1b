"""What the plot of quality against cost shows, as one frozen value."""

from __future__ import annotations

from playground.core.recipe import Recipe


class QualityState(Recipe, frozen=True, kw_only=True, tag="compare-quality"):
    """Everything that determines what the stage shows."""
