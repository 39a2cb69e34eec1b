"""Laws of sampling: runtimes agree, batches do not matter, a stop is soon heard, and frames are as
said."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.core.frames import Frame
from playground.core.noise import standard_normal
from playground.core.recipe import Recipe, change
from playground.gaussian import samplers
from playground.gaussian.adapt import path_of
from playground.gaussian.card import Denoising
from playground.gaussian.levels import mix
from playground.paradigms import consistency, diffusion, flow, run
from playground.paradigms.denoising import sampling
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.denoising.walks import Stopwatch
from tests.support.tiny_denoiser import CLASSES, DDPM, SHAPE, TinyWorld

pytestmark = pytest.mark.torch

FIXED = [each.name for each in samplers.discover() if each.network == "denoiser" and not each.adaptive]
DENOISERS = [each.name for each in samplers.discover() if each.network == "denoiser"]
RECIPES: dict[str, Any] = {
    "tiny-ddpm": diffusion.Sample,
    "tiny-thousand": diffusion.Sample,
    "tiny-flow": flow.Sample,
    "tiny-consistency": consistency.Sample,
}


def frames(recipe: Recipe, world: TinyWorld) -> list[Frame]:
    return list(run(recipe, world))


def samples(model: str, **values: Any) -> Any:
    return RECIPES[model](model=model, **values)


def whole(found: list[Frame]) -> list[Frame]:
    return [frame for frame in found if frame.scalars["whole"]]


CASES = [
    *(("tiny-thousand", name) for name in FIXED),
    *(("tiny-flow", name) for name in DENOISERS),
    ("tiny-consistency", "consistency"),
]


@pytest.mark.parametrize(("model", "sampler"), CASES)
def test_both_runtimes_give_the_same_trajectory(
    models: Path, monkeypatch: pytest.MonkeyPatch, model: str, sampler: str
) -> None:
    guidance = 1.0 if model == "tiny-consistency" else 2.5
    recipe = samples(model, sampler=sampler, steps=6, count=5, eta=0.5, guidance=guidance, seed=3)
    steps = [_steps(recipe, TinyWorld(models, runtime), monkeypatch) for runtime in ("onnx", "torch")]
    assert len(steps[0]) == len(steps[1]) > 2
    for one, other in zip(*steps, strict=True):
        assert one.nfe == other.nfe
        for name in ("x", "data", "noise"):
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-3)
    assert np.abs(steps[0][0].x - steps[0][-1].x).max() > 0.1


def test_an_adaptive_sampler_ends_in_the_same_place(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Near α = 0 float noise is magnified until it changes the steps that are chosen, but not where they
    lead."""
    recipe = samples("tiny-thousand", sampler="dopri5", count=5)
    one, other = (
        _steps(recipe, TinyWorld(models, runtime), monkeypatch)[-1] for runtime in ("onnx", "torch")
    )
    assert np.abs(one.x - other.x).max() < 0.02 * np.abs(one.x).max()


def _steps(recipe: Recipe, world: TinyWorld, monkeypatch: pytest.MonkeyPatch) -> list[samplers.Step]:
    """The steps as they are, before they become pictures."""
    found: list[samplers.Step] = []

    class Watching(Stopwatch):
        def next(self, steps: Any) -> Any:
            step = super().next(steps)
            found.extend([] if step is None else [step])
            return step

    monkeypatch.setattr(sampling, "Stopwatch", Watching)
    frames(recipe, world)
    return found


@pytest.mark.parametrize(
    ("model", "sampler"), [(model, name) for model, name in CASES if name in (*FIXED, "consistency")]
)
def test_a_sample_does_not_depend_on_its_batch(world: TinyWorld, model: str, sampler: str) -> None:
    # One group where a step asks the network once, several where it asks more often.
    count = 70 if sampler in ("ddim", "consistency") else 40
    recipe = samples(model, sampler=sampler, steps=4, count=count, eta=1.0, label=1, seed=9)
    many = whole(frames(recipe, world))
    for count in (1, 19):
        few = whole(frames(change(recipe, count=count), world))
        assert len(few) == len(many) == 5
        for one, other in zip(few, many, strict=True):
            for name in ("x", "data", "noise"):
                np.testing.assert_array_equal(one.arrays[name], other.arrays[name][:count])
        np.testing.assert_array_equal(few[-1].arrays["start"], many[-1].arrays["start"][:count])


