"""The form of a new training: good defaults for all, so that one click begins it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.core.cards import Card
from playground.core.fields import Field, Value
from playground.core.resources import DEVICES
from playground.studio.training_folders import Family, Plan, Preset
from playground.ui.studio.sources import DataChoice, fitting
from playground.ui.studio.words import FAMILIES, proposed
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import NumberEditor, SwitchEditor
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.restyled import Restyled

SIDES = (16, 20, 24, 28, 32, 40, 48, 64, 80, 96, 112, 128)
_TAUGHT = ("reflow", "consistency")
_PRESETS: dict[Preset, str] = {"small": "Small: learns fast", "base": "Base: learns more, in more time"}
_LETTERS = 28
_FEW = 20
"""Pictures: a model that learns from fewer knows nothing else."""
_NAME = "[a-z0-9][a-z0-9._-]{0,39}"


class Options(Editor):
    """A drop-down list of what there is to choose from at the moment."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = ChoiceBox()
        self.box.activated.connect(lambda _index: self._give(self.value))
        self.add_titled(self.box)

    @property
    def value(self) -> str:
        """What is chosen; empty where there is nothing to choose from."""
        return str(self.box.currentData() or "")

    def offer(self, options: Mapping[str, str]) -> None:
        """Offer these titles by their values; what was chosen stays so where it is still among them."""
        before = self.value
        if [self.box.itemData(index) for index in range(self.box.count())] != list(options):
            self.box.clear()
            for value, title in options.items():
                self.box.addItem(title, value)
            self.show_value(before if before in options else next(iter(options), ""))

    def show_value(self, value: Value) -> None:
        """Show the option of that value."""
        self.box.setCurrentIndex(max(0, self.box.findData(value)))


