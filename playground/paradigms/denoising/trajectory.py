"""The steps of one sampling run as they arrive, and what the run would have given with another output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array, Frame, Scalar
from playground.paradigms.denoising.walks import moments_of

COLUMNS = ("x", "data", "noise")


class Moment(msgspec.Struct, frozen=True):
    """One step: pictures ``x``, ``data``, ``noise`` (count, channels, height, width) and its numbers."""

    step: int
    arrays: dict[str, Array]
    scalars: dict[str, Scalar]


class Trajectory:
    """Collects the kept frames; a frame of another run, or of another recipe, starts anew."""

    def __init__(self, more: Sequence[str] = ()) -> None:
        """``more`` are pictures that a moment has beside the usual ones, where its frame has them."""
        self._more = tuple(more)
        self._run: object = None
        self.recipe: Any = None
        self.moments: list[Moment] = []
        self.preview: Moment | None = None
        """The newest state of the pictures, where some are ahead of the newest whole step."""
        self.first: Frame | None = None
        self.final: Frame | None = None

    def clear(self) -> None:
        """Forget everything."""
        self._run, self.recipe = None, None
        self.moments, self.preview, self.first, self.final = [], None, None, None

    def take(self, run: object, recipe: Any, frame: Frame) -> bool:
        """Add a frame of ``run`` (any value that names it); true where it began another trajectory."""
        new = run != self._run or recipe != self.recipe
        if new:
            self._run, self.recipe = run, recipe
            self.moments, self.final, self.first = [], None, frame
        self.preview = None
        if frame.final:
            self.final = frame
        if all(name in frame.arrays for name in COLUMNS):
            named = (*COLUMNS, *self._more)
            arrays = {name: frame.arrays[name] for name in named if name in frame.arrays}
            self._place(Moment(int(frame.scalars["step"]), arrays, frame.scalars), frame)
        return new

    def _place(self, moment: Moment, frame: Frame) -> None:
        if not (frame.keep or frame.final or not self.moments):
            self.preview = moment
        elif self.moments and self.moments[-1].step == moment.step:
            # Of many pictures the first moment was there before all of them had made it.
            self.moments[-1] = moment
        else:
            self.moments.append(moment)

    def __len__(self) -> int:
        return len(self.moments)

    @property
    def times(self) -> NDArray[np.float64]:
        """The times of the path that the run visits, (steps + 1,); empty before the first frame."""
        frame = self.first if self.final is None else self.final
        found = None if frame is None else frame.arrays.get("times")
        return np.zeros(0) if found is None else np.asarray(found, dtype=np.float64)

    @property
    def labels(self) -> NDArray[np.int64]:
        """The label of each sample, (count,); empty until the last frame where the first was missed."""
        frames = (frame for frame in (self.first, self.final) if frame is not None)
        found = (frame.arrays["labels"] for frame in frames if "labels" in frame.arrays)
        return np.asarray(next(found, ()), dtype=np.int64)

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(self.moments[0].arrays["x"]) if self.moments else 0

    def at(self, position: float) -> int:
        """The place among the moments for a position from 0 (the start) to 1 (the end).

        A position that has not been reached yet gives the newest moment, and so does 1.
        """
        if not self.moments:
            return -1
        wanted = position * self.last_step
        steps = np.array([moment.step for moment in self.moments])
        return int(np.abs(steps - wanted).argmin())

    def seen(self, position: float) -> Moment | None:
        """What is seen at such a position: at the end the newest state, whole step or not."""
        if position == 1 and self.preview is not None:
            return self.preview
        return self.moments[self.at(position)] if self.moments else None

    @property
    def last_step(self) -> int:
        """The number of the last step the run will make, as far as that is known."""
        newest = self.moments[-1].step if self.moments else 0
        return newest if self.final is not None else max(self.planned, newest)

    @property
    def planned(self) -> int:
        """Steps that were asked for."""
        return 0 if self.recipe is None else int(self.recipe.steps)

    def position(self, index: int) -> float:
        """The position of a moment, from 0 to 1."""
        return self.moments[index].step / max(1, self.last_step)

    def film(self, sample: int, most: int) -> tuple[Sequence[int], dict[str, NDArray[np.uint8]]]:
        """At most ``most`` moments, evenly chosen with both ends, and one sample's pictures in them."""
        indices = moments_of(len(self.moments) - 1, most)
        return indices, {name: self._strip(name, indices, sample) for name in COLUMNS}

    def strip(self, name: str, sample: int) -> NDArray[np.uint8]:
        """One sample's pictures in all moments, ``(moments, channels, height, width)``."""
        return self._strip(name, range(len(self.moments)), sample)

    def _strip(self, name: str, indices: Sequence[int], sample: int) -> NDArray[np.uint8]:
        return np.stack([self.moments[index].arrays[name][sample] for index in indices])

    def along(self, whole: Frame, output: str, moments: int) -> Frame | None:
        """What the run that has ended with ``whole`` would have given with another ``output``.

        ``None`` where steps are missing, as in runs so long that not all were kept.
        """
        steps = {moment.step: moment for moment in self.moments}
        chosen = moments_of(self.last_step, moments)
        if not all(step in steps for step in chosen):
            return None
        name = "x" if output == "trajectory" else "data"
        rows = np.stack([steps[step].arrays[name] for step in chosen], axis=1)
        shown = np.array([steps[step].scalars["t"] for step in chosen], dtype=np.float32)
        return msgspec.structs.replace(
            whole,
            arrays={**whole.arrays, "images": rows.reshape(-1, *rows.shape[2:]), "shown": shown},
            scalars={**whole.scalars, "columns": len(chosen)},
        )
