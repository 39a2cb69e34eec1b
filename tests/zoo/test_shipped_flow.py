"""The shipped flow of pictures: its likelihood found another way, and both directions on both runtimes."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from playground.core import folders
from playground.core.cards import Card
from playground.core.images import LabelledImages, read_labelled_images
from playground.core.likelihood import LEVELS
from playground.core.resources import Placement, Resources
from playground.paradigms.cards import read_card, rules
from playground.paradigms.nflow_images.card import Nflow
from playground.runtimes.resources import open_resources
from playground.runtimes.torch_session import load_network

pytestmark = pytest.mark.torch

CARDS = [read_card(path.parent) for path in sorted(folders.shipped_models().glob("*/card.toml"))]
CARD = next((card for card in CARDS if card.paradigm == "nflow"), None)


@pytest.fixture(scope="module")
def card() -> Card:
    assert CARD is not None, "a normalizing flow ships"
    return CARD


@pytest.fixture(scope="module")
def heldout(card: Card) -> LabelledImages:
    return read_labelled_images(folders.assets() / "heldout" / card.data, "t10k")


def place(card: Card) -> Path:
    return folders.shipped_models() / card.name


def world(runtime: str) -> Resources:
    return open_resources((folders.shipped_models(),), rules(), Placement(runtime=runtime), print)  # type: ignore[arg-type]


def none_of(card: Card) -> int:
    assert Nflow.of(card) is not None
    return Nflow.of(card).classes


@pytest.mark.timeout(300)
def test_the_likelihood_is_that_of_the_change_of_variables(card: Card, heldout: LabelledImages) -> None:
    """log N(z; 0, 1) + log |det ∂z/∂x| with the whole Jacobian of 784 × 784."""
    network = load_network(card, place(card))
    normalise = network.get_submodule("normalise")
    generator = torch.Generator().manual_seed(3)
    label = torch.tensor([none_of(card)])
    for index in (411,):
        level = torch.from_numpy(heldout.images[index : index + 1].astype(np.float32))
        fraction = torch.rand(level.shape, generator=generator)

        def z_of(flat: torch.Tensor, level: torch.Tensor = level) -> torch.Tensor:
            z, _ = normalise(level, flat.reshape(level.shape), label)
            return z.flatten()  # type: ignore[no-any-return]

        jacobian = torch.autograd.functional.jacobian(z_of, fraction.flatten(), vectorize=True)
        sign, log_determinant = torch.linalg.slogdet(jacobian.double())
        z = z_of(fraction.flatten())
        normal = -0.5 * z.square().sum() - 0.5 * z.numel() * math.log(2 * math.pi)
        _, density = normalise(level, fraction, label)
        assert abs(float(sign)) == 1
        assert float(normal + log_determinant) == pytest.approx(float(density.sum()), abs=0.01)


def test_the_bits_of_the_card_are_found_again(card: Card, heldout: LabelledImages) -> None:
    """On those of the held-out images that ship, with other noise, by the other runtime."""
    session = world("onnx").session(card.name, "normalise")
    rng = np.random.default_rng(11)
    bits = []
    for first in range(0, len(heldout), 100):
        images = heldout.images[first : first + 100].astype(np.float32)
        found = session.run(
            {
                "image": images,
                "noise": rng.random(images.shape, dtype=np.float32),
                "label": np.full(len(images), none_of(card)),
            }
        )
        nats = found["log_density"].reshape(len(images), -1).sum(axis=1, dtype=np.float64)
        bits.append(-nats / (images[0].size * math.log(2)))
    each = np.concatenate(bits)
    error = float(each.std(ddof=1)) / math.sqrt(len(each))
    assert abs(float(each.mean()) - card.measured["bits_per_dim"]) < 4 * error
    assert card.measured["bits_per_dim"] <= 3.3
    assert card.measured["images"] == 10_000


def test_both_runtimes_go_there_and_back_alike(card: Card, heldout: LabelledImages) -> None:
    rng = np.random.default_rng(5)
    images = heldout.images[:24].astype(np.float32)
    given = {
        "image": images,
        "noise": rng.random(images.shape, dtype=np.float32),
        "label": np.arange(24) % (none_of(card) + 1),
    }
    there = {name: world(name).session(card.name, "normalise").run(given) for name in ("onnx", "torch")}
    for output in ("z", "log_density"):
        np.testing.assert_allclose(there["onnx"][output], there["torch"][output], atol=5e-4, rtol=1e-4)
    z = {"z": there["torch"]["z"], "label": given["label"]}
    back = {name: world(name).session(card.name, "generate").run(z) for name in ("onnx", "torch")}
    (name,) = (port.name for port in card.parts["generate"].outputs)
    grey = (images + given["noise"]) / LEVELS
    np.testing.assert_allclose(back["onnx"][name], back["torch"][name], atol=1 / LEVELS)
    for found in back.values():
        assert float(np.abs(found[name] - grey).max()) < 1 / LEVELS
        assert float(np.abs(found[name] - grey).mean()) < 1e-5
