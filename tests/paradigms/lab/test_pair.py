"""Two trainings side by side: each is what it is alone, to the last bit, and both make as many steps."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from playground.core.checkpoint import Checkpoint, SavedTraining, State
from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, change, from_json, to_json
from playground.engine.trainings import TrainingFolder
from playground.paradigms import run
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.gan_lab.runs import train as train_gan
from playground.paradigms.lab.pair import ENDED, OF_BOTH, Pair, both, joined, second_of
from playground.paradigms.lab.recipe import Reviewable
from playground.paradigms.lab.steering import restarts, steered
from playground.paradigms.lab.time_slices import FRAME, Clock, SlicedWork, TimeSlices
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.paradigms.nflow_lab.runs import train as train_nflow
from playground.paradigms.plane.recipes import ConsistencyLab, FlowLab
from playground.paradigms.plane.runs import train as train_plane
from playground.paradigms.vae_lab.presets import PRESETS
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.paradigms.vae_lab.runs import train as train_vae
from tests.support.bare import Bare
from tests.support.plane_lab import Seen, TickClock

SMALL: dict[str, Any] = {"width": 16, "layers": 2, "batch": 32, "speed": 2}
PLANE: dict[str, Any] = {**SMALL, "points": 100, "steps": 4}
PAIRS = [
    pytest.param(train_vae, VaeLab(**SMALL, beside={"beta": 8.0, "latent": 1}), id="vae"),
    pytest.param(train_plane, FlowLab(**PLANE, beside={"coupling": "optimal transport"}), id="flow"),
    pytest.param(train_plane, ConsistencyLab(**PLANE, teacher_walk=4, teacher_steps=3,
                                             beside={"teacher_steps": 9}), id="consistency"),
    pytest.param(train_nflow, NflowLab(layers=3, width=16, batch=32, speed=2,
                                       beside={"transform": "spline coupling"}), id="nflow"),
    pytest.param(train_gan, GanLab(batch=32, speed=2, beside={"objective": "hinge"}), id="gan"),
]  # fmt: skip
_OF_TIME = {"steps_per_second", "trained", *OF_BOTH}
Train = Callable[..., Run]


class Shelf:
    """Holds what was kept last."""

    def __init__(self) -> None:
        self.state = State({}, {})
        self.frame: Frame | None = None
        self.kept: list[Recipe] = []

    def recall(self, _recipe: Recipe) -> SavedTraining | None:
        """Nothing: every training begins."""
        return None

    def keep(self, recipe: Recipe, kept: SavedTraining) -> None:
        """As it is now."""
        self.kept.append(recipe)
        self.frame = kept.frame
        self.state = copy.deepcopy(kept.state)

    def drop(self, _recipe: Recipe) -> None:
        """Of no matter here."""

    def refuse(self, _recipe: Recipe, error: Exception) -> None:
        """Of no matter here."""
        raise error


def rested(train: Train, recipe: Reviewable, frames: int = 6) -> Seen:
    """What is known after some frames of training, when all has been computed."""
    going, seen = train(recipe, Bare(), TickClock()), Seen()
    for _ in range(frames):
        seen.take(next(going))
    seen.take(frame := going.send(change(recipe, training=False)))
    while not frame.still:
        seen.take(frame := next(going))
    return seen


def alike(one: Seen, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
    """Both are equal in every bit."""
    assert one.arrays.keys() == arrays.keys() and one.scalars.keys() - _OF_TIME == scalars.keys() - _OF_TIME
    for name, array in one.arrays.items():
        np.testing.assert_array_equal(array, arrays[name], err_msg=name)
    for name in one.scalars.keys() - _OF_TIME:
        assert one.scalars[name] == scalars[name], name


def halves(seen: Seen) -> tuple[Seen, Seen]:
    """What was shown of the first training, and of the second."""
    first, second = Seen(), Seen()
    other = second_of(seen.arrays), second_of(seen.scalars)
    first.arrays = {name: seen.arrays[name] for name in seen.arrays if not name.startswith("beside_")}
    first.scalars = {name: seen.scalars[name] for name in seen.scalars if not name.startswith("beside_")}
    second.arrays, second.scalars = other
    return first, second


def trained(recipe: Reviewable, frames: int = 6) -> State:
    """What is kept of a training after some frames."""
    shelf = Shelf()
    going = run(recipe, Bare(shelf))
    for _ in range(frames):
        next(going)
    going.close()
    return shelf.state


@pytest.mark.torch
@pytest.mark.parametrize(("_train", "recipe"), PAIRS)
def test_each_of_them_learns_what_it_would_alone(_train: Train, recipe: Reviewable) -> None:
    found, expected = trained(recipe), joined(*map(trained, both(recipe)))
    assert found.arrays.keys() == expected.arrays.keys() and found.values == expected.values
    for name, array in found.arrays.items():
        np.testing.assert_array_equal(array, expected.arrays[name], err_msg=name)


@pytest.mark.torch
@pytest.mark.parametrize(("train", "recipe"), PAIRS[-2:])
def test_each_of_them_is_seen_as_it_would_be_alone(train: Train, recipe: Reviewable) -> None:
    first, second = halves(rested(train, recipe))
    for half, alone in zip((first, second), both(recipe), strict=True):
        expected = rested(train, alone)
        alike(half, expected.arrays, dict(expected.scalars))


@pytest.mark.torch
def test_swapped_they_show_the_same_with_the_sides_swapped() -> None:
    train, recipe = train_gan, GanLab(batch=32, speed=2, beside={"objective": "hinge"})
    one, other = both(recipe)
    first, second = halves(rested(train, recipe))
    swapped_first, swapped_second = halves(rested(train, other.with_second(one)))
    alike(first, swapped_second.arrays, dict(swapped_second.scalars))
    alike(second, swapped_first.arrays, dict(swapped_first.scalars))


@pytest.mark.torch
def test_both_make_the_same_steps_however_many_there_is_time_for() -> None:
    recipe = VaeLab(**{**SMALL, "speed": 0}, beside={"beta": 8.0})
    going = train_vae(recipe, Bare(), TickClock())
    frames = [next(going) for _ in range(8)]
    steps = [(frame.scalars["step"], frame.scalars["beside_step"]) for frame in frames]
    assert all(one == other for one, other in steps) and steps[-1][0] > steps[0][0] > 0
    held = going.send(change(recipe, training=False, single_steps=1))
    assert held.scalars["step"] == held.scalars["beside_step"] == steps[-1][0] + 1


@pytest.mark.torch
@pytest.mark.parametrize(("mine", "others"), [(1, 4), (4, 1), (2, 2)])
def test_in_slow_motion_who_has_more_updates_to_make_is_waited_for(mine: int, others: int) -> None:
    """Rounds of unequal length end together, and neither is ever further than the one that both are in."""
    recipe = GanLab(batch=32, slow=True, d_steps=mine, beside={"d_steps": others})
    shelf = Shelf()
    going = train_gan(recipe, Bare(shelf), TickClock())
    frames = [next(going) for _ in range(60)]
    steps = [(int(frame.scalars["step"]), int(frame.scalars["beside_step"])) for frame in frames]
    ends = [now for before, now in pairwise(steps) if now[0] > before[0]]
    assert len(ends) >= 2 and all(one == other for one, other in ends)
    assert all(other - one in (0, 1) for one, other in steps)
    assert frames[-1].scalars["moments"] == len(ends)
    fast = going.send(change(recipe, slow=False, speed=3))
    assert fast.scalars["step"] == fast.scalars["beside_step"] == steps[-1][0] + 3
    going.close()
    assert shelf.state.values["A/game/rounds"] == shelf.state.values["B/game/rounds"]


class Costly:
    """A training whose steps take so long, and nothing else."""

    whole = True

    def __init__(self, recipe: VaeLab, clock: Ticking, seconds: float) -> None:
        self.recipe, self._clock, self._seconds = recipe, clock, seconds
        self.slices = TimeSlices(clock, SlicedWork(()), ())

    def frame(self) -> Frame:
        """As many steps as there is time for, or as the other one makes."""
        self.slices.train(lambda: self._clock.rest(self._seconds), True, self.recipe.speed)
        return Frame(scalars={"step": self.slices.steps})

    def checkpoint(self, at: Checkpoint) -> None:
        """Nothing lasts."""

    def curves(self, _scalars: Mapping[str, Scalar]) -> dict[str, Array]:
        """None."""
        return {}


class Ticking(Clock):
    """Stands still while nobody works."""

    time = 0.0

    def now(self) -> float:
        return self.time

    def rest(self, seconds: float) -> None:
        self.time += seconds


@pytest.mark.parametrize("slow", ["A", "B"])
def test_a_frame_of_two_takes_no_longer_than_the_slower_one_has_time_for(slow: str) -> None:
    clock = Ticking()
    costs = iter((0.02, 0.001) if slow == "A" else (0.001, 0.02))
    pair = Pair(lambda recipe, _kept: Costly(recipe, clock, next(costs)), VaeLab(beside={}), None)
    pair.frame()
    for _ in range(4):
        before = clock.time
        shown = pair.frame()
        assert clock.time - before < 2 * FRAME
        assert shown.scalars["step"] == shown.scalars["beside_step"]
    alone = pair.alone()
    steps = alone.slices.steps
    alone.frame()
    assert alone.slices.steps > steps


@pytest.mark.torch
def test_a_control_of_the_second_reaches_it_while_it_goes_on() -> None:
    recipe = VaeLab(**SMALL, beside={"beta": 8.0})
    going = train_vae(recipe, Bare(), TickClock())
    next(going)
    frame = going.send(VaeLab(**SMALL, beside={"beta": 3.0}))
    assert (frame.scalars["beta"], frame.scalars["beside_beta"], frame.scalars["step"]) == (1.0, 3.0, 4)


@pytest.mark.torch
def test_a_moment_of_both_is_seen_together() -> None:
    recipe = VaeLab(**SMALL, beside={"beta": 8.0})
    going = train_vae(recipe, Bare(), TickClock())
    frames = [next(going) for _ in range(6)]
    past = going.send(change(recipe, moment=3))
    assert past.scalars["moment"] == 3 and past.scalars["moments"] == 6
    for name in ("codes", "beside_codes"):
        np.testing.assert_array_equal(past.arrays[name], frames[2].arrays[name])
    assert len(past.arrays["beside_curves"]) == len(frames[-1].arrays["beside_curves"])


@pytest.mark.torch
def test_the_first_goes_on_alone_with_its_moments_when_the_second_is_taken_away() -> None:
    recipe = VaeLab(**SMALL, beside={"beta": 8.0})
    going, alone = (train_vae(each, Bare(), TickClock()) for each in (recipe, recipe.first))
    frames = [next(going) for _ in range(4)]
    expected = [next(alone) for _ in range(5)][-1]
    left = going.send(recipe.first)
    assert left.scalars["step"] == expected.scalars["step"] and not second_of(left.arrays)
    np.testing.assert_array_equal(left.arrays["codes"], expected.arrays["codes"])
    past = going.send(change(recipe.first, moment=2))
    np.testing.assert_array_equal(past.arrays["codes"], frames[1].arrays["codes"])


@pytest.mark.torch
def test_the_first_is_kept_as_soon_as_it_goes_on_alone() -> None:
    recipe, shelf = VaeLab(**SMALL, beside={"beta": 8.0}), Shelf()
    going = train_vae(recipe, Bare(shelf), TickClock())
    for _ in range(4):
        next(going)
    left = going.send(recipe.first)
    assert shelf.kept[-1] == recipe.first and shelf.frame is not None
    np.testing.assert_array_equal(shelf.frame.arrays["codes"], left.arrays["codes"])
    assert "data_points" in shelf.frame.arrays and not second_of(shelf.frame.arrays)


@pytest.mark.torch
def test_both_begin_with_a_trained_state_where_it_fits_both() -> None:
    recipe = next(preset.recipe for preset in PRESETS if preset.recipe.start)
    fits = next(
        train_vae(msgspec.structs.replace(recipe, speed=1, beside={"beta": 9.0}), Bare(), TickClock())
    )
    assert fits.scalars["step"] == fits.scalars["beside_step"] > 100 and "untrained" not in fits.scalars
    other = next(
        train_vae(msgspec.structs.replace(recipe, speed=1, beside={"latent": 1}), Bare(), TickClock())
    )
    assert other.scalars["step"] == other.scalars["beside_step"] == 1
    assert "other settings (Latent size)" in str(other.scalars["untrained"])


@pytest.mark.torch
def test_why_it_began_untrained_is_told_of_the_past_too() -> None:
    recipe = VaeLab(**SMALL, start="none")
    going = train_vae(recipe, Bare(), TickClock())
    now = [next(going) for _ in range(3)][-1]
    past = going.send(change(recipe, moment=1))
    assert past.scalars["moment"] == 1
    assert past.scalars["untrained"] == now.scalars["untrained"] != ""


def test_what_begins_a_pair_anew() -> None:
    recipe = VaeLab(beside={"beta": 8.0})
    assert restarts(recipe.first, recipe) and not restarts(recipe, recipe.first)
    assert not restarts(recipe, VaeLab(beta=2.0, beside={"beta": 3.0}))
    assert restarts(recipe, VaeLab(beside={"beta": 8.0, "seed": 5}))
    assert restarts(recipe, VaeLab(seed=5, beside={"beta": 8.0}))
    assert restarts(VaeLab(beside={"seed": 5}), VaeLab(seed=5))


def frames_of(recipe: Reviewable, folder: Path, count: int) -> list[Frame]:
    """So many frames of a run that is kept in a folder."""
    place = TrainingFolder(folder, pytest.fail)
    going = run(recipe, Bare(place))
    found = [next(going) for _ in range(count)]
    going.close()
    place.close()
    return found


@pytest.mark.torch
def test_both_go_on_where_they_were_when_the_program_begins_again(tmp_path: Path) -> None:
    recipe = VaeLab(**SMALL, beside={"beta": 8.0})
    before = frames_of(recipe, tmp_path, 6)
    first, after = frames_of(recipe, tmp_path, 2)
    np.testing.assert_array_equal(first.arrays["beside_codes"], before[-1].arrays["beside_codes"])
    assert "beside_data_points" in first.arrays
    assert after.scalars["step"] == after.scalars["beside_step"] == 14
    whole = frames_of(recipe, tmp_path / "whole", 7)[-1]
    for name in ("codes", "beside_codes", "curves", "beside_curves"):
        np.testing.assert_array_equal(after.arrays[name], whole.arrays[name])
    # What was kept of two is nothing for two others.
    assert frames_of(VaeLab(**SMALL, beside={"latent": 1}), tmp_path, 1)[0].scalars["step"] == 2


@pytest.mark.torch
@pytest.mark.parametrize("left", ["before the program ended", "before it had begun again"])
def test_the_first_takes_over_what_was_kept_of_both(tmp_path: Path, left: str) -> None:
    recipe = VaeLab(**SMALL, beside={"beta": 8.0})
    before = frames_of(recipe, tmp_path, 6)
    place = TrainingFolder(tmp_path, pytest.fail)
    asked = recipe.first if left == "before the program ended" else recipe
    going = run(asked, Bare(place))
    first = next(going)
    np.testing.assert_array_equal(first.arrays["codes"], before[-1].arrays["codes"])
    after = going.send(recipe.first)
    going.close()
    place.close()
    assert after.scalars["step"] == 14 and not second_of(after.arrays)
    alone = frames_of(recipe.first, tmp_path / "alone", 7)[-1]
    np.testing.assert_array_equal(after.arrays["codes"], alone.arrays["codes"])


class Ending(Costly):
    """One that cannot go on after three frames, where its β is 8."""

    def frame(self) -> Frame:
        if self.recipe.beta == 8.0 and self.slices.steps >= 3:
            raise RecipeError("It became unstable.")
        shown = super().frame()
        return msgspec.structs.replace(shown, arrays={"codes": np.zeros(1)}, keep=True)


@pytest.mark.parametrize("costs", [(0.02, 0.001), (0.001, 0.02)])
def test_when_the_second_cannot_go_on_the_first_does(costs: tuple[float, float]) -> None:
    clock, shelf, cost, made = Ticking(), Shelf(), cycle(costs), list[VaeLab]()

    def begin(recipe: VaeLab, _kept: Checkpoint | None) -> Ending:
        made.append(recipe)
        return Ending(recipe, clock, next(cost))

    recipe = VaeLab(speed=1, beside={"beta": 8.0})
    going = steered(recipe, VaeLab, begin, shelf, clock)
    frames = [next(going) for _ in range(6)]
    assert [frame.scalars["step"] for frame in frames] == [1, 2, 3, 4, 5, 6]
    assert all(second_of(frame.scalars) for frame in frames[:3])
    for frame in frames[3:]:
        assert not second_of(frame.scalars) and frame.scalars[ENDED] == "B: It became unstable."
    # What was seen of the first at the end of the second was kept: it is not lost, nor its moments.
    assert "codes" in frames[3].arrays and frames[3].scalars["moments"] == 4
    assert shelf.kept[-1] == recipe
    # Controls reach the first, and leave the second where it ended; who begins it anew begins both.
    later = going.send(VaeLab(speed=1, beta=2.0, beside={"beta": 3.0}))
    assert later.scalars["step"] == 7 and later.scalars[ENDED]
    assert ENDED not in going.send(VaeLab(speed=1)).scalars
    anew = going.send(VaeLab(speed=1, beside={"beta": 1.0, "seed": 5}))
    assert anew.scalars["step"] == anew.scalars["beside_step"] == 1 and ENDED not in anew.scalars


@pytest.mark.parametrize("asked", ["both", "the first", "both, with another β", "both, with another seed"])
def test_the_first_goes_on_after_a_second_that_could_not(tmp_path: Path, asked: str) -> None:
    clock, recipe = Ticking(), VaeLab(speed=1, beside={"beta": 8.0})

    class Lasting(Ending):
        """One whose steps are kept."""

        def checkpoint(self, at: Checkpoint) -> None:
            self.slices.steps = at.count("steps", self.slices.steps)

    def begin(each: VaeLab, kept: Checkpoint | None) -> Lasting:
        made = Lasting(each, clock, 0.001)
        if kept is not None:
            made.checkpoint(kept)
        return made

    def frames(recipe: VaeLab, count: int) -> list[Frame]:
        place = TrainingFolder(tmp_path, pytest.fail)
        going = steered(recipe, VaeLab, begin, place, clock)
        found = [next(going) for _ in range(count)]
        going.close()
        place.close()
        return found

    assert frames(recipe, 6)[-1].scalars["step"] == 6
    again = {
        "both": recipe,
        "the first": recipe.first,
        "both, with another β": VaeLab(speed=1, beta=2.0, beside={"beta": 3.0}),
        "both, with another seed": VaeLab(speed=1, beside={"beta": 1.0, "seed": 5}),
    }[asked]
    seen = frames(again, 3)
    anew, shown = asked == "both, with another seed", asked in ("both", "the first")
    assert [frame.scalars["step"] for frame in seen] == (
        [1, 2, 3] if anew else [6, 7, 8] if shown else [7, 8, 9]
    )
    assert all(bool(second_of(frame.scalars)) == anew for frame in seen)
    ended = not anew and asked != "the first"
    assert {frame.scalars.get(ENDED) for frame in seen} == {"B could not go on." if ended else None}
    # And once more.
    assert frames(again, 1)[0].scalars["step"] == seen[-1].scalars["step"]


def test_when_the_first_cannot_go_on_both_end() -> None:
    clock = Ticking()
    recipe = VaeLab(speed=1, beta=8.0, beside={"beta": 1.0})
    going = steered(recipe, VaeLab, lambda each, _kept: Ending(each, clock, 0.001), None, clock)
    with pytest.raises(RecipeError, match=r"^A: It became unstable"):
        for _ in range(5):
            next(going)


@pytest.mark.torch
def test_a_second_that_cannot_go_on_says_that_it_is_the_second() -> None:
    with pytest.raises(RecipeError, match=r"^B: Nothing is drawn"):
        next(train_vae(VaeLab(beside={"data": "drawn"}), Bare(), TickClock()))


@pytest.mark.parametrize(
    "beside", [{"nothing": 1}, {"speed": 3}, {"moment": 2}, {"beside": {}}, {"beta": -1}]
)
def test_what_a_second_cannot_be(beside: dict[str, Any]) -> None:
    with pytest.raises(RecipeError):
        VaeLab(beside=beside)


def test_a_pair_is_read_as_it_was_written_and_old_recipes_are_of_one() -> None:
    recipe = VaeLab(beside={"beta": 8.0, "probe": [0.5, 0.5]})
    assert from_json(to_json(recipe), (VaeLab,))[0] == recipe
    assert from_json('{"kind": "vae-lab", "beta": 2.0}', (VaeLab,))[0] == VaeLab(beta=2.0)
    first, second = both(recipe)
    assert first.with_second(second) == recipe
