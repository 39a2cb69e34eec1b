"""Trajectories are the teacher's, drawn once and kept; what learns from them has its loss where it should."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.core import noise
from playground.core.errors import DataError
from playground.core.recipe import change
from playground.evaluate.judge import JudgeFacts, judge_bytes
from playground.gaussian import grids
from playground.gaussian.card import Denoising
from playground.gaussian.levels import Level, Pair
from playground.gaussian.paths import Linear
from playground.gaussian.predictions import to_pair
from playground.gaussian.samplers import sample
from playground.networks import build
from playground.zoo import trajectories as drawn
from playground.zoo.consistency import task as consistency
from playground.zoo.consistency.task import ConsistencyTask
from playground.zoo.teaching import ReflowTask
from tests.support import tiny_teaching as tiny
from tests.support.awake import awake
from tests.support.tiny_training import images

pytestmark = pytest.mark.torch

DRAWING = drawn.Drawing(count=10, sampler="ab2", steps=3, seed=7)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs in which the teacher is finished."""
    folder = tmp_path_factory.mktemp("runs")
    tiny.finish(tiny.FLOW, folder)
    return folder


@pytest.fixture
def runs(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The teacher alone, no trajectories yet; chunks of four in full precision."""
    (tmp_path / tiny.FLOW.name).symlink_to(made / tiny.FLOW.name, target_is_directory=True)
    monkeypatch.setattr(drawn, "_CHUNK", 4)
    monkeypatch.setattr(drawn, "fast_bfloat16", lambda device: False)
    return tmp_path


class Draws:
    """Which chunks are drawn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chunks: list[range] = []
        real = drawn._draw

        def counted(
            network: nn.Module,
            denoising: Denoising,
            drawing: drawn.Drawing,
            indices: range,
            device: torch.device,
        ) -> Tensor:
            self.chunks.append(indices)
            return real(network, denoising, drawing, indices, device)

        monkeypatch.setattr(drawn, "_draw", counted)

    def taken(self) -> list[range]:
        """Those since the last call."""
        found, self.chunks = self.chunks, []
        return found


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> Draws:
    return Draws(monkeypatch)


def draw(runs: Path, drawing: drawn.Drawing = DRAWING) -> tuple[Tensor, Tensor]:
    return drawn.trajectories(tiny.FLOW.name, drawing, tiny.world(runs))


def chunk(runs: Path, first: int) -> Path:
    return runs / f"{tiny.FLOW.name}-trajectories" / f"{first:06d}.safetensors"


@pytest.mark.parametrize("sampler", ["ab2", "heun"])
def test_trajectories_are_those_of_the_samplers(runs: Path, sampler: str) -> None:
    points, labels = draw(runs, drawn.Drawing(count=10, sampler=sampler, steps=3, seed=7))
    assert points.shape == (10, 4, *tiny.SHAPE) and points.dtype == torch.float16
    assert labels.tolist() == list(range(10)), "the eleventh would have no label"
    _, network = tiny.world(runs).model(tiny.FLOW.name)

    def model(x: Tensor, level: Level) -> Pair:
        with torch.no_grad():
            return to_pair("velocity", network(x, torch.full((len(x),), level.t), labels), x, level)

    start = torch.from_numpy(noise.standard_normal(7, range(10), tiny.SHAPE, "trajectory"))
    steps = sample(sampler, model, start, Linear(), grids.times("uniform", Linear(), 3))
    for index, step in enumerate(steps):
        torch.testing.assert_close(points[:, index].float(), step.x, rtol=1e-3, atol=2e-3)


def test_labels_go_round_with_none_among_them() -> None:
    assert drawn.labels(9, 3).tolist() == [0, 1, 2, 3, 0, 1, 2, 3, 0]


def test_what_was_drawn_is_read(runs: Path, draws: Draws) -> None:
    points, labels = draw(runs)
    assert draws.taken() == [range(4), range(4, 8), range(8, 10)]
    again, same = draw(runs)
    assert draws.taken() == []
    assert torch.equal(points, again) and torch.equal(labels, same)


@pytest.mark.parametrize("content", [b"", b"nonsense", None])
def test_a_damaged_chunk_is_drawn_again(runs: Path, draws: Draws, content: bytes | None) -> None:
    points, _ = draw(runs)
    path = chunk(runs, 4)
    path.write_bytes(path.read_bytes()[:-50] if content is None else content)
    draws.taken()
    again, _ = draw(runs)
    assert draws.taken() == [range(4, 8)]
    assert torch.equal(points, again)


@pytest.mark.parametrize(
    "other",
    [
        drawn.Drawing(count=10, sampler="euler", steps=3, seed=7),
        drawn.Drawing(count=10, sampler="ab2", steps=2, seed=7),
        drawn.Drawing(count=10, sampler="ab2", steps=3, seed=8),
    ],
)
def test_another_drawing_is_drawn_again(runs: Path, draws: Draws, other: drawn.Drawing) -> None:
    points, _ = draw(runs)
    draws.taken()
    found, _ = draw(runs, other)
    assert len(draws.taken()) == 3
    assert found.shape[1] == other.steps + 1
    assert not torch.equal(found[:, -1], points[:, -1])


def test_another_teacher_of_that_name_is_drawn_again(tmp_path: Path, draws: Draws) -> None:
    for seed in (0, 1):
        tiny.finish(tiny.FLOW, tmp_path, seed=seed)
        draw(tmp_path)
        assert draws.taken()


@pytest.mark.parametrize(("count", "again"), [(14, [range(8, 12), range(12, 14)]), (9, []), (5, [])])
def test_more_are_drawn_and_fewer_are_read(runs: Path, draws: Draws, count: int, again: list[range]) -> None:
    """A short last chunk does not stand for a whole one."""
    points, _ = draw(runs)
    draws.taken()
    found, labels = draw(runs, drawn.Drawing(count=count, sampler="ab2", steps=3, seed=7))
    assert draws.taken() == again
    assert len(found) == len(labels) == count
    torch.testing.assert_close(found[:10], points[:count], rtol=2e-3, atol=2e-3)


def test_a_teacher_that_is_missing_or_has_no_flow_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="train that one first"):
        drawn.trajectories("no-such-model", DRAWING, tiny.world(tmp_path))
    tiny.finish(tiny.STAGE, tmp_path)
    with pytest.raises(DataError, match="is no denoising model") as caught:
        drawn.trajectories(tiny.STAGE.name, DRAWING, tiny.world(tmp_path))
    assert "\n" not in caught.value.sentence


