"""The run of a race: every lane by itself, one after the other, with what each of its steps cost."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import msgspec
import numpy as np

from playground.core.captioned import Captioned
from playground.core.cards import Card
from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.images import LabelledImages
from playground.core.paradigm import Run
from playground.core.pictures import to_levels
from playground.core.resources import Placement, Resources, Session
from playground.core.vocabulary import Vocabulary
from playground.paradigms.denoising.display import NOISE_REACH
from playground.paradigms.race.candidates import (
    entry,
    length_of,
    maker_of,
    model_of,
    odd_one_out,
    refusal_of,
    walks,
)
from playground.paradigms.race.recipes import LaneRecipe, Race
from playground.paradigms.race.tape import Images, LaneTape, State, lane_tape, whole
from playground.paradigms.spoken import together


class Listening:
    """Hands everything on, and keeps the last inputs of every part of a model."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._asked: dict[tuple[str, str], _Remembering] = {}

    def card(self, model: str) -> Card:
        """That of the resources."""
        return self._resources.card(model)

    def session(self, model: str, part: str) -> Session:
        """That of the resources, listened to."""
        session = _Remembering(self._resources.session(model, part))
        self._asked[model, part] = session
        return session

    def held_out(self, data: str) -> LabelledImages:
        """Those of the resources."""
        return self._resources.held_out(data)

    def captioned(self, data: str) -> Captioned:
        """Those of the resources."""
        return self._resources.captioned(data)

    def vocabulary(self, model: str) -> Vocabulary:
        """That of the resources."""
        return self._resources.vocabulary(model)

    def facts(self, model: str) -> dict[str, Scalar]:
        """Those of the resources."""
        return self._resources.facts(model)

    @property
    def trainings(self) -> None:
        """None: nothing is trained."""

    def milliseconds(self, model: str, part: str, count: int) -> float:
        """What the last call of a part costs with the first ``count`` rows of its inputs alone.

        Runs fill their blocks up, which would be charged to few pictures as if they were many.
        """
        session = self._asked[model, part]
        inputs = {name: values[:count] for name, values in session.last.items()}
        # The first call with so many rows makes room for them, as it does only once.
        session.run(inputs)
        began = time.perf_counter()
        session.run(inputs)
        return 1000 * (time.perf_counter() - began)


class _Remembering:
    def __init__(self, session: Session) -> None:
        self._session = session
        self.last: Mapping[str, Array] = {}

    @property
    def placement(self) -> Placement:
        return self._session.placement

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        self.last = inputs
        return self._session.run(inputs)


_DECIMALS = 3
"""Times are kept to microseconds, so that they are the same numbers when they come back from a file."""


def race(recipe: Race, resources: Resources) -> Run:
    """Frames as :class:`Race` says."""
    cards = check(recipe, resources)
    entries = [entry(lane, recipe, card) for lane, card in zip(recipe.lanes, cards, strict=True)]
    image = cards[0].image
    shape = (recipe.count, image.channels, image.height, image.width)
    board = _Board(len(entries), shape)
    tapes: dict[int, LaneTape] = {}
    facts: dict[str, Scalar] = {}
    weights = [length_of(each) for each in entries]
    total, done = sum(weights), 0
    # The short ones first, so that there is soon much to see; it changes no result.
    order = sorted(range(len(entries)), key=weights.__getitem__)
    for number in order:
        states: list[State] = []
        for state, share, found in _ridden(entries[number], cards[number], resources, shape):
            states.append(state)
            facts = together(facts, found)
            board.post(number, state, finished=False)
            yield board.frame(number, min(done + int(weights[number] * share), total - 1), total)
        tapes[number] = _timed(lane_tape(states, shape), recipe, number)
        board.post(number, states[-1], finished=True)
        done += weights[number]
    tape = tuple(tapes[number] for number in range(len(entries)))
    arrays, scalars = whole(recipe, tape)
    scalars["lane"] = order[-1]
    yield Frame(arrays=arrays, scalars=scalars, index=total, total=total, final=True, facts=facts)


def check(recipe: Race, resources: Resources) -> list[Card]:
    """The lanes' cards; raises ``RecipeError`` where there is no race, ``CardError`` without a model."""
    if not recipe.lanes:
        raise RecipeError("A race needs at least one lane.")
    cards = [resources.card(model_of(lane)) for lane in recipe.lanes]
    refusals = [refusal_of(lane, card, recipe) for lane, card in zip(recipe.lanes, cards, strict=True)]
    reason = next((reason for reason in refusals if reason), None) or odd_one_out(cards)
    if reason is None and recipe.measured and len(recipe.measured) != len(recipe.lanes):
        reason = "The measured times are not those of these lanes; leave them out to measure anew."
    if reason:
        raise RecipeError(reason)
    return cards


