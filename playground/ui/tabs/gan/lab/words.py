"""The numbers and the key under the planes in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from playground.core.frames import Scalar
from playground.ui.floors import floor_words
from playground.ui.plots.key_strip import Key
from playground.ui.tabs.gan.judgements import PROBABILITY
from playground.ui.tabs.gan.lab.colours import BORDER, CHANGE, FAKE, FIELD, REAL, STICKS, STRETCH
from playground.ui.tabs.gan.lab.state import GanLabState
from playground.ui.words import number

_Write = Callable[[Mapping[str, Scalar]], str]


def _divergence(scalars: Mapping[str, Scalar]) -> str:
    kl = f"{float(scalars['kl']):.2f}" if "kl" in scalars else "∞"
    js = f"JS {float(scalars['js']):.3f}{floor_words(scalars, 'js_floor')}"
    return f"{js}, KL(generated\u200a‖\u200adata) {kl}{floor_words(scalars, 'kl_floor', 2)} nats"


def _modes(scalars: Mapping[str, Scalar]) -> str:
    quality = float(scalars["mode_quality"])
    return f"{scalars['modes_covered']} of {scalars['modes']} modes, {quality:.0%} of the points near one"


def _distance(scalars: Mapping[str, Scalar]) -> str:
    floor = floor_words(scalars, "noise_floor")
    return f"sliced Wasserstein {float(scalars['sliced_wasserstein']):.3f}{floor}"


def _gap(scalars: Mapping[str, Scalar]) -> str:
    """The critic's own estimate; of other discriminators the difference has no such meaning."""
    return f"critic’s gap {float(scalars['d_gap']):.3f}" if scalars["d_scale"] == "critic" else ""


_WORDS: tuple[tuple[str, _Write], ...] = (
    ("modes", _modes),
    ("js", _divergence),
    ("sliced_wasserstein", _distance),
    ("stick_size", lambda scalars: f"RMS |∂L_G/∂x| {float(scalars['stick_size']):.2g}"),
    ("d_gap", _gap),
)
"""For the scalar that must be there, how it and those beside it are written."""


def readings(scalars: Mapping[str, Scalar]) -> str:
    """What is known, in one line or more."""
    words = (write(scalars) for name, write in _WORDS if name in scalars)
    return "  ·  ".join(filter(None, words)).replace("-", "−")


_TO_COME: Mapping[str, Scalar] = {
    "js": 0.1, "js_floor": 0.01, "js_floor_low": 0.01, "js_floor_high": 0.01,
    "kl": 10.0, "kl_floor": 0.01, "kl_floor_low": 0.01, "kl_floor_high": 0.01,
    "sliced_wasserstein": 0.1, "noise_floor": 0.01, "noise_floor_low": 0.01, "noise_floor_high": 0.01,
}  # fmt: skip
_MODES_TO_COME: Mapping[str, Scalar] = {"modes": 8, "modes_covered": 8, "mode_quality": 0.5}


def most_readings(scalars: Mapping[str, Scalar]) -> str:
    """What is known, and in the place of what is not yet or not now, numbers as long as those will be."""
    modes = {} if "measured" in scalars else _MODES_TO_COME
    return readings({**_TO_COME, **modes, **scalars})


class _Scale(msgspec.Struct, frozen=True):
    """How D is written where it is shown in one of the ways that frames name: its colours, the border between
    them, and the ends and the middle of its histogram."""

    colours: str
    border: str
    marks: tuple[str, str, str]


_SCALES = {
    "probability": _Scale("D: generated … ½ … real", "D = ½", PROBABILITY),
    "score": _Scale("D’s score: 0 … ½ … 1", "D = ½", ("≤ 0", "½", "≥ 1")),
    "margin": _Scale("D’s margin: −1 … 0 … 1", "D = 0", ("≤ −1", "0", "≥ 1")),
    "critic": _Scale("critic: lowest … middle … highest", "D in the middle", ("", "", "")),
}
"""By the scalar ``d_scale``; what lies beyond a scale that does not hold all is shown at its end."""


def marks(scalars: Mapping[str, Scalar]) -> tuple[str, ...]:
    """What D says at the left end of its histogram, in the middle, and at the right end."""
    if scalars["d_scale"] != "critic":
        return _SCALES[str(scalars["d_scale"])].marks
    half, span = float(scalars["d_half"]), float(scalars["d_span"])
    return tuple(number(value) for value in (half - span, half, half + span))


def keys(state: GanLabState, scale: str) -> tuple[Key, ...]:
    """The meaning of what is drawn; ``scale`` is how D is shown.

    In slow motion they do not change from part to part: what stands above would jump.
    """
    view, slow, line = state.view, state.run.slow, state.run.noise.endswith("1-D")
    said = _SCALES.get(scale, _SCALES["probability"])
    size = "length" if line else "area"
    shown: list[tuple[bool, Key]] = [
        (view.field, Key("scale", FIELD, said.colours)),
        (view.border, Key("line", (BORDER.name(),), said.border)),
        (slow or view.data_points, Key("points", (REAL.name(),), "real")),
        (slow or view.fakes, Key("points", (FAKE.name(),), "generated")),
        (slow or view.sticks, Key("line", (STICKS.name(),), "−∂L_G/∂x")),
        (slow, Key("line", (CHANGE.name(),), "moved by an update")),
        (slow, Key("line", (REAL.name(),), "pull on D, upwards at real")),
        (slow, Key("line", (FAKE.name(),), "downwards at generated")),
        (True, Key("scale", STRETCH[3:], f"mesh: crowded … thin ({size})")),
        (not line, Key("scale", STRETCH[:3], "turned over")),
    ]
    return tuple(key for there, key in shown if there)
