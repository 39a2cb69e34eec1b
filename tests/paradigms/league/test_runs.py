"""The league's run: equal budgets, the same numbers whatever is looked at, and how it goes on and ends."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.core.fields import hot
from playground.core.frames import Frame
from playground.core.recipe import change, from_json, to_json
from playground.engine.protocol import FrameMessage, decode_message, encode
from playground.live import phases
from playground.paradigms import recipe_types
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.lab.steering import restarts
from playground.paradigms.league.frames import MARKS, MEASURES
from playground.paradigms.league.recipes import ENTRANTS, League
from playground.paradigms.league.results import from_bytes, result, to_bytes
from tests.support.league import TickMeter, begin, explode, frames, last, measured_roughly, of, play, value

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True, scope="module")
def roughly() -> Iterator[None]:
    """All leagues here are measured roughly."""
    with measured_roughly():
        yield


TIMES = ("seconds", "sampling_ms")
CHEAP = ("vae", "gan", "nflow")


def told(frame: Frame) -> np.ndarray:
    """The finals without what a clock says."""
    kept = [place for place, name in enumerate(MEASURES) if name not in TIMES]
    return frame.arrays["finals"][..., kept]


@pytest.fixture(scope="module")
def short() -> Frame:
    """The end of a short league of everybody."""
    return play(of(*ENTRANTS))


def test_recipes_can_be_written_and_run() -> None:
    assert League in recipe_types()
    assert from_json(to_json(of("vae")), recipe_types())[0] == of("vae")
    with pytest.raises(RecipeError, match="Nobody takes part"):
        next(begin(of()))


def test_all_get_the_same_number_of_gradient_steps(short: Frame) -> None:
    assert [value(short, name, "steps") for name in ENTRANTS] == [20] * len(ENTRANTS)
    assert short.scalars["step"] == 20 * len(ENTRANTS)


def test_nobody_is_ahead_by_more_than_a_step_at_any_time() -> None:
    recipe = of("vae", "gan", "nflow", "flow", steps=30)
    for frame in frames(begin(recipe, TickMeter(0.001))):
        used = frame.arrays["used"][:, 2]
        assert used.max() - used.min() <= 1


def test_all_get_the_same_seconds_within_a_step() -> None:
    tick = 1 / 128  # adds up without rounding
    frame = last(begin(of(*CHEAP, budget="seconds", seconds=0.5), TickMeter(tick)))
    seconds = [value(frame, name, "seconds") for name in CHEAP]
    assert all(0.5 <= used < 0.5 + tick for used in seconds)
    assert [value(frame, name, "steps") for name in CHEAP] == [64] * 3


def test_a_run_is_measured_all_along_its_budget() -> None:
    frame = play(of("gan", steps=40))
    rows = frame.arrays["history"]
    assert len(rows) == MARKS + 1
    assert rows[0, 3] == 0 and rows[-1, 3] == 40 and np.all(np.diff(rows[:, 3]) > 0)
    assert rows[-1, 4] < float(frame.scalars["far"])


def test_every_measure_is_there_where_it_applies(short: Frame) -> None:
    for name in ENTRANTS:
        missing = {measure for measure in MEASURES if np.isnan(value(short, name, measure))}
        assert missing == ({"kl", "kl_error"} if name in ("gan", "consistency") else set())
        assert value(short, name, "nfe") == {"diffusion": 20, "flow": 20}.get(name, 1)
        assert 19_000 <= value(short, name, "parameters") <= 21_000
        assert value(short, name, "generating") <= value(short, name, "parameters")
    assert 0 < float(short.scalars["noise_floor"]) < float(short.scalars["way_floor"])
    assert short.scalars["modes"] == 8


def test_looking_pausing_and_pace_change_no_number(short: Frame) -> None:
    recipe = of(*CHEAP, points=50, speed=3)
    run = begin(recipe, TickMeter(0.0005))
    paused = False
    for count in range(10_000):
        frame = run.send(change(recipe, training=count % 3 > 0)) if count else next(run)
        paused = paused or (count > 0 and not frame.scalars["trained"])
        if frame.final:
            break
    assert paused
    places = [ENTRANTS.index(name) for name in CHEAP]
    np.testing.assert_array_equal(told(frame), told(short)[places])


def test_a_seed_gives_the_same_whichever_was_before_it() -> None:
    both, second = play(of(*CHEAP, seed=3, seeds=2)), play(of(*CHEAP, seed=4))
    np.testing.assert_array_equal(told(both)[:, 1], told(second)[:, 0])
    assert not np.allclose(told(both)[:, 0], told(both)[:, 1], equal_nan=True)


def test_a_larger_budget_goes_on_as_if_it_had_been_so_from_the_start() -> None:
    recipe = of(*CHEAP, steps=20)
    run = begin(recipe)
    assert last(run).scalars["phase"] == "over"
    more = run.send(change(recipe, steps=32))
    assert more.scalars["phase"] == "training" and not more.final
    grown = last(run)
    np.testing.assert_array_equal(told(grown), told(play(of(*CHEAP, steps=32))))


def test_a_budget_that_is_used_up_already_begins_anew() -> None:
    recipe = of("gan", steps=40)
    run = begin(recipe)
    last(run)
    assert run.send(change(recipe, steps=30)).scalars["step"] < 30
    assert value(last(run), "gan", "steps") == 30


def test_only_hot_fields_leave_a_league_as_it_is() -> None:
    recipe = of("gan", "vae", steps=40)
    changes = {"training": False, "single_steps": 1, "speed": 2, "seconds": 3.0, "steps": 50, "points": 20}
    assert set(changes) == hot(League)
    assert not any(restarts(recipe, change(recipe, **{name: value})) for name, value in changes.items())
    cold = {"data": "ring", "entrants": ("nflow",), "budget": "seconds", "seeds": 2, "walks": (("flow", 3),)}
    cold["seed"] = 1
    assert all(restarts(recipe, change(recipe, **{name: value})) for name, value in cold.items())


def test_a_paused_league_learns_nothing_and_rests() -> None:
    meter = TickMeter()
    run = begin(of("gan", training=False), meter)
    assert {next(run).scalars["step"] for _ in range(5)} == {0}
    assert meter.rests == 5


def test_one_step_is_one_of_everybody() -> None:
    recipe = of("gan", "vae", steps=40, speed=1)
    run = begin(recipe)
    steps = [frame.scalars["step"] for _, frame in zip(range(12), frames(run), strict=False)]
    assert steps == list(range(2, 26, 2))


def test_the_end_is_told_once_and_then_it_rests() -> None:
    meter = TickMeter()
    run = begin(of("gan"), meter)
    seen = list(frames(run))
    assert [frame.final for frame in seen] == [False] * (len(seen) - 1) + [True]
    before = meter.rests
    after = next(run)
    assert not after.final and after.scalars["phase"] == "over" and meter.rests == before + 1
    assert [frame.keep for frame in seen] == ["data_points" in frame.arrays for frame in seen]
    decoded = decode_message(encode(FrameMessage("league", 1, seen[-1]))).frame
    np.testing.assert_array_equal(decoded.arrays["finals"], seen[-1].arrays["finals"])


def test_points_of_the_present_seed_are_shown() -> None:
    recipe = of("gan", "flow", points=30, steps=40)
    *_, frame = frames(begin(recipe, TickMeter(0.004)))
    assert frame.arrays["points"].shape == (2, 30, 2)
    assert np.all(np.isfinite(frame.arrays["points"]))


def test_a_run_that_becomes_unstable_is_counted_and_the_others_go_on(monkeypatch) -> None:
    explode(monkeypatch)
    frame = play(of("vae", "gan"))
    assert value(frame, "gan", "diverged") == 1 and np.isnan(value(frame, "gan", "sliced_wasserstein"))
    assert value(frame, "gan", "steps") == 10
    assert value(frame, "vae", "diverged") == 0 and value(frame, "vae", "steps") == 20
    assert frame.scalars["failures"] == '[["gan", 0, "The training became unstable."]]'


def make_few_pairs(monkeypatch: pytest.MonkeyPatch, pairs: int, block: int) -> None:
    """Let a reflow be trained on so many pairs, made in blocks and in two steps."""
    for name, small in (("_PAIRS", pairs), ("_BLOCK", block), ("_WALK", 2)):
        monkeypatch.setattr(phases, name, small)


@pytest.mark.parametrize("steps", [20, 41])
def test_half_of_the_smallest_budget_is_for_reflow_and_distillation(monkeypatch, steps: int) -> None:
    make_few_pairs(monkeypatch, 64, 32)
    recipe = of("reflow", "consistency", steps=steps)
    frame = play(recipe)
    assert frame.scalars["cut_short"] == "[]"
    for each in result(recipe, frame).standings:
        assert each.cut_short == 0 and each.rank < np.inf


def test_a_reflow_that_the_budget_ends_before_is_said_and_ranks_last(monkeypatch) -> None:
    make_few_pairs(monkeypatch, 128, 2)
    recipe = of("reflow", "consistency", "gan", budget="seconds", seconds=0.5)
    run = begin(recipe, TickMeter(1 / 128))
    found = result(recipe, last(run))
    standing = found.standings[-1]
    assert standing.name == "reflow" and standing.cut_short == 1 and standing.rank == np.inf
    assert standing.diverged == 0
    (only,) = standing.runs
    assert only.cut_short == "The budget ended before the reflow began."
    # What the flow before it draws is no result of the reflow.
    assert not only.curve and not {"sliced_wasserstein", "kl", "nfe"} & only.measures.keys()
    assert from_bytes(to_bytes(found)) == found
    # With a larger budget it is made up for.
    run.send(change(recipe, seconds=2.0))
    grown = result(recipe, last(run)).standing("reflow")
    assert grown is not None and grown.cut_short == 0 and grown.rank < np.inf


def test_reflow_and_distillation_begin_at_half_of_the_budget(monkeypatch) -> None:
    make_few_pairs(monkeypatch, 64, 32)
    seen: dict[str, list[float]] = {}
    for frame in frames(begin(of("reflow", "consistency", steps=40), TickMeter(0.004))):
        for index, phase in enumerate(str(frame.scalars["phases"]).split(",")):
            seen.setdefault(phase, []).append(float(frame.arrays["used"][index, 0]))
    assert list(seen) == ["waiting", "training", "teacher", "pairs 1", "reflow 1", "distillation", "over"]
    assert max(seen["training"]) <= 0.5 <= min(seen["reflow 1"])
    assert max(seen["teacher"]) <= 0.5 <= min(seen["distillation"])
    assert set(seen["pairs 1"]) == {0.5}


def test_before_it_has_begun_a_reflow_or_a_distillation_shows_no_distance_of_its_flow(monkeypatch) -> None:
    make_few_pairs(monkeypatch, 64, 32)
    names = ("flow", "reflow", "consistency")
    for frame in frames(begin(of(*names, steps=40), TickMeter(0.004))):
        unbegun = str(frame.scalars["unbegun"]).split(",")
        measured = {names[int(row[0])] for row in frame.arrays["history"]}
        assert not measured & set(unbegun) and "flow" not in unbegun
    assert unbegun == [""] and measured == set(names)
    steps = {name: frame.arrays["history"][frame.arrays["history"][:, 0] == place, 3]
             for place, name in enumerate(names)}  # fmt: skip
    assert steps["flow"][0] == 0 and min(steps["reflow"][0], steps["consistency"][0]) > 20
    assert all(each[-1] == 40 for each in steps.values())


def test_another_recipe_is_refused() -> None:
    run = begin(of("gan"))
    next(run)
    with pytest.raises(RecipeError, match="no other recipe"):
        run.send(GanLab())
