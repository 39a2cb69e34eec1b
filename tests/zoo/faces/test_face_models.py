"""A VAE and a GAN of faces: what their recipes come to, what ships of them, and what is measured of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from playground import networks
from playground.core.errors import CardError, RecipeError
from playground.core.images import EndlessImages, LabelledImages
from playground.core.recipe import change
from playground.core.resources import Placement
from playground.evaluate.face_codes import unseen
from playground.evaluate.faces import Share
from playground.faces.factors import FACTORS
from playground.faces.render import render_codes
from playground.faces.sampling import FACES, LearnableFaces, learnable
from playground.paradigms.cards import rules
from playground.paradigms.gan_images.card import Gan
from playground.runtimes.resources import open_resources
from playground.zoo import cli, recipes
from playground.zoo.faces.gan_scores import FaceGan, covered
from playground.zoo.faces.measuring import as_json
from playground.zoo.faces.vae_scores import FaceVae
from playground.zoo.finished import Finished, ship
from playground.zoo.start import training_of
from playground.zoo.train import Options

pytestmark = pytest.mark.torch

_SMALL = {
    "faces-vae": {"latent": 6, "half": 4, "quarter": 4, "eighth": 4, "sixteenth": 4, "hidden": 8},
    "faces-gan": {
        "latent": 8, "style": 8, "start": 4, "generator": 8, "generator_coarse": 8, "discriminator": 8,
        "discriminator_coarse": 8, "end": 4, "features": 8, "generator_fine_blocks": 1,
        "generator_first_blocks": 1,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both models, trained for some steps from their recipes with tiny networks."""
    folder = tmp_path_factory.mktemp("models")
    stream, labels = LearnableFaces(), np.zeros(40, np.uint8)
    learned = EndlessImages(stream.images(np.arange(40)), labels, stream)
    few = LabelledImages(render_codes(unseen(0, 40)), labels)
    for name, small in _SMALL.items():
        recipe = recipes.recipe(name)
        tiny = change(
            recipe, config={**recipe.config, **small}, epochs=1, epoch_steps=2, batch=4, validation=8,
            **({"latent": 6, "scale_epochs": 1} if name == "faces-vae" else {}),
        )  # fmt: skip
        run = tmp_path_factory.mktemp(name)
        training = training_of(tiny, learned, run, Options())
        while training.step < training.total:
            training.advance()
            if training.ended_epoch:
                training.validate()
        list(ship(tiny, Finished(training.result(), "cpu", few, run, folder / name, learned)))
    return folder


@pytest.mark.parametrize("name", ["faces-vae", "faces-gan"])
def test_a_recipe_has_few_weights_and_sees_no_face_twice(name: str) -> None:
    recipe = recipes.recipe(name)
    network = networks.build(recipe.network, recipe.config)
    assert sum(weight.numel() for weight in network.parameters()) <= 2_500_000
    assert recipe.half and recipe.data == "faces"
    assert recipe.epochs * recipe.epoch_steps * recipe.batch < FACES - recipe.validation


@pytest.mark.parametrize("name", ["faces-vae", "faces-gan"])
def test_both_runtimes_draw_the_same(models: Path, name: str) -> None:
    worlds = [
        open_resources((models,), rules(), Placement(runtime=runtime), lambda _: None)
        for runtime in ("onnx", "torch")
    ]
    card = worlds[0].card(name)
    random = np.random.default_rng(0)
    for part, ports in card.parts.items():
        given = {
            port.name: random.uniform(0, 1, (3, *port.shape)).astype(np.float32) for port in ports.inputs
        }
        one, other = (world.session(name, part).run(given) for world in worlds)
        for output in one:
            assert np.abs(one[output] - other[output]).max() < 1e-4
    assert (models / name / card.weights).stat().st_size < 3 * card_weights(models, name)


def card_weights(models: Path, name: str) -> int:
    """How many weights a model has, and some room for the names of its tensors."""
    card = open_resources((models,), rules(), Placement(), lambda _: None).card(name)
    assert card.network is not None
    network = networks.build(card.network.name, card.network.config)
    return 2000 + sum(weight.numel() for weight in network.parameters())


