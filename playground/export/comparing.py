"""Which exported files can be held against what their recipe gives, and why others cannot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playground.core.recipe import Recipe
from playground.export.pictures import has_layout
from playground.paradigms.race.recipes import Race

_INEXACT = (".json", ".csv", ".svg", ".mp4")


def refusal_of(path: Path, recipe: Recipe, facts: Mapping[str, Any]) -> str | None:
    """Why a file that carries this recipe and these facts cannot be compared, in one sentence, if so."""
    if "retired" in facts:
        return f"{path} cannot be compared. {facts['retired']}"
    suffix = path.suffix.lower()
    if suffix in _INEXACT:
        return f"{path} holds no exact pictures or arrays to compare; verify a PNG, GIF, WebP or NPZ."
    if suffix == ".npz" or has_layout(facts):
        return None
    if isinstance(recipe, Race):
        return (
            f"{path} shows a race with the times of the machine that it was run on, so it cannot be checked; "
            "the race’s pictures alone, its filmstrips and its arrays can be."
        )
    return (
        f"{path} shows a result as it was drawn, and does not record where its pictures stand, so it cannot "
        "be compared."
    )
