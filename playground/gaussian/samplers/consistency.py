"""Sampling from a consistency model: jump to the data, add noise again, jump again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from playground.gaussian.levels import mix
from playground.gaussian.samplers._sampler import NEEDS_CONSISTENCY, PREDICTED_DATA, Run, Sampler, Step


def walk(run: Run) -> Iterator[Step]:
    """One evaluation per level; the data it gives is noised to the next level (Song et al. 2023, algorithm
    1)."""
    x = run.x
    for index, (level, target) in enumerate(itertools.pairwise(run.levels)):
        answer = run.model(x, level)
        yield run.step(index, level, x, answer)
        x = mix(answer.data, run.noise(x), target) if target.sigma > 0 else target.alpha * answer.data
    yield run.last(len(run.levels) - 1, run.levels[-1], x, answer)


SAMPLER = Sampler(
    name="consistency",
    title="Consistency",
    paper="Song, Dhariwal, Chen and Sutskever 2023",
    rank=100,
    run=walk,
    evaluations=1,
    random=True,
    uses=("clip",),
    network="consistency",
    refuses_networks={"denoiser": NEEDS_CONSISTENCY},
    formulas=(PREDICTED_DATA,),
)