def test_a_gan_of_faces_is_told_nothing_and_mixes_layers(models: Path) -> None:
    card = open_resources((models,), rules(), Placement(), lambda _: None).card("faces-gan")
    gan = Gan.of(card)
    assert gan is not None and gan.classes == 0 and gan.layers == 5
    assert f"{FACES:,} training pictures" in card.measured_with


def _printed(capsys: pytest.CaptureFixture[str], *argv: str) -> dict:
    assert cli.main(list(argv)) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_vae_of_faces_is_measured_by_one_command(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _printed(
        capsys, "face-vae-scores", "faces-vae", "--models", str(models), "--count", "300", "--each", "2",
        "--factors", "beard", "--out", str(tmp_path / "vae.json"),
    )  # fmt: skip
    assert json.loads((tmp_path / "vae.json").read_text()) == found
    codes = found["codes"]
    assert set(codes) == {"trained", "untrained", "principal_components", "perfect", "noise"}
    assert set(codes["trained"]["information"]) == set(FACTORS)
    assert len(codes["trained"]["information"]["skin"]) == 6
    assert codes["perfect"]["mutual_information_gap"] > 0.8 > codes["noise"]["mutual_information_gap"]
    assert 0 <= found["active_units"] <= 6 and found["card"]["bits_per_dim"] > 0
    assert len(found["directions"]) == 6
    beard = found["directions"]["beard goatee"]
    assert set(beard) == {"exact", "given", "kept", "random"} and len(beard["exact"]["interval"]) == 2


def test_a_gan_of_faces_is_measured_by_one_command(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _printed(
        capsys, "face-gan-scores", "faces-gan", "--models", str(models), "--count", "20", "--mixed", "6"
    )
    perfect, covered = found["covered_by_a_perfect_sampler"], found["covered"]
    assert perfect["values"]["count"] == covered["values"]["count"]
    assert 0 < covered["values"]["right"] < perfect["values"]["right"]
    assert [*found["distances"]] == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    assert len(found["mixtures"]) == 4 and set(found["carried"]) == set(FACTORS)
    for shares in found["carried"].values():
        assert len(shares) == 5 and sum(shares) == pytest.approx(1, abs=1e-3)


def test_mixing_from_no_layer_on_is_the_first_face(models: Path) -> None:
    gan = FaceGan("faces-gan", models, 0)
    codes = gan.codes(range(3))
    assert np.array_equal(gan.paint(codes), gan.paint(gan.everywhere(codes)))
    assert np.array_equal(gan.codes(range(1, 3)), codes[1:])


def test_other_models_are_refused(models: Path) -> None:
    with pytest.raises(RecipeError, match="is no VAE"):
        FaceVae("faces-gan", models)
    with pytest.raises(RecipeError, match="is no GAN"):
        FaceGan("faces-vae", models, 0)


def test_old_configurations_are_as_they_were() -> None:
    """One more halving is asked for by its channels, and needs those of the one before."""
    small = networks.settings("vae-conv", {"eighth": 0, "height": 28, "width": 28})
    assert small.coarsest == (64, 7, 7) and small.widths == (32, 64)
    assert networks.settings("vae-conv", {"eighth": 8, "height": 32, "width": 32}).coarsest == (8, 4, 4)
    with pytest.raises(CardError, match="eighth"):
        networks.settings("vae-conv", {"sixteenth": 8, "height": 64, "width": 64})


def test_numbers_are_told_with_the_intervals_of_their_shares() -> None:
    told = json.loads(as_json({"one": Share(1, 2), "all": covered(learnable(0, 3)), "rows": (1, [2.5])}))
    assert told["one"] == {"right": 1, "count": 2, "interval": [0.0126, 0.9874]}
    assert set(told["all"]) == {"values", "pairs", "held_out"} and told["rows"] == [1, [2.5]]
    assert told["all"]["held_out"]["right"] == 0
