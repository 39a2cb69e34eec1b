"""What the VAE tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``lab`` or ``images``), ``lab`` (a :class:`VaeLabState`), ``images`` (a
:class:`VaeImages`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.cards import Card
from playground.core.fields import about
from playground.core.recipe import change
from playground.paradigms.vae_images import recipes as vae
from playground.paradigms.vae_images.card import Directions
from playground.ui.state.views import (
    StageName,
    StageState,
    TabState,
    View,
    Views,
    Walked,
    derived,
    renamed,
    same,
)
from playground.ui.tabs.vae.lab.state import VaeLabState

OpenPanel = Annotated[
    Literal["encode", "interpolate", "sample", "directions"], about("Panel", "Which panel is open.")
]
Shown = Annotated[bool, about("Show", "Whether this layer of the latent plane is drawn.")]

HiddenClasses = Annotated[
    tuple[int, ...], about("Hidden classes", "Classes whose dots are not drawn.", length=1000)
]
Difference = Annotated[bool, about("Show the difference", "Show how far the decoded mean is from the image.")]

Follow = Annotated[
    bool, about("z follows ε", "Let the handle go to every z that is drawn, and the large picture show it.")
]


def _backdrop(state: VaeImages) -> tuple[float, ...]:
    """The point through which the plane goes; its own coordinates of z do not matter to it."""
    free = (state.horizontal, state.vertical)
    base = tuple(0.0 if axis in free else value for axis, value in enumerate(state.z))
    return base if any(base) else ()


VIEWS = Views(
    View("decode", vae.Decode, same("model"), renamed(latent="z"), asked="always"),
    View(
        "plane",
        vae.Plane,
        same("model horizontal vertical radius tiles"),
        derived("base", _backdrop, "z", of="horizontal vertical z"),
        asked="always",
    ),
    View("codes", vae.Codes, same("model"), renamed(count="points"), asked="always"),
    View("reconstruct", vae.Reconstruct, same("model source seed draw"), opens="encode", asked="always"),
    View("interpolate", vae.Interpolate, same("model a b path frames")),
    View("sample", vae.Sample, same("model count temperature output"), renamed(seed="sample_seed")),
    View("directions", vae.Directions, same("model source strengths")),
    View(
        "traverse",
        vae.Traverse,
        same("model source strengths direction pictures reach"),
        opens="directions",
    ),
)


class VaeImages(StageState, frozen=True, kw_only=True, tag="vae-images"):
    """Everything that determines what the Images stage shows."""

    model: vae.Model = "fashion-vae-2d"
    z: vae.Vector = ()
    horizontal: vae.Axis = 0
    vertical: vae.Axis = 1
    radius: vae.Radius = 3.0
    tiles: vae.Tiles = 20
    points: vae.Points = 1000
    show_tiles: Shown = True
    show_points: Shown = True
    show_rings: Shown = True
    hidden: HiddenClasses = ()
    source: vae.ImageSource = vae.HeldOut(0)
    seed: vae.Seed = 0
    draw: vae.Draw = 0
    follow: Follow = False
    a: vae.Source = vae.HeldOut(0)
    b: vae.Source = vae.HeldOut(1)
    path: vae.PathName = "linear"
    t: Walked = 0.0
    frames: vae.FrameCount = 49
    count: vae.Count = 64
    temperature: vae.Temperature = 1.0
    sample_seed: vae.Seed = 0
    output: vae.Output = "mean"
    strengths: vae.Strengths = ()
    direction: vae.DirectionName = ""
    pictures: vae.AlongRow = 7
    reach: vae.Reach = 3.0
    panel: OpenPanel = "encode"
    difference: Difference = False

    def fitted(self, card: Card, present: Card | None = None) -> VaeImages:
        """The state with another model: z and latent ends are cut, axes exist, drawings have the right size.

        A model of other dimensions than the present one opens on the two that say most.
        """
        horizontal, vertical = self.horizontal, self.vertical
        if present is None or card.latent != present.latent or max(horizontal, vertical) >= card.latent:
            horizontal, vertical = most_informative(card)
        source = self.source if _fits(self.source, card) else vae.HeldOut(0)
        encodes, table = "encoder" in card.parts, Directions.of(card)
        names = table.names if table else ()
        return change(
            self,
            model=card.name,
            z=self.z[: card.latent],
            horizontal=horizontal,
            vertical=vertical,
            source=source,
            a=_end(self.a, card, vae.HeldOut(0) if encodes else vae.Latent((-1.5,))),
            b=_end(self.b, card, vae.HeldOut(1) if encodes else vae.Latent((1.5,))),
            hidden=tuple(label for label in self.hidden if label < len(card.labels)),
            strengths=self.strengths if present == card else (),
            direction=self.direction if self.direction in names else "",
        )


class VaeState(TabState, frozen=True, kw_only=True, tag="vae-tab"):
    """Everything that the tab shows."""

    stage: StageName = "images"
    lab: VaeLabState = VaeLabState()
    images: VaeImages = VaeImages()


def most_informative(card: Card) -> tuple[int, int]:
    """The two latent dimensions with the largest mean KL, the lower one first."""
    if card.latent < 2:
        return 0, 0
    first, second = sorted(by_kl(card)[:2])
    return first, second


def by_kl(card: Card) -> list[int]:
    """The latent dimensions, those with the largest mean KL first."""
    kl = card.latent_kl or (0.0,) * card.latent
    return sorted(range(card.latent), key=lambda axis: -kl[axis])


def _fits(source: vae.Source, card: Card) -> bool:
    return not isinstance(source, vae.Drawing) or len(source.pixels) == card.image.dimensions


def _end(source: vae.Source, card: Card, otherwise: vae.Source) -> vae.Source:
    if isinstance(source, vae.Latent):
        return vae.Latent(source.values[: card.latent])
    return source if _fits(source, card) and "encoder" in card.parts else otherwise
