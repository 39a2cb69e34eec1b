"""The training of a flow minimises the likelihood it says, goes on where it was, and ships what it learns."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from playground import networks
from playground.core import folders, noise
from playground.core.cards import Card
from playground.core.images import LabelledImages
from playground.core.recipe import change
from playground.core.resources import Placement
from playground.export.onnx_graph import TOLERANCE
from playground.paradigms import run
from playground.paradigms.cards import read_card, rules
from playground.paradigms.nflow_images.card import Nflow
from playground.paradigms.nflow_images.recipes import Inspect, Likelihood
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.model_files import FileChecker
from playground.runtimes.resources import open_resources
from playground.zoo import ship
from playground.zoo.nflow.recipe import TrainNflow
from playground.zoo.nflow.shipping import measure_nflow, ship_nflow
from playground.zoo.nflow.task import NflowTask
from playground.zoo.ship import WEIGHTS
from playground.zoo.train import Options, Trained, Training, train
from tests.support.awake import awake
from tests.support.tiny_training import images

pytestmark = pytest.mark.torch

RECIPE = TrainNflow(
    name="tiny-nflow", title="Tiny flow", data="fashion-mnist", network="image-flow",
    config={"features": 4, "hidden": 8, "blocks": [1, 1], "components": 2}, epochs=1, restarts=(1,), batch=8,
    warm_up=2, validation=8, seed=5, learning_rate=1e-2,
)  # fmt: skip


SIDE = 12
"""Of the pictures of what ships here: its graphs are written pixel by pixel."""


def cut(count: int) -> LabelledImages:
    """The middles of the images."""
    few = images(count)
    return LabelledImages(few.images[..., 8 : 8 + SIDE, 8 : 8 + SIDE].copy(), few.labels)


def training(folder: Path, *, every_step: bool = False) -> Training:
    folder.mkdir(parents=True, exist_ok=True)
    options = Options(checkpoint_seconds=0.0 if every_step else 1e9, sheet_seconds=1e9)
    return Training(RECIPE, images(), folder, options)


def finished(run: Training) -> dict[str, torch.Tensor]:
    for _ in train(run):
        pass
    return {**run.network.state_dict(), **{f"best.{k}": v for k, v in run.result().weights.items()}}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, torch.Tensor]:
    """The end of a training that nothing interrupted."""
    return finished(training(tmp_path_factory.mktemp("whole")))


@pytest.mark.parametrize("stop", [2, 5])
def test_a_resumed_training_ends_with_the_same_weights(
    whole: dict[str, torch.Tensor], tmp_path: Path, stop: int
) -> None:
    frames = train(training(tmp_path, every_step=True))
    for _ in range(stop):
        next(frames)
    frames.close()  # type: ignore[attr-defined]
    again = training(tmp_path)
    assert again.resume() == "" and again.step == stop < again.total
    found = finished(again)
    assert found.keys() == whole.keys()
    for name, weights in whole.items():
        assert torch.equal(weights, found[name]), name


def test_the_loss_is_the_mean_negative_log_density_per_value() -> None:
    network = awake(networks.build(RECIPE.network, RECIPE.config), 1)
    levels, labels = torch.from_numpy(images(6).images.copy()).float(), torch.arange(6)
    for dropout, told in ((0.0, labels), (1.0, torch.full((6,), 10))):
        task = NflowTask(change(RECIPE, label_dropout=dropout))
        losses = task.losses(network, levels, labels, step=7)
        fractions = noise.generator(RECIPE.seed, 7, "nflow").random(tuple(levels.shape), dtype=np.float32)
        _, density = network.get_submodule("normalise")(levels, torch.from_numpy(fractions), told)
        assert float(losses["loss"].detach()) == pytest.approx(-float(density.detach().mean()), rel=1e-5)
        bits = float(losses["bits_per_dim"].detach())
        assert bits == pytest.approx(float(losses["loss"].detach()) / math.log(2), rel=1e-6)


@torch.inference_mode()
def test_validation_hides_every_label_and_repeats_itself() -> None:
    network = awake(networks.build(RECIPE.network, RECIPE.config), 1)
    levels = torch.from_numpy(images(12).images.copy()).float()
    task = NflowTask(RECIPE)
    one, other = (task.validate(network, levels, torch.full((12,), label)) for label in (0, 3))
    assert one == other


@torch.inference_mode()
def test_the_sheet_has_four_rows_of_ten() -> None:
    network = networks.build(RECIPE.network, RECIPE.config).eval()
    levels = torch.zeros(8, 1, 28, 28)
    sheet = NflowTask(RECIPE).sheet(network, levels)
    assert sheet is not None and sheet.shape == (4 * 28, 10 * 28)
    assert sheet.std() > 0


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Card]:
    """A finished model of weights near those that a training begins with, measured.

    Where they are far from that, pictures have a density of e^(−10²¹), and no runtime agrees with another.
    """
    folder = tmp_path_factory.mktemp("models") / RECIPE.name
    torch.manual_seed(2)
    small = change(RECIPE, config={**RECIPE.config, "height": SIDE, "width": SIDE})
    network = networks.build(small.network, small.config).eval()
    with torch.no_grad():
        for weights in network.parameters():
            weights.add_(0.02 * torch.randn_like(weights))
    kept = {name: tensor.contiguous() for name, tensor in network.state_dict().items()}
    trained = Trained(weights=kept, steps=9, seconds=1.5, best_step=9)
    card = ship_nflow(small, trained, "cpu", (1, SIDE, SIDE), folder)
    return folder, measure_nflow(card, folder, cut(20))


def test_what_ships_passes_every_check_of_the_runtimes(shipped: tuple[Path, Card]) -> None:
    folder, _ = shipped
    card = read_card(folder)
    FileChecker().check(card, folder)
    for part in card.parts:
        check_graph(card, folder, part)
    assert Nflow.of(card) is not None and (Nflow.of(card).classes, Nflow.of(card).halvings) == (10, 2)


def test_weights_ship_once(shipped: tuple[Path, Card]) -> None:
    folder, card = shipped
    held = load_file(folder / WEIGHTS)
    assert all(name.startswith("normalise.") for name in held)
    floats = sum(tensor.numel() for tensor in held.values() if tensor.is_floating_point())
    assert floats == card.measured["parameters"]


def test_both_runtimes_agree_in_both_directions(shipped: tuple[Path, Card]) -> None:
    folder, card = shipped
    random = np.random.default_rng(0)
    label = np.arange(11, dtype=np.int64)
    image = np.resize(cut(11).images, (11, 1, SIDE, SIDE)).astype(np.float32)
    feeds = {
        "normalise": {"image": image, "noise": random.random(image.shape, np.float32), "label": label},
        "generate": {"z": random.standard_normal(image.shape, np.float32), "label": label},
    }
    for part, inputs in feeds.items():
        onnx, torch_ = (
            open_resources((folder.parent,), rules(), Placement(runtime), pytest.fail).session(
                card.name, part
            )
            for runtime in ("onnx", "torch")
        )
        one, other = onnx.run(inputs), torch_.run(inputs)
        for name, values in one.items():
            assert np.abs(values - other[name]).max() <= 1e-4


def test_the_card_says_what_the_runs_say(shipped: tuple[Path, Card]) -> None:
    folder, card = shipped

    class World:
        """The model with the pictures it was measured on."""

        def __init__(self) -> None:
            self.inner = open_resources((folder.parent,), rules(), Placement(), pytest.fail)
            self.card, self.session, self.facts = self.inner.card, self.inner.session, self.inner.facts

        def held_out(self, data: str) -> object:
            return cut(20)

    world = World()
    for labelled, name in ((False, "bits_per_dim"), (True, "bits_per_dim_given_class")):
        *_, last = run(Likelihood(model=card.name, labelled=labelled), world)  # type: ignore[arg-type]
        assert last.scalars["bits_per_dim"] == pytest.approx(card.measured[name], rel=1e-4)
        if not labelled:
            assert last.scalars["error"] == pytest.approx(card.measured["bits_per_dim_error"], rel=1e-3)
    bits = [card.measured[f"bits_of_scale_{scale}"] for scale in range(3)]
    assert sum(bits) / SIDE**2 == pytest.approx(card.measured["bits_per_dim"], rel=1e-4)
    nats = card.measured["log_density_nats"]
    assert -nats / (SIDE**2 * math.log(2)) == pytest.approx(card.measured["bits_per_dim"], rel=1e-4)
    (way,) = run(Inspect(model=card.name), world)  # type: ignore[arg-type]
    assert way.scalars["largest_error"] <= 256 * card.measured["round_trip_error"] + 1e-3
    assert "20 held-out images" in card.measured_with and card.measured["training_seconds"] == 1.5


def test_both_runtimes_of_a_flow_agree_to_a_tenth_of_a_grey_level_and_others_better() -> None:
    """A sharp flow of a training of minutes differs by half of that, and its pictures not at all."""
    flow, other = (read_card(folders.shipped_models() / name) for name in ("fashion-nflow", "fashion-flow"))
    assert 255 * ship._tolerance(flow) == pytest.approx(0.1)
    assert ship._tolerance(other) == TOLERANCE < ship._tolerance(flow)
