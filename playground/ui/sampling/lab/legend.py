"""What the marks on the large plane mean, as far as they are drawn."""

from __future__ import annotations

from playground.ui.lab.densities import LOG_DENSITY, RATIO
from playground.ui.plots.colours import DATA, WAY
from playground.ui.plots.field_plane import EXACT_WAY, JUMPS, LINES, POINTS, REFERENCE
from playground.ui.plots.heat import DENSITY, SIGNED
from playground.ui.plots.key_strip import Key
from playground.ui.plots.wheel import wheel
from playground.ui.sampling.lab.state import PlaneView

_LOW, _HIGH = LOG_DENSITY

_ROWS: tuple[tuple[str, frozenset[str], Key], ...] = (
    (
        "density", frozenset({"learned", "exact"}),
        Key("scale", DENSITY, f"log density {_LOW:g} … {_HIGH:g}".replace("-", "−")),
    ),
    (
        "density", frozenset({"learned", "exact"}),
        Key("scale", SIGNED, "error: learned too little … too much"),
    ),
    (
        "density", frozenset({"error"}),
        Key("scale", SIGNED, f"log of learned / exact density ±{RATIO:g}"),
    ),
    ("flow", frozenset({"learned", "exact"}), Key("points", (POINTS.name(),), "flowing points")),
    (
        "trails", frozenset({"learned", "exact"}),
        Key("scale", tuple(colour.name() for colour in wheel(8)), "the way of some, by where it ends"),
    ),
    ("data_points", frozenset({"learned", "exact"}), Key("points", (DATA.name(),), "data")),
    ("lines", frozenset({"learned"}), Key("line", (LINES.name(),), "noise paired with data")),
    ("start", frozenset({"learned", "error"}), Key("line", (WAY.name(),), "sampler’s way")),
    ("start", frozenset({"learned"}), Key("dot", (REFERENCE.name(),), "the same in fine steps")),
    ("start", frozenset({"learned", "exact", "error"}), Key("dash", (EXACT_WAY.name(),), "exact way")),
    ("jumps", frozenset({"learned"}), Key("line", (JUMPS.name(),), "jumps to f(x, t)")),
)  # fmt: skip
"""(field of the view, planes on which it is drawn, entry)."""


def keys(arrows: str, layers: tuple[str, ...], view: PlaneView) -> tuple[Key, ...]:
    """The entries for what the view shows large, of those layers that there are; what arrows are."""
    shown = [
        key
        for field, planes, key in _ROWS
        if field in layers and getattr(view, field) and view.large in planes
    ]
    if view.arrows:
        what = f"error of the {_lower(arrows)}" if view.large == "error" else arrows
        shown.insert(1 if view.density else 0, Key("line", ("#ffffff",), what))
    return tuple(shown)


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
