"""Every model that ships: its files, its numbers, its two runtimes, and what its pictures show."""

from __future__ import annotations

import json
import math
from pathlib import Path

import msgspec
import pytest
import torch

from playground.core import folders
from playground.core.cards import Card
from playground.core.images import LabelledImages, read_labelled_images
from playground.core.likelihood import LEVELS
from playground.evaluate.judge import judge_file, load_judge
from playground.evaluate.vae import accuracy, bound, reconstructions
from playground.paradigms.cards import read_card
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.model_files import FileChecker
from playground.runtimes.torch_session import load_network
from playground.zoo.data import DATA_SETS
from playground.zoo.recipes import names, recipe

pytestmark = pytest.mark.torch

LEAST_KEPT = {"fashion-vae-16": 0.82, "fashion-vae-2d": 0.62, "digits-vae-2d": 0.72}
CARDS = [read_card(path.parent) for path in sorted(folders.shipped_models().glob("*/card.toml"))]
HELD_OUT = {"fashion-mnist": 10_000, "mnist": 1_000, "emoji": 239, "faces": 1_000}
MODELS = [card.name for card in CARDS]
VAES = [card.name for card in CARDS if card.paradigm == "vae"]
CLASSIFIERS = [card.name for card in CARDS if card.paradigm == "classifier"]


def folder(name: str) -> Path:
    return folders.shipped_models() / name


def heldout(card: Card) -> LabelledImages:
    return read_labelled_images(folders.assets() / "heldout" / card.data, "t10k")


def test_the_models_ship_and_are_small() -> None:
    assert set(LEAST_KEPT) <= set(MODELS)
    assert sum(file.stat().st_size for file in folders.shipped_models().rglob("*")) < 85_000_000


@pytest.mark.parametrize("name", MODELS)
def test_files_and_graphs_pass_the_checks_of_the_runtimes(name: str) -> None:
    card = read_card(folder(name))
    FileChecker().check(card, folder(name))
    for part in card.parts:
        check_graph(card, folder(name), part)


@pytest.mark.parametrize("name", MODELS)
def test_the_card_agrees_with_the_recipe(name: str) -> None:
    card = read_card(folder(name))
    made = recipe(card.training.recipe)
    assert (made.name, made.data, made.network) == (card.name, card.data, card.network.name)
    assert json.loads(msgspec.json.encode(made.config)) == card.network.config
    assert made.seed == card.training.seed
    # What is told words is told a style as one of them, and no label.
    assert card.labels == (() if card.paradigm == "words" else DATA_SETS[card.data].labels)


@pytest.mark.parametrize("name", VAES)
def test_the_measured_numbers_are_there_and_fit_together(name: str) -> None:
    card = read_card(folder(name))
    found = card.measured
    assert found["elbo_nats"] == pytest.approx(-found["reconstruction_nats"] - found["kl_nats"], rel=1e-4)
    nats_per_bit = card.image.dimensions * math.log(2)
    assert found["bits_per_dim"] == pytest.approx(-found["elbo_nats"] / nats_per_bit, rel=1e-4)
    assert sum(card.latent_kl) == pytest.approx(found["kl_nats"], rel=1e-3)
    assert 1 <= found["active_units"] <= card.latent
    assert found["training_seconds"] == card.training.seconds > 0
    assert found["ms_per_decode"] > 0
    assert found["images"] == HELD_OUT[card.data]
    network = load_network(card, folder(name))
    assert found["parameters"] == sum(weight.numel() for weight in network.parameters())
    assert card.measured_with


@pytest.mark.parametrize("name", VAES)
def test_the_bound_can_be_measured_again(name: str) -> None:
    card = read_card(folder(name))
    again = bound(load_network(card, folder(name)), heldout(card).images, draws=2)
    # The sample that ships is a tenth of the images that Fashion-MNIST's numbers are from.
    assert again.nats == pytest.approx(card.measured["elbo_nats"], rel=0.03)
    assert again.active_units() == card.measured["active_units"]


@pytest.mark.parametrize("name", [name for name in VAES if name != "faces-vae"])
def test_decoded_pictures_keep_their_class(name: str) -> None:
    card = read_card(folder(name))
    images = heldout(card)
    judge = load_judge(judge_file(card.data))
    kept = accuracy(
        judge.network, reconstructions(load_network(card, folder(name)), images.images), images.labels
    )
    assert kept >= LEAST_KEPT.get(name, 0.0)
    assert kept == pytest.approx(card.measured["kept_class"], abs=0.04)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier_is_as_good_as_it_says(name: str) -> None:
    card = read_card(folder(name))
    images = heldout(card)
    real = torch.tensor(images.images).float() / (LEVELS - 1)
    found = accuracy(load_network(card, folder(name)), real, images.labels)
    assert found == pytest.approx(card.measured["accuracy"], abs=0.02)
    assert found > 0.92


@pytest.mark.parametrize("data", ["fashion-mnist", "mnist"])
def test_the_judge_is_as_good_as_it_says(data: str) -> None:
    path = judge_file(data)
    assert path.stat().st_size < 300_000
    judge = load_judge(path)
    images = read_labelled_images(folders.assets() / "heldout" / data, "t10k")
    real = torch.tensor(images.images).float() / (LEVELS - 1)
    found = accuracy(judge.network, real, images.labels)
    assert found == pytest.approx(judge.facts.accuracy, abs=0.03)
    assert found > 0.88


@pytest.mark.parametrize("name", names())
def test_recipes_are_named_after_their_file(name: str) -> None:
    assert recipe(name).name == name
