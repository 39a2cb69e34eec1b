"""What a game of two players ships: both at every moment, in half precision, alike on both runtimes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors import safe_open

from playground import networks
from playground.core.cards import Card, source_of
from playground.core.images import LabelledImages
from playground.core.recipe import change
from playground.core.resources import Resources
from playground.evaluate.styles import rows, styles_of
from playground.paradigms.cards import read_card
from playground.paradigms.gan.family import PARADIGM
from playground.paradigms.gan_images.card import Gan, part_at
from playground.paradigms.gan_images.directions import coordinates
from playground.paradigms.gan_images.players import Players
from playground.paradigms.gan_images.recipes import Directions, Mix, Sample
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.model_files import FileChecker
from playground.runtimes.torch_session import load_network
from playground.zoo.finished import Finished
from playground.zoo.gan.shipping import principal_directions, ship, ship_gan
from playground.zoo.train import Trained, train
from tests.support import tiny_gan as tiny
from tests.support.tiny_training import images

pytestmark = pytest.mark.torch

NAME = tiny.RECIPE.name
PARTS = [
    f"{player}{suffix}"
    for player in ("generator", "discriminator")
    for suffix in ("", *(f"-{step}" for step in tiny.STEPS))
]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    tiny.finish(folder, tmp_path_factory.mktemp("run"))
    return folder


@pytest.fixture(scope="module")
def worlds(models: Path) -> tuple[Resources, Resources]:
    return tiny.world(models, "onnx"), tiny.world(models, "torch")


@pytest.fixture(scope="module")
def card(models: Path) -> Card:
    return read_card(models / NAME)


def feeds(card: Card, part: str, count: int = 16) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    first, _ = card.parts[part].inputs
    drawn = rng.standard_normal((count, *first.shape)).astype(np.float32)
    return {first.name: np.tanh(drawn) if first.name == "image" else drawn, "label": np.arange(count) % 10}


def test_the_card_says_what_the_recipe_did(card: Card) -> None:
    assert (card.paradigm, card.image.low, card.image.high) == ("gan", -1.0, 1.0)
    assert Gan.of(card) is not None
    assert (Gan.of(card).latent, Gan.of(card).classes, Gan.of(card).loss) == (12, 10, "non-saturating")
    assert Gan.of(card).r1 == tiny.RECIPE.r1 > 0
    assert [snapshot.step for snapshot in Gan.of(card).snapshots] == [*tiny.STEPS, 9]
    assert sorted(card.parts) == sorted(PARTS)


def test_moments_after_the_best_step_do_not_ship(tmp_path: Path) -> None:
    """The model is the best moment; what came later was no way there."""
    tiny.finish(tmp_path, tmp_path / "run")
    later = tmp_path / "run" / "snapshots" / "step-0000012.safetensors"
    later.write_bytes((tmp_path / "run" / "snapshots" / "step-0000004.safetensors").read_bytes())
    again = tiny.finish(tmp_path / "again", tmp_path / "run")
    assert [one.step for one in Gan.of(again).snapshots] == [*tiny.STEPS, 9]


def test_files_and_graphs_pass_the_checks_of_the_runtimes(models: Path, card: Card) -> None:
    FileChecker().check(card, models / NAME)
    for part in card.parts:
        check_graph(card, models / NAME, part)


@pytest.mark.parametrize("part", PARTS)
def test_both_runtimes_agree(worlds: tuple[Resources, Resources], card: Card, part: str) -> None:
    (one,), (other,) = (world.session(NAME, part).run(feeds(card, part)).values() for world in worlds)
    assert np.abs(one - other).max() <= 1e-4


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_the_weights_of_its_moment(
    worlds: tuple[Resources, Resources], card: Card, part: str
) -> None:
    name, _, step = part.partition("-")
    network = networks.build("gan", tiny.CONFIG).eval()
    network.load_state_dict({key: one.half() for key, one in tiny.weights(int(step or 9)).items()})
    given = feeds(card, part)
    with torch.inference_mode():
        expected = network.get_submodule(name)(*(torch.from_numpy(array) for array in given.values()))
    (found,) = worlds[0].session(NAME, part).run(given).values()
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-4)


def test_weights_are_kept_in_half_precision(models: Path, card: Card) -> None:
    for snapshot in Gan.of(card).snapshots if Gan.of(card) else ():
        with safe_open(models / NAME / snapshot.weights, framework="pt") as file:
            assert {file.get_tensor(name).dtype for name in file.keys()} == {torch.float16}  # noqa: SIM118
    assert {one.dtype for one in load_network(card, models / NAME).state_dict().values()} == {torch.float32}


def test_parts_and_their_sources_are_each_others_inverse(card: Card) -> None:
    for index, snapshot in enumerate(Gan.of(card).snapshots if Gan.of(card) else ()):
        for player in ("generator", "discriminator"):
            assert source_of(card, part_at(card, player, index)) == (snapshot.weights, player)
    assert part_at(card, "generator", -1) == "generator"
    plain = msgspec.structs.replace(card, tables=())
    assert source_of(plain, "decoder") == (card.weights, "decoder")


MAPPED_PARTS = [
    f"{player}{suffix}"
    for player in ("mapping", "synthesis", "discriminator")
    for suffix in ("", *(f"-{step}" for step in tiny.STEPS))
]


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with a mapped one."""
    folder = tmp_path_factory.mktemp("mapped")
    tiny.finish(folder, tmp_path_factory.mktemp("run"), tiny.MAPPED)
    return folder


