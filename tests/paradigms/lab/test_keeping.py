"""A training that is kept and recalled goes on to the last bit as if it had never stopped."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from playground.core.checkpoint import Giving, SavedTraining, State
from playground.core.errors import CheckpointError, RecipeError
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, change
from playground.paradigms import run
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.lab.steering import restarts
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.paradigms.plane.recipes import ConsistencyLab, DiffusionLab, FlowLab
from playground.paradigms.plane.runs import train as train_plane
from playground.paradigms.vae_lab.recipes import VaeLab
from tests.support.bare import Bare
from tests.support.plane_lab import TickClock

pytestmark = pytest.mark.torch

SMALL = {"width": 16, "layers": 2, "batch": 32, "speed": 1}
PLANE = {**SMALL, "points": 100, "steps": 4}
LABS = [
    pytest.param(DiffusionLab(**PLANE), 12, id="diffusion"),
    pytest.param(FlowLab(**PLANE, coupling="optimal transport"), 20, id="flow, optimal transport"),
    pytest.param(ConsistencyLab(**PLANE, teacher_walk=4, teacher_steps=30), 12, id="consistency, teacher"),
    pytest.param(ConsistencyLab(**PLANE, teacher_walk=4, teacher_steps=6), 12, id="consistency, distilled"),
    pytest.param(VaeLab(**SMALL), 12, id="vae"),
    pytest.param(VaeLab(**SMALL, learn_sigma=True), 12, id="vae, learned σ"),
    pytest.param(NflowLab(layers=3, width=16, batch=32, speed=1), 12, id="nflow"),
    pytest.param(GanLab(batch=32, speed=1), 12, id="gan"),
]


class Shelf:
    """Keeps what was kept last."""

    def __init__(self, kept: SavedTraining | None = None, recipe: Recipe | None = None) -> None:
        self.kept, self.recipe = kept, recipe
        self.refused: list[str] = []

    def recall(self, recipe: Recipe) -> SavedTraining | None:
        """What was kept, where it belongs to the recipe."""
        return None if self.recipe is None or restarts(self.recipe, recipe) else self.kept

    def keep(self, recipe: Recipe, kept: SavedTraining) -> None:
        """As it is now."""
        self.recipe, self.kept = recipe, copy.deepcopy(kept)

    def drop(self, recipe: Recipe) -> None:
        """Keep nothing."""
        self.kept = self.recipe = None

    def refuse(self, recipe: Recipe, error: Exception) -> None:
        """Take note of it."""
        self.refused.append(str(error))
        self.drop(recipe)

    @property
    def state(self) -> State:
        """The training's."""
        assert self.kept is not None
        return self.kept.state


def go(recipe: Recipe, shelf: Shelf, frames: int) -> Run:
    """So many frames, and then the run is closed."""
    going = run(recipe, Bare(shelf))
    for _ in range(frames):
        next(going)
    going.close()
    return going


def same(one: State, other: State) -> bool:
    """Whether both are equal in every bit."""
    assert one.arrays.keys() == other.arrays.keys() and one.values.keys() == other.values.keys()
    different = [name for name in one.arrays if not np.array_equal(one.arrays[name], other.arrays[name])]
    different += [name for name in one.values if repr(one.values[name]) != repr(other.values[name])]
    assert different == []
    return True


@pytest.mark.parametrize(("recipe", "frames"), LABS)
def test_it_goes_on_as_if_it_had_never_stopped(recipe: Recipe, frames: int) -> None:
    whole, parts = Shelf(), Shelf()
    go(recipe, whole, 2 * frames)
    go(recipe, parts, frames)
    half = parts.state
    go(recipe, parts, 1 + frames)  # the first frame is what was shown last
    assert parts.refused == []
    assert same(whole.state, parts.state)
    assert any(not np.array_equal(half.arrays[name], parts.state.arrays[name]) for name in half.arrays)


