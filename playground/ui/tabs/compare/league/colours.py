"""One colour for each entrant, the same as its family has in the plot of quality and cost."""

from __future__ import annotations

from PySide6.QtGui import QColor

from playground.evaluate.sweep.jobs import Family
from playground.ui.tabs.compare.quality import looks

_FAMILIES: dict[str, Family] = {
    "vae": "vae",
    "gan": "gan",
    "diffusion": "ddpm",
    "flow": "flow",
    "reflow": "reflow",
    "consistency": "consistency",
    "nflow": "nflow",
}


def colour(entrant: str) -> QColor:
    """That of an entrant in the theme that is worn."""
    return looks.colour(_FAMILIES[entrant])
