"""The lab's run: what its frames hold, what restarts and what does not, slow motion, and how it ends."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.core.fields import hot
from playground.core.recipe import change, from_json, to_json
from playground.engine.protocol import FrameMessage, decode_message, encode
from playground.gaussian.planar import planar
from playground.live.gan import PARTS
from playground.live.gan_losses import OBJECTIVES
from playground.paradigms import recipe_types
from playground.paradigms.gan_lab.frames import BINS, CELLS, CURVE, MESH
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.lab.frames import grid
from playground.paradigms.lab.steering import restarts
from tests.support.gan_lab import begin
from tests.support.plane_lab import TickClock, watch

SMALL = GanLab(d_width=8, g_width=8, batch=32, points=100, speed=1)
MEASURED = {"js", "js_floor", "sliced_wasserstein", "noise_floor", "modes", "modes_covered", "mode_error"}


def game_of(run):
    return run.gi_frame.f_locals["lab"]._game


def test_recipes_can_be_written_and_run() -> None:
    assert GanLab in recipe_types()
    assert from_json(to_json(SMALL), recipe_types())[0] == SMALL


def test_the_floor_of_a_divergence_of_shares_is_what_chance_alone_gives() -> None:
    """About (occupied cells − 1)/2n nats of KL, and a quarter of that of JS: no generator comes below."""
    scalars = watch(begin(SMALL), 150).scalars
    exact = planar("eight-gaussians").draw(np.random.default_rng(4), 2000)
    occupied = len(np.unique(np.floor((exact + 3.5) * 32 / 7), axis=0))
    by_chance = (occupied - 1) / 4000
    # Cells that hold less than a point on average add a little.
    assert by_chance < float(scalars["kl_floor"]) < 1.7 * by_chance
    assert by_chance / 4 < float(scalars["js_floor"]) < 1.7 * by_chance / 4


def test_frames_hold_what_they_say() -> None:
    run = begin(SMALL)
    seen = watch(run, 150)
    arrays, scalars = seen.arrays, seen.scalars
    assert arrays["fakes"].shape == arrays["sticks"].shape == (100, 2)
    assert arrays["discriminator"].shape == (CELLS, CELLS)
    assert 0 <= arrays["discriminator"].min() < arrays["discriminator"].max() <= 1
    for name in ("real", "fake"):
        assert arrays[f"histogram_{name}"].shape == (BINS,)
        assert arrays[f"histogram_{name}"].sum() == pytest.approx(1)
    assert arrays["mesh"].shape == arrays["mesh_noise"].shape == (MESH, MESH, 2)
    assert arrays["mesh_areas"].shape == (MESH - 1, MESH - 1)
    assert arrays["losses_d"].shape == arrays["losses_g"].shape == (150, 2)
    assert all(array.dtype == np.float32 for array in arrays.values())
    assert scalars.keys() >= MEASURED and scalars["step"] == 150 and scalars["d_scale"] == "probability"
    assert 0 < float(scalars["js_floor"]) < float(scalars["js"]) <= np.log(2)
    for name in ("js_floor", "kl_floor", "noise_floor"):
        low, mean, high = (float(scalars[name + end]) for end in ("_low", "", "_high"))
        assert 0 < low < mean < high
    noise = arrays["fake_noise"]
    assert np.array_equal(arrays["fakes"], game_of(run).generator(noise[:100]))


@pytest.mark.parametrize("noise", ["uniform 1-D", "normal 1-D"])
def test_noise_on_a_line_becomes_a_curve(noise) -> None:
    arrays = watch(begin(change(SMALL, noise=noise)), 3).arrays
    assert arrays["curve"].shape == (CURVE, 2) and arrays["curve_noise"].shape == (CURVE,)
    assert arrays["curve_lengths"].shape == (CURVE - 1,)
    assert "mesh" not in arrays and arrays["fake_noise"].shape[1] == 1


def test_only_the_first_frame_is_kept() -> None:
    run = begin(SMALL)
    frames = [run.send(None) for _ in range(5)]
    assert [frame.keep for frame in frames] == [True, False, False, False, False]
    assert all(("fake_noise" in frame.arrays) == frame.keep for frame in frames)
    decoded = decode_message(encode(FrameMessage("lab", 1, frames[0]))).frame
    assert set(decoded.arrays) == set(frames[0].arrays)


def test_the_same_seed_gives_the_same_frames() -> None:
    first, second = (watch(begin(SMALL), 40) for _ in range(2))
    assert repr(first.scalars) == repr(second.scalars)
    assert all(np.array_equal(first.arrays[name], second.arrays[name]) for name in first.arrays)
    other = watch(begin(change(SMALL, seed=1)), 40)
    assert not np.allclose(first.arrays["fakes"], other.arrays["fakes"])


def test_what_is_learned_does_not_depend_on_the_pace() -> None:
    slow, fast = watch(begin(SMALL), 20), watch(begin(change(SMALL, speed=5)), 4)
    parts = watch(begin(change(SMALL, slow=True)), 200)
    assert slow.scalars["step"] == fast.scalars["step"] == parts.scalars["step"] == 20
    for each in (fast, parts):
        for name in ("fakes", "discriminator", "losses_d", "losses_g"):
            assert np.array_equal(slow.arrays[name], each.arrays[name])


HOT_CHANGES = {
    "objective": "hinge", "r1": 1.0, "penalty": 5.0, "players": "generator", "momentum": 0.0, "batch": 48,
    "training": False, "single_steps": 3, "speed": 2, "slow": True, "points": 150, "d_optimiser": "sgd",
    "d_learning_rate": 1e-4, "d_steps": 3, "g_optimiser": "sgd", "g_learning_rate": 1e-4, "g_steps": 3,
    "moment": 1,
}  # fmt: skip


HOT = hot(GanLab) - {"beside"}
"""What is hot of one training; two side by side have tests of their own."""


def test_every_hot_field_is_tried() -> None:
    assert set(HOT_CHANGES) == HOT


@pytest.mark.parametrize("name", sorted(HOT))
def test_hot_controls_do_not_begin_anew(name: str) -> None:
    run, changed = begin(SMALL), change(SMALL, **{name: HOT_CHANGES[name]})
    watch(run, 10)
    game = game_of(run)
    assert not restarts(SMALL, changed)
    seen = watch(run, 1, changed)
    assert game_of(run) is game
    assert seen.scalars["step"] == {"training": 10, "speed": 12, "slow": 10, "moment": 1}.get(name, 11)


@pytest.mark.parametrize(
    "values", [{"seed": 1}, {"data": "ring"}, {"d_width": 16}, {"g_layers": 3}, {"noise": "normal 2-D"}]
)
def test_others_do_and_are_as_if_begun_so(values: dict) -> None:
    run, changed = begin(SMALL), change(SMALL, **values)
    watch(run, 10)
    seen = watch(run, 5, changed)
    assert restarts(SMALL, changed) and seen.scalars["step"] == 5
    assert np.array_equal(seen.arrays["fakes"], watch(begin(changed), 5).arrays["fakes"])
    assert "fake_noise" in seen.arrays


def test_hot_changes_do_what_they_say() -> None:
    run = begin(SMALL)
    watch(run, 5)
    game = game_of(run)
    still = game.discriminator.own.flat.copy()
    seen = watch(run, 5, change(SMALL, players="generator", g_steps=2))
    assert np.array_equal(game.discriminator.own.flat, still)
    assert np.isnan(seen.arrays["losses_d"][-5:, 1]).all()
    assert np.isfinite(seen.arrays["losses_g"][:, 1]).all()
    assert np.isnan(seen.scalars["loss_d"]) and np.isfinite(seen.scalars["loss_g"])
    seen = watch(run, 1, change(SMALL, players="both"))
    assert np.isfinite([seen.scalars["loss_d"], seen.scalars["loss_g"]]).all()
    assert watch(run, 1, change(SMALL, points=150)).arrays["fakes"].shape == (150, 2)


SCALES = {
    "minimax": "probability", "non-saturating": "probability", "least squares": "score", "hinge": "margin",
    "wasserstein": "critic",
}  # fmt: skip


@pytest.mark.parametrize("objective", list(OBJECTIVES))
def test_every_objective_has_a_scale_and_sticks_of_its_own(objective) -> None:
    run = begin(change(SMALL, objective=objective, r1=0.1))
    seen = watch(run, 5)
    assert seen.scalars["d_scale"] == SCALES[objective]
    assert 0 <= seen.arrays["discriminator"].min() <= seen.arrays["discriminator"].max() <= 1
    _, sticks = game_of(run).sticks_at(seen.arrays["fakes"])
    assert np.array_equal(sticks, seen.arrays["sticks"])
    assert seen.scalars["stick_size"] == pytest.approx(np.sqrt((sticks**2).sum(1).mean()), rel=1e-5)
    if objective == "wasserstein":
        middle = (float(seen.scalars["d_real"]) + float(seen.scalars["d_fake"])) / 2
        assert middle == pytest.approx(float(seen.scalars["d_half"]), abs=1e-3)
        assert float(seen.scalars["d_real"]) - float(seen.scalars["d_fake"]) == seen.scalars["d_gap"]


def test_slow_motion_walks_through_both_updates() -> None:
    run, recipe = begin(SMALL), change(SMALL, slow=True)
    before = watch(run, 3).arrays["discriminator"]
    frames = [run.send(recipe if index == 0 else None) for index in range(10)]
    told = [(frame.scalars["player"], frame.scalars["part"]) for frame in frames]
    assert told == [(player, part) for player in ("discriminator", "generator") for part in PARTS]
    assert [frame.scalars["part_index"] for frame in frames] == [1, 2, 3, 4, 5] * 2
    captions = [str(frame.scalars["caption"]) for frame in frames]
    assert len(set(captions)) == 10 and all(each.endswith(".") for each in captions)
    judged, made = frames[:5], frames[5:]
    assert "batch_fake" not in judged[0].arrays and "batch_d_fake" not in judged[1].arrays
    assert [frame.scalars["step"] for frame in frames] == [3] * 9 + [4]
    # The discriminator changes with its update and at no other part; the generator likewise.
    fields = [frame.arrays["discriminator"] for frame in frames]
    assert all(np.array_equal(field, before) for field in fields[:4])
    assert all(np.array_equal(field, fields[4]) for field in fields[5:])
    assert not np.array_equal(fields[4], before)
    assert np.array_equal(judged[4].arrays["discriminator_before"], before)
    points = [frame.arrays["fakes"] for frame in frames]
    assert all(np.array_equal(each, points[0]) for each in points[:9])
    assert not np.array_equal(points[9], points[8])
    last = made[4].arrays
    assert np.array_equal(last["batch_after"], game_of(run).generator(last["batch_noise"]))
    assert not np.array_equal(last["batch_after"], last["batch_fake"])


def test_a_critic_before_and_after_its_update_is_shown_on_one_scale() -> None:
    """A critic's scale goes with what it says, and would else be another one before and after."""
    run = begin(change(SMALL, objective="wasserstein", slow=True, d_learning_rate=0.01))
    before = watch(run, 4)
    assert before.scalars["part"] == "gradient"
    said = game_of(run).discriminator(grid(CELLS)).reshape(CELLS, CELLS)
    seen = watch(run, 1)
    half, span = float(seen.scalars["d_half"]), float(seen.scalars["d_span"])
    assert half != pytest.approx(float(before.scalars["d_half"]))
    expected = np.clip(0.5 + (said - half) / (2 * span), 0, 1)
    assert seen.arrays["discriminator_before"] == pytest.approx(expected, abs=1e-5)
    assert np.abs(expected - before.arrays["discriminator"]).max() > 1e-3


