"""Another noise u on the grey levels of the picture."""

from __future__ import annotations

from playground.ui.stage.resample import ResampleButton
from playground.ui.tabs.nflow.scene import NflowScene


def resample(scene: NflowScene) -> ResampleButton:
    """A button that draws it."""
    return ResampleButton(scene, "u", "noise", "seed", "Add other noise to the grey levels (R)")
