"""What quality and cost show, and what is to be measured, as one frozen value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe, change, written
from playground.evaluate.sweep.choices import Setting
from playground.evaluate.sweep.known import OriginName, identity
from playground.evaluate.sweep.points import CostName, MeasureName

MOST_SETTINGS = 200
MOST_WORKERS = 64

Data = Annotated[
    str,
    about("Data", "The pictures that the models have learned: only what learned the same is compared.",
          length=100),
]  # fmt: skip
Measure = Annotated[MeasureName, about("Quality", "What is measured of the pictures.")]
Cost = Annotated[
    CostName,
    about("Cost", "Network evaluations are the same everywhere; milliseconds are those of one machine."),
]
Origin = Annotated[
    OriginName,
    about(
        "Results",
        "Those that ship with the program, your own, or your own wherever there are any of as many pictures.",
    ),
]
Logarithmic = Annotated[
    bool, about("Logarithmic", "Distances on a logarithmic axis: equal steps are equal ratios.")
]
Intervals = Annotated[
    bool, about("Intervals", "95 %: where the number may lie with other pictures from the same model.")
]
Front = Annotated[bool, about("Pareto front", "Points than which none is both cheaper and better.")]
Lines = Annotated[bool, about("Lines", "Join what one model and sampler give with more and more steps.")]
Hidden = Annotated[tuple[str, ...], about("Hidden", "Families that are not shown.", length=20)]
Pictures = Annotated[
    int,
    bounds(
        100, 60_000, "Pictures", "Of so many each point is measured: intervals become narrower, and it takes "
        "longer.", scale="log",
    ),
]  # fmt: skip
Repeats = Annotated[
    int, bounds(1, 20, "Sets", "Independent sets of pictures, whose spread gives the interval.", folded=True)
]
Workers = Annotated[
    int,
    bounds(
        0, MOST_WORKERS, "At a time", "Settings measured beside each other, a core each; 0 leaves one core "
        "free. For its milliseconds each is alone: the others pause.", folded=True,
    ),
]  # fmt: skip


Added = Annotated[tuple[Setting, ...], about("Added", "Settings added by hand.", length=MOST_SETTINGS)]
Skipped = Annotated[tuple[str, ...], about("Left out", "Settings not measured.", length=1000)]
Insisted = Annotated[
    tuple[str, ...], about("In spite of the time", "Settings measured though they take long.", length=1000)
]


class QualityState(Recipe, frozen=True, kw_only=True, tag="compare-quality"):
    """Everything that determines what the stage shows, and what *measure here* would measure.

    ``skipped`` and ``insisted`` name settings by what :func:`~playground.evaluate.sweep.known.identity`
    says of their recipes: those that are not measured, and those that are although they take long.
    """

    data: Data = "fashion-mnist"
    measure: Measure = "Fréchet distance"
    cost: Cost = "evaluations"
    origin: Origin = "own, else shipped"
    logarithmic: Logarithmic = True
    intervals: Intervals = True
    front: Front = True
    lines: Lines = True
    hidden: Hidden = ()
    pictures: Pictures = 2000
    repeats: Repeats = 1
    workers: Workers = 0
    added: Added = ()
    skipped: Skipped = ()
    insisted: Insisted = ()


def with_chosen(state: QualityState, keys: Iterable[str], chosen: bool) -> QualityState:
    """The state in which these settings are chosen, or not."""
    changed, skipped, insisted = set(keys), set(state.skipped), set(state.insisted)
    skipped, insisted = (
        (skipped - changed, insisted | changed) if chosen else (skipped | changed, insisted - changed)
    )
    return change(state, skipped=tuple(sorted(skipped)), insisted=tuple(sorted(insisted)))


def key_of(recipe: Recipe) -> str:
    """The key of the choice that a recipe is."""
    return identity(written(recipe))


def with_added(state: QualityState, recipe: Recipe) -> QualityState:
    """The state with one more setting, which is chosen."""
    key = identity(written(recipe))
    others = tuple(setting for setting in state.added if identity(setting.recipe) != key)
    chosen = with_chosen(state, (key,), True)
    return change(chosen, added=(*others, Setting(recipe=written(recipe))))


def without(state: QualityState, key: str) -> QualityState:
    """The state without a setting that was added."""
    kept = tuple(setting for setting in state.added if identity(setting.recipe) != key)
    skipped, insisted = (
        tuple(each for each in names if each != key) for names in (state.skipped, state.insisted)
    )
    return change(state, added=kept, skipped=skipped, insisted=insisted)
