"""Races: a lane ends in what its recipe gives alone, all start from one noise, and cost is counted fairly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from playground import paradigms
from playground.core.cards import Card
from playground.core.errors import CardError, RecipeError
from playground.core.frames import Array, Frame
from playground.core.recipe import change, from_json, to_json
from playground.paradigms import consistency, diffusion, flow
from playground.paradigms.denoising.recipes import Samples
from playground.paradigms.gan_images import recipes as gan
from playground.paradigms.nflow_images import recipes as nflow
from playground.paradigms.race.candidates import entry
from playground.paradigms.race.recipes import DEFAULT_LANES, LaneRecipe, Race
from playground.paradigms.race.tape import LaneTape, Tape, from_frame
from playground.paradigms.vae_images import recipes as vae
from tests.support.linear_gan import GanWorld, PlayerSession, mapped_card
from tests.support.race_world import CARDS, RaceWorld, told_nothing

LANES: tuple[LaneRecipe, ...] = (
    diffusion.Sample(model="ddpm", sampler="ddpm", steps=30),
    diffusion.Sample(model="ddpm", sampler="ddim", steps=6),
    flow.Sample(model="flow", sampler="heun", steps=3, guidance=2.0),
    flow.Sample(model="flow", sampler="dopri5", steps=1),
    flow.Sample(model="latent", sampler="ab2", steps=4),
    consistency.Sample(model="jump", steps=2),
    gan.Sample(model="gan", truncation=0.5),
    vae.Sample(model="vae", temperature=0.7),
    nflow.Sample(model="nflow", temperature=0.9),
)
RACE = Race(lanes=LANES, label=1, count=3, seed=4, moments=9)


def frames(race: Race) -> list[Frame]:
    found = list(paradigms.run(race, RaceWorld()))
    assert [frame.final for frame in found] == [False] * (len(found) - 1) + [True]
    assert [frame.index for frame in found] == sorted(frame.index for frame in found)
    assert found[-1].index == found[-1].total
    assert all(frame.index < frame.total for frame in found[:-1])
    return found


@pytest.fixture(scope="module")
def found() -> list[Frame]:
    return frames(RACE)


@pytest.fixture(scope="module")
def tape(found: list[Frame]) -> Tape:
    return from_frame(found[-1])


def alone(lane: LaneRecipe, race: Race = RACE) -> Frame:
    *_, last = paradigms.run(entry(lane, race), RaceWorld())
    return last


@pytest.mark.parametrize("number", range(len(LANES)))
def test_a_lane_ends_in_what_its_recipe_gives_alone(tape: Tape, number: int) -> None:
    lane, expected = tape[number], alone(LANES[number])
    np.testing.assert_array_equal(lane.data[-1], expected.arrays["images"])
    assert lane.has_data[-1] and lane.has_x[-1]
    assert lane.total("evaluations") == expected.scalars.get("nfe", 1)


@pytest.mark.parametrize("number", range(len(LANES)))
def test_a_lane_begins_with_nothing_spent_and_never_spends_less(tape: Tape, number: int) -> None:
    lane = tape[number]
    assert (lane.nfe[0], lane.milliseconds[0]) == (0, 0.0)
    assert not lane.has_data[0]
    assert np.all(np.diff(lane.nfe) >= 0)
    assert np.all(np.diff(lane.milliseconds) >= 0)
    assert lane.milliseconds[-1] > 0


def test_all_denoisers_of_pictures_start_from_one_noise() -> None:
    starts = [
        alone(lane).arrays["start"] for lane in LANES if isinstance(lane, Samples) and lane.model != "latent"
    ]
    assert len(starts) == 5
    for start in starts[1:]:
        np.testing.assert_array_equal(start, starts[0])


def test_noise_is_seen_before_anything_is_spent_where_it_has_a_pictures_shape(tape: Tape) -> None:
    there = {lane.model: bool(one.has_x[0]) for lane, one in zip(LANES, tape, strict=True)}
    assert there == {
        "ddpm": True, "flow": True, "latent": True, "jump": True, "nflow": True, "gan": False, "vae": False
    }  # fmt: skip
    same = [one.x[0] for lane, one in zip(LANES, tape, strict=True) if lane.model in ("flow", "jump")]
    for x in same[1:]:
        np.testing.assert_array_equal(x, same[0])


def test_the_label_is_that_of_the_race(tape: Tape) -> None:
    other = from_frame(frames(change(RACE, label=0))[-1])
    for lane, one, two in zip(LANES, tape, other, strict=True):
        assert np.array_equal(one.data[-1], two.data[-1]) == isinstance(lane, vae.Sample)


def test_a_model_that_is_told_no_classes_races_whatever_the_others_draw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(CARDS, "free", told_nothing())
    free = flow.Sample(model="free", sampler="heun", steps=3, label=7)
    for label in (0, 1):
        race = change(RACE, lanes=(free, gan.Sample(model="gan")), label=label)
        tape = from_frame(frames(race)[-1])
        # Its own recipe is told none, so that it runs alone, too.
        assert entry(free, race, told_nothing()) == change(free, label=0, count=3, seed=4)
        *_, alone = paradigms.run(entry(free, race, told_nothing()), RaceWorld())
        np.testing.assert_array_equal(tape[0].data[-1], alone.arrays["images"])


def test_a_lane_does_not_depend_on_the_others_nor_on_how_many_pictures_there_are(tape: Tape) -> None:
    # The adaptive solver's samples share their steps, so it alone may differ.
    fixed = [number for number, lane in enumerate(LANES) if getattr(lane, "sampler", "") != "dopri5"]
    lanes = tuple(LANES[number] for number in reversed(fixed))
    for count in (1, 8):
        other = from_frame(frames(change(RACE, lanes=lanes, count=count))[-1])
        for number, lane in zip(reversed(fixed), other, strict=True):
            rows = min(count, RACE.count)
            np.testing.assert_array_equal(lane.data[:, :rows], tape[number].data[:, :rows])
            np.testing.assert_array_equal(lane.nfe, tape[number].nfe)


def test_what_is_on_the_board_is_each_lanes_newest_state(found: list[Frame], tape: Tape) -> None:
    begun: set[int] = set()
    for frame in found[:-1]:
        number = int(frame.scalars["lane"])
        begun.add(number)
        for lane, (nfe, picture, there) in enumerate(
            zip(frame.arrays["nfe"], frame.arrays["data"], frame.arrays["has_data"], strict=True)
        ):
            where = np.flatnonzero(tape[lane].nfe == nfe)
            assert lane in begun or nfe == 0
            assert any(np.array_equal(tape[lane].data[state], picture) for state in where)
            assert there == (lane in begun and nfe > 0)
    last = found[-1].arrays
    assert last["finished"].all()
    assert last["nfe"].tolist() == [lane.total("evaluations") for lane in tape]
    np.testing.assert_array_equal(last["data"], np.stack([lane.data[-1] for lane in tape]))


def test_networks_that_draw_at_once_are_timed_with_as_many_rows_as_there_are_pictures() -> None:
    world = RaceWorld()
    list(paradigms.run(change(RACE, lanes=(vae.Sample(model="vae"), nflow.Sample(model="nflow"))), world))
    for model, part in (("vae", "decoder"), ("nflow", "generate")):
        rows = [count for name, asked, count in world.calls if (name, asked) == (model, part)]
        assert rows[-1] == RACE.count
        assert max(rows) > RACE.count


def test_both_halves_of_a_mapped_generator_are_timed() -> None:
    world = CountedPlayers(mapped_card())
    lane = gan.Sample(model="mapped-gan", truncation=0.5)
    *_, last = paradigms.run(change(RACE, lanes=(lane,)), world)
    (tape,) = from_frame(last)
    assert tape.milliseconds[-1] > 0 and tape.data[-1].std() > 0
    for part in ("mapping", "synthesis"):
        rows = [count for asked, count in world.calls if asked == part]
        assert rows == [RACE.count] * 4
    assert {asked for asked, _ in world.calls[-4:]} == {"mapping", "synthesis"}


class CountedPlayers(GanWorld):
    """Players; ``calls`` says which parts were asked, and for how many rows."""

    def __init__(self, *cards: Card) -> None:
        super().__init__(*cards)
        self.calls: list[tuple[str, int]] = []

    def session(self, model: str, part: str) -> PlayerSession:
        """One that is counted."""
        return CountedSession(part, self)


class CountedSession(PlayerSession):
    """A part whose calls are counted."""

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """As it does, after a note of it."""
        assert isinstance(self._world, CountedPlayers)
        self._world.calls.append((self._part, len(next(iter(inputs.values())))))
        return super().run(inputs)


def test_a_race_on_measured_times_is_that_race_again(found: list[Frame], tape: Tape) -> None:
    measured = tuple(tuple(lane.milliseconds.tolist()) for lane in tape)
    recipe = change(RACE, clock="milliseconds", measured=measured)
    recipe, _ = from_json(to_json(recipe), paradigms.recipe_types())  # type: ignore[assignment]
    one, two = frames(recipe)[-1], frames(recipe)[-1]
    for name, array in one.arrays.items():
        np.testing.assert_array_equal(array, two.arrays[name], err_msg=name)
    again: LaneTape
    for lane, again in zip(tape, from_frame(one), strict=True):
        np.testing.assert_array_equal(lane.milliseconds, again.milliseconds)
        np.testing.assert_array_equal(lane.data, again.data)


def test_the_facts_name_every_models_weights(found: list[Frame]) -> None:
    models = {lane.model for lane in LANES}
    assert found[-1].facts == {
        "runtime": "numpy",
        **{f"{name}_sha256": f"weights of {name}" for name in models},
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lanes": ()}, "at least one lane"),
        ({"lanes": (flow.Sample(model="flow"), flow.Sample(model="other"))}, "different things"),
        ({"lanes": (flow.Sample(model="flow"), flow.Sample(model="wide"))}, "different sizes"),
        ({"lanes": (flow.Sample(model="flow", sampler="consistency"),)}, "consistency model"),
        ({"lanes": (gan.Sample(model="flow"),)}, "no pair"),
        ({"lanes": (nflow.Sample(model="flow"),)}, "no normalizing flow"),
        ({"lanes": (vae.Sample(model="flow"),)}, "no variational autoencoder"),
        ({"label": 2, "lanes": (gan.Sample(model="gan"),)}, "Label 2"),
        ({"lanes": LANES[:1], "measured": ((0.0, 1.0),)}, "32 states"),
        ({"lanes": LANES[6:7], "measured": ((0.5, 1.0),)}, "begin with 0"),
        ({"lanes": LANES[6:7], "measured": ((0.0, -1.0),)}, "never fall"),
        ({"lanes": LANES[6:8], "measured": ((0.0, 1.0),)}, "not those of these lanes"),
    ],
)
def test_what_is_no_race_is_refused_with_a_reason(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(RecipeError) as error:
        list(paradigms.run(change(RACE, **changes), RaceWorld()))
    assert words in error.value.sentence


def test_a_missing_model_is_named() -> None:
    with pytest.raises(CardError, match="gone"):
        next(paradigms.run(change(RACE, lanes=(flow.Sample(model="gone"),)), RaceWorld()))


def test_giving_up_closes_the_lane_in_work() -> None:
    world = RaceWorld()
    run = paradigms.run(RACE, world)
    for _ in range(12):
        next(run)
    asked = len(world.calls)
    run.close()
    assert len(world.calls) == asked


def test_the_default_race_survives_a_file() -> None:
    recipe, _ = from_json(to_json(Race()), paradigms.recipe_types())
    assert recipe == Race()
    assert recipe.lanes == DEFAULT_LANES  # type: ignore[attr-defined]
