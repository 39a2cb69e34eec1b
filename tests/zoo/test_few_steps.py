"""Distilling to few steps: what is learned is where the teacher's steps lead, and drawing asks alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.core.errors import DataError
from playground.core.recipe import change
from playground.core.resources import Placement, Resources
from playground.evaluate.compositions import Judge
from playground.evaluate.descriptor import described
from playground.gaussian.card import Denoising
from playground.gaussian.paths import Linear
from playground.networks import build
from playground.paradigms.cards import read_card, rules
from playground.paradigms.words.drawing import sample, trajectory
from playground.paradigms.words.network import WordsNetwork
from playground.paradigms.words.recipes import Sample
from playground.runtimes.resources import open_resources
from playground.runtimes.torch_session import load_network
from playground.zoo import trajectories as drawn
from playground.zoo.few_steps import shipping
from playground.zoo.few_steps.task import FewStepsTask
from playground.zoo.finished import Finished
from playground.zoo.pair import compositions
from playground.zoo.pair.compositions import HELD_OUT, Measuring, Plan, gallery_of, numbers
from playground.zoo.pair.drawing import Drawer, DrawingSetting
from playground.zoo.start import training_of
from playground.zoo.train import Options, Trained, Training, train
from playground.zoo.world import TrainingWorld
from tests.support import tiny_words as tiny

pytestmark = pytest.mark.torch

JUMPS = [(count, begin) for count in tiny.FEW.steps for begin in range(count)]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs in which the teacher is finished, and a model that was distilled from it."""
    folder = tmp_path_factory.mktemp("runs")
    tiny.write_model(folder / "tiny-words" / "model" / "tiny-words")
    tiny.write_few(folder / "models" / "tiny-few")
    return folder


@pytest.fixture(autouse=True)
def precise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "fast_bfloat16", lambda device: False)


def begun(runs: Path, name: str, **changes: object) -> Training:
    return training_of(
        change(tiny.FEW, **changes), tiny.captioned(), runs / name, Options(say=lambda _: None)
    )


class Knowing(nn.Module):
    """Says the mean velocity of any step of its trajectories, found by the time that it is told."""

    def __init__(self, points: Tensor, tokens: Tensor) -> None:
        super().__init__()
        self._points, self._tokens = points, tokens
        self.told: list[float] = []

    def forward(self, x: Tensor, time: Tensor, tokens: Tensor) -> Tensor:
        said = []
        for one, at, words in zip(x, time.tolist(), tokens, strict=True):
            count, begin = next(
                (count, begin) for count, begin in JUMPS if abs(at - (1 - begin / count - 0.1 / count)) < 1e-6
            )
            mine = self._points[(self._tokens == words).all(dim=1)]
            long = 4 // count
            of = (mine[:, begin * long] - one).square().flatten(1).sum(dim=1).argmin()
            said.append((one - mine[of, (begin + 1) * long]) * count)
        self.told += time.tolist()
        return torch.stack(said)


def test_only_the_mean_velocity_of_each_step_has_no_loss(runs: Path) -> None:
    training = begun(runs, "loss", own=0.5, trajectories=40, batch=40)
    task, points = training.task, training.levels.float()
    assert isinstance(task, FewStepsTask)
    knowing = Knowing(points, training.labels)
    found, times = task._losses(knowing, points, training.labels, 3, learns=True)
    assert float(found.max()) < 1e-4, "also from points where its own step before has led"
    assert {round(1 - begin / count, 6) for count, begin in JUMPS} == {round(t, 6) for t in times.tolist()}
    assert len({round(told, 6) for told in knowing.told}) == len(JUMPS), (
        "each step is told by a time of its own"
    )

    class Less(Knowing):
        def forward(self, x: Tensor, time: Tensor, tokens: Tensor) -> Tensor:
            return super().forward(x, time, tokens) + 0.1

    worse, _ = task._losses(Less(points, training.labels), points, training.labels, 3, learns=True)
    assert float(worse.min()) > 0.01


