"""The tab of the toy family: what each stage shows as frozen values, what draws it, and the specification."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.fields import about
from playground.core.frames import Array
from playground.core.recipe import Recipe
from playground.ui.lab.parts import Figure, Part, curves
from playground.ui.lab.planes import LabPlanes
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.state import LabState
from playground.ui.lab.words import Scalars, Words, known
from playground.ui.plots.colours import DATA
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.field_plane import POINTS, WAY, FieldPlane
from playground.ui.plots.key_strip import Key
from playground.ui.stage.binding import FamilyBinding
from playground.ui.stage.diagram import Diagram, Node
from playground.ui.stage.spec import Group, StageSpec, TabSpec
from playground.ui.stage.stage_widget import Values
from playground.ui.state.player import Player
from playground.ui.state.views import ImagesState, PanelName
from playground.ui.widgets.readings import Reading
from toy.recipes import Ray, ToyLab

# What is shown: undo, sessions and lessons are copies of these


class ToyImages(ImagesState, frozen=True, kw_only=True, tag="toy-images"):
    """The recipe of the panel, and which panel is open."""

    ray: Ray = Ray(model="toy-dot")
    panel: PanelName = "ray"

    shared = "model count reach angle"

    def fitted(self, card: Card, present: Card | None = None) -> ToyImages:
        """All of it makes sense with every model."""
        return self.with_values(model=card.name)


class ToyView(Recipe, frozen=True, kw_only=True, tag="toy-lab-view"):
    """Which layers of the lab's plane are drawn."""

    data_points: Annotated[bool, about("Data points", "Points of the data.")] = True
    samples: Annotated[bool, about("Samples", "Points that the model makes.")] = True


class ToyLabState(LabState, frozen=True, kw_only=True, tag="toy-lab-state"):
    """What the lab shows."""

    run: ToyLab = ToyLab()
    view: ToyView = ToyView()


class ToyState(Recipe, frozen=True, kw_only=True, tag="toy-tab"):
    """Everything that the tab shows."""

    stage: Annotated[Literal["lab", "images"], about("Stage", "Which stage is open.")] = "lab"
    lab: ToyLabState = ToyLabState()
    images: ToyImages = ToyImages()


# The Images stage


IMAGES = StageSpec(
    module=__name__,
    lists=("ray",),
    diagram=Diagram(
        "angle → network → picture",
        {
            "angle": Node(sign="φ, r", title="Angle and reach", tip="where the dot is to be"),
            "network": Node(sign="Toy", title="Network", tip="it draws a dot there"),
            "picture": Node(sign="x", title="Picture", tip="a dot on its way"),
        },
    ),
)

# The 2-D lab

LabScene = TrainingScene[ToyLabState, ToyLab]


class Plane(LabPlanes[ToyLabState, ToyLab]):
    """One plane: the data, the points of the model, and its circle."""

    def __init__(self, scene: LabScene) -> None:
        super().__init__(scene)
        self.show_planes({"plane": FieldPlane("Toy plane", axes=False)})

    field, needs = "", "circle"

    @property
    def large_name(self) -> str:
        return "plane"

    def draw_frame(self, arrays: Mapping[str, Array]) -> None:
        view = self.scene.state.view
        self.large.set_extent(float(self.scene.feed.scalars["extent"]))
        self.large.data.set_points(arrays.get("data_points") if view.data_points else None)
        self.large.cloud.set_points(arrays["points"] if view.samples else None)
        self.large.way.set_way(arrays["circle"])

    def figures(self) -> Iterator[Figure]:
        points = self.scene.feed.arrays["points"]
        yield Figure("Toy plane", "plane", self.large.picture(), {"x": points[:, 0], "y": points[:, 1]})


def _parts(scene: LabScene, _player: Player) -> tuple[Part[QWidget], ...]:
    plot, feed = CurvesPlot(("−log p(x)",), ()), scene.feed
    made = curves(
        "curve",
        plot,
        feed,
        lambda: feed.arrays.get("losses"),
        ("loss",),
        title="Curve of the likelihood",
        stem="nll",
    )
    return (made,)


_READ: Words = (("width", lambda scalars: Reading("width", f"{float(scalars['width']):.3f}")),)


def _keys(state: ToyLabState, _scalars: Scalars) -> tuple[Key, ...]:
    def name(colour: QColor) -> tuple[str, ...]:
        return (colour.name(),)

    data, samples = Key("points", name(DATA), "data"), Key("points", name(POINTS), "samples")
    shown = (data,) * state.view.data_points + (samples,) * state.view.samples
    return (*shown, Key("line", name(WAY), "one standard deviation"))


LAB: LabSpec[ToyLabState, ToyLab] = LabSpec(
    name="toy",
    stem="toy-lab",
    kept=("data_points",),
    groups=(Group("Training", "learning_rate speed seed"),),
    layers=("data_points", "samples"),
    planes=lambda scene, _player: Plane(scene),
    parts=_parts,
    heights=(110, 140),
    readings=lambda scalars: known(_READ, scalars),
    keys=_keys,
    far=lambda _recipe, scalars: int(scalars.get("step", 0)) >= 300,
)


# The text at the right


class ToyBinding(FamilyBinding):
    """There are no equations, but a text of its own."""

    name = "toy"
    texts = Path(__file__).parents[2] / "texts"

    def lab_equations(self, lab: ToyLabState) -> tuple[str, ...]:
        return ()

    def lab_values(self, lab: ToyLabState, feed: Any) -> Values:
        return {}

    def image_values(self, images: ToyImages, scene: Any) -> Values:
        return {}


SPEC = TabSpec(
    name="toy",
    title="Toy",
    kind="toy",
    state=ToyState,
    lab="toy.tabs.toy.spec:LAB",
    images=IMAGES,
    binding="toy.tabs.toy.spec:ToyBinding",
)