def test_slow_motion_shows_the_batch_it_trains_on() -> None:
    run = begin(change(SMALL, slow=True))
    for player in ("discriminator", "generator"):
        frames = [next(run) for _ in range(5)]
        game, arrays = game_of(run), frames[3].arrays
        weights = game.slopes[player].weights
        squares = [float((each.astype(np.float64) ** 2).sum()) / each.size for each in weights]
        assert arrays["gradient_sizes"] == pytest.approx(np.sqrt(squares)) and len(squares) == 3
        # The generator stood still until its own update.
        if player == "discriminator":
            assert arrays["batch_fake"] == pytest.approx(game.generator(arrays["batch_noise"]), abs=1e-6)
            assert arrays["batch_pull_real"].min() >= 0 and arrays["batch_pull_fake"].max() <= 0
            assert arrays["batch_pull_real"] == pytest.approx(1 - arrays["batch_d_real"], abs=1e-6)
        else:
            _, sticks = game.sticks_at(arrays["batch_fake"])
            assert arrays["batch_sticks"] == pytest.approx(sticks, abs=1e-6)
        assert f"{float(frames[3].scalars['part_loss']):.3f}" in str(frames[3].scalars["caption"])


def test_in_slow_motion_all_losses_are_of_the_last_update() -> None:
    run = begin(SMALL)
    watch(run, 8)
    told = watch(run, 1).scalars
    means = {name: float(told[name]) for name in ("loss_d", "loss_g")}
    last = {f"loss_{player[0]}": loss for player, loss in game_of(run).losses.items()}
    assert all(abs(last[name] - means[name]) > 1e-4 for name in means)
    slow = change(SMALL, slow=True)
    for _ in range(20):
        scalars = watch(run, 1, slow).scalars
        if "part_loss" in scalars:
            last[f"loss_{str(scalars['player'])[0]}"] = float(scalars["part_loss"])
        assert {name: scalars[name] for name in last} == last
    said = watch(run, 1, SMALL).scalars
    assert all(abs(float(said[name]) - last[name]) > 1e-4 for name in last)


