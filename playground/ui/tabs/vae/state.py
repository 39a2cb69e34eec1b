"""What the VAE tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``lab`` or ``images``), ``lab`` (a :class:`VaeLabState`), ``images`` (a
:class:`VaeImages`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe, change
from playground.paradigms.vae_images import recipes as vae
from playground.ui.tabs.vae.lab.state import VaeLabState

StageName = Annotated[Literal["lab", "images"], about("Stage", "Which stage is open.")]
Panel = Annotated[Literal["encode", "interpolate", "sample"], about("Panel", "Which panel is open.")]
Position = Annotated[
    float, bounds(0.0, 1.0, "Position", "How far the way from A to B has been walked.", step=0.01)
]
Shown = Annotated[bool, about("Show", "Whether this layer of the latent plane is drawn.")]

HiddenClasses = Annotated[
    tuple[int, ...], about("Hidden classes", "Classes whose dots are not drawn.", length=1000)
]
Difference = Annotated[bool, about("Show the difference", "Show how far the decoded mean is from the image.")]


class VaeImages(Recipe, frozen=True, kw_only=True, tag="vae-images"):
    """Everything that determines what the Images stage shows; methods give the recipes of its views."""

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
    a: vae.Source = vae.HeldOut(0)
    b: vae.Source = vae.HeldOut(1)
    path: vae.PathName = "linear"
    t: Position = 0.0
    frames: vae.FrameCount = 49
    count: vae.Count = 64
    temperature: vae.Temperature = 1.0
    sample_seed: vae.Seed = 0
    output: vae.Output = "mean"
    panel: Panel = "encode"
    difference: Difference = False

    def decode(self) -> vae.Decode:
        """The picture at the chosen latent point."""
        return vae.Decode(model=self.model, latent=self.z)

    def plane(self) -> vae.Plane:
        """The backdrop of the latent plane; the plane's own coordinates of z do not matter to it."""
        free = (self.horizontal, self.vertical)
        base = tuple(0.0 if axis in free else value for axis, value in enumerate(self.z))
        return vae.Plane(
            model=self.model,
            horizontal=self.horizontal,
            vertical=self.vertical,
            base=base if any(base) else (),
            radius=self.radius,
            tiles=self.tiles,
        )

    def codes(self) -> vae.Codes:
        """The dots of the latent plane."""
        return vae.Codes(model=self.model, count=self.points)

    def reconstruct(self) -> vae.Reconstruct:
        """The chosen image's way through the model."""
        return vae.Reconstruct(model=self.model, source=self.source, seed=self.seed, draw=self.draw)

    def interpolate(self) -> vae.Interpolate:
        """The way from A to B."""
        return vae.Interpolate(model=self.model, a=self.a, b=self.b, path=self.path, frames=self.frames)

    def sample(self) -> vae.Sample:
        """The grid of prior samples."""
        return vae.Sample(
            model=self.model,
            count=self.count,
            seed=self.sample_seed,
            temperature=self.temperature,
            output=self.output,
        )

    def applying(self, recipe: Recipe) -> VaeImages | None:
        """This state changed so that it shows ``recipe``; ``None`` where the tab cannot show it."""
        match recipe:
            case VaeImages():
                return recipe
            case vae.Decode():
                return change(self, model=recipe.model, z=recipe.latent)
            case vae.Plane():
                return change(
                    self,
                    model=recipe.model,
                    z=recipe.base,
                    horizontal=recipe.horizontal,
                    vertical=recipe.vertical,
                    radius=recipe.radius,
                    tiles=recipe.tiles,
                )
            case vae.Codes():
                return change(self, model=recipe.model, points=recipe.count)
            case vae.Reconstruct():
                return change(
                    self,
                    model=recipe.model,
                    source=recipe.source,
                    seed=recipe.seed,
                    draw=recipe.draw,
                    panel="encode",
                )
            case vae.Interpolate():
                return change(
                    self,
                    model=recipe.model,
                    a=recipe.a,
                    b=recipe.b,
                    path=recipe.path,
                    frames=recipe.frames,
                    panel="interpolate",
                )
            case vae.Sample():
                return change(
                    self,
                    model=recipe.model,
                    count=recipe.count,
                    sample_seed=recipe.seed,
                    temperature=recipe.temperature,
                    output=recipe.output,
                    panel="sample",
                )
            case _:
                return None


class VaeState(Recipe, frozen=True, kw_only=True, tag="vae-tab"):
    """Everything that the tab shows."""

    stage: StageName = "images"
    lab: VaeLabState = VaeLabState()
    images: VaeImages = VaeImages()
