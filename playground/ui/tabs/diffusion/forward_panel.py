"""The forward process: a held-out image, what noise makes of it, and the schedule behind it."""

from __future__ import annotations

from markupsafe import Markup
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.core.words import number, plain
from playground.gaussian.paths import VariancePreserving
from playground.gaussian.schedules import schedule
from playground.paradigms.diffusion import Forward
from playground.paradigms.sources import Drawing, HeldOut
from playground.ui.sampling.frame_strip import FrameStrip
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.schedule_plots import SchedulePlots
from playground.ui.stage.exports import plot_export
from playground.ui.stage.held_out import HeldOutChooser
from playground.ui.stage.own_picture import OwnPicture
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, along, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.diffusion.state import LEVELS, DiffusionImages
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.splitter import over

_STRIP = 11


class ForwardPanel(Panel[SamplingScene[DiffusionImages]], QWidget):
    """x = √ᾱ · data + √(1 − ᾱ) · noise, at every level of noise."""

    def __init__(self, scene: SamplingScene[DiffusionImages]) -> None:
        super().__init__(scene)
        self.chooser = HeldOutChooser(scene)
        self.image = ImageView("Image that is noised", 90)
        self.own = OwnPicture(self.image, scene, self._take)
        self.opener = self.own.button("Open a picture")
        self.noised = ImageView("Noised image", 120)
        self.name = Label()
        self.formula = Paragraph(selectable=True, align=Qt.AlignmentFlag.AlignCenter)
        self.strip = FrameStrip("The image with more and more noise", _STRIP)
        self.strip.setMinimumHeight(44)
        self.strip.setMaximumHeight(56)
        self.schedule = SchedulePlots()
        self._lay_out()
        self._connect()

    @property
    def frame(self) -> int:
        """Which of the pictures is shown."""
        return round(self.scene.state.look.level * (LEVELS - 1))

    def _lay_out(self) -> None:
        left = down(self.name, (self.image, 1), across(self.opener, None))
        right = down(Label(Markup("<b>xₜ</b>")), (self.noised, 1))
        pictures = across((self.chooser, 3), (left, 3), (right, 4), spacing=12)
        top = lay_out(QWidget(), down((pictures, 1), self.formula, self.strip))
        lay_out(self, down(over((top, 3), (self.schedule, 1), sizes=(400, 150))), top=2)

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._show_path, "steps spacing model", "forward")
        scene.follow(self._show_source, "source model", "forward")
        scene.follow(self._show_level, "level model", "forward")
        scene.show("forward", self._draw, self.strip, self.image, self.noised)
        self.chooser.chosen.connect(lambda index: scene.edit("Choose image", source=HeldOut(index)))
        scene.let(self.strip.chosen, self.strip.released, self._seek)
        scene.let(self.schedule.asked, self.schedule.released, self._seek_time)

    def exports(self) -> list[Export]:
        """The curves of the schedule."""
        scene, columns = self.scene, self.schedule.columns()
        shown, exports = scene.whole("forward"), list[Export]()
        for symbol, picture in self.schedule.pictures():
            exports += plot_export(scene, shown, f"Schedule, plot of {symbol}", "schedule", picture, columns)
        return exports

    def _show_path(self) -> None:
        path = self.scene.path
        self.schedule.set_path(path)
        if isinstance(path, VariancePreserving):
            name = "linear" if path.schedule.name == "cosine" else "cosine"
            other = VariancePreserving(schedule(name, path.steps))
            self.schedule.set_other(other, f"{name} schedule of as many steps, for comparison")
        else:
            self.schedule.set_other(None)
        self.schedule.set_times(self.scene.times)

    def _show_source(self) -> None:
        source = self.scene.state.forward.source
        self.chooser.show_current(source.index if isinstance(source, HeldOut) else -1)
        self.name.setText(Markup("<b>data</b>: {}").format(self.scene.describe(source)))

    def _take(self, pixels: bytes) -> None:
        self.scene.act("Open a picture", source=Drawing(pixels))

    def _draw(self, shown: Shown) -> None:
        self.image.set_picture(shown.frame.arrays["image"][0])
        self.strip.set_frames(shown.frame.arrays["x"])
        self._show_level()

    def _show_level(self) -> None:
        shown = self.scene.current("forward")
        if shown is None:
            return
        arrays, frame = shown.frame.arrays, self.frame
        self.noised.set_picture(arrays["x"][frame])
        t, alpha, sigma = (float(arrays[name][frame]) for name in ("times", "alphas", "sigmas"))
        self.schedule.set_now(t)
        mixed = f"{number(alpha, 3)} · data + {number(sigma, 3)} · noise"
        self.formula.setText(Markup("<b>xₜ</b> = {} &nbsp; at t = {}").format(mixed, plain(t)))
        self.strip.mark(frame)

    def _seek(self, frame: int) -> None:
        self.scene.player.pause()
        self.scene.edit("Change the noise", level=frame / (LEVELS - 1))

    def _seek_time(self, time: float) -> None:
        share = min(max(time / self.scene.path.end, 0.0), 1.0)
        self._seek(round(share * (LEVELS - 1)))


PANEL = PanelSpec(
    "forward",
    "Forward",
    "An image with more and more noise",
    walk=along("From data to noise", "Change the noise", "level", LEVELS),
    equations="forward_step forward schedule",
    explains="now=forward/x[level] time=forward/times[level]",
    also="data=forward/image",
    draws=ForwardPanel,
    # The forward process has no sampler, the fan is DDIM's, and the bound has its own steps.
    asks=(View("forward", Forward, left="pictures", free=True),),
    controls=(Group("Noise", "seed"), Group("", "steps spacing", unfolded=True)),
    simple=Simple("steps", draw_again("New noise", "Add other noise")),
)
