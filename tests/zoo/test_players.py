"""The training of two players: whose turn it is, what is kept, and that it goes on where it was."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from playground.core.recipe import change
from playground.evaluate import distances
from playground.objectives.gradient_penalty import gradients, r1
from playground.zoo.checkpoint import kept_steps, snapshot_file
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.gan.task import moments_of
from playground.zoo.gan.training import GanTraining, moments
from playground.zoo.start import training_of
from playground.zoo.train import Options, train
from tests.support import tiny_gan as tiny
from tests.support.tiny_training import images

pytestmark = pytest.mark.torch


TWICE = change(tiny.RECIPE, discriminator_steps=2)
AUGMENTED = change(
    tiny.MAPPED, discriminator_steps=2, ada=0.0625, discriminator_learning_rate=1e-2, warm_up=0
)
"""One whose discriminator is soon sure of the real pictures, so that what it sees is augmented."""


def _dot(made: torch.Tensor) -> torch.Tensor:
    """White at the centre and black elsewhere, of which each value has the gradient of what was made."""
    wanted = -torch.ones_like(made)
    wanted[:, :, 14, 14] = 1.0
    return wanted + made - made.detach()


def finished(training: GanTraining) -> dict[str, torch.Tensor]:
    for _ in train(training):
        pass
    best = {f"best.{name}": tensor for name, tensor in training.result().weights.items()}
    return {**training.network.state_dict(), **best}


Whole = tuple[TrainGan, Path, dict[str, torch.Tensor]]


@pytest.fixture(scope="module", params=[TWICE, AUGMENTED], ids=["of noise", "mapped and augmented"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A recipe, and the folder and the end of its training that nothing interrupted."""
    folder, recipe = tmp_path_factory.mktemp("whole"), request.param
    return recipe, folder, finished(tiny.training(folder, recipe))


@pytest.mark.parametrize("stop", [1, 4, 9])
def test_a_resumed_training_ends_with_the_same_weights_and_moments(
    whole: Whole, tmp_path: Path, stop: int
) -> None:
    recipe, folder, expected = whole
    frames = train(tiny.training(tmp_path, recipe, every_step=True))
    for _ in range(stop):
        next(frames)
    frames.close()  # type: ignore[attr-defined]
    again = tiny.training(tmp_path, recipe)
    assert again.resume() == "" and again.step == stop < again.total == 15
    found = finished(again)
    assert found.keys() == expected.keys()
    for name, tensor in expected.items():
        assert torch.equal(tensor, found[name]), name
    assert kept_steps(folder) == kept_steps(tmp_path) == list(again.moments)
    for step in kept_steps(folder):
        assert snapshot_file(folder, step).read_bytes() == snapshot_file(tmp_path, step).read_bytes()


def test_each_player_makes_its_own_steps_at_its_own_rate(tmp_path: Path) -> None:
    """Adam's first step is as long as the rate in every parameter with a gradient (Kingma and Ba 2015)."""
    recipe = change(tiny.RECIPE, learning_rate=1e-3, discriminator_learning_rate=3e-3, warm_up=0)
    training = tiny.training(tmp_path, recipe)
    before = {name: tensor.clone() for name, tensor in training.network.named_parameters()}
    training.advance()
    moved = {
        name: (tensor - before[name]).detach().abs().max()
        for name, tensor in training.network.named_parameters()
    }
    for player, rate in (("generator", 1e-3), ("discriminator", 3e-3)):
        longest = max(float(far) for name, far in moved.items() if name.startswith(player))
        assert longest == pytest.approx(rate, rel=1e-3), player


def test_the_layers_to_w_move_more_slowly(tmp_path: Path) -> None:
    recipe = change(tiny.MAPPED, learning_rate=1e-3, mapping_rate=0.25, warm_up=0)
    training = tiny.training(tmp_path, recipe)
    before = {name: tensor.clone() for name, tensor in training.network.named_parameters()}
    training.advance()
    for part, rate in (("mapping", 2.5e-4), ("synthesis", 1e-3), ("discriminator", 1e-3)):
        longest = max(
            float((tensor - before[name]).detach().abs().max())
            for name, tensor in training.network.named_parameters()
            if name.startswith(part)
        )
        assert longest == pytest.approx(rate, rel=1e-2), part


@pytest.mark.parametrize(("mixing", "mixed"), [(0.0, 0), (1.0, 8)])
def test_some_pictures_are_made_of_two_w(tmp_path: Path, mixing: float, mixed: int) -> None:
    training = tiny.training(tmp_path, change(tiny.MAPPED, mixing=mixing))
    seen: list[torch.Tensor] = []
    training.network.synthesis.register_forward_pre_hook(lambda _, given: seen.append(given[0].detach()))  # type: ignore[union-attr]
    training.advance()
    (styles,) = seen
    assert int((styles != styles[:, :1]).flatten(1).any(dim=1).sum()) == mixed


