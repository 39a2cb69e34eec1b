"""Flow matching's lab: a network learns the velocity that carries noise to points in the plane."""

from __future__ import annotations

from playground.paradigms.plane.frames import FEW
from playground.paradigms.plane.presets import FLOW
from playground.paradigms.plane.recipes import FlowLab
from playground.ui.lab.feed import LabFeed
from playground.ui.lab.parts import Part
from playground.ui.lab.spec import LabSpec
from playground.ui.plots.cloud_strip import CloudStrip
from playground.ui.sampling.lab.parts import how_far, loss, modes
from playground.ui.sampling.lab.planes import Arrows
from playground.ui.sampling.lab.spec import LAYERS, SAMPLING, TRAINING, plane_lab
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.stage.spec import Group
from playground.ui.tabs.flow import diagram

NETWORKS = ("Flow", "Reflow 1", "Reflow 2")


def few(feed: LabFeed) -> Part[CloudStrip]:
    """Where few steps end, once there is a reflow."""
    strip = CloudStrip("Where one, two and four steps end, before and after each reflow")
    strip.hide()

    def tell() -> bool:
        ends = feed.arrays.get("few_ends")
        # It asks for room by the width that it has once it is shown.
        strip.setVisible(ends is not None)
        if ends is not None:
            strip.set_points(NETWORKS[: len(ends)], FEW, ends, float(feed.scalars["extent"]))
        return ends is not None

    return Part(name="few", widget=strip, tell=tell, place="under")


LAB: LabSpec[PlaneState, FlowLab] = plane_lab(
    name="flow",
    # The papers’ time runs from noise to data.
    from_noise=True,
    arrows=Arrows("Velocity to the data", half=2.0, sign=-1.0),
    groups=(
        Group("Training", f"coupling reflows path prediction {TRAINING}"),
        Group("Sampling", SAMPLING),
    ),
    layers=(*LAYERS[:-1], "lines", "start"),
    parts=(few, loss, how_far, modes),
    last=lambda recipe: f"reflow {recipe.reflows}" if recipe.reflows else "training",
    diagram=diagram.LAB,
    simple="steps",
    presets=FLOW,
)
