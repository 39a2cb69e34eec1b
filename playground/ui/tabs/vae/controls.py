"""The form at the left: the model, and groups of fields, of which those of the open panel are shown."""

from __future__ import annotations

from collections.abc import Collection

from markupsafe import Markup
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.cards import Card
from playground.ui.plain import set_tip, strong
from playground.ui.tabs.vae.scene import Scene
from playground.ui.tabs.vae.state import VaeImages
from playground.ui.widgets.fold import bring_into_sight
from playground.ui.widgets.form import Form
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label

_GROUPS = (
    ("encode", "Through the model", ("seed", "difference")),
    ("interpolate", "Interpolate", ("path", "frames", "t")),
    ("sample", "Prior samples", ("count", "sample_seed", "temperature", "output")),
    ("", "Latent plane", ("radius", "tiles", "points")),
)


class Controls(QWidget):
    """Edits the tab's state by its field specs."""

    touched = Signal(str)
    """The field whose control is being used; empty when none is."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.model = ModelPicker(scene)
        self.groups: dict[str, QWidget] = {}
        self.forms: dict[str, Form] = {}
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addWidget(self.model)
        for panel, title, names in _GROUPS:
            column.addWidget(self._group(panel, title, names))
        column.addStretch(1)
        scene.changed.connect(self._follow)
        self._follow(scene.state, scene.state)

    def light(self, fields: Collection[str]) -> None:
        """Light the rows of these fields up, and no others."""
        for form in self.forms.values():
            for name, editor in form.editors.items():
                editor.set_lit(name in fields)

    def ask_for(self, fields: Collection[str]) -> None:
        """Bring the first of these fields that the open panel has into sight, and give it the keyboard."""
        for panel in (self.scene.state.panel, ""):
            for name, editor in self.forms[panel].editors.items():
                if name in fields:
                    bring_into_sight(editor)
                    editor.take_keyboard()
                    return

    def _group(self, panel: str, title: str, names: tuple[str, ...]) -> QWidget:
        form = Form(self.scene.store, names)
        form.touched.connect(self.touched)
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Label(strong(title)))
        column.addWidget(form)
        self.groups[panel], self.forms[panel] = group, form
        return group

    def _follow(self, old: VaeImages, new: VaeImages) -> None:
        for panel, group in self.groups.items():
            group.setVisible(panel in ("", new.panel))


class ModelPicker(QWidget):
    """Which model is run, with what its card says about it."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.box = ChoiceBox()
        self.box.setAccessibleName("Model")
        for card in scene.cards.values():
            self.box.addItem(card.title, card.name)
        self.about = Label()
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Label(strong("Model")))
        column.addWidget(self.box)
        column.addWidget(self.about)
        self.box.activated.connect(lambda _: scene.choose_model(scene.cards[self.box.currentData()]))
        scene.changed.connect(self._follow)
        self._follow(scene.state, scene.state)

    def _follow(self, old: VaeImages, new: VaeImages) -> None:
        if old is new or old.model != new.model:
            card = self.scene.card
            self.box.setCurrentIndex(self.box.findData(card.name))
            self.about.setText(Markup("{}<br>{}").format(card.summary, facts_of(card)))
            set_tip(self.about, card.measured_with)


def facts_of(card: Card) -> str:
    """The card's main numbers in one line."""
    parts = [f"{card.latent} latent dimensions"]
    measured = card.measured
    if "bits_per_dim" in measured:
        parts.append(f"{measured['bits_per_dim']:.3f} bits/dim held out")
    if "active_units" in measured and card.latent > 2:
        parts.append(f"{measured['active_units']:.0f} active")
    return ", ".join(parts)
