"""The dataflow of models that denoise: x_t, its time and label to a prediction, and with that one step on.

A tab says of each part which panel explains it, and what it calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from msgspec.structs import replace

from playground.core.frames import Array, Scalar
from playground.core.words import number
from playground.paradigms.plane.tracks import points_at
from playground.ui.stage.diagram import Diagram, Look, Node

Arrays: TypeAlias = Mapping[str, Array]
Scalars: TypeAlias = Mapping[str, Scalar]
Said: TypeAlias = Mapping[str, str]
"""Fields of a part that a tab says otherwise."""


def _start(arrays: Arrays, _scalars: Scalars) -> Look:
    return arrays["track"][0] if "track" in arrays else None


def _end(arrays: Arrays, _scalars: Scalars) -> Look:
    return arrays["track"][-1] if "track" in arrays else None


def _now(arrays: Arrays, scalars: Scalars) -> Look:
    if "track" not in arrays:
        return None
    return points_at(arrays["track"], arrays["track_times"], float(scalars["time"]))


def _time(_arrays: Arrays, scalars: Scalars) -> Look:
    t = float(scalars["t"])
    return t if t == float(scalars["time"]) else number(t, 0)


def _arrows(arrays: Arrays, _scalars: Scalars) -> Look:
    return np.hypot(*np.moveaxis(arrays["arrows"], -1, 0)) if "arrows" in arrays else None


_NODES = {
    "start": Node(
        sign="noise",
        title="Noise",
        tip="where every picture begins; walk between that of two seeds",
        terms="noise start",
    ),
    "now": Node(
        sign="xₜ",
        title="Picture on its way xₜ",
        tip="data and noise mixed, as much of each as the time says",
        terms="noisy",
    ),
    "time": Node(
        sign="t",
        title="Time t",
        tip="how much of xₜ is noise; the network is told",
        terms="noise_level signal t",
        written=True,
    ),
    "label": Node(
        sign="y",
        title="Label y",
        tip="the class that is asked for; guidance makes it count for more",
        terms="label guidance guided",
        written=True,
        needs="classes",
    ),
    "network": Node(
        sign="Network",
        title="Network",
        tip="it is asked once or more for each step",
        terms="network",
    ),
    "prediction": Node(
        sign="ε",
        title="Predicted noise",
        tip="what the network takes for the noise in xₜ",
        terms="network kept_noise",
    ),
    "estimate": Node(
        sign="x̂",
        title="Predicted data",
        tip="what the network takes for the picture under the noise",
        terms="predicted_data",
    ),
    "step": Node(
        sign="Step",
        title="Step of the sampler",
        tip="it goes a little way towards the data, and asks again",
        terms="step_size step_noise fresh",
    ),
    "data": Node(
        sign="data",
        title="Picture",
        tip="where the way ends",
        terms="data",
    ),
}

_LAB = {
    "start": Node(
        sign="noise",
        title="Noise",
        tip="where all points begin; go there with the time slider",
        panel="learned",
        shows=_start,
        terms="noise",
    ),
    "now": Node(
        sign="xₜ",
        title="Points on their way xₜ",
        tip="as they are at the time of the slider",
        panel="learned",
        shows=_now,
        terms="noisy",
    ),
    "time": Node(
        sign="t",
        title="Time t",
        tip="how much of xₜ is noise; the network is told",
        panel="learned",
        shows=_time,
        terms="noise_level signal",
        written=True,
    ),
    "network": Node(
        sign="Network",
        title="Network",
        tip="it learns while you look: the loss falls",
        panel="loss",
        terms="network loss",
    ),
    "prediction": Node(
        sign="arrows",
        title="What it predicts",
        tip="an arrow everywhere; how far they are from the exact ones stands on the plane of the error",
        panel="error",
        shows=_arrows,
        terms="network score",
    ),
    "step": Node(
        sign="Step",
        title="Step of the sampler",
        tip="points follow the arrows a little way, and the network is asked again",
        panel="learned",
        terms="step_size fresh step_noise",
    ),
    "data": Node(
        sign="data",
        title="Where the points end",
        tip="compare them with the exact ones",
        panel="exact",
        shows=_end,
        terms="data",
    ),
}


def of_images(
    row: str = "start → now · time+label → network → prediction+estimate → step → data",
    back: tuple[str, str] = ("step", "now"),
    **said: Said,
) -> Diagram:
    """That of a stage that runs models: the usual parts, but for what is said of them."""
    return _made(row, _NODES, said, back)


def of_lab(
    row: str = "start → now · time → network → prediction → step → data",
    back: tuple[str, str] = ("step", "now"),
    **said: Said,
) -> Diagram:
    """That of a lab."""
    return replace(_made(row, _LAB, said, back), whole=True)


def _made(row: str, usual: Mapping[str, Node], said: Mapping[str, Said], back: tuple[str, str]) -> Diagram:
    names = row.replace("+", " ").split()
    nodes = {name: replace(node, **said.get(name, {})) for name, node in usual.items() if name in names}
    return Diagram(row, nodes, back)
