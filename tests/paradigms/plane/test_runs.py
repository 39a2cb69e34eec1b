"""The lab's runs: what restarts and what does not, that they can be repeated, and how they end."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.core.fields import hot
from playground.core.recipe import change, from_json, to_json
from playground.engine.protocol import FrameMessage, decode_message, encode
from playground.paradigms import recipe_types
from playground.paradigms.lab.frames import CELLS
from playground.paradigms.lab.steering import restarts
from playground.paradigms.plane.frames import ARROWS, JUMPS
from playground.paradigms.plane.recipes import ConsistencyLab, DiffusionLab, FlowLab, Lab
from tests.support.plane_lab import TickClock, begin, watch

pytestmark = pytest.mark.torch

SMALL = {"width": 16, "layers": 2, "batch": 32, "points": 100, "speed": 1}
DIFFUSION, FLOW = DiffusionLab(**SMALL, steps=4), FlowLab(**SMALL, steps=4)
CONSISTENCY = ConsistencyLab(**SMALL, teacher_walk=4, teacher_steps=3)
LABS = pytest.mark.parametrize(
    "recipe", [DIFFUSION, FLOW, CONSISTENCY], ids=lambda recipe: type(recipe).__name__
)


@LABS
def test_recipes_can_be_written_and_run(recipe: Lab) -> None:
    assert type(recipe) in recipe_types()
    assert from_json(to_json(recipe), recipe_types())[0] == recipe


@LABS
def test_frames_hold_what_they_say(recipe: Lab) -> None:
    run = begin(recipe)
    seen = watch(run, 30)
    if recipe is not CONSISTENCY:  # The likelihood over the whole plane comes last.
        while seen.scalars.get("density_kind") != "likelihood" and seen.frames < 300:
            seen.take(run.send(None))
    arrays, scalars = seen.arrays, seen.scalars
    assert arrays["arrows"].shape == arrays["arrows_exact"].shape == (ARROWS, ARROWS, 2)
    assert arrays["density"].shape == arrays["density_exact"].shape == (CELLS, CELLS)
    assert arrays["track"].shape == (len(arrays["track_times"]), recipe.points, 2)
    assert arrays["track_times"][0] == 1 and arrays["track_times"][-1] == 0
    assert np.all(np.diff(arrays["track_times"]) < 0)
    assert arrays["data_points"].shape[1] == 2 and arrays["lines"].shape == (recipe.batch, 2, 2)
    assert np.array_equal(arrays["probe_path"][0], np.array(recipe.probe, np.float32))
    for name in ("probe_path", "probe_reference", "probe_exact"):
        assert arrays[name].shape == (len(arrays[name]), 2) and len(arrays[name]) > 1
    assert arrays["losses"].shape[1] == 2 and arrays["losses"][-1, 0] <= scalars["step"]
    assert all(array.dtype == np.float32 for array in arrays.values())
    for name in ("sliced_wasserstein", "noise_floor", "nfe", "modes_covered", "mode_error", "field_error"):
        assert float(scalars[name]) >= 0
    assert scalars["refusal"] == ""
    if recipe is CONSISTENCY:
        assert scalars["phase"] == "distillation" and "kl" not in scalars
        assert arrays["jump_starts"].shape == arrays["jump_ends"].shape == (JUMPS, 2)
        assert arrays["spread"].shape == arrays["spread_times"].shape == (JUMPS,)
        assert np.allclose(arrays["jump_starts"][0], recipe.probe)
    else:
        assert scalars["density_kind"] == "likelihood" and np.isfinite(scalars["kl"])
    assert ("straightness" in scalars) == (recipe is FLOW)


def test_only_what_is_sent_once_is_kept() -> None:
    run = begin(FLOW)
    frames = [run.send(None) for _ in range(60)]
    once = {"track", "track_times", "track_exact", "track_exact_times", "data_points"}
    assert all(frame.keep == bool(once & set(frame.arrays)) for frame in frames)
    assert 1 <= sum("track" in frame.arrays for frame in frames) < 30
    assert sum("data_points" in frame.arrays for frame in frames) == 1
    message = FrameMessage("lab", 1, frames[0])
    assert set(decode_message(encode(message)).frame.arrays) == set(frames[0].arrays)


@LABS
def test_the_same_steps_give_the_same_frames(recipe: Lab) -> None:
    first, second = (watch(begin(recipe), 40) for _ in range(2))
    assert first.scalars == second.scalars
    assert first.arrays.keys() == second.arrays.keys()
    assert all(np.array_equal(first.arrays[name], second.arrays[name]) for name in first.arrays)


def test_what_is_learned_does_not_depend_on_the_pace() -> None:
    slow, fast = begin(FLOW), begin(change(FLOW, speed=5))
    one, five = watch(slow, 20), watch(fast, 4)
    assert one.scalars["step"] == five.scalars["step"] == 20
    assert np.array_equal(one.arrays["arrows"], five.arrays["arrows"])


HOT_CHANGES = {
    "learning_rate": 1e-3, "training": False, "single_steps": 3, "speed": 2, "time": 0.5,
    "sampler": "midpoint", "steps": 7, "spacing": "quadratic", "eta": 0.5, "variance": "forward",
    "points": 150, "probe": (0.5, -1.0), "reflows": 1, "teacher_steps": 5, "teacher_walk": 6,
    "moment": 1,
}  # fmt: skip


def test_every_hot_field_is_tried() -> None:
    """Of one training: two side by side have tests of their own."""
    assert set(HOT_CHANGES) == (hot(FlowLab) | hot(DiffusionLab) | hot(ConsistencyLab)) - {"beside"}


@pytest.mark.parametrize("name", sorted(HOT_CHANGES))
def test_hot_controls_do_not_begin_anew(name: str) -> None:
    recipe = FLOW if hasattr(FLOW, name) else change(CONSISTENCY, teacher_steps=100)
    changed = change(recipe, **{name: HOT_CHANGES[name]})
    run = begin(recipe)
    watch(run, 10)
    assert not restarts(recipe, changed)
    seen = watch(run, 1, changed)
    assert seen.scalars["step"] == {"training": 10, "speed": 12, "teacher_steps": 1, "moment": 1}.get(
        name, 11
    )


@pytest.mark.parametrize(
    "values", [{"seed": 1}, {"data": "ring"}, {"width": 32}, {"coupling": "optimal transport"}, {"batch": 64}]
)
def test_others_do_and_are_as_if_begun_so(values: dict) -> None:
    run, changed = begin(FLOW), change(FLOW, **values)
    watch(run, 10)
    seen = watch(run, 5, changed)
    assert restarts(FLOW, changed) and seen.scalars["step"] == 5
    assert np.array_equal(seen.arrays["arrows"], watch(begin(changed), 5).arrays["arrows"])


def test_another_kind_of_recipe_is_refused() -> None:
    run = begin(FLOW)
    watch(run, 1)
    with pytest.raises(RecipeError, match="no other recipe"):
        run.send(recipe_types()[0](model="any"))


def test_a_lab_at_rest_shows_on_and_leaves_the_processor_alone() -> None:
    clock = TickClock()
    recipe = change(FLOW, training=False)
    run = begin(recipe, clock)
    watch(run, 300)
    before = clock.rests
    seen = watch(run, 5)
    assert clock.rests - before == 5
    assert seen.scalars["step"] == 0 and not seen.scalars["trained"]
    moved = watch(run, 300, change(recipe, time=0.7))
    assert moved.scalars["time"] == pytest.approx(0.7) and moved.scalars["density_kind"] == "likelihood"


def test_moving_time_shows_samples_until_the_likelihood_is_there() -> None:
    run = begin(change(FLOW, training=False))
    assert watch(run, 300).scalars["density_kind"] == "likelihood"
    moved = watch(run, 1, change(FLOW, training=False, time=0.5))
    assert moved.scalars["density_kind"] == "samples"
    assert moved.arrays["density"].sum() == pytest.approx((CELLS / 7) ** 2, rel=0.05)


REFUSED = [
    (change(FLOW, sampler="consistency"), "Use a consistency model"),
    (change(FLOW, sampler="ddpm", variance="forward"), "Use β̃"),
    (change(FLOW, spacing="trailing"), "time is continuous"),
    (change(DIFFUSION, spacing="trailing", steps=1000), "cannot be chosen"),
]


@pytest.mark.parametrize(("changed", "words"), REFUSED)
def test_what_does_not_go_together_is_said_and_the_training_goes_on(changed: Lab, words: str) -> None:
    run = begin(type(changed)(**SMALL, steps=4))
    watch(run, 60)
    seen = watch(run, 1, changed)
    assert words in str(seen.scalars["refusal"]) and "probe_path" not in seen.arrays
    assert seen.scalars["step"] == 61
    again = watch(run, 60, type(changed)(**SMALL, steps=4))
    assert again.scalars["refusal"] == "" and "track" in again.arrays


@pytest.mark.parametrize("recipe", [FLOW, DIFFUSION])
def test_a_training_that_explodes_ends_with_a_sentence(recipe: Lab) -> None:
    run = begin(change(recipe, learning_rate=0.1, width=256, layers=6, batch=32, speed=50))
    with pytest.raises(RecipeError, match=r"became unstable after \d+ steps.*[Ll]ower the learning rate"):
        for _ in range(40):
            explode(run)


def explode(run) -> None:
    """Frames with weights that were made far too large."""
    frame = next(run)
    assert frame.scalars["step"] < 2001
    learner = run.gi_frame.f_locals["lab"]._phases.matcher._learner
    for weight in learner.network.parameters():
        weight.data.mul_(1e9)


def test_drawn_points_are_learned() -> None:
    drawing = np.array([[1.0, 2.0], [-1.0, 0.5]], dtype="<f4")
    seen = watch(begin(change(FLOW, data="drawn", drawing=drawing.tobytes())), 160)
    distances = np.linalg.norm(seen.arrays["data_points"][:, None] - drawing, axis=2).min(1)
    assert np.sqrt((distances**2).mean() / 2) == pytest.approx(0.06, rel=0.1)
    assert np.isfinite(seen.scalars["kl"]) and "modes" not in seen.scalars


def test_nothing_drawn_is_said() -> None:
    with pytest.raises(RecipeError, match="Nothing is drawn yet"):
        next(begin(change(FLOW, data="drawn")))


def test_points_drawn_outside_are_said() -> None:
    drawing = np.array([[9.0, 0.0]], dtype="<f4").tobytes()
    with pytest.raises(RecipeError, match=r"between −3\.5 and 3\.5"):
        next(begin(change(FLOW, data="drawn", drawing=drawing)))


def test_reflows_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.live.phases.LEAST_STEPS", 50)
    recipe = change(FLOW, speed=50)
    run = begin(recipe)
    watch(run, 1)
    seen = [run.send(change(recipe, reflows=2) if i == 0 else None).scalars for i in range(20)]
    phases = [str(scalars["phase"]) for scalars in seen]
    assert [name for name, _ in itertools.groupby(phases)] == ["pairs 1", "reflow 1", "pairs 2", "reflow 2"]
    # The second reflow is that of a first one that has been trained, and not of a copy of the flow.
    assert max(int(scalars["step"]) for scalars in seen if scalars["phase"] == "pairs 2") >= 50
    back = watch(run, 1, change(recipe, reflows=1, speed=1))
    assert back.scalars["phase"] == "reflow 1"
    again = watch(run, 1, change(recipe, speed=1))
    assert again.scalars["phase"] == "training" and again.scalars["step"] == 51


def test_a_flow_that_has_learned_nothing_is_not_reflowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.live.phases.LEAST_STEPS", 20)
    run = begin(change(FLOW, reflows=1))
    assert [watch(run, 5).scalars["phase"] for _ in range(5)] == ["training"] * 3 + ["pairs 1"] * 2


def test_a_reflow_is_given_up_while_its_pairs_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.live.phases.LEAST_STEPS", 5)
    run = begin(FLOW)
    watch(run, 5)
    assert watch(run, 3, change(FLOW, reflows=1)).scalars["phase"] == "pairs 1"
    assert 0 < float(watch(run, 1).scalars["phase_share"]) < 1
    back = watch(run, 1, FLOW)
    assert back.scalars["phase"] == "training" and back.scalars["step"] == 6


def test_distillation_begins_after_the_teacher_and_jumps() -> None:
    run = begin(change(CONSISTENCY, teacher_steps=10))
    teacher = watch(run, 10)
    assert teacher.scalars["phase"] == "teacher" or teacher.scalars["step"] == 0
    seen = watch(run, 60)
    assert seen.scalars["phase"] == "distillation" and seen.scalars["nfe"] == 1
    assert seen.arrays["track"].shape[0] == 2
    more = watch(run, 60, change(CONSISTENCY, teacher_steps=10, steps=3))
    assert more.scalars["nfe"] == 3 and more.arrays["track"].shape[0] == 4
