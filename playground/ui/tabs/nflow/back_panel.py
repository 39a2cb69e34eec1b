"""A picture to z and back again: what z looks like, how it is spread, and what it gives for other classes."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from playground.core.frames import Array
from playground.core.words import magnitude
from playground.ui.plots.heat import BITS, SIGNED
from playground.ui.plots.key_strip import Key, KeyStrip
from playground.ui.stage.exports import plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.tabs.nflow.chooser import BitsChooser
from playground.ui.tabs.nflow.exports import looked_at, picture_exports
from playground.ui.tabs.nflow.inspect_panel import INSPECTED
from playground.ui.tabs.nflow.menu import source_menu
from playground.ui.tabs.nflow.resample import resample
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.tabs.nflow.tints import tinted
from playground.ui.tabs.nflow.words import error_line, z_line
from playground.ui.tabs.nflow.z_plot import ZPlot
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, fill, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip, strong

_MOST_Z = 3.0


class BackPanel(Panel[NflowScene], QWidget):
    """Four pictures in a row, the values of z beside the normal distribution, and z read as each class."""

    def __init__(self, scene: NflowScene) -> None:
        super().__init__(scene)
        self.chooser = BitsChooser(scene)
        self.views = {
            "original": ImageView("Picture", 48), "z": ImageView("Its z", 48),
            "returned": ImageView("What comes back", 48), "error": ImageView("Error of the way back", 48),
        }  # fmt: skip
        self.titles = {name: Paragraph() for name in self.views}
        set_tip(
            self.views["z"], f"z of each value at its place: blue −{_MOST_Z:g}, black 0, orange {_MOST_Z:g}"
        )
        self.scales = KeyStrip()
        self._show_scales(None)
        self.plot = ZPlot()
        self.spread = Paragraph(name="How z is spread", selectable=True)
        self.error = Paragraph(name="Error of the way back", selectable=True)
        self.resample = resample(scene)
        self.read = ImageStrip("z read as each class", beneath=True)
        self.read.set_fit(True)
        self._lay_out()
        scene.follow(self._name_source, "source model")
        # Another panel may have asked for it before this one was built.
        scene.show("inspect", self._draw, *self.views.values(), self.read, anew="panel", panel="back")
        self.read.menu_asked.connect(self._show_menu)

    def _lay_out(self) -> None:
        self.views["original"].setAccessibleDescription("The picture before it became z")
        title = Label(
            strong("z read as each class"),
            tip="What the class says has been taken out of z; another class puts its own in instead",
        )
        numbers = down((self.plot, 1), self.spread, self.error, across(self.resample, None))
        read = lay_out(QWidget(), down(title, (self.read, 1)))
        self.scene.follow(lambda: read.setVisible(bool(self.scene.card.labels)), "model")
        lower = across((numbers, 2), (read, 3), spacing=12)
        right, pictures = QVBoxLayout(), QGridLayout()
        lay_out(self, across((self.chooser, 1), (right, 4), spacing=10), top=4)
        fill(right, (pictures, 2), self.scales, spacing=8)
        pictures.setSpacing(6)
        for place, name in enumerate(self.views):
            pictures.addWidget(self.titles[name], 0, place)
            pictures.addWidget(self.views[name], 1, place)
            pictures.setColumnStretch(place, 1)
        pictures.setRowStretch(1, 1)
        fill(right, (lower, 3))

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture that is taken there."""
        return self.scene.picture_of(self.scene.state.inspect.source)

    def exports(self) -> list[Export]:
        """What z gives, and how its values are spread."""
        scene, plot = self.scene, self.plot
        found = picture_exports(scene, "way")
        if len(plot.edges):
            edges = plot.edges
            columns: dict[str, Array] = {"from": edges[:-1], "to": edges[1:], "density": plot.densities}
            shown = looked_at(scene, "way")
            found += plot_export(scene, shown, "Values of z, plot", "z", plot.picture(), columns)
        return found

    def _name_source(self) -> None:
        source = self.scene.describe(self.scene.state.inspect.source)
        self.titles["original"].setText(Markup("<b>x</b>: {}").format(source))
        set_tip(self.titles["original"], "Grey levels; the noise u in [0, 1) is added to them")

    def _draw(self, shown: Shown) -> None:
        arrays, scalars = shown.frame.arrays, shown.frame.scalars
        largest = float(scalars["largest_error"])
        pictures = {
            "original": arrays["original"],
            "z": tinted(arrays["z"].mean(axis=0), -_MOST_Z, _MOST_Z, SIGNED),
            "returned": arrays["returned"],
            "error": tinted(arrays["error"].max(axis=0), 0, largest or 1.0, BITS),
        }
        for name, picture in pictures.items():
            self.views[name].set_picture(picture)
        same = np.array_equal(arrays["original"], arrays["returned"])
        self.titles["z"].setText(Markup("<b>z</b> = f(x + u)"))
        self.titles["returned"].setText(Markup("<b>f⁻¹(z)</b>: ") + ("the same" if same else "another"))
        self.titles["error"].setText(Markup("<b>error</b> ≤ {}").format(magnitude(largest)))
        set_tip(self.views["error"], f"Black 0, the brightest {magnitude(largest)} grey levels of 256")
        self._show_scales(largest)
        self.plot.set_counts(arrays["z_edges"], arrays["z_counts"])
        numbers = (float(scalars[name]) for name in ("z_mean", "z_deviation", "z_beyond"))
        self.spread.setText(z_line(*numbers))
        self.error.setText(error_line(largest))
        self.read.set_images(arrays["as_classes"])
        labels = [self.scene.label_name(index) for index in range(len(arrays["as_classes"]))]
        self.read.set_captions(dict(enumerate(labels)))
        self.read.set_current(int(scalars.get("label", -1)))

    def _show_scales(self, largest: float | None) -> None:
        """What the colours of z and of the error mean; how large the error is may not be known yet."""
        known = f"0 … {magnitude(largest)} of 256 grey levels" if largest else "none"
        ends = "" if largest is None else known
        self.scales.set_keys(
            (
                Key("scale", SIGNED, f"z −{_MOST_Z:g} … {_MOST_Z:g}"),
                Key("scale", BITS, f"error {ends}".rstrip()),
            )
        )

    def _show_menu(self, index: int, where: QPoint) -> None:
        shown = self.scene.current("inspect")
        if shown is not None and not self.scene.feeds["inspect"].stale:
            picture = shown.frame.arrays["as_classes"][index]
            source_menu(self.scene, picture, None, self.read).popup(where)


PANEL = PanelSpec(
    "back",
    "There and back",
    "A picture to z, and from z again",
    "Back",
    equations="nflow_picture",
    explains="first last",
    also="x middle z",
    draws=BackPanel,
    asks=(INSPECTED,),
    controls=(Group("There and back", "labelled noise", unfolded=True),),
    simple=Simple("labelled"),
)
