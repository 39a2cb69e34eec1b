"""One control per kind of field."""

from __future__ import annotations

import bisect
import math
from collections.abc import Collection

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
)

from playground.core.fields import Field, Value, as_number
from playground.core.noise import MAX_SEED, any_seed
from playground.ui.widgets.buttons import NarrowButton, show_pressed, tool
from playground.ui.widgets.editor import Editor, Titled
from playground.ui.widgets.icons import icon
from playground.ui.widgets.inputs import CheckBox, ChoiceBox, NumberBox, Slider
from playground.ui.widgets.layouts import fill
from playground.ui.widgets.note import Note
from playground.ui.widgets.restyled import Restyled

_MOST = 1000
_MOST_NUMBERS = 100_000
_FINE = 200
_MOST_DIGITS = 4


def ticks(field: Field) -> tuple[float, ...]:
    """Rising values from the field's low to its high bound.

    Empty where a bound is open, and where whole numbers are so many that a slider would skip almost all.
    """
    if field.low is None or field.high is None or not field.low < field.high:
        return ()
    if field.kind == "integer" and field.scale == "linear" and field.high - field.low > _MOST_NUMBERS:
        return ()
    low, high = float(field.low), float(field.high)
    if field.scale == "log" and low >= 0:
        # 0 is an end of its own: above it, the step is the least of the powers.
        least = low or step_of(field)
        ratio = math.log(high / least)
        values = [least * math.exp(ratio * index / _FINE) for index in range(_FINE + 1)]
    else:
        step = max(step_of(field), (high - low) / _MOST)
        values = [low + step * index for index in range(math.ceil((high - low) / step) + 1)]
    # The bounds are stops however many digits they have; between them rounding must not pass or double them.
    hair = (high - low) * 1e-9
    between = (_rounded(field, value) for value in values if low + hair < value < high - hair)
    return tuple(sorted({low, high, *(value for value in between if low + hair < value < high - hair)}))


def step_of(field: Field) -> float:
    """The smallest sensible change of a number."""
    if field.step:
        return field.step
    if field.kind == "integer":
        return 1.0
    if field.low is None or field.high is None or field.high <= field.low:
        return 0.1
    return 10.0 ** math.floor(math.log10((field.high - field.low) / 50))


def decimals_of(field: Field) -> int:
    """Digits after the point that show every step; on a logarithmic scale those of the low bound."""
    if field.kind == "integer":
        return 0
    step = step_of(field)
    if field.scale == "log" and field.low:
        return max(0, -math.floor(math.log10(min(step, field.low / 10)) + 1e-9))
    return min(max(_digits(value) for value in (step, *ticks(field))), _MOST_DIGITS)


def nearest(values: tuple[float, ...], value: float) -> int:
    """Index of the tick closest to a value."""
    right = bisect.bisect_left(values, value)
    if right == 0:
        return 0
    if right == len(values):
        return right - 1
    return right if values[right] - value < value - values[right - 1] else right - 1


def _digits(value: float) -> int:
    """Digits after the point that a number has."""
    text = f"{value:.12f}".rstrip("0")
    return len(text) - text.index(".") - 1


def _rounded(field: Field, value: float) -> float:
    if field.kind == "integer":
        return float(round(value))
    if field.scale == "log":
        return float(f"{value:.3g}")
    return float(f"{value:.12g}")


_SEGMENTED_CHOICES = 3
_SEGMENTED_LETTERS = 24


class _Box(NumberBox):
    """A number box in an editor, and before it a remark where the number is not the one that was typed.

    What is below stays where it is: the remark comes as somebody clicks elsewhere.
    """

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.remark = Note(f"{editor.field.title}: what was typed")
        self.remark.setWordWrap(False)
        self.remarked.connect(lambda text: self.remark.say(text, warning=True))
        editor.name(self)
        title = editor.add_title()
        title.setBuddy(self)
        editor.grid.addWidget(Titled(title, self.remark), 0, 0)
        editor.grid.addWidget(self, 0, 1)

    def show_number(self, number: float) -> None:
        """Show a number; what was said of another is past."""
        if number != self.value():
            self.remark.say("")
        self.setValue(number)


