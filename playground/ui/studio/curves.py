"""The losses of a training, one plot under the other."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from playground.studio.training_folders import Family
from playground.ui.studio.loss_plot import NOTHING, LossPlot
from playground.ui.studio.record import Curve
from playground.ui.widgets.layouts import down, lay_out

_HELD_OUT = "validation_"
_MOST = 3
_FRECHET = "Fréchet distance of pictures shrunk to 8 × 8"
_TITLES = {
    "loss": "Loss",
    "bits_per_dim": "Bits per dimension",
    "reconstruction": "Reconstruction (nats)",
    "kl": "KL (nats)",
    "generator": "Generator’s loss",
    "discriminator": "Discriminator’s loss",
    "noisier": "Loss where there is more noise",
    "cleaner": "Loss where there is less noise",
}
_FIRST: Mapping[Family, tuple[str, ...]] = {
    "vae": ("loss", "reconstruction", "kl"),
    "gan": (_FRECHET, "generator", "discriminator"),
    "nflow": ("bits_per_dim",),
    "diffusion": ("loss", "noisier", "cleaner"),
    "flow": ("loss", "noisier", "cleaner"),
    "reflow": ("loss", "noisier", "cleaner"),
    "consistency": ("loss",),
}
"""What is shown of each family, from top to bottom, where it is recorded."""


class Curves(QWidget):
    """As many plots as there are curves of a family, up to three."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Losses")
        self.plots = tuple(LossPlot() for _ in range(_MOST))
        lay_out(self, down(*((plot, 1) for plot in self.plots), spacing=4))

    def show_curves(self, family: Family, curves: Mapping[str, Curve]) -> None:
        """Show what is recorded; before anything is, the first plot is empty."""
        named = _paired(family, curves)
        wanted = [name for name in _FIRST[family] if name in named] or [_FIRST[family][0]]
        for plot, name in zip(self.plots, (*wanted, *[""] * _MOST), strict=False):
            plot.setVisible(bool(name))
            if name:
                plot.show_curves(_TITLES.get(name, name), *named.get(name, (NOTHING, NOTHING)))

    def set_mark(self, step: float | None) -> None:
        """Mark a step in all of them."""
        for plot in self.plots:
            plot.set_mark(step)


def _paired(family: Family, curves: Mapping[str, Curve]) -> dict[str, tuple[Curve, Curve]]:
    """What is learned by, and the same of what is held out, by their names."""
    named = {
        name: (curve, curves.get(_HELD_OUT + name, NOTHING))
        for name, curve in curves.items()
        if not name.startswith(_HELD_OUT)
    }
    judged = curves.get(_HELD_OUT + "loss")
    if family == "gan" and judged is not None:
        # Its players’ losses say nothing of the pictures, so those are judged themselves.
        named[_FRECHET] = NOTHING, judged
    return named
