"""How the equations of normalizing flows depend on what the tab shows."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from playground.core.words import in_sum, known, number
from playground.ui.lab.feed import LabFeed
from playground.ui.stage.binding import FamilyBinding
from playground.ui.stage.stage_widget import Values
from playground.ui.tabs.nflow.lab.state import NflowLabState
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.tabs.nflow.state import NflowImages

_LAB = ("nflow_objective", "nflow_change", "nflow_layers", "nflow_gap")
_LAYER = {
    "affine coupling": "nflow_affine",
    "spline coupling": "nflow_spline",
    "autoregressive": "nflow_autoregressive",
}
WAYS = {"linear": "nflow_line", "spherical": "nflow_sphere"}
_IMAGES = (
    "nflow_sampling", *WAYS.values(), "nflow_picture", "nflow_bits", "nflow_dequantisation", "nflow_classes",
)  # fmt: skip
_TERMS = {
    "transform": ("layer_map", "log_det", "scale", "shift", "spline"),
    "layers": ("layer_sum", "layer_count"),
    "width": ("scale", "shift", "spline"),
    "bins": ("spline",),
    "learning_rate": ("loss",),
    "batch": ("expectation",),
    "data": ("entropy", "expectation"),
    "probe": ("log_density", "log_base", "log_det", "layer_sum"),
    "layer": ("layer_map",),
    "direction": ("layer_map",),
    "label": ("inverse",),
    "interpolate.label": ("inverse",),
    "temperature": ("temperature",),
    "seed": ("noise",),
    "a": ("z_a",),
    "b": ("z_b",),
    "path": ("length", "z_way"),
    "t": ("t",),
    "source": ("log_density", "log_base", "log_det", "class_density"),
    "labelled": ("log_density",),
    "noise": ("dequantise",),
}


class NflowBinding(FamilyBinding[NflowLabState, NflowImages, NflowScene]):
    """Equations by stage and kind of layer, and the values of their terms."""

    name = "nflow"
    equations = (*_LAB[:3], *_LAYER.values(), _LAB[3], *_IMAGES)
    terms = _TERMS

    def lab_equations(self, lab: NflowLabState) -> tuple[str, ...]:
        """Those of the kind of layer that is chosen."""
        return (*_LAB[:3], _LAYER[lab.run.transform], _LAB[3])

    def lab_values(self, lab: NflowLabState, feed: LabFeed) -> Values:
        """What the newest frame says."""
        scalars, arrays = feed.scalars, feed.arrays
        values = {
            "nflow_objective": {"loss": known(scalars.get("loss"))},
            "nflow_layers": {"layer_count": str(lab.run.layers)},
            "nflow_gap": {"entropy": known(scalars.get("entropy"), 3)},
        }
        if known(scalars.get("nll")):
            names = ("nll", "entropy", "divergence")
            sum_of = in_sum([float(scalars[name]) for name in ("entropy", "kl")], 3)
            values["nflow_gap"] = dict(zip(names, sum_of, strict=True))
        terms = arrays.get("waterfall")
        if terms is not None:
            total, base, layers = in_sum([float(terms[0]), float(terms[1:].sum())])
            parts = {"log_density": total, "log_base": base}
            values["nflow_change"] = {**parts, "log_det": layers}
            values["nflow_layers"] |= {**parts, "layer_sum": layers}
        return values

    def lab_notes(self, lab: NflowLabState, feed: LabFeed) -> Mapping[str, str]:
        """That the loss is of what was trained on."""
        note = (
            known(feed.scalars.get("loss")) and f"of the last batches, to step {int(feed.scalars['step']):,}"
        )
        return {"nflow_objective": note} if note else {}

    def image_values(self, images: NflowImages, scene: NflowScene) -> Values:
        """The picture that is taken apart, what was measured, and the way."""
        dimensions = scene.card.image.dimensions
        bits = {"dimensions": str(dimensions), "nats_per_bit": f"{math.log(2):.3f}"}
        values = {"nflow_sampling": {"temperature": f"{images.sample.temperature:.2f}"}, "nflow_bits": bits}
        shown = scene.current("inspect")
        if images.panel in ("inspect", "back") and shown is not None:
            said = shown.frame.scalars
            total, base, stretch = in_sum([float(said[name]) for name in ("log_base", "log_determinant")], 0)
            values["nflow_picture"] = {"log_density": total, "log_base": base, "log_det": stretch}
            bits |= {"log_density": total, "bits_per_dim": f"{float(said['bits_per_dim']):.3f}"}
        frame = scene.bits_of(images.likelihood_of())
        if images.panel == "likelihood" and frame is not None:
            # The mean of held-out images, and what it is in nats.
            mean = float(frame.scalars["bits_per_dim"])
            nats = -mean * dimensions * math.log(2)
            bits |= {"bits_per_dim": f"{mean:.3f}", "log_density": number(nats, 0)}
        way = scene.current("interpolate")
        if way is not None and images.panel == "interpolate":
            z = way.frame.arrays.get("z")
            ends = ("", "") if z is None else tuple(f"|z| {np.linalg.norm(end):.1f}" for end in (z[0], z[-1]))
            length = way.frame.arrays["lengths"][round(images.look.t * (len(way.frame.arrays["t"]) - 1))]
            told = {
                "t": f"{images.look.t:.2f}",
                "z_a": ends[0],
                "z_b": ends[1],
                "length": f"{float(length):.1f}",
            }
            values |= dict.fromkeys(WAYS.values(), told)
        return values
