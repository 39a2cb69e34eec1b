"""What samples of denoising models are written as: themselves, and their ways from noise to data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from playground.core.frames import Frame
from playground.core.recipe import change
from playground.paradigms.denoising.walks import moments_of
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.state import SamplingImages
from playground.ui.sampling.trajectory import Trajectory
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


def sample_exports(scene: SamplingScene[SamplingImages]) -> list[Export]:
    """The samples, and their trajectories in x and in predicted data, once the run is over."""
    shown = scene.whole("samples")
    if shown is None or scene.trajectory.final is None:
        return []
    exports = frame_exports(scene, shown, *_WRITTEN)
    for output, what in (("trajectory", "X on the way"), ("predictions", "Predicted data on the way")):
        coarse = along(scene.trajectory, shown, output, _MOMENTS)
        fine = along(scene.trajectory, shown, output, _FINE)
        if coarse is not None:
            wide: Ways = {**STRIP, "moments": _columns(coarse), "scale": 3}
            strips = Written(f"{what}, a filmstrip for each sample", output, options=wide)
            exports += frame_exports(scene, coarse, strips)
        if fine is not None:
            moving: Ways = {"moments": _columns(fine), "scale": 4, "spacing": 1, "fps": 12}
            exports += frame_exports(scene, fine, Written(f"{what}, animated", output, ANIMATION, moving))
    return exports


def _columns(shown: Shown) -> int:
    return int(shown.frame.scalars["columns"])


def along(trajectory: Trajectory, shown: Shown, output: str, moments: int) -> Shown | None:
    """What the run would have given with another ``output``: made from the steps that are there.

    ``None`` where steps are missing, as in runs so long that not all were kept.
    """
    steps = {moment.step: moment for moment in trajectory.moments}
    last = trajectory.last_step
    chosen: Sequence[int] = moments_of(last, moments)
    if not all(step in steps for step in chosen):
        return None
    name = "x" if output == "trajectory" else "data"
    rows = np.stack([steps[step].arrays[name] for step in chosen], axis=1)
    frame: Frame = replace(
        shown.frame,
        arrays={
            **shown.frame.arrays,
            "images": rows.reshape(-1, *rows.shape[2:]),
            "shown": np.array([steps[step].scalars["t"] for step in chosen], dtype=np.float32),
        },
        scalars={**shown.frame.scalars, "columns": len(chosen)},
    )
    return Shown(change(shown.recipe, output=output, moments=moments), frame)