def test_a_mapped_generator_ships_as_two_parts_at_every_moment(mapped: Path) -> None:
    card = read_card(mapped / tiny.MAPPED.name)
    FileChecker().check(card, mapped / card.name)
    assert sorted(card.parts) == sorted(MAPPED_PARTS)
    gan = Gan.of(card)
    assert gan is not None and (gan.latent, gan.style, gan.layers) == (12, 16, 6)
    for part in card.parts:
        check_graph(card, mapped / card.name, part)


@pytest.mark.parametrize("part", MAPPED_PARTS)
def test_both_runtimes_agree_on_a_mapped_one_and_have_the_weights_of_its_moment(
    mapped: Path, part: str
) -> None:
    card, (name, _, step) = read_card(mapped / tiny.MAPPED.name), part.partition("-")
    rng = np.random.default_rng(1)
    given = {
        port.name: rng.integers(0, 10, 16)
        if port.dtype == "int64"
        else (rng.uniform(-1, 1, (16, *port.shape)) * (1 if port.name == "image" else 3)).astype(np.float32)
        for port in card.parts[part].inputs
    }
    (one,), (other,) = (
        tiny.world(mapped, runtime).session(card.name, part).run(given).values()
        for runtime in ("onnx", "torch")
    )
    network = networks.build(tiny.MAPPED.network, tiny.MAPPED.config).eval()
    half = {key: each.half() for key, each in tiny.weights(int(step or 9), tiny.MAPPED).items()}
    network.load_state_dict(half)
    with torch.inference_mode():
        expected = network.get_submodule(name)(*(torch.from_numpy(array) for array in given.values()))
    assert np.abs(one - other).max() <= 1e-4 and one.std() > 0
    np.testing.assert_allclose(one, expected.numpy(), atol=1e-4)


