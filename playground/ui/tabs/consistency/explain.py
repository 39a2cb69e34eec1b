"""How the equations of consistency models depend on what the tab shows."""

from __future__ import annotations

from playground.core.words import figure
from playground.ui.lab.feed import LabFeed
from playground.ui.lab.state import LabState
from playground.ui.sampling.interpolations import BETWEEN, way_terms
from playground.ui.sampling.scene import SamplingScene
from playground.ui.stage.binding import FamilyBinding
from playground.ui.stage.stage_widget import Values
from playground.ui.tabs.consistency.state import ConsistencyImages

_JUMP = ("self_consistency", "boundary")
_TERMS = {
    **BETWEEN,
    "time": ("noisy", "consistency"),
    "position": ("noisy", "signal", "noise_level"),
    "steps": ("signal", "noise_level", "fresh"),
    "rows.steps": ("signal", "noise_level", "fresh"),
    "spacing": ("signal", "noise_level"),
    "teacher_sampler": ("teacher", "trajectory_end"),
    "teacher_steps": ("trajectory_end",),
    "sampler": ("teacher",),
    "points": ("interval", "spread"),
    "fine": ("spread",),
    "seed": ("noisy", "fresh"),
    "learning_rate": ("loss",),
}


class ConsistencyBinding(FamilyBinding[LabState, ConsistencyImages, SamplingScene[ConsistencyImages]]):
    """Equations by stage and panel, and the values of their terms."""

    name = "consistency"
    equations = (
        "self_consistency", "boundary", "consistency_distillation", "teacher_step", "pseudo_huber",
        "trajectory_distillation", "multistep", "spread", "noise_line", "noise_sphere",
    )  # fmt: skip
    terms = _TERMS

    def lab_equations(self, lab: LabState) -> tuple[str, ...]:
        """All of them, whatever is trained."""
        return (*_JUMP, "consistency_distillation", "teacher_step", "pseudo_huber", "spread")

    def lab_values(self, lab: LabState, feed: LabFeed) -> Values:
        """The student's loss: the teacher's own is another one."""
        scalars = feed.scalars
        loss = scalars.get("loss") if scalars.get("phase") == "distillation" else None
        return {"consistency_distillation": {"loss": figure(loss)}}

    def image_values(self, images: ConsistencyImages, scene: SamplingScene[ConsistencyImages]) -> Values:
        """The way, the spread of the ends, and the step that is looked at."""
        values = way_terms(images.interpolate, images.look.t) | {"spread": _spread(scene)}
        place = scene.trajectory.at(images.look.position)
        if images.panel == "denoise" and place >= 0:
            scalars = scene.trajectory.moments[place].scalars
            level = {"signal": figure(scalars["alpha"]), "noise_level": figure(scalars["sigma"])}
            values |= {"multistep": level}
        return values


def _spread(scene: SamplingScene[ConsistencyImages]) -> dict[str, str]:
    shown = scene.current("jumps")
    if shown is None or "spread" not in shown.frame.arrays:
        return {}
    spread = shown.frame.arrays["spread"]
    return {
        "spread": f"{figure(float(spread.max()))} at most",
        "dimensions": f"D = {scene.card.image.dimensions}",
    }
