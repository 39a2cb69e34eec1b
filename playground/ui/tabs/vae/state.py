"""What the VAE tab shows, as frozen values: undo, sessions and lessons are copies of them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.core.cards import Card
from playground.core.fields import about
from playground.core.recipe import Recipe
from playground.paradigms.vae_images import recipes as vae
from playground.paradigms.vae_images.card import Directions
from playground.paradigms.vae_lab.presets import PRESETS
from playground.ui.state.views import ImagesState, PanelName, StageName, TabState, Walked
from playground.ui.tabs.vae.lab.state import VaeLabState

MODEL = "fashion-vae-2d"

Shown = Annotated[bool, about("Show", "Whether this layer of the latent plane is drawn.")]

HiddenClasses = Annotated[
    tuple[int, ...], about("Hidden classes", "Classes whose dots are not drawn.", length=1000)
]
Difference = Annotated[bool, about("Show the difference", "Show how far the decoded mean is from the image.")]

Follow = Annotated[
    bool, about("z follows ε", "Let the handle go to every z that is drawn, and the large picture show it.")
]


class Look(Recipe, frozen=True, kw_only=True, tag="vae-look"):
    """What is looked at: layers of the latent plane, the place between A and B, and what an image shows."""

    t: Walked = 0.0
    show_tiles: Shown = True
    show_points: Shown = True
    show_rings: Shown = True
    hidden: HiddenClasses = ()
    follow: Follow = False
    difference: Difference = False


class VaeImages(ImagesState, frozen=True, kw_only=True, tag="vae-images"):
    """The recipes of the stage and its panels, and what is looked at; z is what ``decode`` decodes."""

    panel: PanelName = "encode"
    look: Look = Look()
    decode: vae.Decode = vae.Decode(model=MODEL)
    plane: vae.Plane = vae.Plane(model=MODEL)
    codes: vae.Codes = vae.Codes(model=MODEL)
    reconstruct: vae.Reconstruct = vae.Reconstruct(model=MODEL)
    interpolate: vae.Interpolate = vae.Interpolate(model=MODEL)
    sample: vae.Sample = vae.Sample(model=MODEL)
    directions: vae.Directions = vae.Directions(model=MODEL)
    traverse: vae.Traverse = vae.Traverse(model=MODEL)

    # The seed of ε is another one than that of the samples.
    shared = "model source strengths"
    # The lab's ``latent`` is the size of its latent space.
    qualified = "latent"
    limits: ClassVar = {"sample.count": vae.Count}
    former: ClassVar = {
        "z": "decode.latent", "points": "codes.count", "seed": "reconstruct.seed", "count": "sample.count",
        "sample_seed": "sample.seed",
    }  # fmt: skip

    def fitted(self, card: Card, present: Card | None = None) -> VaeImages:
        """The state with another model: z and latent ends are cut, axes exist, drawings have the right size.

        A model of other dimensions than the present one opens on the two that say most.
        """
        horizontal, vertical = self.plane.horizontal, self.plane.vertical
        if present is None or card.latent != present.latent or max(horizontal, vertical) >= card.latent:
            horizontal, vertical = most_informative(card)
        source, ends = self.reconstruct.source, self.interpolate
        encodes, table = "encoder" in card.parts, Directions.of(card)
        names = table.names if table else ()
        return self.with_values(
            model=card.name,
            horizontal=horizontal,
            vertical=vertical,
            source=source if _fits(source, card) else vae.HeldOut(0),
            a=_end(ends.a, card, vae.HeldOut(0) if encodes else vae.Latent((-1.5,))),
            b=_end(ends.b, card, vae.HeldOut(1) if encodes else vae.Latent((1.5,))),
            hidden=tuple(label for label in self.look.hidden if label < len(card.labels)),
            strengths=self.directions.strengths if present == card else (),
            direction=self.traverse.direction if self.traverse.direction in names else "",
            **{"decode.latent": self.decode.latent[: card.latent]},
        )


class VaeState(TabState, frozen=True, kw_only=True, tag="vae-tab"):
    """Everything that the tab shows."""

    stage: StageName = "images"
    lab: VaeLabState = VaeLabState(run=PRESETS[0].recipe)
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
