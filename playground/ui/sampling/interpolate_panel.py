"""The pictures between the noise of two seeds."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from playground.core.drawn import NONE_VARIED
from playground.core.fields import Value
from playground.core.noise import following
from playground.paradigms.denoising.recipes import Between
from playground.ui.sampling.frame_strip import FrameStrip
from playground.ui.sampling.interpolations import of_seed
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.why import refusal_note
from playground.ui.stage.exports import ANIMATION, STRIP, Written, frame_exports
from playground.ui.stage.panel import C, Panel
from playground.ui.stage.scene import Scene
from playground.ui.stage.spec import A_TO_B, Action, Equations, Group, PanelSpec, Simple
from playground.ui.state.feed import Shown
from playground.ui.state.views import StageState, View
from playground.ui.tab import Export
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.inputs import Slider
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import Box, across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import strong


class Way(Panel[C]):
    """The way from A to B that is walked, by the controls ``a``, ``b``, ``t`` and ``frames``."""

    @property
    def _frame(self) -> int:
        frame: int = round(self.scene.state.value("t") * (self.scene.state.value("frames") - 1))
        return frame

    def _seek(self, frame: int) -> None:
        self.scene.player.pause()
        self.scene.edit("Walk from A to B", t=frame / (self.scene.state.value("frames") - 1))

    swaps: ClassVar[tuple[tuple[str, str], ...]] = (("a", "b"),)
    """Fields that say where it begins, with those that say where it leads to."""

    def swapped(self) -> dict[str, Value]:
        """The same from its other end."""
        value = self.scene.state.value
        both = (((a, value(b)), (b, value(a))) for a, b in self.swaps)
        return {"t": 1 - value("t"), **dict(chain(*both))}

    def _swap(self) -> None:
        self.scene.act("Swap A and B", **self.swapped())


class InterpolatePanel(Way[C], QWidget):
    """Ends, slider, the picture at the current position, and a filmstrip.

    The scene has a view ``interpolate`` of ``images`` and ``done``. A subclass may say more of the ends in
    :meth:`name_of`, and of the position in :meth:`about`.
    """

    written, stem = "Between two seeds", "seeds"
    """What it is called as a file."""
    timed = False
    """Whether t is a time on the tab, so that a place on the way is λ."""
    anew = ""
    """Fields of the state with which the pictures are drawn anew."""
    swaps: ClassVar[tuple[tuple[str, str], ...]] = (("a", "b"), ("sample_a", "sample_b"))

    def __init__(self, scene: C) -> None:
        super().__init__(scene)
        self.view = ImageView("Picture at the current position", 120)
        self.ends = {"a": _End("Picture of seed A", 64), "b": _End("Picture of seed B", 64)}
        self.names = {"a": Label(), "b": Label()}
        self.swap = tool("⇄", "Swap A and B", name="Swap A and B")
        self.slider = Slider()
        self.slider.setAccessibleName("Position between seed A and seed B")
        self.position = Paragraph()
        self.strip = FrameStrip("Filmstrip from seed A to seed B")
        self.strip.setMinimumHeight(48)
        self.strip.setMaximumHeight(64)
        self._letter = "λ" if self.timed or isinstance(scene, SamplingScene) else "t"
        self.why = refusal_note(scene) if isinstance(scene, SamplingScene) else None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        middle = down((self.view, 1), across((self.position, 1), self.swap))
        top = across((self._end("a"), 2), (middle, 4), (self._end("b"), 2), spacing=16)
        parts = ((top, 1), self.slider, self.strip)
        lay_out(self, down(*parts) if self.why is None else down(self.why, *parts), top=2)

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return self.slider, self.swap

    def _end(self, end: str) -> Box:
        return down(None, self.names[end], self.ends[end], *self._under(end), None)

    def _under(self, end: str) -> tuple[QWidget, ...]:
        """What stands under the picture of an end."""
        return ()

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._show_way, panel="interpolate")
        parts = self.view, *self.ends.values()
        scene.show("interpolate", self._draw, self.strip, *parts, anew=self.anew, panel="interpolate")
        scene.let(self.slider.picked, self.slider.sliderReleased, self._seek)
        scene.let(self.strip.chosen, self.strip.released, self._seek)
        self.swap.clicked.connect(self._swap)

    # From the state and frames

    def _show_way(self) -> None:
        self.slider.setRange(0, self.scene.state.value("frames") - 1)
        self.slider.setValue(self._frame)
        for end in ("a", "b"):
            self.names[end].setText(strong(end.upper()) + f": {self.name_of(end)}")
        self._show_position()

    def name_of(self, end: str) -> str:
        """What is said of an end, ``a`` or ``b``."""
        value = self.scene.state.value
        return of_seed(value(end), value(f"sample_{end}"))

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture at the current position."""
        return self.view.picture

    def exports(self) -> list[Export]:
        """The pictures on the way, once all of them are there."""
        ways = (
            Written(f"{self.written}, filmstrip and arrays", self.stem, options={**STRIP, "scale": 2}),
            Written(f"{self.written}, animated", self.stem, ANIMATION, {"scale": 8, "fps": 16}),
        )
        return frame_exports(self.scene, self.scene.whole("interpolate"), *ways)

    def _draw(self, shown: Shown) -> None:
        images = shown.frame.arrays["images"]
        self.strip.set_frames(images)
        self.ends["a"].set_picture(images[0])
        self.ends["b"].set_picture(images[-1])
        self._show_position()

    def _show_position(self) -> None:
        shown = self.scene.current("interpolate")
        frame = self._frame
        if shown is None or len(shown.frame.arrays["images"]) <= frame:
            return
        self.view.set_picture(shown.frame.arrays["images"][frame])
        done, total = int(shown.frame.scalars["done"]), len(shown.frame.arrays["images"])
        going = f", {done:,} of {total:,} drawn" if done < total else self.about(shown, frame)
        self.position.setText(f"{self._letter} = {self.scene.state.value('t'):.2f}{going}")
        self.strip.mark(frame)

    def about(self, shown: Shown, frame: int) -> str:
        """What is said of the picture at a place of the way, once all are there."""
        return ""


