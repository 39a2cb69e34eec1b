"""A finished model of a data set of the user's own gets a card that says what it is worth."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from playground import networks
from playground.cli import main as command
from playground.core import folders
from playground.core.cards import Card, ImageFormat
from playground.core.errors import DataError
from playground.core.images import LabelledImages
from playground.core.progress import unheeded
from playground.core.recipe import change
from playground.core.resources import Placement
from playground.datasets import own_sets
from playground.datasets.adding import Order, add
from playground.datasets.choosing import source_of
from playground.datasets.preparing import Preparation
from playground.evaluate import beside, pixels
from playground.evaluate.beside import Data
from playground.evaluate.features import worth
from playground.paradigms.cards import read_card, rules
from playground.runtimes.resources import open_resources
from playground.studio import measuring
from playground.studio.training_folders import Plan
from playground.zoo import cli, recipes
from playground.zoo.features import making
from tests.support import own_drawings, tiny_teaching
from tests.support.fake_classifier import classifier_card

pytestmark = pytest.mark.torch

SIDE = 12
VAE = change(tiny_teaching.STAGE, name="mine-vae", epochs=2, scale_epochs=1, batch=8, validation=8)


@pytest.fixture(autouse=True)
def _small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "own"))
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setattr(recipes, "recipe", {"vae": VAE}.__getitem__)
    monkeypatch.setattr(making, "STEPS", 12)
    monkeypatch.setattr(measuring, "SAMPLES", 48)


def added(folder: Path, labels: str = "", count: int = 120) -> own_sets.OwnSet:
    source = source_of(str(own_drawings.draw(folder, count, SIDE)), labels=labels)
    return add(source, Order(name="mine", place="", title="drawings", how=Preparation(size=SIDE)))


def trained(tmp_path: Path) -> Path:
    assert (
        cli.main(["train", "vae", "--data", "mine", "--out", str(tmp_path / "run"), "--device", "cpu"]) == 0
    )
    return tmp_path / "run" / "model" / VAE.name


def measured(model: Path, training: Path) -> tuple[dict[str, float], Card, list[str]]:
    told: list[str] = []
    plan = Plan(name=VAE.name, family="vae", data="mine")
    return measuring.measure(plan, model, training, told.append), read_card(model), told


@pytest.mark.parametrize("labels", ["", "none"])
def test_the_card_says_every_number_and_in_what_features(labels: str, tmp_path: Path) -> None:
    own, model = added(tmp_path / "drawings", labels), trained(tmp_path)
    found, card, told = measured(model, tmp_path / "run")
    assert card.measured == found
    assert all(np.isfinite([*found.values()])), card.measured_with
    assert {"bits_per_dim", "pixel_bits_per_dim", "kernel_distance", "kernel_distance_error"} <= found.keys()
    assert {"real_kernel_distance", "noise_kernel_distance", "copies", "copies_expected"} <= found.keys()
    judge = read_card(folders.own_features() / f"mine-{'autoencoder' if labels else 'classifier'}")
    assert f"in the features of {worth(judge)} to {own.held_out} held-out pictures" in card.measured_with
    assert ("a classifier of drawings (held-out accuracy" in card.measured_with) == (labels == "")
    assert "no Fréchet distance" in card.measured_with and own.sha256[:16] in card.measured_with
    assert found["copies_expected"] == pytest.approx(1 / (own.held_out + 1), rel=1e-4)
    assert any("Features of drawings" in each for each in told)


def test_features_are_made_once_for_a_content(tmp_path: Path) -> None:
    added(tmp_path / "drawings")
    told: list[str] = []
    first = making.features_of("mine", told.append)
    again = making.features_of("mine", told.append)
    assert first == again and len(told) == 1
    own_sets.remove("mine")
    added(tmp_path / "others", count=90)
    other = making.features_of("mine", told.append)
    assert other.hash != first.hash and len(told) == 2


def test_measuring_hears_an_end_while_features_are_learned_and_pictures_drawn(tmp_path: Path) -> None:
    added(tmp_path / "drawings")
    model = trained(tmp_path)
    before = (model / "card.toml").read_bytes()
    plan, said, heard = Plan(name=VAE.name, family="vae", data="mine"), list[str](), Counter[str]()

    def until(end: str) -> None:
        heard[said[-1]] += 1
        if said[-1].startswith(end):
            raise InterruptedError

    for end in ("Features of drawings", "Pictures are drawn"):
        with pytest.raises(InterruptedError):
            measuring.measure(plan, model, tmp_path / "run", said.append, lambda end=end: until(end))
        assert (model / "card.toml").read_bytes() == before
        learned = [path for path in folders.features_of("mine") if path.exists()]
        assert len(learned) == (end == "Pictures are drawn")
    assert not list(tmp_path.rglob("*.part"))
    assert max(heard.values()) >= making.STEPS


def test_other_pictures_than_it_learned_from_measure_nothing(tmp_path: Path) -> None:
    added(tmp_path / "drawings")
    model = trained(tmp_path)
    before = (model / "card.toml").read_bytes()
    own_sets.remove("mine")
    added(tmp_path / "others", count=90)
    with pytest.raises(DataError, match="learned from other pictures"):
        measured(model, tmp_path / "run")
    own_sets.remove("mine")
    with pytest.raises(DataError, match="data set mine that it learned from is no longer there"):
        measured(model, tmp_path / "run")
    assert (model / "card.toml").read_bytes() == before


def test_of_few_pictures_the_card_says_why_there_is_no_distance(tmp_path: Path) -> None:
    added(tmp_path / "drawings", count=36)
    found, card, _ = measured(trained(tmp_path), tmp_path / "run")
    assert "kernel_distance" not in found and "copies" in found
    assert "8 held-out pictures are needed" in card.measured_with


@pytest.mark.parametrize(("size", "channels"), [(16, "grey"), (20, "colour"), (100, "colour"), (128, "grey")])
@pytest.mark.parametrize("few", [60, 30])
def test_features_are_of_pictures_of_any_size(size: int, channels: str, few: int, tmp_path: Path) -> None:
    source = source_of(str(own_drawings.draw(tmp_path / "drawings", few, size)))
    how = Preparation(size=size, channels=channels)  # type: ignore[arg-type]
    own = add(source, Order(name="mine", place="", how=how))
    recipe = making.recipe_of(own, making.training_part(own))
    network = networks.build(recipe.network, recipe.config).eval()
    image = torch.zeros(2, *own.shape)
    assert network.get_submodule("features")(image).shape == (2, making.FEATURES)
    told, _, scores = network(image)
    assert told.shape == image.shape
    assert recipe.name == ("mine-classifier" if few == 60 else "mine-autoencoder")
    assert (None if scores is None else scores.shape) == ((2, 3) if few == 60 else None)


def test_what_was_trained_otherwise_is_compared_as_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    added(tmp_path / "drawings")
    model = trained(tmp_path)
    capsys.readouterr()
    assert command(["evaluate", str(model), "--samples", "48", "--temperature", "1"]) == 0
    found = capsys.readouterr()
    assert "Features of drawings are made: a classifier." in found.err
    assert "kernel distance (mine-classifier features)" in found.out
    assert "There is no Fréchet distance" in found.out and "12 are held out" in found.out
    assert "mine-classifier, a classifier of drawings (held-out accuracy" in found.out


def test_the_bits_of_pixels_are_of_the_pictures_that_the_family_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also where not all that are held out count, and of a family that takes the first of them."""
    levels = np.random.default_rng(0).integers(0, 256, (50, 1, 6, 6), dtype=np.uint8)
    whole = LabelledImages(levels, np.zeros(50, np.uint8))
    data = Data(LabelledImages(levels // 16 * 16, whole.labels), beside.spread(whole, 20))
    card = msgspec.structs.replace(classifier_card(), paradigm="flow", data="mine")
    card = msgspec.structs.replace(card, image=ImageFormat(channels=1, height=6, width=6))
    monkeypatch.setattr(measuring, "_bits", lambda *_: {"bits_per_dim": 1.0})
    resources = open_resources((tmp_path,), rules(), Placement(), print)
    monkeypatch.setattr(type(resources), "held_out", lambda *_: whole)
    found = measuring._with_likelihood(card, tmp_path, data, resources, unheeded).measured
    first = pixels.fitted(data.training.images).bits_per_dim(levels[: measuring.FEW_LIKELY])
    assert found["pixel_bits_per_dim"] == pytest.approx(first)