def end_of(start: Tensor) -> Tensor:
    """Where a made-up flow takes noise, in one straight line."""
    return 0.3 * start - 0.2


class Straight(nn.Module):
    """A network that knows these lines: it finds the noise of x and answers with the velocity."""

    def forward(self, x: Tensor, time: Tensor, label: Tensor) -> Tensor:
        """From x = t·noise + (1 − t)·(0.3·noise − 0.2)."""
        t = time.reshape(-1, 1, 1, 1)
        start = (x + 0.2 * (1 - t)) / (t + 0.3 * (1 - t))
        return start - end_of(start)


def test_reflow_has_no_loss_for_who_knows_the_straight_lines() -> None:
    start = torch.from_numpy(noise.standard_normal(0, range(24), (1, 4, 4)))
    pairs, labels = torch.stack([start, end_of(start)], dim=1), torch.arange(24) % 11
    task = ReflowTask(tiny.REFLOW)
    for step in range(3):
        assert float(task.losses(Straight(), pairs, labels, step)["loss"]) < 1e-10
    assert task.validate(Straight(), pairs, labels)["loss"] < 1e-10
    swapped = task.losses(Straight(), pairs.flip(1), labels, 0)
    assert float(swapped["loss"]) > 0.1


def test_reflow_learns_from_both_ends_and_begins_as_its_teacher(runs: Path) -> None:
    network = build(tiny.REFLOW.network, tiny.REFLOW.config)
    ends, labels = ReflowTask(tiny.REFLOW).prepare(network, images(), tiny.world(runs))
    drawing = drawn.Drawing(count=12, sampler="ab2", steps=3, seed=tiny.REFLOW.seed)
    points, known = draw(runs, drawing)
    assert torch.equal(ends, points[:, [0, -1]]) and torch.equal(labels, known)
    assert 10 in labels.tolist(), "no label is learnt too"
    _, teacher = tiny.world(runs).model(tiny.FLOW.name)
    for name, weights in network.state_dict().items():
        assert torch.equal(weights, teacher.state_dict()[name])


class Lookup(nn.Module):
    """The perfect consistency model of given trajectories: it finds x among them and answers with the end."""

    def __init__(self, points: Tensor) -> None:
        super().__init__()
        self._points = points.float()
        self.places: list[int] = []

    def forward(self, x: Tensor, time: Tensor, label: Tensor) -> Tensor:
        """The velocity that leads from x to the end of its trajectory in ``time``."""
        distance = (self._points[None] - x[:, None, None]).abs().flatten(3).amax(dim=3)
        found = distance.flatten(1).argmin(dim=1)
        rows, places = found // self._points.shape[1], found % self._points.shape[1]
        self.places += places.tolist()
        return (x - self._points[rows, -1]) / time.reshape(-1, 1, 1, 1)


