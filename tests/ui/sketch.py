"""A small tab, and an engine in this process that runs its recipe: what the window's tests stand on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.core.errors import SessionError
from playground.core.fields import about, bounds
from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.ui.state.player import Player
from playground.ui.state.store import Store
from playground.ui.tab import Context, Export, Tab
from playground.ui.tabs import Entry
from playground.ui.widgets.form import Form


class Spots(Recipe, frozen=True, kw_only=True, tag="spots"):
    """Random spots; the recipe and the state of the test tab."""

    model: Annotated[str, about("Model", "A name.", length=100)] = "one"
    count: Annotated[int, bounds(1, 1000, "Spots", "How many.", scale="log", group="Drawing")] = 10
    spread: Annotated[
        float, bounds(0.0, 2.0, "Spread", "How wide.", unit="σ", step=0.05, group="Drawing")
    ] = 1.0
    rate: Annotated[float, bounds(0.001, 1.0, "Rate", "How fast.", scale="log", folded=True)] = 0.1
    way: Annotated[Literal["straight", "curved"], about("Way", "Which way.")] = "straight"
    data: Annotated[Literal["ring", "moons", "spiral", "squares"], about("Data", "Which data.")] = "ring"
    seed: Annotated[int, bounds(0, 2**31 - 1, "Seed", "Same seed, same spots.", widget="seed")] = 0
    shown: Annotated[bool, about("Show grid", "Whether the grid is drawn.")] = True
    where: Annotated[tuple[float, ...], about("Where", "A point.", length=8)] = ()


class SpotsTab(Tab):
    """Shows how many spots the engine made."""

    name = "spots"
    title = "Spots"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.store = Store(Spots(), context.undo, self)
        self.player = Player(parent=self)
        self.player.set_moves("Through spots")
        self.player.set_count(49)
        self.label = QLabel()
        self.label.setAccessibleName("Result")
        column = QVBoxLayout(self)
        column.addWidget(self.label)
        self.compared: list[Path] = []
        self.channel = context.link.channel(f"{self.name}.spots")
        self.channel.frame.connect(self._draw)
        self.channel.failed.connect(self.report)
        self.store.changed.connect(lambda _old, new: self.channel.request(new))
        self.channel.request(self.store.state)

    def controls(self) -> QWidget:
        self.form = Form(self.store)
        return self.form

    def explanation(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        self.button = QPushButton("A button")
        column.addWidget(QLabel("What one is looking at."))
        column.addWidget(self.button)
        column.addWidget(QCheckBox("A box"))
        column.addStretch(1)
        return page

    def accept(self, recipe: Recipe) -> bool:
        if isinstance(recipe, Spots):
            self.store.replace("apply", recipe)
            return True
        return False

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        self.compared.append(picture)
        return True

    def exports(self) -> tuple[Export, ...]:
        state = self.store.state
        return (
            Export(
                "Spots",
                "spots",
                (".txt", ".csv"),
                lambda path, overwrite, _: _write(path, overwrite, state),
            ),
        )

    def _draw(self, frame: Frame) -> None:
        self.label.setText(f"{len(frame.arrays['points'])} spots")
        self.status.emit({"ms per picture": 1.25, "NFE": 1})


class OtherTab(SpotsTab):
    """A second tab of the same kind."""

    name = "other"
    title = "Other"


ENTRIES = (Entry("spots", "Spots", lambda: SpotsTab), Entry("other", "Other", lambda: OtherTab))


class SpotsWorkbench:
    """Runs :class:`Spots`; a count of 13 fails, and a cautious device is refused with a notice."""

    types = (Spots,)

    def __init__(self, tell: Callable[[str], None] = lambda _text: None) -> None:
        self._tell = tell

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        assert isinstance(recipe, Spots)
        if placement.device != "cpu":
            self._tell(f"The model runs on the CPU, because the device “{placement.device}” failed.")
        if recipe.count == 13:
            raise SessionError("Thirteen spots cannot be made; choose another number.")
        rows = np.random.default_rng(recipe.seed).standard_normal((recipe.count, 2))
        yield Frame(arrays={"points": rows.astype(np.float32)}, index=1, final=True)

    def placements(self) -> tuple[Placement, ...]:
        return (Placement("onnx", "cpu"), Placement("onnx", "cuda"), Placement("torch", "cpu"))


def _write(path: Path, overwrite: bool, state: Spots) -> None:
    path.write_text(f"{state.count} spots")
