"""The Normalizing Flow tab: what is drawn can be traced back, and so has an exact likelihood."""

from __future__ import annotations

from playground.ui.stage.spec import StageSpec, TabSpec
from playground.ui.tabs.nflow import diagram
from playground.ui.tabs.nflow.state import NflowState

IMAGES = StageSpec(
    module=__name__,
    scene="playground.ui.tabs.nflow.scene:NflowScene",
    editors="playground.ui.tabs.nflow.editors:editors_for",
    # The order of the story: what it draws, what lies between, what it finds likely.
    lists=("sample", "interpolate", "inspect", "likelihood", "back", "scales"),
    diagram=diagram.IMAGES,
)

SPEC = TabSpec(
    name="nflow",
    title="Normalizing Flow",
    kind="normalizing flow",
    state=NflowState,
    lab="playground.ui.tabs.nflow.lab.spec:LAB",
    images=IMAGES,
    binding="playground.ui.tabs.nflow.explain:NflowBinding",
)
