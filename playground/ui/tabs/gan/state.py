"""What the GAN tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``lab`` or ``images``), ``lab`` (a :class:`GanLabState`), ``images`` (a
:class:`GanImages`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

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

_OF_MODEL = ("model", "truncation", "snapshot")
_CORNERS = ("a", "b", "c", "d")


class GanImages(Recipe, frozen=True, kw_only=True, tag="gan-images"):
    """Everything that determines what the Images stage shows; methods give the recipes of its views."""

    model: recipes.Model = "fashion-gan"
    panel: Panel = "plane"
    label: recipes.Label = 0
    truncation: recipes.Truncation = 1.0
    snapshot: recipes.Snapshot = recipes.LAST
    a: recipes.SeedA = 0
    b: recipes.SeedB = 1
    c: recipes.SeedC = 2
    d: recipes.SeedD = 3
    u: Annotated[float, bounds(0.0, 1.0, "u", "From the left to the right.", step=0.01)] = 0.5
    v: Annotated[float, bounds(0.0, 1.0, "v", "From the top to the bottom.", step=0.01)] = 0.5
    labels: recipes.Labels = recipes.ONE_AFTER_ANOTHER
    count: recipes.Count = 60
    seed: recipes.Seed = 0
    path: recipes.PathName = "spherical"
    frames: recipes.FrameCount = 25
    t: Position = 0.0
    coefficients: Annotated[
        tuple[recipes.Coefficient, ...],
        about("Directions", "How far to go along each principal direction, in σ.", length=64),
    ] = ()
    moment: Moment = 0

    def plane(self) -> recipes.Plane:
        """The backdrop of the square of four corners."""
        return recipes.Plane(**self._some("label", *_CORNERS))

    def point(self) -> recipes.Point:
        """The picture at the chosen point, and those around it."""
        return recipes.Point(**self._some("label", "u", "v", *_CORNERS))

    def sample(self) -> recipes.Sample:
        """The grid of samples."""
        return recipes.Sample(label=self.labels, **self._some("count", "seed"))

    def interpolate(self) -> recipes.Interpolate:
        """The way from A to B."""
        return recipes.Interpolate(**self._some("label", "a", "b", "path", "frames"))

    def directions(self) -> recipes.Directions:
        """One seed's picture, and that moved along the principal directions."""
        return recipes.Directions(**self._some("label", "seed", "coefficients"))

    def judge(self) -> recipes.Judge:
        """What the discriminator says of real and of generated pictures."""
        return recipes.Judge(label=self.labels, **self._some("seed"))

    def moments(self) -> recipes.Moments:
        """The same noise at every kept moment of training."""
        return recipes.Moments(label=self.labels, **self._some("seed"))

    def applying(self, recipe: Recipe) -> GanImages | None:
        """This state changed so that it shows ``recipe``; ``None`` where the tab cannot show it."""
        match recipe:
            case GanImages():
                return recipe
            case recipes.Plane():
                return self._with(recipe, "plane", "label", *_CORNERS)
            case recipes.Point():
                return self._with(recipe, "plane", "label", "u", "v", *_CORNERS)
            case recipes.Interpolate():
                return self._with(recipe, "interpolate", "label", "a", "b", "path", "frames")
            case recipes.Directions():
                return self._with(recipe, "directions", "label", "seed", "coefficients")
            case recipes.Traverse():
                return self._with(recipe, "directions", "label", "seed")
            case recipes.Sample():
                return change(self._with(recipe, "sample", "count", "seed"), labels=recipe.label)
            case recipes.Judge():
                return change(self._with(recipe, "judge", "seed"), labels=recipe.label)
            case recipes.Moments():
                return change(self._with(recipe, "moments", "seed"), labels=recipe.label)
            case _:
                return None

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