class NameEditor(Restyled, Editor):
    """A line that takes what can name a training."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.line = QLineEdit()
        self.line.setValidator(QRegularExpressionValidator(QRegularExpression(_NAME), self.line))
        self.line.textEdited.connect(self.edited.emit)
        self.add_titled(self.line)
        self._fit_letters()

    def _fit_letters(self) -> None:
        self.line.setMinimumWidth(_LETTERS * self.fontMetrics().averageCharWidth())

    def show_value(self, value: Value) -> None:
        """Show a name."""
        self.line.setText(str(value))


class PlanForm(QWidget):
    """Gives a plan; a name that was typed stays, and a proposed one follows what is chosen."""

    changed = Signal()
    """Another plan would be begun."""

    def __init__(self) -> None:
        super().__init__()
        self._sources: dict[str, DataChoice] = {}
        self._cards: Sequence[Card] = ()
        self._taken: tuple[str, ...] = ()
        self._named = False
        self.data = Options(_about("data", "Data set", "The pictures that are learned from."))
        self.few = Note("What is odd about the data set")
        self.family = Options(_about("family", "Family", "What kind of model learns."))
        self.preset = Options(_about("preset", "Network", "How large the network is."))
        self.side = Options(
            _about("size", "Size", "Pixels a side to which pictures are scaled before they are learned from.")
        )
        self.classes = SwitchEditor(
            _about("classes", "Class-conditional", "The network is told which class a picture is of.")
        )
        self.minutes = NumberEditor(
            Field(
                "minutes", "Time", "How long it learns; measuring it afterwards takes a little more.",
                "integer", 20.0, low=1.0, high=1440.0, unit="min", scale="log",
            )
        )  # fmt: skip
        self.device = Options(_about("device", "Device", "The processor on which it learns."))
        self.teacher = Options(
            _about("teacher", "Teacher", "The finished model of flow matching that it learns from.")
        )
        self.name = NameEditor(_about("name", "Name", "Small letters, digits and hyphens."))
        self.family.offer({str(name): title for name, title in FAMILIES.items()})
        self.family.show_value("flow")
        self.preset.offer({str(name): title for name, title in _PRESETS.items()})
        self.offer_devices(())
        self.classes.show_value(True)
        self.minutes.show_value(20.0)
        self._rows: tuple[QWidget, ...] = (
            self.data, self.few, self.family, self.teacher, self.minutes, self.preset, self.side,
            self.classes, self.device, self.name,
        )  # fmt: skip
        lay_out(self, down(*self._rows, spacing=10))
        self._wire()

    def offer(self, sources: Sequence[DataChoice], cards: Sequence[Card], taken: Sequence[str]) -> None:
        """Offer these data sets and teachers; names that are ``taken`` cannot be given."""
        self._sources = {source.name: source for source in sources}
        self._cards, self._taken = cards, tuple(taken)
        before = self.data.value
        self.data.offer({source.name: _titled(source) for source in sources})
        if self.data.value != before:
            self._fit_source()
        self._follow()

    def choose(self, data: str) -> None:
        """Choose a data set."""
        if data in self._sources:
            self.data.show_value(data)
            self._take_source()

    @property
    def source(self) -> DataChoice | None:
        """The chosen data set."""
        return self._sources.get(self.data.value)

    def offer_devices(self, devices: Sequence[str]) -> None:
        """Offer these devices of PyTorch beside the fastest one."""
        named = {name: DEVICES.get(name, name) for name in (*devices, "cpu")}
        self.device.offer({"": "The fastest there is", **named})
        self.device.setVisible(self.device.box.count() > 2)

    def propose(self) -> None:
        """Propose a name again, whatever was typed: what was called that has begun."""
        self._named = False
        self._follow()

    def plan(self) -> Plan | None:
        """The plan as it is; ``None`` where something is missing."""
        source, name = self.source, self.name.line.text()
        family = self._family
        if source is None or not name or (family in _TAUGHT and not self.teacher.value):
            return None
        preset: Preset = "base" if self.preset.value == "base" else "small"
        return Plan(
            name=name, family=family, data=source.name, preset=preset, size=int(self.side.value),
            minutes=self.minutes.box.value(), teacher=self.teacher.value if family in _TAUGHT else "",
            classes=bool(source.classes) and self.classes.box.isChecked(), device=self.device.value,
        )  # fmt: skip

    @property
    def lacks(self) -> str:
        """What is missing, as a sentence; empty where a plan can be made."""
        if self._family in _TAUGHT and not self.teacher.value:
            return (
                f"{FAMILIES[self._family]} learns from a finished model of flow matching of the same "
                "pictures in the same size; train one first."
            )
        name = self.name.line.text()
        if name in self._taken:
            return f"There is a training or a model {name} already; choose another name."
        return "" if name else "Give it a name."

    @property
    def _family(self) -> Family:
        return next(name for name in FAMILIES if name == self.family.value)

    def _wire(self) -> None:
        self.data.edited.connect(lambda _value: self._take_source())
        for each in (self.family, self.preset, self.side, self.device, self.teacher):
            each.edited.connect(lambda _value: self._follow())
        self.classes.edited.connect(lambda _value: self._follow())
        self.minutes.edited.connect(self._take_minutes)
        self.name.edited.connect(lambda text: self._take_name(str(text)))

    def _take_source(self) -> None:
        self._fit_source()
        self._follow()

    def _take_minutes(self, minutes: float) -> None:
        self.minutes.show_value(minutes)
        self._follow()

    def _take_name(self, text: str) -> None:
        self._named = bool(text)
        self.changed.emit()

    def _fit_source(self) -> None:
        """Offer the sizes around that of the data set, which is chosen."""
        source = self.source
        if source is None:
            return
        own = min(SIDES, key=lambda side: (abs(side - source.side), -side))
        self.side.offer({str(side): _sized(side, source.side) for side in SIDES})
        for index, side in enumerate(SIDES):
            self.side.box.setItemText(index, _sized(side, source.side))
        self.side.show_value(str(own))

    def _follow(self) -> None:
        source, family = self.source, self._family
        if source is not None and self.side.value:
            shape = source.channels, int(self.side.value), int(self.side.value)
            teachers = fitting(self._cards, source.name, shape)
            self.teacher.offer({card.name: f"{card.title} ({card.name})" for card in teachers})
            if not self._named:
                self.name.show_value(proposed(family, source.name, self._taken))
        self.few.say(_few(source))
        self.teacher.setVisible(family in _TAUGHT)
        self.classes.setVisible(source is not None and bool(source.classes) and family != "vae")
        self.changed.emit()


def _about(name: str, title: str, help: str, kind: Literal["choice", "switch", "text"] = "choice") -> Field:  # noqa: A002
    return Field(name, title, help, kind, None)


def _few(source: DataChoice | None) -> str:
    if source is None or source.training >= _FEW:
        return ""
    pictures = "one picture" if source.training == 1 else f"{source.training} pictures"
    return f"This set has only {pictures} to learn from: a model may do no more than give these back."


def _titled(source: DataChoice) -> str:
    return source.title if source.title == source.name else f"{source.title} ({source.name})"


def _sized(side: int, own: int) -> str:
    return f"{side} × {side}" + (" (as the set)" if side == own else "")