def test_steps_are_learned_in_their_shares_and_evenly(runs: Path) -> None:
    task = FewStepsTask(tiny.FEW)
    generator = np.random.default_rng(0)
    rounds = [task._steps_of(generator, 400) for _ in range(10)]
    counts, begins = (torch.cat(part) for part in zip(*rounds, strict=True))
    for count, share in zip(tiny.FEW.steps, tiny.FEW.shares, strict=True):
        of = begins[counts == count]
        assert len(of) == pytest.approx(4000 * share, rel=0.05)
        assert torch.bincount(of, minlength=count).tolist() == pytest.approx(
            [len(of) / count] * count, rel=0.1
        )


def test_trajectories_are_those_that_the_teacher_draws_with_guidance(runs: Path) -> None:
    training = begun(runs, "drawn")
    task, table = training.task, Denoising.of(read_card(runs / "tiny-words" / "model" / "tiny-words"))
    assert isinstance(task, FewStepsTask) and table is not None
    folder = runs / "tiny-words" / "model"
    world = open_resources((folder,), rules(), Placement("torch"), pytest.fail)
    words = WordsNetwork("tiny-words", world)
    said = words.tokenized_of("red heart sign", "noto")
    model = words.guided(words.read(said), words.read(words.tokenized_of("")), tiny.FEW.guidance)
    teacher = load_network(read_card(folder / "tiny-words"), folder / "tiny-words")
    x, level = np.random.default_rng(1).standard_normal((1, 3, 8, 8)).astype(np.float32), Linear().level(0.6)
    with torch.inference_mode():
        mine = task._guided(teacher, torch.from_numpy(said.tokens))(torch.from_numpy(x), level)
    np.testing.assert_allclose(mine.data.numpy(), model(x, level).data, atol=1e-4)
    assert training.levels.shape == (20, 5, 3, 8, 8)
    kept = sorted((runs / "tiny-words-trajectories").iterdir())
    before = [path.stat().st_mtime_ns for path in kept]
    again = begun(runs, "drawn")
    assert [path.stat().st_mtime_ns for path in kept] == before, "what was drawn is kept"
    assert torch.equal(again.levels, training.levels) and torch.equal(again.labels, training.labels)


@pytest.mark.parametrize("count", tiny.FEW.steps)
def test_drawing_asks_as_the_training_does(runs: Path, count: int) -> None:
    folder, task = runs / "models" / "tiny-few", FewStepsTask(tiny.FEW)
    card = read_card(folder)
    world = open_resources((runs / "models",), rules(), Placement("torch"), pytest.fail)
    recipe = Sample(
        model="tiny-few",
        prompt="red heart",
        style="noto",
        sampler="euler",
        steps=count,
        guidance=1.0,
        count=2,
    )
    way = trajectory(recipe, world)
    said = WordsNetwork("tiny-few", world).tokenized_of("red heart", "noto")
    tokens = torch.from_numpy(said.tokens).expand(2, -1)
    network, x = load_network(card, folder), torch.from_numpy(way[0])
    with torch.inference_mode():
        for begin in range(count):
            x = task._step(network, x, tokens, torch.full((2,), count), torch.full((2,), begin))
            np.testing.assert_allclose(way[begin + 1], x.numpy(), atol=1e-4)
    *_, last = sample(recipe, world)
    assert last.scalars["nfe"] == count


def test_the_card_says_what_it_was_distilled_from_and_for(runs: Path) -> None:
    table = Denoising.of(read_card(runs / "models" / "tiny-few"))
    assert table is not None
    assert (table.teacher, table.guidance, table.steps) == ("tiny-words", 3.0, (1, 2, 4))


def test_it_learns_on_to_the_same_weights_after_a_stop(runs: Path) -> None:
    whole = begun(runs, "whole")
    list(train(whole))
    for each in train(begun(runs, "stopped")):
        if each.index == 3:
            break
    stopped = begun(runs, "stopped")
    stopped.resume()
    list(train(stopped))
    for name, tensor in whole.result().weights.items():
        assert torch.equal(tensor, stopped.result().weights[name]), name


