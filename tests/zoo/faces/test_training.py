"""Networks that are told factors of faces: what they see while they learn, and what ships of them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from playground.core.cards import FactorCondition
from playground.core.images import LabelledImages
from playground.core.resources import Placement
from playground.faces.factors import ABSENT, COLUMN, COUNTS, left_open
from playground.faces.render import render_codes
from playground.faces.sampling import held_out, learnable, sample
from playground.faces.seen import seen
from playground.gaussian.card import Denoising
from playground.paradigms.cards import rules
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.runtimes.resources import open_resources
from playground.zoo import recipes
from playground.zoo.data import load
from playground.zoo.faces.recipe import TrainFaces
from playground.zoo.faces.task import FacesTask
from playground.zoo.finished import Finished, ship
from playground.zoo.start import training_of
from playground.zoo.train import Options, Training

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def recipe() -> TrainFaces:
    found = recipes.recipe("faces-flow")
    assert isinstance(found, TrainFaces)
    small = {"features": (16, 16, 32), "condition": 32, "height": 16, "width": 16}
    return msgspec.structs.replace(
        found, config={**found.config, **small}, epochs=1, epoch_steps=2, batch=8, faces=400, validation=8
    )


@pytest.fixture(scope="module")
def trained(recipe: TrainFaces, tmp_path_factory: pytest.TempPathFactory) -> Training:
    training = training_of(recipe, _pictures(), tmp_path_factory.mktemp("faces"), Options())
    for _ in range(2):
        training.advance()
    training.validate()
    return training


def _pictures() -> LabelledImages:
    return LabelledImages(render_codes(sample(1, 8), 16), np.zeros(8, dtype=np.uint8))


def test_what_it_learns_from_is_never_held_out(recipe: TrainFaces, trained: Training) -> None:
    codes = learnable(recipe.seed, recipe.faces)
    assert len(trained.levels) == 400 and not held_out(codes).any()
    assert np.array_equal(trained.levels[:400].numpy(), render_codes(codes, 16))


def test_it_sees_the_faces_of_its_codes(recipe: TrainFaces, trained: Training) -> None:
    data = FacesTask(recipe)._data(trained.network, trained.levels[:5].float())
    levels = ((data + 1) * 127.5).round().to(torch.uint8).numpy()
    assert np.array_equal(levels, render_codes(learnable(recipe.seed, 5), 16))


def test_only_what_can_be_seen_is_told_and_sometimes_nothing_or_all(
    recipe: TrainFaces, trained: Training
) -> None:
    task = trained.task
    assert isinstance(task, FacesTask)
    places = torch.arange(400)
    generator = np.random.default_rng(0)
    told = task._told(trained.network, places, generator, 7, learns=True).numpy()
    codes = learnable(recipe.seed, 400)
    known = told < np.array(COUNTS)
    assert not known[~seen(codes)].any()
    assert (told[known] == codes[known]).all()
    share = known.sum(axis=1) / seen(codes).sum(axis=1)
    assert 0.1 < (share == 0).mean() < 0.3 and 0.1 < (share == 1).mean() < 0.3
    everything = task._told(trained.network, places, generator, 7, learns=False).numpy()
    assert ((everything < np.array(COUNTS)) == seen(codes)).all()
    assert (codes[:, COLUMN["length"]] == ABSENT).any()


def test_what_ships_is_told_factors_by_name_and_says_the_same_in_both_runtimes(
    recipe: TrainFaces, trained: Training, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / recipe.name
    list(ship(recipe, Finished(trained.result(), "cpu", _pictures(), tmp_path, folder)))
    answers = []
    for runtime in ("onnx", "torch"):
        resources = open_resources((folder.parent,), rules(), Placement(runtime=runtime), lambda _: None)
        network = DenoisingNetwork(recipe.name, resources, factors="hair=bun, beard=none")
        condition = Denoising.of(network.card).condition  # type: ignore[union-attr]
        assert isinstance(condition, FactorCondition)
        assert tuple(len(factor.values) for factor in condition.factors) == COUNTS
        level, x = network.path.level(0.5), network.start(0, range(3))
        labels = np.zeros(3, dtype=np.int64)
        told = network.model(labels)(x, level).data
        free = network.conditioned({"factors": left_open(3)})(x, level).data
        assert np.abs(told - free).max() > 1e-6
        guided = network.model(labels, guidance=3.0)(x, level).data
        assert guided == pytest.approx(free + 3 * (told - free), abs=1e-4)
        answers.append(told)
    assert answers[0] == pytest.approx(answers[1], abs=1e-4)


def test_it_is_taken_up_where_it_was(recipe: TrainFaces, trained: Training) -> None:
    """Its configuration holds tuples, which JSON gives back as lists."""
    trained.save()
    again = training_of(recipe, _pictures(), trained.folder, Options())
    assert again.resume() == "" and again.step == trained.step == 2


def test_data_sets_of_faces_need_no_folder_and_keep_theirs_apart() -> None:
    learned, kept = load("faces-small-16", "train"), load("faces-small-16", "t10k")
    assert learned.images.shape[1:] == kept.images.shape[1:] == (3, 32, 32)
    of_learned = {image.tobytes() for image in learned.images}
    assert len(of_learned) == 16 and len(learned) == 64 and len(kept) == 16_384 - 16
    assert not of_learned & {image.tobytes() for image in kept.images}


def test_moments_on_the_way_ship_as_parts_of_the_model(tmp_path: Path) -> None:
    found = recipes.recipe("faces-small-64")
    small = msgspec.structs.replace(
        found, config={**found.config, "features": 16}, epoch_steps=3, batch=4, snapshot_steps=(1, 2)
    )
    training = training_of(small, load(small.data, "train"), tmp_path, Options())
    while training.step < training.total:
        training.advance()
    training.validate()
    folder = tmp_path / "models" / small.name
    pictures = load(small.data, "t10k")
    list(ship(small, Finished(training.result(), "cpu", pictures, tmp_path, folder)))
    resources = open_resources((folder.parent,), rules(), Placement(), lambda _: None)
    card = resources.card(small.name)
    denoising = Denoising.of(card)
    assert denoising is not None and [moment.step for moment in denoising.earlier] == [1, 2]
    x = {"x": np.ones((1, 3, 32, 32), np.float32), "time": np.full(1, 0.5, np.float32)}
    parts = ("denoiser-1", "denoiser-2", "denoiser")
    answers = [resources.session(small.name, part).run(x)["prediction"] for part in parts]
    assert np.abs(answers[0] - answers[1]).max() > 0 and np.abs(answers[1] - answers[2]).max() > 0