def test_slow_motion_tells_no_loss_of_a_player_that_does_not_learn() -> None:
    run = begin(change(SMALL, slow=True, players="generator"))
    seen = watch(run, 9)
    assert np.isnan(seen.scalars["loss_d"]) and seen.scalars["loss_g"] == seen.scalars["part_loss"]


def test_slow_motion_can_be_left_and_paused() -> None:
    run, recipe = begin(SMALL), change(SMALL, slow=True)
    watch(run, 2)
    watch(run, 3, recipe)
    paused = watch(run, 4, change(recipe, training=False))
    assert paused.scalars["part"] == "look" and not paused.scalars["trained"]
    seen = watch(run, 1, SMALL)
    assert seen.scalars["step"] == 3 and seen.scalars["part"] == "" and "batch_noise" not in seen.arrays
    straight = watch(begin(SMALL), 3)
    assert np.array_equal(seen.arrays["fakes"], straight.arrays["fakes"])


def test_a_lab_at_rest_leaves_the_processor_alone() -> None:
    clock = TickClock()
    run = begin(change(SMALL, training=False), clock)
    watch(run, 150)
    before = clock.rests
    seen = watch(run, 5)
    assert clock.rests - before == 5 and seen.scalars["step"] == 0 and seen.scalars.keys() >= MEASURED


