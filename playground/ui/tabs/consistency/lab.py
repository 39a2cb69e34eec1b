"""The lab of consistency models: a teacher learns to denoise, and a student to jump along its way."""

from __future__ import annotations

from playground.paradigms.plane.presets import CONSISTENCY
from playground.paradigms.plane.recipes import ConsistencyLab
from playground.ui.lab.feed import LabFeed
from playground.ui.lab.parts import Part
from playground.ui.lab.spec import LabSpec
from playground.ui.plots.time_plot import TimePlot
from playground.ui.sampling.lab.parts import how_far, loss, series
from playground.ui.sampling.lab.planes import Arrows
from playground.ui.sampling.lab.spec import LAYERS, TRAINING, plane_lab
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.stage.spec import Group
from playground.ui.tabs.consistency import diagram


def spread(feed: LabFeed) -> Part[TimePlot]:
    """How far jumps land from where the curve they leave ends."""
    plot = TimePlot("Spread of the jumps", "RMS distance")

    def tell() -> bool:
        times, values = feed.arrays.get("spread_times"), feed.arrays.get("spread")
        if times is None or values is None:
            return False
        plot.set_curve(times, values)
        return True

    return Part(name="spread", widget=plot, tell=tell, figures=lambda: series(plot, "spread"))


LAB: LabSpec[PlaneState, ConsistencyLab] = plane_lab(
    name="consistency",
    arrows=Arrows("Teacher’s velocity to the data", half=2.0, sign=-1.0),
    groups=(
        Group("Training", f"path teacher_steps {TRAINING}"),
        Group("Jumping", "steps points"),
        Group("Teacher", "sampler teacher_walk spacing eta variance"),
    ),
    layers=(*LAYERS, "jumps"),
    parts=(loss, how_far, spread),
    last=lambda _recipe: "distillation",
    diagram=diagram.LAB,
    simple="steps",
    presets=CONSISTENCY,
)
