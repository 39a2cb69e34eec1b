"""Every shipped model runs on both runtimes with the same result, and is refused when it is damaged."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime")

from playground.core import folders
from playground.core.cards import Card, FactorCondition
from playground.core.conditions import condition_of
from playground.core.errors import ModelFileError
from playground.core.pictures import to_network
from playground.core.resources import Placement, Resources
from playground.gaussian import adapt
from playground.gaussian.card import Denoising
from playground.paradigms import run
from playground.paradigms.cards import read_card, rules
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.nflow_images.card import Nflow
from playground.paradigms.vae_images.recipes import HeldOut, Reconstruct, Sample
from playground.runtimes.resources import ModelStore

CARDS = [read_card(path.parent) for path in sorted(folders.shipped_models().glob("*/card.toml"))]
MODELS = [card.name for card in CARDS]
VAES = [card.name for card in CARDS if card.paradigm == "vae"]
DENOISERS = [card.name for card in CARDS if Denoising.of(card) is not None]
PARTS = [(card.name, part) for card in CARDS for part in card.parts]
TOLERANCE = 1e-4
ROWS = 24

each_model = pytest.mark.parametrize("model", MODELS)
each_part = pytest.mark.parametrize(("model", "part"), PARTS)
each_vae = pytest.mark.parametrize("model", VAES)


@functools.lru_cache(maxsize=1)
def store_for(model: str) -> ModelStore:
    """The shipped models; what the sessions of one hold is let go before another’s are opened."""
    return ModelStore((folders.shipped_models(),), rules())


def at(runtime: str, model: str) -> Resources:
    """Resources on the CPU that fail the test if they have anything to tell."""
    return store_for(model).at(Placement(runtime, "cpu"), pytest.fail)


def inputs(model: str, part: str) -> dict[str, np.ndarray]:
    """Real images where some ship, every label in turn (and none, where that is one), any factors, times over
    the whole path, even draws for the noise between grey levels, any tokens and weights, normal ones for all
    else."""
    card = at("onnx", model).card(model)
    draws = np.random.default_rng(0)
    feeds: dict[str, np.ndarray] = {}
    for port in card.parts[part].inputs:
        if port.name == "image":
            feeds["image"] = to_network(pictures(card), card.image)
        elif port.name == "tokens":
            known = len(at("onnx", model).vocabulary(model))
            feeds["tokens"] = draws.integers(1, known, (ROWS, *port.shape))
        elif port.name == "factors":
            condition = condition_of(card)
            assert isinstance(condition, FactorCondition)
            # The number of a factor's values leaves it open.
            counts = [len(factor.values) + 1 for factor in condition.factors]
            feeds["factors"] = draws.integers(0, counts, (ROWS, *port.shape))
        elif port.name == "label":
            feeds["label"] = np.arange(ROWS) % (len(card.labels) + (Gan.of(card) is None))
        elif port.name == "time":
            feeds["time"] = np.linspace(0, 1, ROWS, dtype=np.float32) * _last_time(card)
        elif port.name in ("weights", "kept", "share"):
            # How much words weigh, how places looked, and how much of that is kept.
            feeds[port.name] = draws.uniform(0.1, 1.0, (ROWS, *port.shape)).astype(np.float32)
            if port.name == "kept":
                feeds["kept"] /= feeds["kept"].sum(axis=-1, keepdims=True)
        elif Nflow.of(card) is not None and port.name == "noise":
            feeds["noise"] = draws.random((ROWS, *port.shape), dtype=np.float32)
        else:
            feeds[port.name] = draws.standard_normal((ROWS, *port.shape)).astype(np.float32)
    return feeds


def pictures(card: Card) -> np.ndarray:
    if folders.held_out(card.data) is None:
        return np.random.default_rng(0).integers(0, 256, (ROWS, *card.image.shape), dtype=np.uint8)
    return at("onnx", card.name).held_out(card.data).images[:ROWS]


def _last_time(card: Card) -> float:
    path = adapt.path_of(Denoising.of(card))
    return adapt.network_time(Denoising.of(card), path.level(path.end))


@each_model
def test_the_catalogue_has_it_without_a_problem(model: str) -> None:
    found = store_for(model).catalogue()
    assert found.problems == ()
    assert model in [entry.card.name for entry in found.entries]


@pytest.mark.torch
@each_part
def test_both_runtimes_agree(model: str, part: str) -> None:
    feeds = inputs(model, part)
    onnx, torch = (at(runtime, model).session(model, part).run(feeds) for runtime in ("onnx", "torch"))
    assert onnx.keys() == torch.keys()
    for name in onnx:
        difference = np.abs(onnx[name] - torch[name]).max()
        assert difference <= TOLERANCE, f"{name} differs by {difference}"


@each_part
def test_a_row_depends_on_itself_alone(model: str, part: str) -> None:
    session = at("onnx", model).session(model, part)
    feeds = inputs(model, part)
    together = session.run(feeds)
    alone = session.run({name: array[5:6] for name, array in feeds.items()})
    for name in together:
        np.testing.assert_allclose(alone[name][0], together[name][5], atol=TOLERANCE)


@pytest.mark.parametrize("model", DENOISERS)
@pytest.mark.parametrize("size", [1, 3, 16])
def test_a_denoiser_says_the_same_in_a_batch_of_any_size(model: str, size: int) -> None:
    session = at("onnx", model).session(model, "denoiser")
    feeds = inputs(model, "denoiser")
    parts = [
        session.run({name: array[start : start + size] for name, array in feeds.items()})["prediction"]
        for start in range(0, ROWS, size)
    ]
    np.testing.assert_array_equal(np.concatenate(parts), session.run(feeds)["prediction"])


@pytest.mark.torch
@each_vae
def test_samples_are_the_same_pictures_on_both_runtimes(model: str) -> None:
    recipe = Sample(model=model, count=32, seed=7)
    one, other = (list(run(recipe, at(runtime, model)))[-1].arrays["images"] for runtime in ("onnx", "torch"))
    assert np.abs(one.astype(int) - other.astype(int)).max() <= 1
    assert one.std() > 10


@each_vae
def test_a_sample_does_not_depend_on_the_count(model: str) -> None:
    few, many = (
        list(run(Sample(model=model, count=count, seed=7), at("onnx", model)))[-1].arrays["images"]
        for count in (4, 64)
    )
    np.testing.assert_array_equal(few, many[:4])


@each_vae
def test_it_tells_a_real_image_from_noise(model: str) -> None:
    recipes = [Reconstruct(model=model, source=HeldOut(index)) for index in range(10)]
    bits = [frame.scalars["bits_per_dim"] for recipe in recipes for frame in run(recipe, at("onnx", model))]
    assert 0 < np.mean(bits) < 8  # Eight bits is what an image costs that is not understood at all.


@each_model
@pytest.mark.parametrize("runtime", ["onnx", pytest.param("torch", marks=pytest.mark.torch)])
def test_one_flipped_bit_in_any_file_is_noticed(model: str, runtime: str, tmp_path: Path) -> None:
    source = folders.shipped_models() / model
    part = next(iter(at("onnx", model).card(model).parts))
    shutil.copytree(source, tmp_path / model)
    for file in at("onnx", model).card(model).files:
        path = tmp_path / model / file.path
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 4
        path.write_bytes(data)
        with pytest.raises(ModelFileError, match=f"{file.path} has been changed"):
            ModelStore((tmp_path,), rules()).at(Placement(runtime, "cpu"), pytest.fail).session(model, part)
        shutil.copyfile(source / file.path, path)
    ModelStore((tmp_path,), rules()).at(Placement(runtime, "cpu"), pytest.fail).session(model, part)
