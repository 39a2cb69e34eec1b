"""What the GAN tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``lab`` or ``images``), ``lab`` (a :class:`GanLabState`), ``images`` (a
:class:`GanImages`).
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from playground.core.cards import Card
from playground.core.fields import about, bounds
from playground.core.recipe import Recipe, change
from playground.paradigms.gan_images import recipes
from playground.ui.tabs.gan.lab.state import GanLabState

StageName = Annotated[Literal["lab", "images"], about("Stage", "Which stage is open.")]
PanelName = Literal["plane", "sample", "interpolate", "directions", "judge", "moments"]
Panel = Annotated[PanelName, about("Panel", "Which panel is open.")]
Position = Annotated[
    float, bounds(0.0, 1.0, "Position", "How far the way from A to B has been walked.", step=0.01)
]
Moment = Annotated[int, bounds(0, 63, "Moment", "Which kept moment of training is shown.")]
Order = Annotated[
    Literal["as drawn", "by D"],
    about("Order", "As they were drawn, or those first that the discriminator takes for real."),
]
Verdicts = Annotated[
    bool, about("Say what D thinks", "Draw on every picture how real the discriminator takes it to be.")
]

_OF_MODEL = ("model", "truncation", "snapshot")
_CORNERS = ("a", "b", "c", "d")
_POINT = ("label", "u", "v", "neighbours", "distance")
_WAY = ("label", "a", "b", "path", "frames")
_ROWS = ("label", "seed", "rows", "pictures", "reach")


class GanImages(Recipe, frozen=True, kw_only=True, tag="gan-images"):
    """Everything that determines what the Images stage shows; methods give the recipes of its views."""

    model: recipes.Model = "fashion-gan"
    panel: Panel = "plane"
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
    t: Position = 0.0
    coefficients: Annotated[
        tuple[recipes.Coefficient, ...],
        about("Directions", "How far to go along each principal direction, in σ.", length=64),
    ] = ()
    rows: recipes.Rows = 6
    pictures: recipes.AlongRow = 9
    reach: recipes.Reach = 4.0
    judged: recipes.Judged = 256
    bins: recipes.Bins = 20
    few: recipes.Few = 20
    moment: Moment = 0

    singles: ClassVar[tuple[str, ...]] = ("plane", "interpolate", "directions")
    """Panels whose pictures all have one label."""

    def plane(self) -> recipes.Plane:
        """The backdrop of the square of four corners."""
        return recipes.Plane(**self._some("label", "tiles", *_CORNERS))

    def point(self) -> recipes.Point:
        """The picture at the chosen point, and those around it."""
        return recipes.Point(**self._some(*_POINT, *_CORNERS))

    def sample(self) -> recipes.Sample:
        """The grid of samples."""
        return recipes.Sample(label=self.labels, **self._some("count", "seed"))

    def interpolate(self) -> recipes.Interpolate:
        """The way from A to B."""
        return recipes.Interpolate(**self._some(*_WAY))

    def directions(self) -> recipes.Directions:
        """One seed's picture, and that moved along the principal directions."""
        return recipes.Directions(**self._some("label", "seed", "coefficients"))

    def other_way(self) -> recipes.Interpolate:
        """The same way as the other path has it."""
        other = "linear" if self.path == "spherical" else "spherical"
        return change(self.interpolate(), path=other)

    def traverse(self) -> recipes.Traverse:
        """A filmstrip along each of the first directions."""
        return recipes.Traverse(**self._some(*_ROWS))

    def judge(self) -> recipes.Judge:
        """What the discriminator says of real and of generated pictures."""
        return recipes.Judge(label=self.labels, count=self.judged, **self._some("seed", "bins"))

    def moments(self) -> recipes.Moments:
        """The same noise at every kept moment of training."""
        return recipes.Moments(
            model=self.model, label=self.labels, truncation=self.truncation, count=self.few, seed=self.seed
        )

    def applying(self, recipe: Recipe) -> GanImages | None:
        """This state changed so that it shows ``recipe``; ``None`` where the tab cannot show it."""
        match recipe:
            case GanImages():
                return recipe
            case recipes.Plane():
                return self._with(recipe, "plane", "label", "tiles", *_CORNERS)
            case recipes.Point():
                return self._with(recipe, "plane", *_POINT, *_CORNERS)
            case recipes.Interpolate():
                return self._with(recipe, "interpolate", *_WAY)
            case recipes.Directions():
                return self._with(recipe, "directions", "label", "seed", "coefficients")
            case recipes.Traverse():
                return self._with(recipe, "directions", *_ROWS)
            case recipes.Sample():
                return change(self._with(recipe, "sample", "count", "seed"), labels=recipe.label)
            case recipes.Judge():
                shown = self._with(recipe, "judge", "seed", "bins")
                return change(shown, labels=recipe.label, judged=recipe.count)
            case recipes.Moments():
                kept = change(self._with(recipe, "moments", "seed"), snapshot=self.snapshot)
                moment = self.moment if recipe.snapshot == recipes.LAST else recipe.snapshot
                return change(kept, labels=recipe.label, few=recipe.count, moment=moment)
            case _:
                return None

    def fitted(self, card: Card) -> GanImages:
        """This state with the model of ``card``, and no label, moment or direction that it does not have."""
        gan = card.gan
        if gan is None:
            return change(self, model=card.name)
        last, directions = len(gan.snapshots) - 1, len(gan.directions)
        return change(
            self,
            model=card.name,
            label=min(self.label, gan.classes - 1),
            labels=min(self.labels, gan.classes - 1),
            snapshot=self.snapshot if self.snapshot <= last else recipes.LAST,
            moment=min(self.moment, last),
            coefficients=self.coefficients[:directions],
            rows=max(1, min(self.rows, directions)),
        )

    def _some(self, *names: str) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*_OF_MODEL, *names)}

    def _with(self, recipe: Recipe, panel: PanelName, *names: str) -> GanImages:
        values = {name: getattr(recipe, name) for name in (*_OF_MODEL, *names)}
        return change(self, panel=panel, **values)


class GanState(Recipe, frozen=True, kw_only=True, tag="gan-tab"):
    """Everything that the tab shows."""

    stage: StageName = "lab"
    lab: GanLabState = GanLabState()
    images: GanImages = GanImages()