@pytest.mark.parametrize("model", RECIPES)
def test_the_start_is_the_noise_of_seed_and_index(world: TinyWorld, model: str) -> None:
    final = frames(samples(model, steps=2, count=3, seed=5), world)[-1]
    np.testing.assert_array_equal(final.arrays["start"], standard_normal(5, range(3), SHAPE, "start"))


@pytest.mark.parametrize("sampler", ["ddim", "ddpm"])
def test_what_is_varied_stays_itself_and_all_others_begin_near_it(world: TinyWorld, sampler: str) -> None:
    recipe = samples("tiny-ddpm", sampler=sampler, steps=3, count=40, seed=5, label=1)
    plain = frames(recipe, world)[-1].arrays
    near, same, own = (
        frames(change(recipe, vary=3, spread=spread), world)[-1].arrays for spread in (0.3, 0.0, 1.0)
    )
    for found in (near, same, own):
        np.testing.assert_array_equal(found["images"][3], plain["images"][3])
        np.testing.assert_array_equal(found["start"][3], plain["start"][3])
    np.testing.assert_allclose(own["start"], plain["start"], atol=1e-6)
    assert (same["images"] == plain["images"][3]).all()
    others = [index for index in range(40) if index != 3]
    turned = math.cos(0.15 * math.pi) * plain["start"][3] + math.sin(0.15 * math.pi) * plain["start"]
    np.testing.assert_allclose(near["start"][others], turned[others], atol=1e-6)
    # One that is not among those that are drawn can be varied, too.
    away = frames(change(recipe, vary=3, spread=0.0, count=2), world)[-1].arrays
    np.testing.assert_array_equal(away["images"][0], plain["images"][3])


def test_a_long_run_is_stopped_within_one_step(world: TinyWorld) -> None:
    found = run(samples("tiny-flow", steps=1000, sampler="euler"), world)
    next(found)
    first = world.calls
    next(found)
    assert world.calls - first == 1
    before = world.calls
    found.close()
    assert world.calls == before


@pytest.mark.parametrize(("sampler", "guidance"), [("euler", 1.0), ("rk4", 1.0), ("heun", 3.0)])
def test_no_yield_is_far_from_the_last(world: TinyWorld, sampler: str, guidance: float) -> None:
    """However many images are drawn, at most as much is done between two frames as for one group."""
    recipe = samples("tiny-flow", steps=2, count=100, sampler=sampler, guidance=guidance)
    calls = [0, *(world.calls for _ in run(recipe, world))]
    assert max(np.diff(calls)) <= 4 * 2


@pytest.mark.parametrize("model", RECIPES)
@pytest.mark.parametrize("count", [3, 70])
def test_frames_are_as_said(world: TinyWorld, model: str, count: int) -> None:
    found = frames(samples(model, steps=3, count=count), world)
    assert [frame.final for frame in found] == [False] * (len(found) - 1) + [True]
    assert [frame.index for frame in found] == list(range(1, found[-1].total + 1))
    assert {frame.total for frame in found} == {found[-1].total}
    assert [frame.scalars["step"] for frame in whole(found)] == [0, 1, 2, 3]
    for frame in found:
        assert frame.keep == (frame.scalars["whole"] or frame.index == 1)
        for name in ("x", "data", "noise"):
            assert frame.arrays[name].shape == (count, *SHAPE)
            assert frame.arrays[name].dtype == np.uint8
    path = path_of(Denoising.of(world.card(model)))
    for frame in (found[0], found[-1]):
        assert frame.arrays["times"].shape == (4,)
        levels = [path.level(float(t)) for t in frame.arrays["times"]]
        np.testing.assert_allclose(frame.arrays["alphas"], [level.alpha for level in levels], atol=1e-6)
        np.testing.assert_allclose(frame.arrays["sigmas"], [level.sigma for level in levels], atol=1e-4)
        np.testing.assert_array_equal(frame.arrays["labels"], np.arange(count) % CLASSES)
    for frame, t in zip(whole(found), found[0].arrays["times"], strict=True):
        assert frame.scalars["t"] == pytest.approx(t)
    assert found[-1].arrays["images"].shape == (count, *SHAPE)


