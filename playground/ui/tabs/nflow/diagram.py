"""The dataflow of a normalizing flow: data to noise through invertible layers, and back through the same."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.frames import Array, Scalar
from playground.ui.stage.diagram import Diagram, Look, Node

_ROW = "density ← x ⇄ first ⇄ middle ⇄ last ⇄ z"


def _base(arrays: Mapping[str, Array], _scalars: Mapping[str, Scalar]) -> Look:
    """The base points of the flowing ones, which frames give by angle and distance."""
    if "radii" not in arrays:
        return None
    angles, radii = arrays["angles"], arrays["radii"]
    return np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)


def _density(_arrays: Mapping[str, Array], scalars: Mapping[str, Scalar]) -> Look:
    return float(scalars["log_density"]) if "log_density" in scalars else None


IMAGES = Diagram(
    _ROW,
    {
        "density": Node(
            sign="log p",
            title="Likelihood log p(x)",
            tip="exact, in nats: how likely the noise is, and how much each layer stretches",
            terms="log_density bits_per_dim",
            written=True,
        ),
        "x": Node(
            sign="x",
            title="Picture x",
            tip="a held-out image taken apart, or one that was drawn",
            terms="image",
        ),
        "first": Node(
            sign="f₁",
            title="First layer f₁",
            tip="it can be undone exactly; see a picture there and back",
            terms="inverse log_det",
        ),
        "middle": Node(
            sign="…",
            title="Layers between",
            tip="they work at several scales, and some of z leaves at each",
            terms="inverse log_det",
        ),
        "last": Node(
            sign="fʟ",
            title="Last layer",
            tip="after it the data should look like noise",
            terms="inverse log_det",
        ),
        "z": Node(
            sign="z",
            title="Noise z",
            tip="as many numbers as the picture has; colder noise gives tidier pictures",
            terms="noise temperature log_base",
        ),
    },
)

LAB = Diagram(
    _ROW,
    {
        "density": Node(
            sign="log p",
            title="Likelihood log p(x)",
            tip="of the probe: how likely its noise is, and how much each layer stretches",
            panel="waterfall",
            shows=_density,
            terms="log_density",
            written=True,
        ),
        "x": Node(
            sign="x",
            title="Points x",
            tip="the data, beside the density that is known",
            panel="known",
            shows="data_points",
            terms="expectation",
        ),
        "first": Node(
            sign="f₁",
            title="First layer f₁",
            tip="walk through the layers with the slider",
            panel="layers",
            terms="layer_map log_det",
        ),
        "middle": Node(
            sign="…",
            title="Points between the layers",
            tip="where they are after as many layers as the slider says",
            panel="flow",
            shows="points",
            terms="layer_map log_det",
        ),
        "last": Node(
            sign="fʟ",
            title="Last layer",
            tip="after it the data should look like noise; the curve says how nearly they do",
            panel="curve",
            terms="layer_map layer_count loss",
        ),
        "z": Node(
            sign="z",
            title="Noise z",
            tip="a round Gaussian: turned back through the layers it becomes the learned density",
            panel="learned",
            shows=_base,
            terms="log_base",
        ),
    },
    whole=True,
)
