"""The recipe of a league: who takes part, on which data, on what budget, and how often.

Its run trains for as long as it is stepped, and rests when all is over. Hot fields may change while it goes
on, through ``send``; any other change begins it anew. A larger budget lets all runs go on; one that a run has
used up already begins the league anew, since the others could not be held to it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from playground.core.errors import RecipeError
from playground.core.fields import Hot, about, bounds
from playground.core.noise import MAX_SEED
from playground.paradigms.families import families
from playground.paradigms.lab.fields import SingleSteps, Speed, Training
from playground.paradigms.lab.recipe import LabRecipe
from playground.paradigms.league.candidate import Terms

Unit = Literal["seconds", "steps"]

_WHO, _BUDGET, _SAMPLING = "Who takes part", "Budget", "Sampling"
MOST_SEEDS = 10
MOST_ENTRANTS = 50
LAST_SEED = MAX_SEED - MOST_SEEDS
"""The largest that a first seed can be."""


Entrants = Annotated[
    tuple[str, ...], about("Who takes part", "Who learns, by name.", group=_WHO, length=MOST_ENTRANTS)
]
Budget = Annotated[
    Unit, about("Counted in", "What all get the same of: processor time, or gradient steps.", group=_BUDGET)
]
Seconds = Annotated[
    float,
    bounds(
        0.5, 600.0, "Seconds", "Processor time of each run for its training.",
        unit="s", scale="log", group=_BUDGET,
    ),
]  # fmt: skip
Steps = Annotated[
    int,
    bounds(
        20, 100_000, "Gradient steps", "Updates of weights in each run; of two players, those of both.",
        scale="log", group=_BUDGET,
    ),
]  # fmt: skip
Seeds = Annotated[
    int, bounds(1, MOST_SEEDS, "Seeds", "How often all of them begin anew, each time with another seed.",
                group=_BUDGET),
]  # fmt: skip
FirstSeed = Annotated[
    int,
    bounds(
        0, LAST_SEED, "First seed", "The others follow it.", widget="seed", group=_BUDGET
    ),
]  # fmt: skip


MOST_WALK = 200
Walks = Annotated[
    tuple[tuple[str, int], ...],
    about(
        "Steps of samplers",
        "Of whoever samples in other than the usual number of steps, how many.",
        group=_SAMPLING, folded=True, length=MOST_ENTRANTS,
    ),
]  # fmt: skip
Points = Annotated[
    int,
    bounds(0, 1000, "Points", "How many points of each are shown; 0 shows none and saves time.", group="View",
           folded=True),
]  # fmt: skip

CANDIDATES = {candidate.name: candidate for family in families() for candidate in family.candidates}
"""Who can take part, by name, in their order."""
ENTRANTS = tuple(CANDIDATES)
TITLES = {name: candidate.title for name, candidate in CANDIDATES.items()}


class League(LabRecipe, frozen=True, kw_only=True, tag="league"):
    """All paradigms on one data set in the plane, with the same budget and several seeds.

    Networks have about 20,000 parameters each; whatever else is not said here is as in each one's own lab.
    ``speed`` counts training steps of each entrant for a frame. ``walks`` are names with numbers of steps.
    """

    entrants: Entrants = ENTRANTS
    budget: Budget = "seconds"
    seconds: Hot[Seconds] = 12.0
    steps: Hot[Steps] = 5000
    seeds: Seeds = 5
    seed: FirstSeed = 0
    training: Hot[Training] = True
    single_steps: Hot[SingleSteps] = 0
    speed: Hot[Speed] = 0
    walks: Walks = ()
    points: Hot[Points] = 600

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_names(self.entrants)
        _check_names(tuple(name for name, _ in self.walks))
        for name, steps in self.walks:
            if CANDIDATES[name].walk is None or not 1 <= steps <= MOST_WALK:
                raise RecipeError(f"{TITLES[name]} cannot take {steps:,} steps; choose 1 to {MOST_WALK}.")

    @classmethod
    def upgraded(cls, found: dict[str, Any]) -> dict[str, Any]:
        """Of version 0.1, which had a switch for everybody, and a field for each sampler’s steps."""
        return from_switches(found)

    def terms(self, name: str, seed: int) -> Terms:
        """On what terms somebody’s training with a seed enters."""
        return Terms(data=self.data, drawing=self.drawing, seed=seed, steps=self.walk(name))

    def walk(self, name: str) -> int:
        """The steps of somebody’s sampler; 0 where samples are drawn at once."""
        usual = CANDIDATES[name].walk
        return 0 if usual is None else dict(self.walks).get(name, usual.steps)

    @property
    def limit(self) -> float:
        """The budget of each run, in its unit."""
        return self.seconds if self.budget == "seconds" else float(self.steps)


def with_walk(walks: tuple[tuple[str, int], ...], name: str, steps: int) -> tuple[tuple[str, int], ...]:
    """The walks with another number of steps for somebody; the usual one is not written."""
    chosen = {**dict(walks), name: steps}
    return tuple((each, chosen[each]) for each in ENTRANTS if each in chosen and chosen[each] != _usual(each))


def from_switches(written: dict[str, Any]) -> dict[str, Any]:
    """A recipe as JSON has it, with those who take part and their steps named instead of switched."""
    switches = {name for name in ENTRANTS if isinstance(written.get(name), bool)}
    steps = {f"{name}_steps": name for name in ENTRANTS if CANDIDATES[name].walk is not None}
    if not switches and not steps.keys() & written.keys():
        return written
    kept = {key: value for key, value in written.items() if key not in switches and key not in steps}
    told = {steps[key]: value for key, value in written.items() if key in steps}
    entrants = [name for name in ENTRANTS if written.get(name, True)]
    walks = [[name, told[name]] for name in ENTRANTS if told.get(name, _usual(name)) != _usual(name)]
    return {**kept, "entrants": entrants, "walks": walks}


def _usual(name: str) -> int:
    walk = CANDIDATES[name].walk
    return 0 if walk is None else walk.steps


def _check_names(names: tuple[str, ...]) -> None:
    """Raises ``RecipeError`` for who is unknown here, or named twice."""
    for seed_index, name in enumerate(names):
        if name not in CANDIDATES:
            raise RecipeError(f"Nobody here is called “{name[:40]}”; there are {', '.join(ENTRANTS)}.")
        if name in names[:seed_index]:
            raise RecipeError(f"{TITLES[name]} is named twice.")
