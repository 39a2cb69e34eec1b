"""What samples of denoising models are written as: themselves, and their ways from noise to data."""

from __future__ import annotations

from playground.core.recipe import change
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.state import DenoisingImages
from playground.ui.stage.exports import ANIMATION, GRID, STRIP, Written, frame_exports
from playground.ui.stage.saving import Ways
from playground.ui.state.feed import Shown
from playground.ui.tab import Export

_WRITTEN = (
    Written("Samples, grid and arrays", "samples", options=GRID),
    Written("Samples, a folder of pictures", "samples", ("",)),
)
_MOMENTS = 11
_FINE = 49


def sample_exports(scene: SamplingScene[DenoisingImages]) -> list[Export]:
    """The samples, and their trajectories in x and in predicted data, once the run is over."""
    shown = scene.whole("samples")
    if shown is None or scene.trajectory.final is None:
        return []
    exports = frame_exports(scene, shown, *_WRITTEN)
    for output, what in (("trajectory", "X on the way"), ("predictions", "Predicted data on the way")):
        strips = Written(f"{what}, a filmstrip for each sample", output, options={**STRIP, "scale": 3})
        moving: Ways = {"scale": 4, "spacing": 1, "fps": 12}
        animated = Written(f"{what}, animated", output, ANIMATION, moving)
        for written, moments in ((strips, _MOMENTS), (animated, _FINE)):
            if (frame := scene.trajectory.along(shown.frame, output, moments)) is not None:
                along = Shown(change(shown.recipe, output=output, moments=moments), frame)
                options: Ways = {**written.options, "moments": int(frame.scalars["columns"])}
                exports += frame_exports(scene, along, written._replace(options=options))
    return exports