class NumberEditor(Editor):
    """A number box, and below it a slider where both bounds are known."""

    note: Note
    """What whoever makes it says under it, if anything."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = _Box(self)
        self._ticks = ticks(field)
        digits = decimals_of(field)
        if field.kind == "integer":
            self.box.setDecimals(digits)
        else:
            self.box.set_digits(digits)
        self.box.setRange(
            -1e12 if field.low is None else field.low, 1e12 if field.high is None else field.high
        )
        self.box.setSingleStep(step_of(field))
        if field.scale == "log":
            self.box.setStepType(NumberBox.StepType.AdaptiveDecimalStepType)
        if field.unit:
            self.box.setSuffix(f" {field.unit}")
        self.box.picked.connect(self._report)
        self.slider = Slider()
        if len(self._ticks) > 1:
            self._add_slider()

    def _add_slider(self) -> None:
        self.slider.setRange(0, len(self._ticks) - 1)
        self.slider.setPageStep(max(1, len(self._ticks) // 10))
        self.slider.picked.connect(lambda index: self._report(self._ticks[index]))
        self.slider.sliderReleased.connect(self.released)
        self.name(self.slider)
        self.grid.addWidget(self.slider, 2, 0, 1, 2)

    def show_value(self, value: Value) -> None:
        self.box.show_number(as_number(value))
        if self._ticks:
            self.slider.setValue(nearest(self._ticks, as_number(value)))

    def _report(self, value: float) -> None:
        self.edited.emit(round(value) if self.field.kind == "integer" else value)


class SeedEditor(Restyled, Editor):
    """A number box and a button that draws another seed."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = _Box(self)
        self._high = MAX_SEED if field.high is None else int(field.high)
        self.box.setDecimals(0)
        self.box.setRange(0, self._high)
        self.box.picked.connect(lambda value: self.edited.emit(round(value)))
        self.button = tool("New seed", "Draw another seed", name="New seed")
        self.button.clicked.connect(self._draw)
        self._ink()
        self.grid.addWidget(self.button, 0, 2)

    def _ink(self) -> None:
        self.button.setIcon(icon("dice", self.palette()))

    def show_value(self, value: Value) -> None:
        self.box.show_number(as_number(value))

    def _draw(self) -> None:
        self._give(any_seed(self._high))


class SwitchEditor(Editor):
    """A check box."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = CheckBox(field.title)
        self.box.clicked.connect(self._give)
        self.name(self.box)
        self.grid.addWidget(self.box, 0, 0)

    def show_value(self, value: Value) -> None:
        """Show on or off."""
        self.box.setChecked(bool(value))


class SegmentEditor(Restyled, Editor):
    """A few choices as a row of buttons."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.add_title()
        self.buttons = QButtonGroup(self)
        for index, choice in enumerate(field.choices):
            button = NarrowButton(label_of(field.told(choice)))
            button.setCheckable(True)
            button.installEventFilter(self)
            button.setAccessibleName(f"{field.title}: {choice}")
            button.setAccessibleDescription(field.help)
            self.buttons.addButton(button, index)
        self.buttons.idClicked.connect(self._choose)
        self.buttons.buttonToggled.connect(lambda button, _on: show_pressed(button, self.palette()))
        row = QHBoxLayout()
        self.grid.addLayout(row, 0, 1)
        fill(row, *self.buttons.buttons(), spacing=0)
        self._left: Collection[Value] = ()

    def _ink(self) -> None:
        for button in self.buttons.buttons():
            show_pressed(button, self.palette())

    def show_value(self, value: Value) -> None:
        """Press the button of the value."""
        self.buttons.button(self.field.choices.index(value)).setChecked(True)
        self.leave(self._left)

    def leave(self, out: Collection[Value]) -> None:
        """Show all choices but those ``out``, and the one that is chosen."""
        self._left = out
        for choice, button in zip(self.field.choices, self.buttons.buttons(), strict=True):
            button.setVisible(choice not in out or button.isChecked())


class ListEditor(Editor):
    """A drop-down list of choices."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = ChoiceBox()
        self.box.addItems([label_of(field.told(choice)) for choice in field.choices])
        self.box.activated.connect(self._choose)
        self.add_titled(self.box)

    def show_value(self, value: Value) -> None:
        """Show the value's entry."""
        self.box.setCurrentIndex(self.field.choices.index(value))


class TextEditor(Editor):
    """A line of text."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.line = QLineEdit()
        self.line.textEdited.connect(self.edited.emit)
        self.line.editingFinished.connect(self.released)
        self.name(self.line)
        self.add_title().setBuddy(self.line)
        self.grid.addWidget(self.line, 1, 0, 1, 2)

    def show_value(self, value: Value) -> None:
        """Show a text, leaving the cursor where the user types."""
        if self.line.text() != value:
            self.line.setText(str(value))


def label_of(choice: str) -> str:
    """A choice as it is written on a button."""
    return choice[:1].upper() + choice[1:]


def editor_for(field: Field) -> Editor | None:
    """The control of a field; ``None`` where only a view can edit it (a vector, an image)."""
    if field.widget == "seed":
        return SeedEditor(field)
    match field.kind:
        case "integer" | "number":
            return NumberEditor(field)
        case "switch":
            return SwitchEditor(field)
        case "choice":
            letters = sum(len(choice) for choice in field.choices)
            few = len(field.choices) <= _SEGMENTED_CHOICES and letters <= _SEGMENTED_LETTERS
            return SegmentEditor(field) if few else ListEditor(field)
        case "text":
            return TextEditor(field)
        case _:
            return None
