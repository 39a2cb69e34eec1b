"""The dataflow of every stage names panels, terms and arrays that there are, and leads where it says."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontMetricsF, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.core.dotted import load
from playground.core.recipe import Recipe
from playground.ui.explain.content import load_equation
from playground.ui.stage.dataflow import Dataflow, PartButton, thumbnail
from playground.ui.stage.diagram import Diagram, Look, Node
from playground.ui.stage.diagrams import Diagrams
from playground.ui.stage.spec import TabSpec
from playground.ui.stage.stage_widget import StageWidget
from playground.ui.state.controls import controls
from playground.ui.tabs.nflow.diagram import LAB as NFLOW_LAB
from tests.ui.stage.test_specs import SPECS, images_of

pytestmark = pytest.mark.qt

TALL, LOW = QSize(900, 900), QSize(900, 400)


def lab_of(spec: TabSpec) -> tuple[Diagram, ...]:
    """The diagram of the lab; none where there is none."""
    return (load(spec.lab).diagram,) if spec.lab else ()


def dataflow_of(spec: TabSpec) -> Diagram:
    """The diagram of the stage that runs models."""
    assert spec.images is not None and spec.images.dataflow is not None
    return spec.images.dataflow


@SPECS
def test_a_row_is_made_of_all_parts_and_of_links(spec: TabSpec) -> None:
    for diagram in (*lab_of(spec), dataflow_of(spec)):
        named = [name for column in diagram.columns for name in column]
        assert sorted(named) == sorted(diagram.nodes) and len(diagram.links) == len(diagram.columns) - 1
        assert set(diagram.links) <= set("→←⇄·")
        assert {name for end in diagram.back or () for name in end.split()} <= set(named)
        titles = [node.title for node in diagram.nodes.values()]
        assert len(set(titles)) == len(titles), "a screen reader must tell them apart"


@SPECS
def test_every_part_of_images_is_explained_by_one_panel_and_is_named_but_once_by_each(spec: TabSpec) -> None:
    assert spec.images is not None and spec.images.diagram is not None
    parts = sorted(spec.images.diagram.nodes)
    said = {name: (panel.explains, panel.also) for name, panel in spec.images.panels.items()}
    named = {
        panel: [[part.partition("=")[0] for part in parts.split()] for parts in both]
        for panel, both in said.items()
    }
    assert sorted(part for explained, _ in named.values() for part in explained) == parts
    for explained, also in named.values():
        assert len({*explained, *also}) == len(explained) + len(also) and {*also} <= {*parts}


@SPECS
def test_parts_of_images_look_as_views_that_there_are(spec: TabSpec) -> None:
    views, fields = spec.images.views, controls(type(images_of(spec)))
    for node in dataflow_of(spec).nodes.values():
        assert isinstance(node.shows, str)
        for name in node.shows.split():
            view, *places = name.replace("]", "").split("[")
            view, _, array = view.partition("/")
            assert view in views and array
            assert all(place.lstrip("-").isdigit() or place.lstrip("#") in fields for place in places)


@SPECS
def test_terms_of_parts_stand_in_equations_of_the_tab(spec: TabSpec) -> None:
    known = {term for name in load(spec.binding)().equations for term in load_equation(name).terms}
    for diagram in (*lab_of(spec), dataflow_of(spec)):
        for node in diagram.nodes.values():
            assert not node.terms or known & set(node.terms.split()), node.title


AT_A_STEP = {"start", "end", "t", "label", "x", "data", "noise"}
"""What is known of samples at the step that is looked at."""


@SPECS
def test_what_parts_look_like_stands_in_frames(spec: TabSpec) -> None:
    for node in dataflow_of(spec).nodes.values():
        for name in str(node.shows).split():
            view, _, array = name.partition("[")[0].partition("/")
            recipe = spec.images.views[view].recipe
            known = view == "samples" and array in AT_A_STEP
            assert known or f"``{array}``" in described(recipe), f"{node.title}: {name}"
    for lab in lab_of(spec):
        run = described(type(spec.state().lab.run))
        for node in lab.nodes.values():
            assert not isinstance(node.shows, str) or not node.shows or f"``{node.shows}``" in run, node.title


def described(recipe: type[Recipe]) -> str:
    """What is written of a recipe and its frames: beside it and its base, and in the modules of its runs."""
    folders = {
        Path(inspect.getfile(each)).parent
        for each in recipe.__mro__
        if issubclass(each, Recipe) and each is not Recipe
    }
    return "".join(path.read_text() for folder in folders for path in folder.glob("*.py"))


class Still(StageWidget):
    """A stage that shows what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.image = "one", np.zeros((28, 28), np.uint8)

    @property
    def place(self) -> str:
        return self.open

    def look(self, node: Node) -> Look:
        return {"picture": self.image, "number": 0.5}.get(str(node.shows))


