"""How a module speaks, measured on a few pictures instead of asked for."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import CardError
from playground.gaussian.levels import Level
from playground.importing.conventions import Convention
from playground.importing.identify import Identified
from playground.importing.identify import identify as measured

if TYPE_CHECKING:
    from torch import Tensor, nn

_SHOWN = 8


class Conventions:
    """Conventions by their error, the best first; ``found`` has them all, and what to think of them."""

    def __init__(self, found: Identified) -> None:
        self.found = found

    @property
    def arguments(self) -> dict[str, Any]:
        """What ``playground.wrap`` is to be told by the best; raises ``CardError`` where none fits."""
        best = self.found.best
        if best is None:
            raise CardError(self.found.sentence)
        said = best.denoising
        knots = said.knots
        return {
            "path": said.path if knots is None else (knots.times, knots.alphas, knots.sigmas),
            "schedule": said.schedule, "schedule_steps": said.schedule_steps,
            "prediction": said.prediction, "sign": said.sign, "values": best.range,
            "time": lambda t: _told(best, t),
        }  # fmt: skip

    def __repr__(self) -> str:
        rows = (f"{row.score:8.3f}  {row.convention.title}" for row in self.found.rows[:_SHOWN])
        return "\n".join((self.found.sentence, *rows))

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{row.score:.3f}</td><td>{html.escape(row.convention.title)}</td></tr>"
            for row in self.found.rows[:_SHOWN]
        )
        head = "<tr><th>error</th><th>convention</th></tr>"
        return f"<table><caption>{html.escape(self.found.sentence)}</caption>{head}{rows}</table>"


def identify(
    module: nn.Module, images: NDArray[Any] | Tensor, labels: NDArray[np.int64] | Tensor | None = None
) -> Conventions:
    """Measure on which path a denoising module was trained, what it predicts, and how it is told the time.

    ``images`` are a few (8 to 24) like those it was trained on, ``(n, channels, height, width)``: uint8
    pictures, or floats as the module sees them; ``labels`` are told as its third input. Both may be arrays
    or tensors. Then
    ``playground.wrap(module, shape=…, **identify(module, images).arguments)`` is the model.
    """
    from playground.runtimes.own_module import OwnModule

    told = None if labels is None else _array(labels)
    return Conventions(measured(OwnModule(module).answer, _array(images), told))


def _array(given: NDArray[Any] | Tensor) -> NDArray[Any]:
    """An array, also of a tensor that is elsewhere or learns."""
    from torch import Tensor

    if not isinstance(given, Tensor):
        return np.asarray(given)
    found = given.detach().cpu()
    # NumPy has no bfloat16.
    return (found.float() if found.is_floating_point() else found).numpy()


def _told(convention: Convention, t: float) -> float:
    """What the network is told at a time of the path, its ends included."""
    return convention.time(Level(t=t, alpha=1.0, sigma=0.0, d_alpha=0.0, d_sigma=0.0))