@pytest.mark.parametrize(("recipe", "frames"), LABS)
def test_its_last_frame_comes_first_and_before_anything_is_built(recipe: Recipe, frames: int) -> None:
    shelf = Shelf()
    going = run(recipe, Bare(shelf))
    shown = [next(going) for _ in range(frames)]
    going.close()
    first = next(run(recipe, Bare(shelf)))
    assert first.keep and not first.still
    # Moments are not kept beyond their run.
    assert first.scalars.items() == {each for each in shown[-1].scalars.items() if "moment" not in each[0]}
    known = {name: array for frame in shown for name, array in frame.arrays.items()}
    assert first.arrays.keys() == known.keys()
    assert all(np.array_equal(first.arrays[name], known[name]) for name in known)


def test_reflows_and_their_pairs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.live.phases.LEAST_STEPS", 3)
    monkeypatch.setattr("playground.live.phases._PAIRS", 1024)
    recipe, shelf = FlowLab(**PLANE, reflows=1), Shelf()
    going = run(recipe, Bare(shelf))
    until = (frame for frame in going if frame.scalars["phase"] == "reflow 1")
    for _ in range(5):
        last = next(until)
    going.close()
    again = run(recipe, Bare(shelf))
    next(again)
    assert next(again).scalars["step"] == last.scalars["step"] + 1
    assert next(again).scalars["phase"] == "reflow 1"


def test_another_training_begins_anew_and_hot_fields_do_not() -> None:
    recipe, shelf = FlowLab(**PLANE), Shelf()
    go(recipe, shelf, 8)
    another = Shelf(shelf.kept, shelf.recipe)
    assert next(run(change(recipe, seed=recipe.seed + 1), Bare(another))).scalars["step"] == 1
    warm = run(change(recipe, learning_rate=1e-4), Bare(shelf))
    assert [next(warm).scalars["step"] for _ in range(2)] == [8, 9]


def test_a_change_that_comes_with_the_first_frame_is_heard() -> None:
    recipe, shelf = FlowLab(**PLANE), Shelf()
    go(recipe, shelf, 8)
    going = run(recipe, Bare(shelf))
    next(going)
    assert going.send(change(recipe, seed=recipe.seed + 1)).scalars["step"] == 1