def test_it_begins_as_its_teacher(runs: Path) -> None:
    training = begun(runs, "start")
    teacher = load_network(
        read_card(runs / "tiny-words" / "model" / "tiny-words"), runs / "tiny-words" / "model" / "tiny-words"
    )
    assert all(
        torch.equal(one, training.network.state_dict()[name]) for name, one in teacher.state_dict().items()
    )
    assert build(tiny.FEW.network, tiny.FEW.config).state_dict().keys() == teacher.state_dict().keys()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"steps": (1, 3, 4)}, "divide the greatest"),
        ({"shares": (0.5, 0.5)}, "needs a share"),
        (
            {"steps": (1, 11), "shares": (0.5, 0.5), "teacher_steps": 22},
            "both 1 and 11 steps: the network would be told the same time",
        ),
        ({"teacher_steps": 6}, "multiple of 4"),
        ({"teacher": "nobody"}, "needs the finished model “nobody”"),
    ],
)
def test_what_cannot_be_distilled_is_said(runs: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(DataError, match=said):
        begun(runs, "refused", **changes)


def test_a_teacher_that_learned_other_words_is_refused(runs: Path) -> None:
    images = tiny.captioned()
    others = type(images)(
        images=images.images, labels=images.labels, captions=(("zebra",), *images.captions[1:]),
        kinds=images.kinds,
    )  # fmt: skip
    world = TrainingWorld(folder=runs / "other-words", device=torch.device("cpu"), say=lambda _: None)
    with pytest.raises(DataError, match="other words than those that “tiny-words” learned"):
        FewStepsTask(tiny.FEW).prepare(build(tiny.FEW.network, tiny.FEW.config), others, world)


def test_the_numbers_of_the_card_are_those_that_compositions_finds(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned, held_out = tiny.captioned(24, seed=1), tiny.captioned(6, seed=2)
    card = read_card(runs / "models" / "tiny-few")
    world = open_resources((runs / "models",), rules(), Placement("onnx"), pytest.fail)
    yardsticks = {"emoji-pair": Looking("emoji-pair", world).look, "colours and edges": described}
    monkeypatch.setattr(shipping, "Contrastive", Looking)
    monkeypatch.setattr(compositions, "load_judge", lambda path: Styles())
    trained = Trained(weights={}, steps=0, seconds=0.0, best_step=0)
    finished = Finished(trained, "cpu", held_out, runs / "tiny-few", runs / "models" / "tiny-few", learned)
    found = shipping.measured(card, tiny.FEW, finished, lambda _: None).measured
    gallery, every = gallery_of(learned, held_out)
    judge = Judge(gallery, yardsticks, Styles().named)
    for count in tiny.FEW.steps:
        plan = Plan(pairs=6, scales=(1.0,), way=DrawingSetting(sampler="euler", steps=count, guidance=1.0))
        command = Measuring(judge, every, Drawer("tiny-few", world), plan, tmp_path, lambda _: None)
        (drawn,) = (each.found for each in command.report("emoji-pair", "").rows if each.title == HELD_OUT)
        assert numbers(f"in_{count}", drawn) == pytest.approx(
            {name: value for name, value in found.items() if name.startswith(f"in_{count}")}, rel=1e-4
        )
    assert {"teacher_by_emoji_pair", "teacher_by_colours_and_edges", "teacher_style"} <= found.keys()


class Looking:
    """Sees the pixels of a picture, whatever model it is called by."""

    def __init__(self, name: str, resources: Resources) -> None:
        self.card = resources.card("tiny-few")

    def look(self, images: np.ndarray) -> np.ndarray:
        """Unit vectors."""
        rows = images.reshape(len(images), -1).astype(np.float32) + 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Styles:
    """Names a style by the first pixel of a picture."""

    def named(self, images: np.ndarray) -> np.ndarray:
        """Of each."""
        return images[:, 0, 0, 0].astype(np.int64) % 3