def test_another_kind_of_recipe_is_refused() -> None:
    run = begin(SMALL)
    watch(run, 1)
    with pytest.raises(RecipeError, match="no other recipe"):
        run.send(next(kind for kind in recipe_types() if kind is not GanLab)(model="any"))


def test_a_game_that_explodes_ends_with_a_sentence() -> None:
    run = begin(change(SMALL, objective="wasserstein", penalty=0.0, d_optimiser="sgd", d_learning_rate=1.0))
    with pytest.raises(RecipeError, match=r"the \w+’s loss grew beyond all bounds\. Lower"):
        watch(run, 500)


@pytest.mark.parametrize(("player", "what"), [("generator", "the points"), ("discriminator", "D")])
def test_players_that_say_no_numbers_end_the_run(player: str, what: str) -> None:
    run = begin(change(SMALL, training=False))
    watch(run, 2)
    own = getattr(game_of(run), player).own.flat
    for wild in (1e30, np.nan):
        own[:] = wild
        with pytest.raises(RecipeError, match=f"unstable after 0 rounds: {what} grew beyond"):
            run.gi_frame.f_locals["lab"].frame()


def test_drawn_points_are_learned() -> None:
    drawing = np.array([[1.0, 2.0], [-1.0, 0.5]], dtype="<f4")
    seen = watch(begin(change(SMALL, data="drawn", drawing=drawing.tobytes())), 120)
    distances = np.linalg.norm(seen.arrays["data_points"][:, None] - drawing, axis=2).min(1)
    assert np.sqrt((distances**2).mean() / 2) == pytest.approx(0.06, rel=0.1)
    assert float(seen.scalars["js"]) > 0 and "modes" not in seen.scalars


def test_nothing_drawn_is_said() -> None:
    with pytest.raises(RecipeError, match="Nothing is drawn yet"):
        next(begin(change(SMALL, data="drawn")))
    with pytest.raises(RecipeError, match="two 32-bit floats"):
        change(SMALL, drawing=b"123")