class _End(ImageView):
    """As high as it is wide, so that its name stands close to it."""

    def __init__(self, name: str, least: int) -> None:
        super().__init__(name, least)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        return width


def add_samples_menu(menu: QMenu, scene: Scene[Any], sample: int, label: int) -> None:
    """What one would want next of a sample of the seed, which was drawn with a label: others like it, and the
    way from it to another."""
    vary = partial(scene.act, "Vary a sample", vary=sample, label=label)
    menu.addAction("Vary it", vary)
    seed = scene.state.value("seed")
    for end, title in (("a", "Interpolate from here"), ("b", "Interpolate to here")):
        values = {end: seed, f"sample_{end}": sample, "label": label, "t": 0.0 if end == "a" else 1.0}
        menu.addAction(title, partial(scene.act, title, panel="interpolate", **values))


def varied_words(sample: int) -> str:
    """What is said of samples that all vary one of them."""
    return "" if sample == NONE_VARIED else f" All begin near the noise of **sample {sample}**."


def other_seeds(scene: Scene[StageState]) -> None:
    """Go between two other seeds."""
    last = max(scene.state.value(end) for end in "ab")
    scene.act("Choose other seeds", a=following(last, 1), b=following(last, 2), sample_a=0, sample_b=0)


def from_a_to_b(scene: Scene[StageState]) -> str:
    """How far the picture is from A to B."""
    return f"This picture is at **{100 * scene.state.value('t'):.0f} %** of the way from A to B."


BETWEEN = Simple("path", Action("Other seeds", "Go between two other seeds", other_seeds), sees=from_a_to_b)
"""What is left of an interpolation between two seeds."""


def interpolate(recipe: type[Between], sampler: Group, equations: Equations, also: str) -> PanelSpec:
    """The way between the noise of two seeds."""
    return PanelSpec(
        "interpolate",
        "Interpolate",
        "Between the noise of two seeds",
        "Interp.",
        A_TO_B,
        equations,
        explains="start=-",
        also=f"{also} data=interpolate/images[t]",
        draws=InterpolatePanel,
        asks=(View("interpolate", recipe),),
        controls=(sampler, Group("Between two seeds", "a b path frames sample_a sample_b")),
        simple=BETWEEN,
    )