def node(panel: str, shows: str = "", also: str = "") -> Node:
    return Node(sign=panel, title=f"Part of {panel}", tip="a part", panel=panel, shows=shows, also=also)


DIAGRAM = Diagram(
    "a → b+c ⇄ d",
    {
        "a": node("one", "picture"),
        "b": node("two", "number"),
        "c": node("three", "picture", also="one"),
        "d": node("four"),
    },
    ("d", "a"),
)


@pytest.fixture
def flow(qtbot: QtBot) -> Iterator[Dataflow]:
    stage = Still()
    flow = Dataflow(stage, DIAGRAM)
    qtbot.addWidget(stage)
    whole = QWidget()
    qtbot.addWidget(whole)
    flow.setParent(whole)
    whole.show()
    flow.resize(600, flow.sizeHint().height())
    flow.show()
    flow.follow()
    yield flow


def test_parts_stand_in_their_order_and_within_the_row(flow: Dataflow) -> None:
    flow.resize(flow.sizeHint())
    for parts in (("a", "b", "d"), ("a", "c", "d")):
        edges = [(flow.parts[name].geometry().left(), flow.parts[name].geometry().right()) for name in parts]
        assert all(here[1] < there[0] for here, there in pairwise(edges))
    assert flow.parts["b"].geometry().bottom() < flow.parts["c"].geometry().top()
    assert all(flow.rect().contains(part.geometry()) for part in flow.parts.values())


def test_the_part_of_the_open_panel_is_marked_and_others_play(flow: Dataflow) -> None:
    assert [name for name, part in flow.parts.items() if part.explained] == ["a"]
    assert [name for name, part in flow.parts.items() if part.plays] == ["a", "c"]


def test_what_is_seen_of_a_part_follows_the_stage(flow: Dataflow) -> None:
    assert flow.parts["b"].look == "0.50" and flow.parts["d"].look == ""
    stage = flow._stage
    assert isinstance(stage, Still)
    stage.image = np.full((28, 28), 200, np.uint8)
    flow.follow()
    look = flow.parts["a"].look
    assert isinstance(look, QImage) and look.pixelColor(3, 3).red() == 200


def test_a_part_of_some_models_comes_and_goes_with_them(qtbot: QtBot, flow: Dataflow) -> None:
    whole = replace(DIAGRAM, nodes={**DIAGRAM.nodes, "c": replace(DIAGRAM.nodes["c"], needs="classes")})
    assert whole.fitted({"classes"}) == whole
    shown = whole.fitted(())
    assert (shown.row, [*shown.nodes]) == ("a → b ⇄ d", ["a", "b", "d"])
    for diagram in (shown, whole):
        flow._stage.diagram_changed.emit(diagram)
        assert [*flow.parts] == [name for column in diagram.columns for name in column]
        assert all(part.isVisible() and flow.rect().contains(part.geometry()) for part in flow.parts.values())
        assert flow.parts["b"].stacked == ("c" in flow.parts)
        assert isinstance(flow.parts["a"].look, QImage)
        with qtbot.waitSignal(flow.chosen) as told:
            flow.parts["b"].click()
        assert told.args == ["b"]


