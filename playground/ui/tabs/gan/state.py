"""What the GAN tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``lab`` or ``images``), ``lab`` (a :class:`GanLabState`), ``images`` (a
:class:`GanImages`).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.core.cards import Card
from playground.core.conditions import nearest_label
from playground.core.fields import about, bounds
from playground.core.recipe import change
from playground.paradigms.gan_images import recipes
from playground.paradigms.gan_images.card import Gan
from playground.ui.state.views import Known, StageState, TabState, View, Views, Walked, derived, renamed, same
from playground.ui.tabs.gan.lab.state import GanLabState

PanelName = Literal["plane", "sample", "interpolate", "directions", "mixing", "judge", "moments"]
OpenPanel = Annotated[PanelName, about("Panel", "Which panel is open.")]
Moment = Annotated[int, bounds(0, 63, "Moment", "Which kept moment of training is shown.")]
Looked = Annotated[
    int,
    bounds(
        0,
        recipes.MOST_MIXED,
        "Picture",
        "Which row or column of the mixed pictures is looked at; 0 is the source.",
    ),
]
Order = Annotated[
    Literal["as drawn", "by D"],
    about("Order", "As they were drawn, or those first that the discriminator takes for real."),
]
Verdicts = Annotated[
    bool, about("Say what D thinks", "Draw on every picture how real the discriminator takes it to be.")
]


def _other_path(state: GanImages) -> recipes.PathName:
    return "linear" if state.path == "spherical" else "spherical"


def _moment(state: GanImages, snapshot: int) -> dict[str, int]:
    """All moments are shown, and one of them is chosen."""
    return {} if snapshot == recipes.LAST else {"moment": snapshot}


def _has_no_directions(_recipe: recipes.Traverse, scene: Known) -> str:
    """Directions are walked where the model has some."""
    gan = Gan.of(scene.card)
    return "" if gan is not None and gan.directions else f"The card of {scene.card.title} has no directions."


_OF_MODEL = same("model truncation snapshot")
_WAY = same("label a b frames")
_MIXED = (*same("label a b own_rows own_columns"), *renamed(rows="mixed_rows", columns="mixed_columns"))

VIEWS = Views(
    # What is dragged comes first.
    View("point", recipes.Point, _OF_MODEL, same("label u v neighbours distance a b c d"), opens="plane"),
    View("plane", recipes.Plane, _OF_MODEL, same("label tiles a b c d")),
    View("sample", recipes.Sample, _OF_MODEL, same("count seed"), renamed(label="labels")),
    View("interpolate", recipes.Interpolate, _OF_MODEL, _WAY, same("path")),
    View(
        "other_way",
        recipes.Interpolate,
        _OF_MODEL,
        _WAY,
        derived("path", _other_path, "path", of="path"),
        opens="interpolate",
        shows=False,
    ),
    View("directions", recipes.Directions, _OF_MODEL, same("label seed coefficients")),
    View(
        "traverse",
        recipes.Traverse,
        _OF_MODEL,
        same("label seed rows pictures reach"),
        opens="directions",
        impossible=_has_no_directions,
    ),
    View("mixing", recipes.Mix, _OF_MODEL, _MIXED, same("first last")),
    # What each layer changes alone does not depend on the span, so it is not asked for as that is dragged.
    View("layers", recipes.Layers, _OF_MODEL, _MIXED, opens="mixing"),
    View("judge", recipes.Judge, _OF_MODEL, same("seed bins"), renamed(label="labels", count="judged")),
    View(
        "moments",
        recipes.Moments,
        same("model truncation seed"),
        renamed(label="labels", count="few"),
        derived("snapshot", lambda _state: recipes.LAST, _moment, of="moment"),
    ),
)


class GanImages(StageState, frozen=True, kw_only=True, tag="gan-images"):
    """Everything that determines what the Images stage shows."""

    model: recipes.Model = "fashion-gan"
    panel: OpenPanel = "plane"
    verdicts: Verdicts = True
    label: recipes.Label = 8
    truncation: recipes.Truncation = 1.0
    snapshot: recipes.Snapshot = recipes.LAST
    a: recipes.SeedA = 0
    b: recipes.SeedB = 1
    c: recipes.SeedC = 2
    d: recipes.SeedD = 3
    u: recipes.Right = 0.5
    v: recipes.Down = 0.5
    tiles: recipes.Tiles = 9
    neighbours: recipes.Neighbours = 1
    distance: recipes.Distance = 0.1
    labels: recipes.Labels = recipes.ONE_AFTER_ANOTHER
    count: recipes.Count = 60
    seed: recipes.Seed = 0
    order: Order = "as drawn"
    path: recipes.PathName = "spherical"
    frames: recipes.FrameCount = 25
    t: Walked = 0.0
    coefficients: Annotated[
        tuple[recipes.Coefficient, ...],
        about("Directions", "How far to go along each principal direction, in σ.", length=64),
    ] = ()
    rows: recipes.Rows = 6
    pictures: recipes.AlongRow = 9
    reach: recipes.Reach = 4.0
    mixed_rows: recipes.MixedRows = 4
    mixed_columns: recipes.MixedColumns = 6
    own_rows: recipes.OwnRows = ()
    own_columns: recipes.OwnColumns = ()
    first: recipes.FirstLayer = 1
    last: recipes.LastLayer = recipes.COARSE_HALF
    row: Looked = 1
    column: Looked = 1
    judged: recipes.Judged = 256
    bins: recipes.Bins = 20
    few: recipes.Few = 20
    moment: Moment = 0

    singles: ClassVar[tuple[str, ...]] = ("plane", "interpolate", "directions", "mixing")
    conditions: ClassVar[tuple[str, ...]] = ("label", "labels")

    def fitted(self, card: Card, present: Card | None = None) -> GanImages:
        """This state with the model of ``card``, and no label, moment or direction that it does not have."""
        gan = Gan.of(card)
        if gan is None:
            return change(self, model=card.name)
        last, directions = len(gan.steps) - 1, len(gan.directions)
        return change(
            self,
            model=card.name,
            label=nearest_label(self.label, gan.condition),
            labels=nearest_label(self.labels, gan.condition),
            snapshot=self.snapshot if self.snapshot <= last else recipes.LAST,
            moment=min(self.moment, last),
            coefficients=self.coefficients[:directions],
            rows=max(1, min(self.rows, directions)),
            first=min(self.first, gan.layers) if gan.layers else self.first,
            last=min(self.last, gan.layers) if gan.layers else self.last,
        )


class GanState(TabState, frozen=True, kw_only=True, tag="gan-tab"):
    """Everything that the tab shows."""

    lab: GanLabState = GanLabState()
    images: GanImages = GanImages()