@pytest.mark.parametrize("weight", [0.0, 0.5])
def test_consistency_has_no_loss_for_the_perfect_map(runs: Path, weight: float) -> None:
    task = ConsistencyTask(change(tiny.CONSISTENCY, perceptual=weight))
    network = build(tiny.CONSISTENCY.network, tiny.CONSISTENCY.config)
    points, labels = task.prepare(network, images(), tiny.world(runs))
    points = points.float()
    points[:, -1].clamp_(-1, 1)
    assert float(task.losses(Lookup(points), points, labels, 0)["loss"]) < 1e-6
    elsewhere = points.clone()
    elsewhere[:, -1] += 0.5
    assert float(task.losses(Lookup(elsewhere), points, labels, 0)["loss"]) > 0.1


def test_any_judge_compares_pictures_layer_by_layer(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one of another network than the first had."""
    facts = JudgeFacts(network="feature-classifier", config={"width": 8}, accuracy=0.5, images=4)
    network = awake(build(facts.network, facts.config))
    (runs / "judge.safetensors").write_bytes(judge_bytes(network.state_dict(), facts))
    monkeypatch.setattr(consistency, "judge_file", lambda _data: runs / "judge.safetensors")
    task = ConsistencyTask(change(tiny.CONSISTENCY, perceptual=0.5))
    points, _ = task.prepare(
        build(tiny.CONSISTENCY.network, tiny.CONSISTENCY.config), images(), tiny.world(runs)
    )
    shown = points[:, -1].float().clamp(-1, 1)
    with torch.inference_mode():
        scores = network.eval()(0.5 * shown + 0.5)
        assert torch.equal(network.scores(task.judge(0.5 * shown + 0.5)), scores)
    alone = ConsistencyTask(tiny.CONSISTENCY).distance(shown, shown.flip(0))
    assert (task.distance(shown, shown.flip(0)) > alone).all()


def test_without_a_judge_a_sentence_says_what_to_leave_out(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consistency, "judge_file", lambda _data: runs / "judge.safetensors")
    task = ConsistencyTask(change(tiny.CONSISTENCY, adversarial=0.5))
    network = build(tiny.CONSISTENCY.network, tiny.CONSISTENCY.config)
    with pytest.raises(DataError, match="no judge of “mnist” to compare pictures"):
        task.prepare(network, images(), tiny.world(runs))


def test_consistency_asks_about_pure_noise_as_often_as_told_and_never_about_the_end(runs: Path) -> None:
    task = ConsistencyTask(change(tiny.CONSISTENCY, pure=0.4, trajectories=10, teacher_steps=3))
    network = build(tiny.CONSISTENCY.network, tiny.CONSISTENCY.config)
    points, labels = task.prepare(network, images(), tiny.world(runs))
    lookup, points = Lookup(points), points.float()
    for step in range(60):
        task.losses(lookup, points, labels, step)
    # Of ten pictures four are asked about at pure noise, and the other six at three places evenly.
    assert np.bincount(lookup.places).tolist() == [360, 120, 120]


def test_points_are_told_the_times_at_which_the_teacher_passed_them(runs: Path) -> None:
    task = ConsistencyTask(tiny.CONSISTENCY)
    network = build(tiny.CONSISTENCY.network, tiny.CONSISTENCY.config)
    points, labels = task.prepare(network, images(), tiny.world(runs))
    told: list[tuple[float, int]] = []

    class Notes(Lookup):
        def forward(self, x: Tensor, time: Tensor, label: Tensor) -> Tensor:
            answer = super().forward(x, time, label)
            told.extend(zip(time.tolist(), self.places[-len(x) :], strict=True))
            return answer

    task.losses(Notes(points), points.float(), labels, 0)
    assert {(round(t, 6), place) for t, place in told} == {
        (1.0, 0),
        (round(2 / 3, 6), 1),
        (round(1 / 3, 6), 2),
    }


def test_sheets_show_one_step_above_four() -> None:
    """Who knows the straight lines needs one: both halves show the same."""
    sheet = ReflowTask(tiny.REFLOW).sheet(Straight(), torch.zeros(8, 2, 1, 4, 4))
    assert sheet is not None and sheet.shape == (16, 40)
    assert np.abs(sheet[:8].astype(int) - sheet[8:]).max() <= 1
    again = ConsistencyTask(tiny.CONSISTENCY).sheet(Straight(), torch.zeros(8, 4, 1, 4, 4))
    assert again is not None and np.array_equal(again[:8], sheet[:8])
