"""What a training of each kind ships: a card that says what the recipe did, and graphs equal to PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.resources import Placement
from playground.datasets.own_sets import OwnSet
from playground.datasets.preparing import Preparation
from playground.gaussian import adapt
from playground.gaussian.card import Denoising, Times
from playground.gaussian.predictions import KINDS
from playground.paradigms.cards import read_card, rules
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.model_files import FileChecker
from playground.runtimes.resources import open_resources
from playground.zoo.consistency.task import ConsistencyTask
from playground.zoo.data import DATA_SETS
from playground.zoo.denoising import DenoiserTask
from playground.zoo.faces.task import FacesTask, FaceWordsTask
from playground.zoo.features.recipe import TrainEncoder
from playground.zoo.features.task import EncoderTask
from playground.zoo.few_steps.task import FewStepsTask
from playground.zoo.gan.task import GanTask
from playground.zoo.nflow.task import NflowTask
from playground.zoo.of_families import task_of, tasks
from playground.zoo.pair.task import PairTask
from playground.zoo.recipe import TrainDenoiser, TrainingRecipe
from playground.zoo.recipes import recipe as recipe_called
from playground.zoo.ship import _of_own_set, reach_of, ship_classifier
from playground.zoo.tasks import JudgeTask
from playground.zoo.teaching import ReflowTask
from playground.zoo.text.task import TextTask
from playground.zoo.vae.task import VaeTask
from tests.support import tiny_gan
from tests.support import tiny_teaching as tiny
from tests.support.tiny_training import images

pytestmark = pytest.mark.torch

DENOISERS: dict[str, TrainDenoiser] = {
    recipe.name: recipe for recipe in (tiny.FLOW, tiny.DDPM, tiny.LATENT, tiny.REFLOW, tiny.CONSISTENCY)
}
NAMES = [*DENOISERS, tiny.CLASSIFIER.name]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs in which one model of every kind is finished."""
    folder = tmp_path_factory.mktemp("runs")
    for recipe in DENOISERS.values():
        tiny.finish(recipe, folder)
    classifier = tiny.CLASSIFIER
    place = folder / classifier.name / "model" / classifier.name
    ship_classifier(classifier, tiny.trained(classifier), "cpu", images(), place)
    return folder


def folder_of(runs: Path, name: str) -> Path:
    return runs / name / "model" / name


@pytest.mark.parametrize("name", NAMES)
def test_what_ships_passes_every_check_of_the_runtimes(runs: Path, name: str) -> None:
    folder = folder_of(runs, name)
    card = read_card(folder)
    FileChecker().check(card, folder)
    for part in card.parts:
        check_graph(card, folder, part)


def feeds(card: Card, part: str, count: int = 11) -> dict[str, np.ndarray]:
    """What a part may really be given: noise, times all along the path, every label and none."""
    rng = np.random.default_rng(0)
    found: dict[str, np.ndarray] = {}
    for port in card.parts[part].inputs:
        if port.name == "label":
            found[port.name] = np.arange(count) % (len(card.labels) + 1)
        elif port.name == "time":
            assert Denoising.of(card) is not None
            path, denoising = adapt.path_of(Denoising.of(card)), Denoising.of(card)
            times = np.linspace(path.end, path.floor, count)
            told = [adapt.network_time(denoising, path.level(float(t))) for t in times]
            found[port.name] = np.array(told, dtype=np.float32)
        else:
            found[port.name] = rng.standard_normal((count, *port.shape)).astype(np.float32)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_both_runtimes_say_the_same_wherever_the_network_may_be_asked(runs: Path, name: str) -> None:
    card = read_card(folder_of(runs, name))
    sessions = {
        runtime: open_resources((folder_of(runs, name).parent,), rules(), Placement(runtime), lambda _: None)
        for runtime in ("onnx", "torch")
    }
    for part in card.parts:
        given = feeds(card, part)
        said = {runtime: store.session(name, part).run(given) for runtime, store in sessions.items()}
        for output, values in said["onnx"].items():
            assert np.abs(values).max() > 1e-3
            assert np.abs(values - said["torch"][output]).max() <= 1e-4, f"{part}: {output}"


