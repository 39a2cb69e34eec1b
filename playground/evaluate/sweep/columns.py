"""The table's columns, and what its rows are by definition: which likelihood they have, and what they do."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from playground.evaluate.sweep.cells import Column
from playground.evaluate.sweep.jobs import Family

LikelihoodKind: TypeAlias = Literal["none", "bound", "exact"]

COLUMNS = (
    Column(
        key="likelihood", title="Likelihood", group="Likelihood", unit="bits/dim", better="lower",
        help="Whether the model says how probable a picture is, and how many bits it needs for each value of "
        "one: exactly, at most (a bound), or not at all.",
    ),
    Column(
        key="frechet_distance", title="Fréchet distance", group="Quality", better="lower",
        help="How far the pictures’ features are from real ones’ in mean and covariance.",
    ),
    Column(
        key="coverage", title="Coverage", group="Mode coverage", better="higher",
        help="The share of real pictures that have a generated one among their likes.",
    ),
    Column(
        key="recall", title="Recall", group="Mode coverage", better="higher",
        help="The share of real pictures that lie within what the generated ones span.",
    ),
    Column(
        key="milliseconds_per_image", title="Time", group="Speed", unit="ms/picture", better="lower",
        help="Milliseconds for each picture, on one thread.",
    ),
    Column(
        key="network_evaluations", title="NFE", group="Speed", better="lower",
        help="How often the network is asked for each picture.",
    ),
    Column(
        key="spread", title="Spread over seeds", group="Stability", unit="millibits", better="lower",
        help="Standard deviation, over trainings in the plane that differ in nothing but their seed, of the "
        "Jensen–Shannon divergence from the known density; that of the estimator itself is taken off.",
    ),
    Column(
        key="diverged", title="Diverged", group="Stability", better="lower",
        help="How many of these trainings ended in no numbers, or far from the data.",
    ),
    Column(
        key="parameters", title="Parameters", group="Size",
        help="Numbers that were learned, of all parts of the model together.",
    ),
    Column(
        key="steps", title="Steps", group="Speed", better="lower",
        help="Steps of the sampler; NFE counts how often the network is asked in them.",
    ),
    Column(
        key="type", title="Mathematical type", group="Type", help="What kind of object the model is."
    ),
)  # fmt: skip


class Nature(msgspec.Struct, frozen=True, kw_only=True):
    """What a family is by definition: its likelihood and why so, its type, and its place in the league.

    ``iterative`` families ask a network several times.
    """

    likelihood: LikelihoodKind
    why: str
    type: str
    explained: str
    league: str
    iterative: bool = True


NATURES: dict[Family, Nature] = {
    "vae": Nature(
        likelihood="bound",
        why="The evidence lower bound (Kingma and Welling 2014), tightened by the importance of many draws "
        "where it was measured so (Burda, Grosse and Salakhutdinov 2016): the true number of bits is at most "
        "this.",
        type="latent variables",
        explained="A latent variable model p(x|z)·p(z), learned by variational inference.",
        league="vae",
        iterative=False,
    ),
    "gan": Nature(
        likelihood="none",
        why="A GAN draws pictures and gives them no probability: its generator is not invertible, and what "
        "it cannot draw would have the probability zero.",
        type="implicit, two players",
        explained="An implicit model: a map from noise, learned in a game against a discriminator "
        "(Goodfellow et al. 2014).",
        league="gan",
        iterative=False,
    ),
    "ddpm": Nature(
        likelihood="bound",
        why="The variational bound of denoising diffusion, all of its terms (Ho, Jain and Abbeel 2020).",
        type="Markov chain, SDE",
        explained="A Markov chain that undoes small steps of noise, the discretisation of a reverse "
        "stochastic differential equation.",
        league="diffusion",
    ),
    "ddim": Nature(
        likelihood="none",
        why="DDIM is another way to draw from DDPM’s network. As an ODE it has a density of its own, which "
        "this program follows along straight paths only; the network’s bound stands in DDPM’s row.",
        type="ODE, same network",
        explained="The deterministic sampler of the same network, a discretisation of the probability flow "
        "ODE (Song, Meng and Ermon 2021).",
        league="diffusion",
    ),
    "flow": Nature(
        likelihood="exact",
        why="By the instantaneous change of variables along the ODE (Chen et al. 2018), of uniformly "
        "dequantised pictures; the divergence is estimated without bias (Hutchinson).",
        type="ODE",
        explained="An ordinary differential equation whose velocity is learned by regression on straight "
        "lines (Lipman et al. 2023).",
        league="flow",
    ),
    "reflow": Nature(
        likelihood="exact",
        why="As for flow matching, along its straightened ODE. What it was distilled with, guidance "
        "included, is part of the density.",
        type="ODE, straightened",
        explained="The same, learned again on the pairs that a first flow made, so that its paths are "
        "straighter (Liu, Gong and Liu 2023).",
        league="reflow",
    ),
    "consistency": Nature(
        likelihood="none",
        why="A consistency model gives the ends of its teacher’s paths and nothing on the way, so no change "
        "of density can be followed.",
        type="map to an ODE’s end",
        explained="A map from any point of an ODE’s path to the path’s end (Song et al. 2023).",
        league="consistency",
    ),
    "nflow": Nature(
        likelihood="exact",
        why="By the change of variables, of uniformly dequantised pictures (Dinh et al. 2017).",
        type="invertible map",
        explained="An invertible map between pictures and noise whose Jacobian’s determinant is cheap.",
        league="nflow",
        iterative=False,
    ),
}
"""The families that are rows, in their order."""