def test_evaluations_are_counted_for_each_sample(world: TinyWorld) -> None:
    def nfe(**values: Any) -> int:
        return frames(samples("tiny-flow", steps=4, count=70, **values), world)[-1].scalars["nfe"]

    assert nfe(sampler="euler") == 4
    assert nfe(sampler="rk4") == 15
    assert nfe(sampler="heun") == 7
    assert nfe(sampler="euler", guidance=2.0) == 8
    assert nfe(sampler="euler", guidance=2.0, label=CLASSES) == 4
    # The steps begin at 1, ¾, ½ and ¼.
    assert nfe(sampler="euler", guidance=2.0, guided_from=0.3, guided_to=0.8) == 6
    assert nfe(sampler="euler", guidance=2.0, guided_from=0.5, guided_to=0.5) == 5


def test_guidance_leaves_alone_what_comes_before_its_interval(world: TinyWorld) -> None:
    late, whole_way, never = (
        [frame.arrays["x"] for frame in whole(frames(samples("tiny-flow", steps=4, **values), world))]
        for values in ({"guidance": 3.0, "guided_to": 0.6}, {"guidance": 3.0}, {"guidance": 1.0})
    )
    for index in range(3):
        np.testing.assert_array_equal(late[index], never[index])
    assert (late[-1] != never[-1]).any()
    assert (late[1] != whole_way[1]).any()


def test_guidance_by_none_is_no_label_at_all(world: TinyWorld) -> None:
    one, other = (
        frames(samples("tiny-flow", steps=3, **values), world)[-1].arrays["images"]
        for values in ({"guidance": 0.0, "label": 1}, {"guidance": 1.0, "label": CLASSES})
    )
    np.testing.assert_array_equal(one, other)


def test_pictures_show_x_made_of_data_and_noise(world: TinyWorld) -> None:
    """With every picture read back, x is α·data + σ·noise, to the rounding and clipping of grey
    levels."""
    for frame in whole(frames(samples("tiny-flow", steps=4), world))[:-1]:
        alpha, sigma = frame.scalars["alpha"], frame.scalars["sigma"]
        reach = alpha + 3 * sigma
        x = frame.arrays["x"] / 127.5 * reach - reach
        data, noise = frame.arrays["data"] / 127.5 - 1, frame.arrays["noise"] / 127.5 * 3 - 3
        inside = (frame.arrays["data"] % 255 > 0) & (frame.arrays["noise"] % 255 > 0)
        assert inside.mean() > 0.3
        assert np.abs(x - alpha * data - sigma * noise)[inside].max() < 0.5 / 127.5 * 2 * reach + 1e-6


@pytest.mark.parametrize(("output", "name"), [("trajectory", "x"), ("predictions", "data")])
@pytest.mark.parametrize("sampler", ["euler", "dopri5"])
def test_trajectories_are_rows_of_moments(world: TinyWorld, output: str, name: str, sampler: str) -> None:
    recipe = samples("tiny-flow", steps=8, count=3, sampler=sampler, output=output, moments=5)
    found = whole(frames(recipe, world))
    final = found[-1]
    columns = final.scalars["columns"]
    assert columns == len(final.arrays["shown"]) == 5
    rows = final.arrays["images"].reshape(3, columns, *SHAPE)
    times = np.array([frame.scalars["t"] for frame in found], dtype=np.float32)
    assert final.arrays["shown"][[0, -1]].tolist() == times[[0, -1]].tolist()
    for column, t in enumerate(final.arrays["shown"]):
        frame = found[int(np.flatnonzero(times == t)[0])]
        np.testing.assert_array_equal(rows[:, column], frame.arrays[name])


def test_a_large_trajectory_is_kept_in_part(world: TinyWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "KEPT_BYTES", 3 * 2 * np.prod(SHAPE) * 5)
    found = frames(samples("tiny-flow", steps=20, count=2), world)
    kept = [frame for frame in found if frame.keep]
    assert kept[0] is found[0]
    assert kept[-1] is found[-1]
    assert 4 <= len(kept) <= 6


# What does not go together


