"""How the equations of normalizing flows depend on what the tab shows."""

from __future__ import annotations

import math
from collections.abc import Mapping

from playground.core.frames import Array, Scalar
from playground.ui.sampling.explanation import Binding, Values
from playground.ui.sampling.staged_tab import LAB, StagedTab
from playground.ui.tabs.nflow.state import NflowState
from playground.ui.words import number

_LAB = ("nflow_objective", "nflow_change", "nflow_layers", "nflow_gap")
_LAYER = {
    "affine coupling": "nflow_affine",
    "spline coupling": "nflow_spline",
    "autoregressive": "nflow_autoregressive",
}
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
}


class NflowBinding(Binding):
    """Equations by stage and kind of layer, and the values of their terms."""

    name = "nflow"
    equations = (*_LAB[:3], *_LAYER.values(), _LAB[3])
    terms = _TERMS

    def shown(self, tab: StagedTab) -> tuple[str, ...]:
        """The equations that belong to the open stage and panel."""
        state: NflowState = tab.store.state
        if state.stage == LAB:
            return (*_LAB[:3], _LAYER[state.lab.run.transform], _LAB[3])
        return ()

    def values(self, tab: StagedTab) -> Values:
        """By equation and term, what the term is now."""
        state: NflowState = tab.store.state
        scene = getattr(tab.stages.get(state.stage), "scene", None)
        values: dict[str, dict[str, str]] = {}
        if state.stage == LAB and scene is not None:
            values = _lab_values(state, scene.feed.scalars, scene.feed.arrays)
        # Equations that another stage wrote on forget what it wrote.
        return {name: values.get(name, {}) for name in self.equations}


def _lab_values(
    state: NflowState, scalars: Mapping[str, Scalar], arrays: Mapping[str, Array]
) -> dict[str, dict[str, str]]:
    def told(name: str, digits: int = 2) -> str:
        found = scalars.get(name)
        return number(float(found), digits) if found is not None and math.isfinite(float(found)) else ""

    values = {
        "nflow_objective": {"loss": told("loss")},
        "nflow_layers": {"layer_count": str(state.lab.run.layers)},
        "nflow_gap": {"nll": told("nll"), "entropy": told("entropy"), "divergence": told("kl", 3)},
    }
    terms = arrays.get("waterfall")
    if terms is not None:
        base, layers = float(terms[0]), float(terms[1:].sum())
        parts = {"log_density": number(base + layers), "log_base": number(base)}
        values["nflow_change"] = {**parts, "log_det": number(layers)}
        values["nflow_layers"] |= {**parts, "layer_sum": number(layers)}
    return values