def test_a_column_goes_with_its_parts_and_the_way_back_leads_to_what_there_is() -> None:
    nodes = {**DIAGRAM.nodes, "e": Node(sign="e", title="E", tip="e", needs="styles")}
    whole = Diagram("a → e · b+c ⇄ d", nodes, ("d", "e a"))
    assert whole.fitted({"styles"}) == replace(whole, back=("d", "e"))
    shown = whole.fitted(())
    assert (shown.row, shown.back, "e" in shown.nodes) == ("a · b+c ⇄ d", ("d", "a"), False)


def test_a_press_tells_the_part(qtbot: QtBot, flow: Dataflow) -> None:
    for name, part in flow.parts.items():
        with qtbot.waitSignal(flow.chosen) as told:
            part.click()
        assert told.args == [name]


def test_a_log_density_has_room_in_its_box(flow: Dataflow) -> None:
    part = PartButton(NFLOW_LAB.nodes["density"], False, flow)
    font = part.font()
    font.setWeight(QFont.Weight.DemiBold)
    assert QFontMetricsF(font).horizontalAdvance("−10.49") < part.sizeHint().width() - 4


def test_a_row_is_low(flow: Dataflow) -> None:
    assert flow.sizeHint().height() <= 72


def test_what_is_folded_stays_folded_and_comes_back(qtbot: QtBot, flow: Dataflow) -> None:
    diagrams = Diagrams()
    for each in (diagrams, diagrams.button):
        each.setParent(flow.window())
    diagrams.add("lab", flow)
    diagrams.open("lab")
    diagrams.fit(TALL)
    assert not diagrams.isHidden() and diagrams.button.isChecked()
    with qtbot.waitSignal(diagrams.wanted_changed) as told:
        diagrams.toggle()
    assert told.args == [False] and diagrams.isHidden()
    diagrams.want(True)
    # In a small tab it goes by itself, comes when it is asked for, and that counts for no larger one.
    diagrams.fit(LOW)
    assert diagrams.isHidden()
    diagrams.toggle()
    assert not diagrams.isHidden()
    diagrams.toggle()
    diagrams.fit(TALL)
    assert not diagrams.isHidden()
    diagrams.open("a stage without")
    assert diagrams.isHidden() and diagrams.button.isHidden()
    with qtbot.assertNotEmitted(diagrams.wanted_changed):
        diagrams.toggle()
    diagrams.open("lab")
    assert not diagrams.isHidden()


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((3, 2, 1, 28, 20), np.uint8),
        np.zeros((3, 8, 8), np.uint8),
        np.random.default_rng(0).standard_normal((1, 28, 28)),
        np.random.default_rng(0).standard_normal((500, 2)),
        np.random.default_rng(0).standard_normal((500, 1)),
        np.random.default_rng(0).standard_normal((64, 64)),
        np.array([1.0, np.nan, -2.0]),
        np.zeros((5, 100)),
    ],
    ids=["pictures", "colours", "noise", "plane", "line", "field", "vector", "vectors"],
)
def test_a_thumbnail_is_of_whatever_a_frame_holds(array: Any) -> None:
    image = thumbnail(array, 40)
    assert image is not None and not image.isNull()
    assert thumbnail(array[:0], 40) is None


def test_dots_and_bars_stand_where_numbers_say() -> None:
    dots = thumbnail(np.array([[3.0, 3.0]]), 40)
    assert dots is not None
    lit = [(x, y) for x in range(40) for y in range(40) if dots.pixelIndex(x, y)]
    assert len(lit) == 1 and lit[0][0] > 30 and lit[0][1] < 10
    bars = thumbnail(np.array([2.0, -2.0]), 40)
    assert bars is not None
    assert [bars.pixelIndex(5, 8), bars.pixelIndex(35, 8)] == [1, 0]
    assert [bars.pixelIndex(5, 32), bars.pixelIndex(35, 32)] == [0, 1]