@pytest.mark.parametrize(("recipe", "frames"), LABS)
def test_a_state_that_does_not_fit_is_refused_in_a_sentence(recipe: Recipe, frames: int) -> None:
    shelf = Shelf()
    go(recipe, shelf, frames)
    names = [*shelf.state.arrays, *shelf.state.values]
    for name in names[:: len(names) // 3]:
        arrays, values = dict(shelf.state.arrays), dict(shelf.state.values)
        if name in arrays:
            arrays[name] = np.zeros((1, 1, 1, 1))
        else:
            values[name] = [{}]
        assert shelf.kept is not None
        broken = Shelf(SavedTraining(State(arrays, values), shelf.kept.frame), recipe)
        going = run(recipe, Bare(broken))
        next(going)
        assert next(going).scalars["step"] in (0, 1), name
        assert len(broken.refused) == 1 and "begins anew" in broken.refused[0], name


def test_while_it_trains_it_is_kept_every_ten_seconds() -> None:
    shelf, clock = Shelf(), TickClock(0.05)
    going = train_plane(FlowLab(**PLANE), Bare(shelf), clock)
    next(going)
    steps = set()
    while clock.now() < 35:
        next(going)
        steps.add(shelf.state.values["phases/stage 0/learner/steps"] if shelf.kept else None)
    assert len(steps) == 4 and None in steps


def test_a_single_step_that_comes_with_the_first_frame_is_made() -> None:
    recipe, shelf = FlowLab(**PLANE, training=False), Shelf()
    go(change(recipe, training=True), shelf, 8)
    going = run(recipe, Bare(shelf))
    assert next(going).scalars["step"] == 8
    assert going.send(change(recipe, single_steps=1)).scalars["step"] == 9
    assert next(going).scalars["step"] == 9


def test_views_begin_with_what_was_learned() -> None:
    recipe, shelf = NflowLab(layers=3, width=16, batch=32, speed=1), Shelf()
    go(recipe, shelf, 60)
    held = change(recipe, training=False)
    fresh, again = run(held, Bare()), run(held, Bare(shelf))
    next(again)
    drawn = [next(view).arrays for view in (fresh, again) for _ in range(1)]
    # Where the points come from in the base is the same whatever was learned; a frame may hold it or not.
    common = drawn[0].keys() & drawn[1].keys() - {"data_points", "losses", "angles", "radii"}
    assert common and all(not np.array_equal(drawn[0][name], drawn[1][name]) for name in common)


def test_what_was_kept_is_not_forgotten_by_a_short_look() -> None:
    recipe, shelf = FlowLab(**PLANE), Shelf()
    go(recipe, shelf, 30)
    assert shelf.kept is not None and shelf.kept.frame is not None
    names = shelf.kept.frame.arrays.keys()
    go(change(recipe, training=False), shelf, 3)
    assert shelf.kept.frame.arrays.keys() == names
    go(recipe, shelf, 3)
    assert shelf.kept.frame is not None and shelf.kept.frame.arrays.keys() >= names


def test_a_held_training_is_kept_as_it_is_looked_at() -> None:
    held, shelf = FlowLab(**PLANE, training=False), Shelf()
    go(change(held, training=True), shelf, 8)
    moved = change(held, time=0.4)
    going = run(held, Bare(shelf))
    next(going)
    going.send(moved)
    going.close()
    assert shelf.recipe == moved and shelf.kept is not None and shelf.kept.frame is not None
    assert shelf.kept.frame.scalars["time"] == 0.4


def test_a_held_training_is_kept_once_all_is_seen_whatever_ends_the_program_then() -> None:
    shelf, clock = Shelf(), TickClock(0.05)
    going = train_plane(change(FlowLab(**PLANE), training=True), Bare(shelf), clock)
    for _ in range(3):
        next(going)
    frame = going.send(FlowLab(**PLANE, training=False))
    assert shelf.kept is None
    while not frame.still:
        frame = next(going)
    assert shelf.kept is not None and shelf.recipe == FlowLab(**PLANE, training=False)


def test_a_training_that_fails_is_not_kept() -> None:
    recipe, shelf = FlowLab(**PLANE, learning_rate=0.1), Shelf()
    go(recipe, shelf, 8)
    assert shelf.kept is not None
    shelf.kept.state.arrays["phases/stage 0/learner/weights 0"][:] = 1e30
    with pytest.raises(RecipeError, match="unstable"):
        for _ in run(recipe, Bare(shelf)):
            pass
    assert shelf.kept is None


def test_in_the_midst_of_an_update_the_last_whole_round_stays_kept() -> None:
    shelf, recipe = Shelf(), GanLab(batch=32, speed=1)
    going = run(recipe, Bare(shelf))
    for _ in range(5):
        next(going)
    going.send(change(recipe, slow=True))
    going.send(change(recipe, slow=True))
    going.close()
    assert shelf.kept is None


def test_a_checkpoint_gives_back_what_it_took_and_nothing_else() -> None:
    state = State({"a": np.arange(3.0)}, {"n": 3, "text": "x"})
    at = Giving(state)
    assert at.value("n", 0) == 3 and at.array("a", np.zeros(1)).tolist() == [0, 1, 2]
    for wrong in (
        lambda: at.value("m", 0),
        lambda: at.value("text", 0),
        lambda: at.array("b", np.zeros(3)),
        lambda: at.array("a", np.zeros(3, np.float32)),
        lambda: at.fill("a", [np.zeros(3)]),
        lambda: at.random("text", np.random.default_rng()),
        lambda: at.random("n", np.random.default_rng()),
        lambda: at.part("n").value("n", 0),
        lambda: Giving(State({"a": np.array([np.nan])})).array("a", np.zeros(1)),
    ):
        with pytest.raises(CheckpointError, match="begins anew"):
            wrong()
