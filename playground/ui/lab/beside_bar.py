"""Where a second training is put beside the first: whose settings the form edits, and in what both differ."""

from __future__ import annotations

from typing import Generic

from PySide6.QtWidgets import QButtonGroup, QWidget

from playground.paradigms.lab.beside import Aim, are_two, differences, doubled, first_of
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.widgets.buttons import NarrowButton, push, show_pressed
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.restyled import Restyled

_AIMS: tuple[tuple[Aim, str, str], ...] = (
    ("A", "A", "The controls below set A, whose equations, numbers of the dataflow and presets are shown"),
    ("B", "B", "The controls below set B, whose equations, numbers of the dataflow and presets are shown"),
    ("both", "Both", "The controls below set A and B alike, but for what differs in B"),
)
_ABOUT = (
    "Train another one beside this, B beside A: both begin anew with the same settings and seed, and make\n"
    "every step together, so that only what you change in one of them makes a difference."
)
_CLOSE = "Take B away; A goes on alone"
_ALIKE = "Both are alike so far: change something."


class BesideBar(Restyled, QWidget, Generic[S, R]):
    """One button while one is trained; a switch from A to B, and what differs, while two are."""

    def __init__(self, scene: TrainingScene[S, R]) -> None:
        super().__init__()
        self.scene = scene
        self.begin, self.end = push("Beside…", _ABOUT), NarrowButton("Close B")
        set_tip(self.end, _CLOSE)
        for button, said in ((self.begin, _ABOUT), (self.end, _CLOSE)):
            button.setStatusTip(said.replace("\n", " "))
        self.begin.clicked.connect(self._begin)
        self.end.clicked.connect(self._end)
        self.group, self.aims = QButtonGroup(self), dict[Aim, NarrowButton]()
        for aim, text, words in _AIMS:
            self.aims[aim] = self._aim(aim, text, words)
        self.text = Label(name="In what both differ", wraps=True)
        self.two = lay_out(
            QWidget(),
            down(
                Label(strong("Side by side")),
                across(*self.aims.values(), None, self.end, spacing=0),
                self.text,
                spacing=4,
            ),
        )
        lay_out(self, down(self.begin, self.two))
        scene.run.changed.connect(self._follow)
        scene.aimed.connect(self._show)
        self._follow(scene.recipe, scene.recipe)

    def _aim(self, aim: Aim, text: str, words: str) -> NarrowButton:
        button = NarrowButton(text)
        button.setCheckable(True)
        set_tip(button, words)
        button.setAccessibleName(f"Settings of {text}")
        button.setAccessibleDescription(words)
        button.setStatusTip(words)
        button.clicked.connect(lambda: self.scene.point(aim))
        button.toggled.connect(lambda _on: show_pressed(button, self.palette()))
        self.group.addButton(button)
        return button

    def _ink(self) -> None:
        for button in self.aims.values():
            show_pressed(button, self.palette())

    def _begin(self) -> None:
        self.scene.run.step("train another beside it", doubled(self.scene.recipe))
        self.scene.point("B")

    def _end(self) -> None:
        self.scene.run.step("take B away", first_of(self.scene.recipe))

    def _follow(self, _old: R, new: R) -> None:
        two = are_two(new)
        self.begin.setVisible(not two)
        self.two.setVisible(two)
        told = [f"{each.title}: {each.first} | {each.second}" for each in differences(new)]
        self.text.setText("A | B  " + ", ".join(told) if told else _ALIKE)
        self._show()

    def _show(self) -> None:
        self.aims[self.scene.aim].setChecked(True)
