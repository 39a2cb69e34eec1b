"""The numbers and the key under the planes in words."""

from __future__ import annotations

import msgspec

from playground.core.floors import floor_words
from playground.core.words import magnitude, number
from playground.ui.lab.words import Scalars, Words, distance, known, modes, those
from playground.ui.plots.key_strip import Key
from playground.ui.tabs.gan.judgements import PROBABILITY
from playground.ui.tabs.gan.lab.colours import BORDER, CHANGE, CROWDING, FAKE, FIELD, REAL, STICKS, TURNED
from playground.ui.tabs.gan.lab.slow_motion import GanLabScene
from playground.ui.tabs.gan.lab.state import GanLabState
from playground.ui.widgets.readings import Reading


def _divergence(scalars: Scalars) -> tuple[Reading, ...]:
    kl = number(float(scalars["kl"])) if "kl" in scalars else "∞"
    return (
        Reading("JS", f"{float(scalars['js']):.3f} nats", floor_words(scalars, "js_floor")),
        Reading("KL(generated\u200a‖\u200adata)", f"{kl} nats", floor_words(scalars, "kl_floor", 2)),
    )


def _modes(scalars: Scalars) -> tuple[Reading, ...]:
    return modes(scalars), Reading("points near one", f"{float(scalars['mode_quality']):.0%}")


def _gap(scalars: Scalars) -> tuple[Reading, ...]:
    """The critic's own estimate; of other discriminators the difference has no such meaning."""
    gap = Reading("critic’s gap", number(float(scalars["d_gap"]), 3))
    return (gap,) if scalars["d_scale"] == "critic" else ()


_WORDS: Words = (
    ("modes", _modes),
    ("js", _divergence),
    ("sliced_wasserstein", distance),
    ("stick_size", lambda scalars: Reading("G’s RMS |∂ℓ/∂x|", magnitude(float(scalars["stick_size"]), 2))),
    ("d_gap", _gap),
)


def readings(scalars: Scalars) -> tuple[Reading, ...]:
    """What is known."""
    return known(_WORDS, scalars)


def seen(scene: GanLabScene) -> str:
    """A sentence: how many modes the points cover, and what D says of both kinds."""
    scalars, said = scene.numbers(), list[str]()
    if "modes" in scalars:
        said.append(f"The points cover **{scalars['modes_covered']} of {scalars['modes']}** modes.")
    if scalars["d_scale"] == "probability":
        real, fake = (float(scalars[name]) for name in ("d_real", "d_fake"))
        said.append(f"D says **{real:.2f}** of data and **{fake:.2f}** of points; ½ is a guess.")
    return " ".join(said)


TO_COME: Scalars = {
    "js": 0.1, "js_floor": 0.01, "js_floor_low": 0.01, "js_floor_high": 0.01,
    "kl": 10.0, "kl_floor": 0.01, "kl_floor_low": 0.01, "kl_floor_high": 0.01,
    "sliced_wasserstein": 0.1, "noise_floor": 0.01, "noise_floor_low": 0.01, "noise_floor_high": 0.01,
}  # fmt: skip


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


def marks(scalars: Scalars) -> tuple[str, ...]:
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
    # Over the game the mesh is a layer; on the generator's plane it is all there is.
    where = "mesh" if view.mesh or view.main == "generator" else "generator"
    return those(
        (view.field, Key("scale", FIELD, said.colours)),
        (view.border, Key("line", (BORDER.name(),), said.border)),
        (slow or view.data_points, Key("points", (REAL.name(),), "real")),
        (slow or view.fakes, Key("points", (FAKE.name(),), "generated")),
        (slow or view.sticks, Key("line", (STICKS.name(),), "G’s −∂ℓ/∂x")),
        (slow, Key("line", (CHANGE.name(),), "moved by an update")),
        (slow, Key("line", (REAL.name(),), "pull on D, upwards at real")),
        (slow, Key("line", (FAKE.name(),), "downwards at generated")),
        (True, Key("scale", CROWDING, f"{where}: crowded … thin ({size})")),
        (not line, Key("scale", TURNED, "turned over")),
    )
