"""The training of a network that draws from words in few steps."""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import about, bounds
from playground.zoo.recipe import TrainFromTeacher
from playground.zoo.text.recipe import KEYWORDS, NAME, STYLE, KeywordsDropout, NameDropout, StyleDropout


class TrainFewSteps(TrainFromTeacher, tag="train-few-steps", frozen=True, kw_only=True):
    """Learn to draw from words in few steps: whole steps of a teacher's guided trajectories, each at once.

    What the network gives at the beginning of a step is the mean velocity of that step, of any of the numbers
    of equal steps it learns (Yan et al. 2024, "PeRFlow"; Frans et al. 2025 on telling a network how long its
    step is). Guidance is in the trajectories (Meng et al. 2023), so it is asked once a step.
    """

    steps: Annotated[
        tuple[int, ...],
        about("steps", "Numbers of equal steps that it learns; each divides the greatest."),
    ] = (1, 2, 4)
    shares: Annotated[
        tuple[float, ...], about("shares", "The part of each batch that learns each of these numbers.")
    ] = (0.15, 0.25, 0.6)
    guidance: Annotated[
        float, bounds(0.0, 10.0, "guidance", "The scale by which the teacher’s trajectories are guided.")
    ] = 4.0
    own: Annotated[
        float,
        bounds(0.0, 1.0, "own points", "Share of later steps that begin where the network’s own step ends."),
    ] = 0.5
    style_dropout: StyleDropout = STYLE
    keywords_dropout: KeywordsDropout = KEYWORDS
    name_dropout: NameDropout = NAME