def test_the_discriminator_may_move_more_often(tmp_path: Path) -> None:
    recipe = change(tiny.RECIPE, discriminator_steps=4)
    training = tiny.training(tmp_path, recipe)
    for _ in range(3):
        training.advance()
    counts = [
        {
            int(state["step"])
            for name, state in training.optimiser.state.items()
            if name in set(group["params"])
        }
        for group in training.optimiser.param_groups
    ]
    assert counts == [{3}, {12}]


def test_penalties_come_at_their_interval_and_only_where_they_have_weight(tmp_path: Path) -> None:
    training = tiny.training(tmp_path, change(tiny.RECIPE, interval=3, r2=0.0))
    said = [set(training.advance()) & {"r1", "r2"} for _ in range(6)]
    assert said == [set(), set(), {"r1"}, set(), set(), {"r1"}]


def test_penalties_are_by_the_pictures_before_they_are_augmented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where contrast alone is changed, and c-fold, their gradients are c-fold, and penalties c²-fold."""
    contrast = torch.tensor([0.5, 3.0, 1.0, 2.0])
    monkeypatch.setattr(
        "playground.zoo.gan.training.augmented", lambda seen, *_: contrast[:, None, None, None] * seen
    )
    training = tiny.training(tmp_path, change(tiny.MAPPED, batch=4, interval=1, r1=0.3, r2=0.2))
    discriminator = training.network.discriminator
    before = {name: tensor.clone() for name, tensor in discriminator.state_dict().items()}
    given: list[tuple[torch.Tensor, torch.Tensor]] = []
    discriminator.register_forward_pre_hook(lambda _, seen: given.append((seen[0].detach(), seen[1])))
    told = training.advance()
    (both, labels), *_ = given
    discriminator._forward_pre_hooks.clear()
    discriminator.load_state_dict(before)
    for name, seen, label in zip(("r1", "r2"), both.split(4), labels.split(4), strict=True):
        slopes = gradients(partial(_logits, discriminator, label), seen).detach()
        lengths = slopes.flatten(1).square().sum(dim=1)
        assert told[name] == pytest.approx(float((contrast**2 * lengths).mean()) / 2, rel=1e-4), name
        assert told[name] != pytest.approx(float(lengths.mean()) / 2, rel=0.1), name


def test_a_penalty_through_what_augments_leads_the_discriminator(tmp_path: Path) -> None:
    """It falls when its own gradient by the discriminator's parameters is gone down."""
    training = tiny.training(tmp_path, change(tiny.MAPPED, interval=1))
    training.augmentation = 1.0
    discriminator, label = training.network.discriminator, torch.arange(8)
    real = torch.rand(8, *tiny.SHAPE, generator=torch.Generator().manual_seed(2)) * 2 - 1
    pipe, _ = training._pipes(0)

    def penalty() -> torch.Tensor:
        return r1(lambda at: discriminator(pipe(at), label), real)

    first = penalty()
    slopes = torch.autograd.grad(first, list(discriminator.parameters()), allow_unused=True)
    assert not torch.equal(pipe(real), real) and first > 0
    moved = [
        (each, slope)
        for each, slope in zip(discriminator.parameters(), slopes, strict=True)
        if slope is not None
    ]
    squared = sum(float(slope.square().sum()) for _, slope in moved)
    far = 0.01 * float(first.detach()) / squared
    with torch.no_grad():
        for each, slope in moved:
            each -= far * slope
    assert float(penalty().detach()) == pytest.approx(0.99 * float(first.detach()), rel=2e-3)