def _ridden(
    each: LaneRecipe, card: Card, resources: Resources, shape: tuple[int, ...]
) -> Iterator[tuple[State, float, dict[str, Scalar]]]:
    """The states of a lane that is run by itself, the share of it that is done, and at its end the facts."""
    ear = Listening(resources)
    _warm_up(each, ear)
    run, parts = maker_of(each).run(each, ear), maker_of(each).drawing_parts(each, card)
    states = _walked if walks(each) else _drawn
    try:
        for frame in run:
            asked = parts if frame.final else ()
            call = sum(ear.milliseconds(model_of(each), part, shape[0]) for part in asked)
            share = frame.index / max(1, frame.total)
            for state in states(frame, call, shape):
                yield state, share, _facts(frame)
    finally:
        run.close()


def _warm_up(each: LaneRecipe, ear: Listening) -> None:
    """Let the networks be called once: the first call makes room for the others, and is the slowest."""
    run = maker_of(each).run(each, ear)
    next(run)
    run.close()


def _walked(frame: Frame, call: float, shape: tuple[int, ...]) -> Iterator[State]:
    """The state after a sampler's step, and before the first one the noise, of which nothing is said yet."""
    x, data = _fitted(frame.arrays["x"], shape), frame.arrays["data"]
    if frame.scalars["step"] == 0:
        yield State(nfe=0, milliseconds=0.0, x=x, data=None)
    spent = round(float(frame.scalars["milliseconds"]) + call, _DECIMALS)
    yield State(nfe=int(frame.scalars["nfe"]), milliseconds=spent, x=x, data=data)


def _drawn(frame: Frame, call: float, _shape: tuple[int, ...]) -> Iterator[State]:
    """Before and after the one call of a network that draws at once; a flow's noise has a picture's shape."""
    images, z = frame.arrays["images"], frame.arrays.get("z")
    noise = None if z is None else to_levels(((z + NOISE_REACH) / (2 * NOISE_REACH)).astype(np.float32))
    yield State(nfe=0, milliseconds=0.0, x=noise, data=None)
    yield State(nfe=1, milliseconds=round(call, _DECIMALS), x=images, data=images)


def _timed(lane: LaneTape, recipe: Race, number: int) -> LaneTape:
    """The lane on the times of an earlier race, where they are given."""
    if not recipe.measured:
        return lane
    times = np.array(recipe.measured[number], dtype=np.float64)
    if times.shape != lane.milliseconds.shape or times[0] != 0 or np.any(np.diff(times) < 0):
        raise RecipeError(
            f"Lane {number + 1} has {len(lane)} states, and its measured times must be as many, begin with 0 "
            "and never fall; leave them out to measure anew."
        )
    return msgspec.structs.replace(lane, milliseconds=times)


def _fitted(images: Images, shape: tuple[int, ...]) -> Images:
    """Pictures of latents as large as those of data, with hard edges."""
    (height, width), (high, wide) = images.shape[2:], shape[2:]
    if (height, width) == (high, wide):
        return images
    rows, columns = np.arange(high) * height // high, np.arange(wide) * width // wide
    return np.asarray(np.broadcast_to(images[:, :, rows][:, :, :, columns], shape))


def _facts(frame: Frame) -> dict[str, Scalar]:
    """Where a lane ran; what differs between models, weights and licence, goes by the model's name."""
    facts = dict(frame.facts)
    model, weights = facts.pop("model", None), facts.pop("model_sha256", None)
    licence = facts.pop("licence", None)
    if model is None or weights is None:
        return facts
    return {**facts, f"{model}_sha256": weights, **({f"{model}_licence": licence} if licence else {})}


class _Board:
    """The newest state of every lane."""

    def __init__(self, lanes: int, shape: tuple[int, ...]) -> None:
        black = np.zeros((lanes, *shape), dtype=np.uint8)
        self._arrays: dict[str, Array] = {
            "x": black,
            "data": black,
            "has_x": np.zeros(lanes, dtype=np.bool_),
            "has_data": np.zeros(lanes, dtype=np.bool_),
            "nfe": np.zeros(lanes, dtype=np.int64),
            "milliseconds": np.zeros(lanes, dtype=np.float64),
            "finished": np.zeros(lanes, dtype=np.bool_),
        }

    def post(self, lane: int, state: State, *, finished: bool) -> None:
        """Note a lane's newest state; frames that were sent keep theirs."""
        self._arrays = {name: array.copy() for name, array in self._arrays.items()}
        for name in ("x", "data"):
            pictures = getattr(state, name)
            self._arrays[f"has_{name}"][lane] = pictures is not None
            if pictures is not None:
                self._arrays[name][lane] = pictures
        self._arrays["nfe"][lane] = state.nfe
        self._arrays["milliseconds"][lane] = state.milliseconds
        self._arrays["finished"][lane] = finished

    def frame(self, lane: int, index: int, total: int) -> Frame:
        """All lanes' newest states."""
        return Frame(arrays=self._arrays, scalars={"lane": lane}, index=index, total=total)