def drawn(seed: int, count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Noise, and labels one after another."""
    noise = np.random.default_rng(seed).standard_normal((count, 12)).astype(np.float32)
    return noise, np.arange(count) % 10


def test_means_are_those_of_each_moments_own_w(mapped: Path) -> None:
    """Of other noise than that by which they were measured; of other moments they are far away."""
    world, card = tiny.world(mapped), read_card(mapped / tiny.MAPPED.name)
    gan = Gan.of(card)
    assert gan is not None
    noise, labels = drawn(5, 4000)
    apart = []
    for index in range(4):
        players = Players(card.name, world, index)
        codes, middles = players.codes(noise, labels), gan.middles_at(index)
        own = np.array([codes[labels == label].mean(axis=0) for label in range(10)])
        error = codes.std(axis=0).max() / np.sqrt(400)
        assert np.abs(own - middles).max() < 5 * error
        apart.append(np.abs(own - gan.middles_at(index - 1)).max() / error)
    assert min(apart) > 10


def test_means_are_measured_with_the_weights_as_they_ship(mapped: Path) -> None:
    """To the last digit; those of weights that were not rounded are others."""
    gan = Gan.of(read_card(mapped / tiny.MAPPED.name))
    assert gan is not None
    network = networks.build(tiny.MAPPED.network, tiny.MAPPED.config).eval()
    for index, step in enumerate((*tiny.STEPS, 9)):
        whole = tiny.weights(step, tiny.MAPPED)
        found = []
        for weights in (whole, {name: one.half() for name, one in whole.items()}):
            network.load_state_dict(weights)
            found.append(np.float32(rows(styles_of(network).middles)))
        np.testing.assert_array_equal(gan.middles_at(index), found[1])
        assert not np.array_equal(*found)


@pytest.mark.parametrize("deviation", [1.0, 1e-5, 1e-9])
def test_directions_have_deviations_that_the_digits_of_a_card_can_say(deviation: float) -> None:
    """Of a w that varies by ``deviation`` at most, and along each direction by half of the one before."""
    network = networks.build(tiny.MAPPED.network, tiny.MAPPED.config).eval()
    turn = torch.linalg.qr(torch.randn(12, 12, generator=torch.Generator().manual_seed(3)))[0]
    spread = torch.zeros(12, 16)
    spread[:, :12] = deviation * 0.5 ** torch.arange(12)[:, None] * turn
    network.mapping.forward = lambda noise, _label: noise @ spread
    said = styles_of(network).said()
    assert all(each > 0 for each in said["deviations"])
    assert len({len(said[name]) for name in ("deviations", "directions", "shares")}) == 1
    expected = [deviation * 0.5**power for power in range(10)]
    assert len(said["deviations"]) == sum(each > 5e-7 for each in expected)
    np.testing.assert_allclose(said["deviations"], expected[: len(said["deviations"])], rtol=0.05, atol=5e-7)


def test_directions_of_w_are_those_along_which_it_varies_most_about_its_class(mapped: Path) -> None:
    world, card = tiny.world(mapped), read_card(mapped / tiny.MAPPED.name)
    gan = Gan.of(card)
    assert gan is not None
    noise, labels = drawn(7, 8000)
    players = Players(card.name, world)
    offsets = players.codes(noise, labels) - players.middles(labels)
    along = coordinates(offsets, gan)
    np.testing.assert_allclose(along.std(axis=0), 1, atol=0.05)
    np.testing.assert_allclose(np.cov(along.T), np.eye(along.shape[1]), atol=0.08)
    np.testing.assert_allclose(gan.shares, np.square(gan.deviations) / offsets.var(axis=0).sum(), rtol=0.05)
    assert list(gan.deviations) == sorted(gan.deviations, reverse=True)


def test_a_training_of_a_few_steps_ships_and_is_mixed(tmp_path: Path) -> None:
    """From pictures to a card, and on both runtimes to the same pictures of all recipes, to a grey level."""
    recipe = change(tiny.MAPPED, epochs=1)
    training = tiny.training(tmp_path / "run", recipe)
    for _ in train(training):
        pass
    card = ship_gan(
        recipe, training.result(), "cpu", tiny.SHAPE, tmp_path / "models" / recipe.name, tmp_path / "run"
    )
    assert read_card(tmp_path / "models" / recipe.name) == card
    for asked in (
        Sample(model=card.name, count=20, truncation=0.7),
        Sample(model=card.name, count=5, snapshot=0),
        Mix(model=card.name, rows=2, columns=3, last=3),
        Directions(model=card.name, coefficients=(2.0, -1.0)),
    ):
        one, other = (
            list(PARADIGM.run_of(type(asked))(asked, tiny.world(tmp_path / "models", runtime)))[-1].arrays
            for runtime in ("onnx", "torch")
        )
        assert np.abs(one["images"].astype(int) - other["images"]).max() <= 1
        np.testing.assert_allclose(one["logits"], other["logits"], atol=1e-3)


def test_copies_are_counted_where_a_game_ships(tmp_path: Path) -> None:
    """Of a generator that draws what it learned from all pictures are copies, and of random weights none."""
    recipe, run, folder = tiny.MAPPED, tmp_path / "run", tmp_path / tiny.MAPPED.name
    trained = Trained(weights=tiny.weights(9, recipe), steps=9, seconds=1.0, best_step=9)
    real = images()
    lines = list(ship(recipe, Finished(trained, "cpu", real, run, folder, real)))
    card = read_card(folder)
    assert card.measured["copies"] == 0 < card.measured["copies_expected"]
    assert "copies: of 400 pictures as usual" in card.measured_with
    assert any(line.startswith("copies ") for line in lines)
    drawn = list(PARADIGM.run_of(Sample)(Sample(model=card.name, count=400), tiny.world(tmp_path)))[-1].arrays
    learned = LabelledImages(drawn["images"], drawn["labels"].astype(np.uint8))
    list(ship(recipe, Finished(trained, "cpu", real, run, folder, learned)))
    assert read_card(folder).measured["copies"] == 1


def test_directions_are_those_that_sampling_finds() -> None:
    """Härkönen et al. 2020: components of sampled activations, and the noise that goes with them."""
    torch.manual_seed(2)
    first = torch.randn(40, 6) * torch.tensor([4.0, 3.0, 2.0, 1.5, 1.0, 0.5])
    directions, shares = principal_directions(first, 4)
    noise = np.random.default_rng(3).standard_normal((20_000, 6))
    activations = noise @ first.double().numpy().T + 7
    centred = activations - activations.mean(axis=0)
    variances, components = np.linalg.eigh(centred.T @ centred / len(centred))
    coordinates = centred @ components[:, ::-1][:, :4]
    regressed = np.linalg.lstsq(coordinates, noise, rcond=None)[0]
    regressed /= np.linalg.norm(regressed, axis=1, keepdims=True)
    np.testing.assert_allclose(np.abs((regressed * directions).sum(axis=1)), 1, atol=0.02)
    np.testing.assert_allclose(shares, variances[::-1][:4] / variances.sum(), atol=0.02)


def test_directions_are_orthonormal_and_have_a_sign(card: Card) -> None:
    assert Gan.of(card) is not None
    found = np.array(Gan.of(card).directions)
    np.testing.assert_allclose(found @ found.T, np.eye(len(found)), atol=1e-5)
    assert (found[np.arange(len(found)), np.abs(found).argmax(axis=1)] > 0).all()
    assert 0 < sum(Gan.of(card).shares) <= 1 + 1e-5
    assert list(Gan.of(card).shares) == sorted(Gan.of(card).shares, reverse=True)
