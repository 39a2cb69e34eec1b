"""How the equations of consistency models depend on what the tab shows."""

from __future__ import annotations

import math
from typing import Any

from playground.ui.sampling.explanation import Binding, Values
from playground.ui.sampling.formulas import WAYS, way_terms
from playground.ui.sampling.staged_tab import IMAGES, LAB, StagedTab
from playground.ui.tabs.consistency.scene import ConsistencyScene
from playground.ui.tabs.consistency.state import ConsistencyImages, ConsistencyState

_JUMP = ("self_consistency", "boundary")
_PANELS = {
    "rows": (*_JUMP, "trajectory_distillation"),
    "jumps": ("self_consistency", "spread"),
    "multistep": ("multistep", "self_consistency"),
    "denoise": (*_JUMP, "multistep"),
}
_TERMS = {
    "time": ("noisy", "consistency"),
    "position": ("noisy", "signal", "noise_level"),
    "steps": ("signal", "noise_level", "fresh"),
    "own_steps": ("signal", "noise_level", "fresh"),
    "spacing": ("signal", "noise_level"),
    "teacher_sampler": ("teacher", "trajectory_end"),
    "teacher_steps": ("trajectory_end",),
    "sampler": ("teacher",),
    "points": ("interval", "spread"),
    "fine": ("spread",),
    "seed": ("noisy", "fresh"),
    "learning_rate": ("loss",),
    "a": ("seed_a",),
    "b": ("seed_b",),
    "way": ("length", "start"),
    "t": ("position",),
}


class ConsistencyBinding(Binding):
    """Equations by stage and panel, and the values of their terms."""

    name = "consistency"
    equations = (
        "self_consistency", "boundary", "consistency_distillation", "teacher_step", "pseudo_huber",
        "trajectory_distillation", "multistep", "spread", "noise_line", "noise_sphere",
    )  # fmt: skip
    terms = _TERMS

    def shown(self, tab: StagedTab) -> tuple[str, ...]:
        """The equations that belong to the open stage and panel."""
        state: ConsistencyState = tab.store.state
        if state.stage == LAB:
            return (*_JUMP, "consistency_distillation", "teacher_step", "pseudo_huber", "spread")
        images = state.images
        if images.panel == "interpolate":
            return (WAYS[images.way], "self_consistency")
        return _PANELS[images.panel]

    def values(self, tab: StagedTab) -> Values:
        """By equation and term, what the term is now."""
        state: ConsistencyState = tab.store.state
        values = _lab_values(tab) if state.stage == LAB else _image_values(tab, state.images)
        # Equations that another stage wrote on forget what it wrote.
        return {name: values.get(name, {}) for name in self.equations}


def _lab_values(tab: StagedTab) -> dict[str, dict[str, str]]:
    stage = tab.stages.get(LAB)
    scalars = {} if stage is None else stage.scene.feed.scalars
    # The teacher's own loss is another one.
    loss = scalars.get("loss") if scalars.get("phase") == "distillation" else None
    return {"consistency_distillation": {"loss": _figure(loss)}}


def _image_values(tab: StagedTab, images: ConsistencyImages) -> dict[str, dict[str, str]]:
    scene = getattr(tab.stages.get(IMAGES), "scene", None)
    if not isinstance(scene, ConsistencyScene):
        return {}
    values = way_terms(images) | {"spread": _spread(scene)}
    place = scene.trajectory.at(images.position)
    if images.panel == "denoise" and place >= 0:
        scalars = scene.trajectory.moments[place].scalars
        level = {"signal": _figure(scalars["alpha"]), "noise_level": _figure(scalars["sigma"])}
        values |= {"multistep": level}
    return values


def _spread(scene: ConsistencyScene) -> dict[str, str]:
    shown = scene.current(scene.jumps)
    if shown is None or "spread" not in shown.frame.arrays:
        return {}
    spread = shown.frame.arrays["spread"]
    return {"spread": f"{_figure(spread.max())} at most", "dimensions": f"D = {scene.card.image.dimensions}"}


def _figure(value: Any) -> str:
    return "" if value is None or not math.isfinite(float(value)) else f"{float(value):.3g}"