SAID: dict[str, dict[str, Any]] = {
    "tiny-flow": {"paradigm": "flow", "path": "linear", "prediction": "velocity", "times": Times()},
    "tiny-ddpm": {
        "paradigm": "diffusion", "path": "variance preserving", "prediction": "noise",
        "times": Times(offset=-1.0), "schedule": "linear", "schedule_steps": 20,
    },
    "tiny-latent": {"paradigm": "flow", "path": "linear", "prediction": "velocity", "shape": (2, 7, 7)},
    "tiny-reflow": {"paradigm": "flow", "kind": "denoiser", "teacher": "tiny-flow", "guidance": 0.0},
    "tiny-consistency": {"paradigm": "consistency", "kind": "consistency", "teacher": "tiny-flow"},
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_the_card_says_what_the_recipe_did(runs: Path, name: str) -> None:
    card, recipe = read_card(folder_of(runs, name)), DENOISERS[name]
    assert Denoising.of(card) is not None
    expected = {"shape": tiny.SHAPE, "teacher": "", "kind": "denoiser", **SAID[name]}
    assert card.paradigm == expected.pop("paradigm")
    assert {field: getattr(Denoising.of(card), field) for field in expected} == expected
    assert (card.image.low, card.image.high) == (-1.0, 1.0)
    assert Denoising.of(card).classes == len(card.labels) == len(DATA_SETS["mnist"].labels)
    assert (card.title, card.network.name, card.network.config) == (
        recipe.title,
        recipe.network,
        recipe.config,
    )
    assert (card.training.recipe, card.training.seed, card.training.steps) == (recipe.name, recipe.seed, 7)
    assert ("encoder" in card.parts) == bool(recipe.first_stage)
    if expected["teacher"]:
        assert card.training.data == "12 trajectories of tiny-flow, 4 of them to choose the best epoch"
    else:
        assert card.training.data == "MNIST, training images, 8 of them to choose the best epoch"


@pytest.mark.parametrize("recipe", DENOISERS.values(), ids=DENOISERS)
def test_training_and_sampling_walk_the_same_path_and_tell_the_same_time(
    runs: Path, recipe: TrainDenoiser
) -> None:
    """What the task does while training is what the card has the samplers do."""
    denoising = Denoising.of(read_card(folder_of(runs, recipe.name)))
    assert denoising is not None
    assert denoising.prediction == recipe.prediction and recipe.prediction in KINDS
    path, task = adapt.path_of(denoising), DenoiserTask(recipe)
    for t in np.linspace(max(path.floor, 0.0), path.end, 5):
        level = task._path.level(float(t))
        assert level == path.level(float(t))
        assert adapt.network_time(denoising, level) == pytest.approx(level.t + task._offset)


def test_a_classifier_ships_with_its_accuracy(runs: Path) -> None:
    card = read_card(folder_of(runs, tiny.CLASSIFIER.name))
    assert (card.paradigm, card.latent, Denoising.of(card)) == ("classifier", 16, None)
    assert (card.image.low, card.image.high) == (0.0, 1.0)
    assert 0 <= card.measured["accuracy"] <= 1 and "48 held-out images" in card.measured_with


def test_every_kind_of_recipe_has_its_task() -> None:
    kinds = (
        (tiny.STAGE, VaeTask), (tiny.CLASSIFIER, JudgeTask), (tiny.FLOW, DenoiserTask),
        (tiny.REFLOW, ReflowTask), (tiny.CONSISTENCY, ConsistencyTask), (tiny_gan.RECIPE, GanTask),
        (recipe_called("fashion-nflow"), NflowTask), (recipe_called("emoji-words"), TextTask),
        (recipe_called("emoji-pair"), PairTask), (recipe_called("emoji-words-fast"), FewStepsTask),
        (TrainEncoder(name="e", title="E", data="d", network="feature-autoencoder"), EncoderTask),
        (recipe_called("faces-flow"), FacesTask), (recipe_called("faces-words"), FaceWordsTask),
    )  # fmt: skip
    for recipe, kind in kinds:
        assert type(task_of(recipe)) is kind
    for kind_of_recipe in tasks():
        assert any(isinstance(recipe, kind_of_recipe) for recipe, _ in kinds)
    with pytest.raises(TypeError, match="no task"):
        task_of(TrainingRecipe(name="none", title="None", data="mnist", network="unet"))


def test_a_model_is_taken_from_the_run_beside_before_what_is_installed(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    world = tiny.world(tmp_path / "runs")
    with pytest.raises(DataError, match=f"needs the finished model “{tiny.FLOW.name}”") as caught:
        world.model(tiny.FLOW.name)
    assert "\n" not in caught.value.sentence
    (tmp_path / "data" / "models").mkdir(parents=True)
    (tmp_path / "data" / "models" / tiny.FLOW.name).symlink_to(folder_of(runs, tiny.FLOW.name))
    installed, _ = world.model(tiny.FLOW.name)
    beside = tiny.finish(tiny.FLOW, tmp_path / "runs", seed=1)
    assert installed.hash != beside.hash == world.model(tiny.FLOW.name)[0].hash


def test_runtimes_are_compared_at_all_that_a_network_is_told(runs: Path) -> None:
    card = read_card(folder_of(runs, tiny.DDPM.name))
    assert Denoising.of(card) is not None
    told = reach_of(card)
    assert told["time"] == (0, Denoising.of(card).schedule_steps - 1)
    assert told["label"] == (0, len(card.labels))
    assert reach_of(read_card(folder_of(runs, tiny.FLOW.name)))["time"] == (0, 1)
    assert reach_of(read_card(folder_of(runs, tiny.CLASSIFIER.name))) == {}


def test_classes_beyond_those_of_a_set_have_numbers_that_are_none_of_its_names() -> None:
    card = read_card(folders.shipped_models() / "digits-flow")
    for labels in (("7", "3"), ("cat",)):
        own = OwnSet(
            name="mine", title="Mine", licence="", labels=labels, shape=(1, 28, 28), training=9, held_out=1,
            of_classes=(10,), sha256="0" * 64, source="", date="", how=Preparation(),
        )  # fmt: skip
        told = _of_own_set(card, own, len(card.labels)).labels
        assert told[: len(labels)] == labels
        assert len(set(told)) == len(told) == len(card.labels)
