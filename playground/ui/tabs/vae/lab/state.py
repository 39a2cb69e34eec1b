"""What the VAE's 2-D lab shows, as one frozen value: the recipe of its run, and what of it is drawn."""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about
from playground.core.recipe import Recipe
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.ui.lab.state import LabState

Ground = Annotated[
    Literal["model", "exact", "none"],
    about("Density", "Behind the points: the model’s density p(x), that of the data, or none."),
]
DataPoints = Annotated[bool, about("Data points", "Points of the data, coloured by where they come from.")]
Reconstructions = Annotated[bool, about("Reconstructions", "From points to what their codes are decoded to.")]
Samples = Annotated[bool, about("Samples", "Points that the model makes of prior noise.")]
Grid = Annotated[bool, about("Decoded grid", "An even grid of the latent space, as the decoder bends it.")]
Posteriors = Annotated[bool, about("Posteriors", "Where the codes of some of the points may lie.")]
PriorCodes = Annotated[bool, about("Prior noise", "The codes that the samples are decoded from.")]
Truth = Annotated[
    bool, about("True posterior", "p(z|x) of the probe, which the encoder’s Gaussian only resembles.")
]


class VaeLabView(Recipe, frozen=True, kw_only=True, tag="vae-lab-view"):
    """What is drawn of the lab's frames; the run does not depend on it."""

    ground: Ground = "model"
    data_points: DataPoints = True
    reconstructions: Reconstructions = False
    samples: Samples = True
    grid: Grid = True
    posteriors: Posteriors = True
    prior_codes: PriorCodes = False
    truth: Truth = False


class VaeLabState(LabState, frozen=True, kw_only=True, tag="vae-lab-state"):
    """Everything that determines what the lab shows."""

    run: VaeLab = VaeLab()
    view: VaeLabView = VaeLabView()
