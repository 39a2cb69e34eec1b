"""Trainings that draw their sheets roughly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def rough_sheets() -> Iterator[None]:
    """A small training's sheet, drawn in twenty steps, would take longer than the training."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("denoising", "text.task"):
            patch.setattr(f"playground.zoo.{module}._SHEET_STEPS", 2)
        yield