def _logits(discriminator: torch.nn.Module, label: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    found: torch.Tensor = discriminator(at, label)
    return found


def test_generated_pictures_are_varied_as_real_ones_are(tmp_path: Path) -> None:
    """Of a generator of one picture the discriminator sees that picture shifted, and the gradient comes back.

    It is all black but for a white pixel at the centre.
    """
    recipe = change(tiny.RECIPE, shift=2.0, whole_shifts=True, edge=True)
    training = tiny.training(tmp_path, recipe)
    generator, discriminator = training.network.children()
    seen: list[torch.Tensor] = []
    discriminator.register_forward_pre_hook(lambda _, given: seen.append(given[0].detach()))
    generator.register_forward_hook(lambda _, given, made: _dot(made))
    training.advance()
    both, again = seen
    made = both[8:]
    assert torch.equal(made, again)
    rows, columns = (torch.nonzero(made[:, 0] > 0.99)[:, axis] for axis in (1, 2))
    assert len(rows) == 8 and len(set(zip(rows.tolist(), columns.tolist(), strict=True))) > 1
    assert (rows - 14).abs().max() <= 2 >= (columns - 14).abs().max()
    assert torch.isclose(made, made.round(), atol=1e-4).all()
    assert any(bool(each.grad.abs().sum() > 0) for each in generator.parameters() if each.grad is not None)


def test_the_probability_of_augmenting_goes_on_where_it_was(tmp_path: Path) -> None:
    training = tiny.training(tmp_path, AUGMENTED, every_step=True)
    seen = [float(frame.scalars["augmentation"]) for frame in train(training)]
    assert seen[0] == seen[1] == 0 and len(set(seen)) > 3
    again = tiny.training(tmp_path, AUGMENTED)
    again.resume()
    state = (training.augmentation, training.signs, training.judged)
    assert (again.augmentation, again.signs, again.judged) == state and training.judged == 8


def test_the_probability_moves_by_the_pictures_that_were_judged(tmp_path: Path) -> None:
    """Two updates of the discriminator share a batch of 8: in two steps it judges 16 real pictures."""
    training = tiny.training(tmp_path, change(AUGMENTED, ada=0.9, ada_most=0.5))
    _sure(training, -1.0)
    for _ in range(2):
        training.advance()
    assert training.augmentation == 0
    _sure(training, 1.0)
    for expected in (0.0, 0.08, 0.08, 0.16, 0.16):
        training.advance()
        assert training.augmentation == pytest.approx(expected)
    for _ in range(12):
        training.advance()
    assert training.augmentation == 0.5


def _sure(training: GanTraining, logit: float) -> None:
    """Let the discriminator say this of everything."""
    discriminator = training.network.discriminator
    discriminator._forward_hooks.clear()
    discriminator.register_forward_hook(lambda _, __, found: 0 * found + logit)


def test_real_and_generated_pictures_are_augmented_alike_but_not_the_same(tmp_path: Path) -> None:
    """Of a batch of one and the same picture on both sides the discriminator sees as many changed ones."""
    training = tiny.training(tmp_path, change(tiny.MAPPED, batch=60, mixing=0.0))
    training.augmentation = 0.2
    training.levels[:] = 0
    training.network.synthesis.register_forward_hook(lambda _, __, made: 0 * made - 1)  # type: ignore[union-attr]
    seen: list[torch.Tensor] = []
    training.network.discriminator.register_forward_pre_hook(lambda _, given: seen.append(given[0].detach()))
    training.advance()
    both, again = seen[0], seen[-1]
    real, made = both.split(len(both) // 2)
    assert torch.equal(made, again) and not torch.equal(real, made)
    changed = [
        float(((each + 1).abs().flatten(1).amax(dim=1) > 1e-3).float().mean()) for each in (real, made)
    ]
    assert all(0.3 < share < 0.95 for share in changed)


def test_without_a_target_nothing_is_augmented_or_kept_of_it(tmp_path: Path) -> None:
    training = tiny.training(tmp_path)
    assert "augmentation" not in training.advance()
    assert not [name for name in training._tensors() if name.startswith("ada.")]


def test_labels_are_never_hidden(tmp_path: Path) -> None:
    """Both players see the labels of the real pictures, and there is no label for none."""
    training = tiny.training(tmp_path)
    seen: list[torch.Tensor] = []
    for player in training.network.children():
        player.register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    chosen = training.labels[torch.from_numpy(training.order.batch(0))]
    training.advance()
    assert [len(labels) for labels in seen] == [8, 16, 8]
    for labels in seen:
        assert torch.equal(labels, chosen.repeat(len(labels) // 8))
    assert training.network.generator.label.num_embeddings == 10


def test_the_moments_are_the_start_and_four_times_as_late_every_time() -> None:
    assert moments(1024, 5) == (0, 4, 16, 64, 256)
    assert moments(1024, 1) == (0,) and moments(1024, 0) == ()
    assert all(step < 7 for step in moments(7, 12))


def test_the_first_moment_is_the_untrained_start(tmp_path: Path) -> None:
    training = tiny.training(tmp_path)
    start = {name: tensor.half() for name, tensor in training.network.state_dict().items()}
    training.advance()
    kept = load_file(snapshot_file(tmp_path, 0))
    assert kept.keys() == start.keys()
    assert all(torch.equal(kept[name], tensor) for name, tensor in start.items())


def test_the_judge_tells_garments_from_noise(tmp_path: Path) -> None:
    """Real pictures are near others in its eyes, and those of an untrained generator are far away."""
    training = tiny.training(tmp_path)
    far = training.validate()["validation_loss"]
    real = training.levels[torch.from_numpy(training.kept)].float() * (2 / 255) - 1
    task = training.task
    judge = task._judge  # type: ignore[attr-defined]
    near = moments_of(judge, real), moments_of(judge, real.flip(0))
    assert math.isfinite(far) and distances.distance(*near) < 1e-6 < far


def test_a_sheet_comes_with_the_last_step(tmp_path: Path) -> None:
    *_, last = train(tiny.training(tmp_path))
    sheet = last.arrays["sheet"]
    assert (sheet.shape, sheet.dtype) == ((4 * 28, 10 * 28), np.uint8)


def test_the_recipe_chooses_the_training(tmp_path: Path) -> None:
    options = Options()
    assert type(training_of(tiny.RECIPE, images(), tmp_path, options)) is GanTraining
    assert isinstance(tiny.RECIPE, TrainGan)