@pytest.mark.parametrize(
    ("model", "values", "words"),
    [
        ("tiny-ddpm", {"sampler": "consistency"}, "Use a consistency model"),
        ("tiny-consistency", {"sampler": "euler"}, "use the sampler “consistency”"),
        ("tiny-flow", {"sampler": "ddpm", "variance": "forward"}, "Use β̃"),
        ("tiny-flow", {"spacing": "leading"}, "Choose uniform"),
        ("tiny-ddpm", {"spacing": "trailing", "steps": 21}, "only 20 steps"),
        ("tiny-flow", {"sampler": "euler", "coordinates": "ratio"}, "choose time or the angle"),
        ("tiny-flow", {"sampler": "ddim", "ending": "floor"}, "Choose “data”"),
        ("tiny-flow", {"sampler": "ddim", "stride": "even"}, "Choose “next”"),
        ("tiny-flow", {"label": CLASSES + 1}, "Label 4 does not exist"),
        ("tiny-consistency", {"guidance": 2.0}, "cannot be guided again"),
        ("tiny-flow", {"guidance": 2.0, "guided_from": 0.6, "guided_to": 0.5}, "act nowhere"),
        ("tiny-flow", {"sampler": "dopri5", "count": 65}, "at most 64"),
        ("tiny-flow", {"output": "trajectory", "count": 1000, "steps": 99, "moments": 100}, "at most 20,000"),
    ],
)
def test_what_does_not_go_together_is_said_before_and_after(
    world: TinyWorld, model: str, values: dict[str, Any], words: str
) -> None:
    recipe = samples(model, **values)
    reason = refusal_of(recipe, world.card(model))
    assert reason is not None
    assert words in reason
    with pytest.raises(RecipeError) as caught:
        frames(recipe, world)
    assert caught.value.sentence == reason
    assert world.calls == 0


def test_in_the_ratio_of_noise_to_data_euler_is_ddim(world: TinyWorld) -> None:
    def walked(**values: Any) -> np.ndarray:
        return sampling.trajectory(samples("tiny-ddpm", steps=5, count=2, **values), world)

    ddim = walked(sampler="ddim")
    assert (ddim == walked(sampler="ddim", coordinates="ratio")).all()
    assert walked(sampler="euler", coordinates="ratio") == pytest.approx(ddim, rel=1e-4, abs=1e-4)
    assert np.abs(walked(sampler="euler") - ddim).max() > 0.01


def test_every_pair_is_either_refused_or_runs(world: TinyWorld) -> None:
    for model in RECIPES:
        for each in samplers.discover():
            recipe = samples(model, sampler=each.name, steps=2, count=1)
            if refusal_of(recipe, world.card(model)) is None:
                images = frames(recipe, world)[-1].arrays["images"]
                assert images.shape == (1, *SHAPE)
                assert each.network == Denoising.of(world.card(model)).kind


def test_a_model_that_does_not_denoise_is_refused(world: TinyWorld) -> None:
    card = msgspec.structs.replace(world.card("tiny-flow"), paradigm="vae", tables=())
    assert "no denoising network" in (refusal_of(samples("tiny-flow"), card) or "")


def test_noise_of_a_network_says_enough_at_its_start() -> None:
    """T steps leave a trace of the data, so that a network that predicts noise can start from there."""
    path = path_of(DDPM)
    level = path.level(path.end)
    assert level.alpha > 0
    assert mix(1.0, 0.0, level) > 0


@pytest.mark.parametrize("output", ["samples", "trajectory"])
def test_many_samples_are_drawn_in_blocks_and_are_the_same(models, monkeypatch, output) -> None:
    recipe = samples("tiny-flow", sampler="heun", steps=3, count=70, seed=2, output=output, moments=3)
    *_, at_once = frames(recipe, TinyWorld(models))
    monkeypatch.setattr(sampling, "SHOWN", 32)
    found = frames(recipe, TinyWorld(models))
    assert all(len(frame.arrays["x"]) <= 32 and not frame.final for frame in found[:-1])
    assert [frame.index for frame in found] == sorted(frame.index for frame in found)
    assert found[-1].index == found[-1].total and found[-1].final
    for name in found[-1].arrays.keys() | {"images", "start", "labels", "times"}:
        assert np.array_equal(found[-1].arrays[name], at_once.arrays[name]), name
    assert found[-1].scalars["nfe"] == at_once.scalars["nfe"]
    assert found[-1].scalars.get("columns") == at_once.scalars.get("columns")
